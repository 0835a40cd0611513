"""Days of a schedule in minutes: a portal that lives, crawled whenever it is due by a simulated clock.

Real parts throughout: site file, plans, child processes, HTTP, archive, monitors. Only the time of day is
made up: it is given to each crawl, and what would be waiting is skipped.
"""

from __future__ import annotations

import resource
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive.standings import prepare, read_standings
from newsarchive.clock import simulate
from newsarchive.demo.life import Life, outage
from newsarchive.schedule.due import Verdict, plan_all
from newsarchive.schedule.fleet import Fleet
from newsarchive.sitefiles import read_site_files, sites_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.demo import PortalServer
    from newsarchive.demo.records import Story
    from newsarchive.schedule.child import Ended

AT_TIME = Path(__file__).with_name("at_time.py")
KEY = "daily"


@dataclass(frozen=True)
class Ran:
    """One scheduled crawl: when, how it ended, and how large things were behind it."""

    at: datetime
    end: Ended
    archive_bytes: int
    megabytes: float

    @property
    def report(self) -> dict[str, Any]:
        return self.end.report or {}


class Silent:
    """Nobody needs to be told."""

    def began(self, site: str) -> None: ...
    def moved(self, site: str, moment: dict[str, Any]) -> None: ...
    def ended(self, end: Ended) -> None: ...


@dataclass
class Simulation:
    """``down`` are the spans in which the portal answers nothing but errors."""

    archive: Path
    life: Life
    server: PortalServer
    every: str
    down: tuple[tuple[datetime, datetime], ...] = ()
    ran: list[Ran] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder = sites_folder(self.archive)
        folder.mkdir(parents=True)
        (folder / f"{KEY}.toml").write_text(
            f'start = ["{self.server.url}/"]\nevery = "{self.every}"\ntimezone = "Asia/Shanghai"\n'
            "[crawl]\ndelay = 0\nconcurrency = 8\nrender = 'never'\nworkers = 0\n"
        )
        prepare(self.archive)

    def run(self, until: datetime) -> None:
        """Let the schedule run from the portal's beginning ``until`` then."""
        now = self.life.begins
        while now < until:
            simulate(lambda: now)  # noqa: B023 - asked only until the next turn
            plan = self._plan(now)
            if plan.verdict is Verdict.DUE:
                self.ran.append(self._crawl(now))
                now += timedelta(minutes=1)
            else:
                assert plan.verdict is Verdict.WAITS, plan
                assert plan.due_at is not None
                now = max(plan.due_at, now + timedelta(seconds=1))

    def _plan(self, now: datetime) -> Any:
        sites = read_site_files(self.archive).sites.values()
        return plan_all(sites, read_standings(self.archive), now)[0]

    def _crawl(self, now: datetime) -> Ran:
        is_down = any(start <= now < end for start, end in self.down)
        self.server.portal = outage() if is_down else self.life.portal(now)
        self.server.requests.clear()
        fleet = Fleet(
            self.archive, 1, Silent(), program=(sys.executable, str(AT_TIME), now.isoformat()), quiet=True
        )
        fleet.add(KEY)
        end = next(fleet.run())
        size = sum(path.stat().st_size for path in self.archive.glob("archive.db*"))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        return Ran(now, end, size, peak)

    # -- what must be true at the end

    def missed(self, grace: timedelta = timedelta(0)) -> Iterator[str]:
        """What was on line at some crawl and is not archived as it should be, each in a line.

        A crawl that came at least ``grace`` after a change must have seen it.
        """
        seen = [ran.at for ran in self.ran if ran.report.get("status") == "finished"]
        last = seen[-1]
        held = self._held()
        for story in self.life.stories(last):
            sights = [at for at in seen if story.when <= at and not self.life.is_removed(story, at)]
            if sights:
                fate = held.get(f"{self.server.url}{story.path}")
                yield from self._wrong(story, fate, sights[0], last - grace)

    def _wrong(
        self, story: Story, fate: tuple[int, str] | None, first: datetime, settled: datetime
    ) -> Iterator[str]:
        """What is wrong with a story that was on line when a crawl ``first`` came by."""
        if fate is None:
            yield f"article missing: {story.path} of {story.when}"
            return
        revision, status = fate
        corrected = self.life.corrected_at(story)
        is_gone = self.life.is_removed(story, settled)
        if corrected is not None and first < corrected <= settled and not revision and not is_gone:
            yield f"correction missing: {story.path} of {corrected}"
        if is_gone and status != "gone":
            yield f"removal missing: {story.path} of {story.when}"
        if status == "gone" and not self.life.is_removed(story, self.ran[-1].at):
            yield f"taken for removed: {story.path}"

    def surplus(self) -> Iterator[str]:
        """What is archived as an article and was never one."""
        known = {f"{self.server.url}{story.path}" for story in self.life.stories(self.ran[-1].at)}
        yield from (address for address in self._held() if address not in known)

    def _held(self) -> dict[str, tuple[int, str]]:
        with closing(sqlite3.connect(self.archive / "archive.db")) as db:
            rows = db.execute("SELECT url, revision, status FROM articles").fetchall()
        return {url: (revision, status) for url, revision, status in rows}

    def alarms(self) -> list[dict[str, Any]]:
        """All alarms that were ever raised, in their order."""
        from newsarchive.archive.reader import open_archive

        with open_archive(self.archive) as reader:
            return [alarm.to_dict() for alarm in sorted(reader.monitoring.alarms(), key=lambda a: a.id)]
