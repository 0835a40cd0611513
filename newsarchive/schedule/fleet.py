"""Crawls of several sites side by side, at most so many at a time, until all have ended or a stop comes."""

from __future__ import annotations

import queue
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Final, Protocol

from newsarchive.schedule.child import PROGRAM, Child, Ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_LOOK: Final = 0.5
"""Seconds after which a wait looks whether a stop was asked."""


class Audience(Protocol):
    """Who is told what happens. All calls come from the thread that runs the fleet, but ``moved``."""

    def began(self, site: str) -> None:
        """A crawl has begun."""

    def moved(self, site: str, moment: dict[str, Any]) -> None:
        """A crawl tells where it is (fields of ``Progress``); comes from other threads."""

    def ended(self, end: Ended) -> None:
        """A crawl has ended."""


class Fleet:
    """Runs crawls of an archive's sites, each in a child process; sites may be added while it runs."""

    def __init__(
        self,
        archive: Path,
        jobs: int,
        audience: Audience,
        *,
        program: Sequence[str] = PROGRAM,
        quiet: bool = False,
    ) -> None:
        self._archive = archive
        self._jobs = jobs
        self._audience = audience
        self._program = program
        self._quiet = quiet
        self._waiting: deque[str] = deque()
        self._running: dict[str, Child] = {}
        self._ends: queue.SimpleQueue[Ended] = queue.SimpleQueue()
        self._stopping = False

    @property
    def sites(self) -> set[str]:
        """The sites that run or wait for their turn."""
        return {*self._running, *self._waiting}

    def add(self, site: str) -> None:
        """Have a site crawled when it is its turn; one that runs or waits already is not doubled."""
        if site not in self.sites:
            self._waiting.append(site)

    def stop(self) -> None:
        """Start no more crawls and end those that run. May be called by a signal handler."""
        self._stopping = True
        self._waiting.clear()
        for child in list(self._running.values()):
            child.stop()

    def run(self) -> Iterator[Ended]:
        """Crawl all sites that were added; gives each end as it comes."""
        while self.sites:
            end = self.step(_LOOK)
            if end is not None:
                yield end

    def step(self, seconds: float) -> Ended | None:
        """Begin what can begin, and wait at most ``seconds`` for a crawl to end."""
        self._begin()
        try:
            end = self._ends.get(timeout=seconds)
        except queue.Empty:
            return None
        del self._running[end.site]
        self._audience.ended(end)
        return end

    def _begin(self) -> None:
        while self._waiting and len(self._running) < self._jobs and not self._stopping:
            site = self._waiting.popleft()
            child = Child(self._archive, site, self._audience.moved, self._program, quiet=self._quiet)
            self._running[site] = child
            threading.Thread(target=lambda c=child: self._ends.put(c.wait()), daemon=True).start()
            self._audience.began(site)
        if self._stopping:  # the signal may have come while one was being started
            self.stop()
