"""One worker process as the crawl sees it: its pipe and the batches it has not answered yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from time import monotonic
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.workers.wire import READY, Answer, Task

if TYPE_CHECKING:
    import asyncio
    from multiprocessing.connection import Connection

    from newsarchive.archive.captures.packing import Dictionary
    from newsarchive.profile import Profile

Serve = Callable[["Connection", "Profile"], None]
"""What a worker process does: answer until the other end of its pipe is gone."""

AT_ONCE: Final = 2
"""Batches a worker has at a time: the next one lies ready when it has answered the first."""
_LAST_WORDS: Final = 1.0
"""Seconds in which a process whose pipe is closed must have ended."""


@dataclass(slots=True, eq=False)
class Job:
    """A page on its way; ``suspect``: it was being worked on when a worker died."""

    task: Task
    answer: asyncio.Future[Answer]
    suspect: bool = False


class Worker:
    """``batches`` are answered in order; ``since`` is when the first of them was begun (monotonic)."""

    def __init__(self, profile: Profile, serve: Serve) -> None:
        self.batches: deque[list[Job]] = deque()
        self.since = 0.0
        self.ready = False
        self.dictionary: Dictionary | None = None
        # Not forked: the reactor's threads and SQLite's connection must not be copied.
        context = get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, profile), daemon=True)
        self.process.start()
        other.close()

    @property
    def room(self) -> int:
        """Batches that may be sent now; none beside a suspect's, so that its death names the culprit."""
        if self.batches and self.batches[0][0].suspect:
            return 0
        return AT_ONCE - len(self.batches)

    def send(self, batch: list[Job], dictionary: Dictionary | None = None) -> None:
        """Give the process a batch, and what to pack it against. One that is gone is noticed by `receive`."""
        if not self.batches:
            self.since = monotonic()
        self.batches.append(batch)
        try:
            if dictionary is not None and dictionary is not self.dictionary:
                self.dictionary = dictionary
                self.pipe.send(dictionary)
            self.pipe.send([job.task for job in batch])
        except OSError:
            return

    def receive(self) -> None:
        """Take the answers that have come. Raises EOFError or OSError when the process is gone."""
        while self.pipe.poll():
            message: str | list[Answer] = self.pipe.recv()
            self.since = monotonic()
            if message == READY:
                self.ready = True
                continue
            for job, answer in zip(self.batches.popleft(), message, strict=True):
                if not job.answer.done():
                    job.answer.set_result(answer)  # type: ignore[arg-type]  # READY was ruled out

    def end(self) -> None:
        """End the process, by force if closing its pipe does not."""
        self.pipe.close()
        self.process.join(_LAST_WORDS if self.ready else 0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
