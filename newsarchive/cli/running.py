"""What `newsarchive run` does: plans made, crawls run side by side, their ends told and summed up."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.standings import read_standings
from newsarchive.cli.failure import DONE, INTERRUPTED, USAGE
from newsarchive.cli.fleet import audience
from newsarchive.cli.indexing import bring_up_to_date
from newsarchive.cli.printing import err, one_line, print_json_lines
from newsarchive.clock import utc_now
from newsarchive.errors import ArchiveBusy, UsageError
from newsarchive.schedule.due import Plan, Verdict, plan_all
from newsarchive.schedule.fleet import Fleet
from newsarchive.schedule.watch import watch
from newsarchive.sitefiles import SiteFile, SiteFiles, read_site_files, sites_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from newsarchive.schedule.child import Ended

JOBS_PER_CORE: Final = 4
"""A polite crawl waits for its server nearly all the time; measured in docs/sites-and-schedule.md."""


class Run:
    """One call of the command. ``keys`` are the sites asked for; none: all that have a file."""

    def __init__(
        self, archive: Path, keys: tuple[str, ...], *, jobs: int | None, quiet: bool, as_json: bool
    ) -> None:
        self._archive = archive
        self._keys = dict.fromkeys(keys)
        self._jobs = jobs or JOBS_PER_CORE * _cores()
        self._quiet = quiet
        self._as_json = as_json
        self._told: dict[str, str] = {}
        self._over = False
        self.worst = DONE

    def plans(self, *, force: bool = False) -> list[Plan]:
        """What is to be done with each site now. Raises ``UsageError`` when there is none."""
        sites = self._sites(self._files())
        return plan_all(sites.values(), read_standings(self._archive), utc_now(), force=force)

    def broken(self) -> int:
        """Tell the files that are not right; how many there are."""
        files = read_site_files(self._archive)
        for error in files.broken.values():
            self._say(str(error))
        return len(files.broken)

    def once(self, *, force: bool) -> int:
        """Crawl what is due (``force``: all) and give the exit status."""
        plans = self.plans(force=force)
        if self.broken():
            self.worst = USAGE
        for plan in plans:
            if plan.verdict is Verdict.BUSY:
                self._say(f"{plan.site}: {plan.reason}; wait for it to end")
                self.worst = max(self.worst, ArchiveBusy.exit_status)
        due = [plan for plan in plans if plan.verdict is Verdict.DUE]
        if not due:
            self._tell_next(plans)
            return self.worst
        bring_up_to_date(self._archive, quiet=self._quiet, create=True)
        with self._fleet() as fleet:
            for plan in due:
                fleet.add(plan.site)
            for end in fleet.run():
                self._take(end)
        return INTERRUPTED if self._over else self.worst

    def stay(self) -> int:
        """Crawl what gets due until a signal ends it; what is cut short then goes on at the next start."""
        if not self._files():
            err().print(f"No site yet in {sites_folder(self._archive)}; waiting for one.")
        bring_up_to_date(self._archive, quiet=self._quiet, create=True)
        with self._fleet() as fleet:
            watch(fleet, self._look, lambda: self._over, self._take)
        return DONE

    def _look(self) -> Iterator[tuple[SiteFile, Plan]]:
        """The sites as they are now: files may come, change and go while the command stays."""
        files = read_site_files(self._archive)
        for key, error in files.broken.items():
            if self._told.get(key) != str(error):
                self._told[key] = str(error)
                self._say(str(error))
        sites = {key: site for key, site in files.sites.items() if not self._keys or key in self._keys}
        for plan in plan_all(sites.values(), read_standings(self._archive), utc_now()):
            yield sites[plan.site], plan

    def _files(self) -> SiteFiles:
        return read_site_files(self._archive)

    def _sites(self, files: SiteFiles) -> dict[str, SiteFile]:
        """The sites asked for. Raises ``UsageError`` for one that is not there, ``ProfileError``."""
        if not files:
            raise UsageError(
                f"there is no site in {sites_folder(self._archive)}: `newsarchive sites add URL` makes one"
            )
        for key in self._keys:
            if key in files.broken:
                raise files.broken[key]
            if key not in files.sites:
                raise UsageError(f"no site {key!r}; there are: {', '.join(sorted(files.sites)) or 'none'}")
        return {key: files.sites[key] for key in self._keys} if self._keys else files.sites

    @contextmanager
    def _fleet(self) -> Iterator[Fleet]:
        with audience(quiet=self._quiet) as told:
            fleet = Fleet(self._archive, self._jobs, told, quiet=self._quiet)

            def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's form
                self._over = True
                fleet.stop()

            before = {
                number: signal.signal(number, stop)
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
            }
            try:
                yield fleet
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    def _take(self, end: Ended) -> None:
        self.worst = max(self.worst, end.exit_status)
        if self._as_json:
            print_json_lines([report_of(end)])

    def _tell_next(self, plans: list[Plan]) -> None:
        coming = [plan for plan in plans if plan.verdict is Verdict.WAITS and plan.due_at]
        if not self._quiet and coming:
            first = min(coming, key=lambda plan: plan.due_at or utc_now())
            err().print(f"Nothing is due; next is {first.site} at {first.due_at:%Y-%m-%d %H:%M} UTC.")
        elif not self._quiet:
            err().print("Nothing is due.")

    @staticmethod
    def _say(line: str) -> None:
        err().print(f"newsarchive: {one_line(line)}", soft_wrap=True)


def report_of(end: Ended) -> dict[str, Any]:
    """The crawl's report as `crawl --json` gives it, with the exit status; made up where it gave none."""
    from newsarchive.crawl.report import FAILED, CrawlReport

    if end.report is not None:
        return end.report | {"exit_status": end.exit_status}
    status = "busy" if end.exit_status == ArchiveBusy.exit_status else FAILED
    line = (end.told.strip().splitlines() or [""])[-1].removeprefix("newsarchive: ")
    made_up = CrawlReport(site=end.site, run=0, status=status, message=line)
    return made_up.to_dict() | {"exit_status": end.exit_status}


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
