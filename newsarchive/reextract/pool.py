"""Hands batches of pages to processes, in order; a process that dies costs the page that killed it."""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from newsarchive.errors import ArchiveError
from newsarchive.reextract import worker
from newsarchive.reextract.worker import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from newsarchive.profile import Profile

BATCH: Final = 16
"""Pages handed to a process at once: some tenths of a second of work, so that Ctrl-C is soon obeyed."""
_AHEAD: Final = 3
"""Batches that wait for each process: none idles, and memory stays bounded."""
MOST_DEATHS: Final = 20
"""Processes that may die in one run; more of them are no matter of single pages (memory, a full disk)."""

Arguments = tuple["Path", "Mapping[str, Profile]", bool]


class Pool:
    """``count`` processes, each prepared with ``arguments`` of ``worker.start``. Call ``close`` when done."""

    def __init__(self, count: int, arguments: Arguments) -> None:
        self._count = count
        self._arguments = arguments
        self._deaths = 0
        self._executor: ProcessPoolExecutor | None = None

    def can_start(self) -> bool:
        """Tell whether processes start at all: a script without a main guard cannot have any."""
        try:
            # The executor starts a process for a task that finds none idle: so all of them start together.
            begun = [self._submit([]) for _ in range(self._count)]
            return begun[0].result() == []
        except BrokenProcessPool:
            self.close()
            return False

    def readings(self, numbers: Sequence[int]) -> Iterator[Reading]:
        """The pages read anew, in their order."""
        waiting: deque[tuple[list[int], Future[list[Reading]]]] = deque()
        for at in range(0, len(numbers), BATCH):
            batch = list(numbers[at : at + BATCH])
            waiting.append((batch, self._try(batch)))
            if len(waiting) >= _AHEAD * self._count:
                yield from self._first(waiting)
        while waiting:
            yield from self._first(waiting)

    def _first(self, waiting: deque[tuple[list[int], Future[list[Reading]]]]) -> Iterator[Reading]:
        batch, future = waiting.popleft()
        try:
            readings = future.result()
        except BrokenProcessPool:
            self.close()
            lost = [(batch, future), *waiting]
            waiting.clear()
        else:
            yield from readings
            return
        # All that waited is lost with the one that died: one page at a time tells which it was.
        for batch, future in lost:
            if future.done() and future.exception() is None:
                yield from future.result()
            else:
                yield from map(self._alone, batch)

    def _alone(self, number: int) -> Reading:
        try:
            return self._submit([number]).result()[0]
        except BrokenProcessPool:
            self.close()
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                raise ArchiveError(
                    f"{self._deaths} processes died while reading pages: is there memory enough?"
                    " Try --workers 1"
                ) from None
            return Reading(number, "", f"capture {number}", failure="the process that read it died")

    def _try(self, batch: list[int]) -> Future[list[Reading]]:
        try:
            return self._submit(batch)
        except BrokenProcessPool as error:
            broken: Future[list[Reading]] = Future()
            broken.set_exception(error)
            return broken

    def _submit(self, batch: list[int]) -> Future[list[Reading]]:
        with _interrupts_later():
            if self._executor is None:
                # Not forked: SQLite's connections must not be copied.
                self._executor = ProcessPoolExecutor(
                    self._count, get_context("spawn"), initializer=worker.start, initargs=self._arguments
                )
            return self._executor.submit(worker.read_all, batch)

    def close(self) -> None:
        """End the processes; what they are reading just now is finished and dropped."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_later() -> Iterator[None]:
    """Hold Ctrl-C back while processes start: they inherit that for good, and this one obeys right after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
