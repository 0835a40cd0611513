"""Stays and starts what gets due; a wall clock that jumps neither hurries nor holds up what was started."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from newsarchive.clock import utc_now
from newsarchive.schedule.due import Plan, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from newsarchive.schedule.child import Ended
    from newsarchive.schedule.fleet import Fleet
    from newsarchive.sitefiles import SiteFile

LOOK_AGAIN: Final = timedelta(seconds=30)
"""Longest time between two looks at the site files and the clock."""
RETRY: Final = timedelta(minutes=10)
"""How soon a crawl that was cut short while this process ran is tried again, if ``every`` is not shorter."""


def steady_seconds() -> float:
    """Seconds of a clock that nobody sets, and that goes on while the machine sleeps where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class Memory:
    """When this process started each site's crawl, by the steady clock: it knows better than the archive.

    The archive's times are those of the wall clock as it was then.
    """

    def __init__(self, steady: Callable[[], float] = steady_seconds) -> None:
        self._steady = steady
        self._started: dict[str, float] = {}

    def note(self, site: str) -> None:
        """A crawl of ``site`` was started now."""
        self._started[site] = self._steady()

    def is_due(self, site: SiteFile, plan: Plan) -> bool:
        """Whether to start ``site`` now: by its last start here, else as the archive's times say."""
        if plan.verdict in (Verdict.BUSY, Verdict.UNSCHEDULED) or site.every is None:
            return False
        started = self._started.get(site.key)
        if started is None:
            return plan.verdict is Verdict.DUE
        wait = min(site.every, RETRY) if plan.is_resumed else site.every
        return self._steady() - started >= wait.total_seconds()

    def wait(self, site: SiteFile, plan: Plan, now: datetime) -> float:
        """Seconds until ``site`` may be due, as far as can be told."""
        started = self._started.get(site.key)
        if started is not None and site.every is not None:
            return max(0.0, started + site.every.total_seconds() - self._steady())
        return max(0.0, (plan.due_at - now).total_seconds()) if plan.due_at else LOOK_AGAIN.total_seconds()


def watch(
    fleet: Fleet,
    look: Callable[[], Iterable[tuple[SiteFile, Plan]]],
    is_over: Callable[[], bool],
    on_end: Callable[[Ended], None],
    memory: Memory | None = None,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Crawl what gets due until ``is_over``; then wait for what still runs.

    ``look`` gives the sites and their plans as they are at the moment; ``on_end`` is told each end.
    """
    memory = memory or Memory()
    while not is_over():
        waits = [LOOK_AGAIN.total_seconds()]
        for site, plan in look():
            if site.key in fleet.sites:
                continue
            if memory.is_due(site, plan):
                memory.note(site.key)
                fleet.add(site.key)
            elif plan.verdict is Verdict.WAITS:
                waits.append(memory.wait(site, plan, now()))
        until = time.monotonic() + max(0.2, min(waits))
        while not is_over() and (left := until - time.monotonic()) > 0:
            if (end := fleet.step(min(left, 1.0))) is not None:
                on_end(end)
                break  # its site may be the next one due
    for end in fleet.run():
        on_end(end)
