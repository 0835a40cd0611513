"""Spreads pages over worker processes, replaces those that die, and names the page that killed one."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.workers import child
from newsarchive.crawl.workers.wire import RUN_ENDED, Answer, Task
from newsarchive.crawl.workers.worker import Job, Worker
from newsarchive.model import Outcome, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.captures.packing import Dictionary
    from newsarchive.crawl.workers.worker import Serve
    from newsarchive.profile import Profile

logger = logging.getLogger(__name__)

BATCH: Final = 8
"""Pages of one message at most: enough that its cost disappears, few enough to share out evenly."""
PATIENCE: Final = 60.0
"""Seconds for one batch; a page takes milliseconds, and only a hostile one seconds."""
_LOOK: Final = 1.0
_MAX_STILLBORN: Final = 3

DIED: Final = "worker-died"
"""Reason of a page that two workers died of."""


class WorkerPool:
    """Lives in the event loop of the process that fetches and writes.

    What waits is bounded by the downloads that Scrapy lets wait. A page during whose batch a worker died
    is tried once more, alone; if that one dies too, the page has failed. ``on_broken`` is told, as a
    sentence, when workers die before they are ready. A worker gets ``patience`` seconds for one batch.
    ``dictionary`` is what pages sent from now on are packed against.
    """

    def __init__(
        self,
        size: int,
        profile: Profile,
        on_broken: Callable[[str], None],
        serve: Serve = child.serve,
        patience: float = PATIENCE,
    ) -> None:
        self.size = size
        self.profile = profile
        self.serve = serve
        self.patience = patience
        self.on_broken = on_broken
        self.workers: list[Worker] = []
        self.dictionary: Dictionary | None = None
        self._waiting: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
        self._stillborn = 0
        self._closed = False
        self._sharing = False
        self._watch: asyncio.TimerHandle | None = None

    @property
    def ready(self) -> bool:
        """Whether a worker has started and takes pages."""
        return any(worker.ready for worker in self.workers)

    def start(self) -> None:
        """Start the processes, unless that is done; call it in the event loop."""
        loop = asyncio.get_running_loop()
        while not self._closed and len(self.workers) < self.size:
            self._start(loop)

    async def process(self, task: Task) -> Answer:
        """`newsarchive.process.process` in a worker; ``failed`` where no worker survives the page."""
        loop = asyncio.get_running_loop()
        job = Job(task, loop.create_future())
        self._waiting.append(job)
        self.start()
        self._share_soon(loop)
        return await job.answer

    def abandon(self) -> None:
        """Answer at once that the run has ended, to all pages that wait or are being worked on."""
        self._closed = True
        given = (job for worker in self.workers for batch in worker.batches for job in batch)
        for job in (*self._waiting, *self._suspects, *given):
            _answer(job, OutcomeKind.OTHER, RUN_ENDED)
        self._waiting.clear()
        self._suspects.clear()

    def close(self) -> None:
        """End all processes."""
        self.abandon()
        if self._watch is not None:
            self._watch.cancel()
        for worker in self.workers:
            self._forget(worker)
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    # -- sharing out

    def _share_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Share once the loop has handled what came in with this page: those go in one batch."""
        if not self._sharing:
            self._sharing = True
            loop.call_soon(self._share)

    def _share(self) -> None:
        self._sharing = False
        if self._closed:
            self.abandon()
            return
        for worker in self.workers:
            if self._suspects and not worker.batches:
                worker.send([self._suspects.popleft()], self.dictionary)
        while self._waiting:
            worker = min(self.workers, key=lambda worker: (-worker.room, len(worker.batches)))
            if worker.room <= 0:
                return
            room = sum(max(0, worker.room) for worker in self.workers)
            count = min(BATCH, -(-len(self._waiting) // room))
            worker.send([self._waiting.popleft() for _ in range(count)], self.dictionary)

    def _read(self, worker: Worker) -> None:
        try:
            worker.receive()
        except (EOFError, OSError):
            self._bury(worker)
        self._share()

    # -- births and deaths

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        worker = Worker(self.profile, self.serve)
        self.workers.append(worker)
        loop.add_reader(worker.pipe.fileno(), self._read, worker)
        if self._watch is None:
            self._watch = loop.call_later(_LOOK, self._look)

    def _forget(self, worker: Worker) -> None:
        asyncio.get_running_loop().remove_reader(worker.pipe.fileno())

    def _bury(self, worker: Worker) -> None:
        """Replace a worker that is gone; of its pages only those it was working on may have killed it."""
        self._forget(worker)
        self.workers.remove(worker)
        worker.end()
        logger.warning("a worker process ended with status %s", worker.process.exitcode)
        batches = list(worker.batches)
        for batch in reversed(batches[1:] if worker.ready else batches):
            self._waiting.extendleft(reversed(batch))
        for job in batches[0] if worker.ready and batches else ():
            if job.suspect:
                _answer(job, OutcomeKind.FAILED, DIED)
            else:
                job.suspect = True
                self._suspects.append(job)
        self._stillborn = 0 if worker.ready else self._stillborn + 1
        if self._stillborn >= _MAX_STILLBORN * self.size and not self._closed:
            self._closed = True
            self.on_broken("the worker processes do not start; --workers 0 does without them")
        if not self._closed:
            self._start(asyncio.get_running_loop())

    def _look(self) -> None:
        """Kill workers that do not come back from a page: their death names it."""
        self._watch = asyncio.get_running_loop().call_later(_LOOK, self._look)
        for worker in self.workers:
            if worker.ready and worker.batches and monotonic() - worker.since > self.patience:
                worker.process.kill()


def _answer(job: Job, kind: OutcomeKind, reason: str) -> None:
    if not job.answer.done():
        job.answer.set_result(Answer(Outcome(kind, job.task.page.url, reason)))
