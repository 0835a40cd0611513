"""Reads pages in the crawl's own process: those that came in together one after the other."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.workers.child import answer
from newsarchive.crawl.workers.wire import RUN_ENDED, Answer, Task
from newsarchive.model import Outcome, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.captures.packing import Packed
    from newsarchive.profile import Profile

AT_ONCE: Final = 8
"""Pages in a row at most: the loop must get its turn, for a signal or for a host that waits."""


class OwnProcess:
    """Takes pages as a `WorkerPool` does, and reads them itself.

    ``pack`` packs a body as it will be stored. Reading fills a core's cache with other code and other tables
    than packing and storing do. Where they take turns page by page, each finds it cold: a tenth of a page's
    whole cost, measured.
    """

    def __init__(self, profile: Profile, pack: Callable[[bytes], Packed | None]) -> None:
        self.profile = profile
        self.pack = pack
        self._waiting: deque[tuple[Task, asyncio.Future[Answer]]] = deque()
        self._called = False

    async def process(self, task: Task) -> Answer:
        """`newsarchive.process.process`, once the loop has handled what came in with this page."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((task, future))
        self._call_soon(loop)
        return await future

    def abandon(self) -> None:
        """Answer at once that the run has ended, to all pages that wait."""
        for task, future in self._waiting:
            if not future.done():
                future.set_result(Answer(Outcome(OutcomeKind.OTHER, task.page.url, RUN_ENDED)))
        self._waiting.clear()

    close = abandon

    def _answer(self, task: Task, future: asyncio.Future[Answer]) -> Answer | None:
        try:
            return answer(task, self.profile)
        except Exception as error:  # noqa: BLE001 - raised again where the answer is awaited
            future.set_exception(error)
        return None

    def _call_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._called:
            self._called = True
            loop.call_soon(self._read, loop)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        self._called = False
        row = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
        for task, future, one in [(*waiting, self._answer(*waiting)) for waiting in row]:
            if one is not None and not future.done():
                future.set_result(one._replace(packed=self.pack(task.page.body)) if task.prepare else one)
        if self._waiting:
            self._call_soon(loop)
