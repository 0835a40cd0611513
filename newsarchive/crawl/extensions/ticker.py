"""The run's clock: commits the batch when due, tells progress, and closes the spider when the run ends."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from scrapy import signals

from newsarchive.archive.batch import SHARED_SECONDS
from newsarchive.crawl.failures import Refused
from newsarchive.crawl.report import FAILED
from newsarchive.crawl.session import session_of
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

_TICK: Final = 0.2
_WINDOW: Final = 25
"""Ticks over which the rate is taken (5 s)."""


class Ticker:
    """Ticks five times a second while the spider is open."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = session_of(crawler)
        self._pages: deque[tuple[float, int]] = deque(maxlen=_WINDOW)
        self._clock: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def _opened(self) -> None:
        self.session.on_ending.append(self._close_spider)
        self._clock = asyncio.ensure_future(self._tick())
        self.session.writer.on_batch(self._commit_soon)

    def _closed(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        self.session.close()

    async def _tick(self) -> None:
        while self._commit():
            self._tell()
            await asyncio.sleep(_TICK)

    def _commit(self) -> bool:
        """End the open batch if it is time; an error of the storage ends the run."""
        try:
            self.session.writer.commit_if_due()
        except ArchiveError as error:
            self.session.end(FAILED, str(error), error)
            return False
        return True

    def _commit_soon(self) -> None:
        """Other sites wait for their turn to write: a tick would be too late."""
        with suppress(RuntimeError):  # without a loop the run is ending, and what ends it commits
            asyncio.get_running_loop().call_later(SHARED_SECONDS, self._commit)

    def _tell(self) -> None:
        if self.session.on_progress is None:
            return
        now, pages = monotonic(), self.session.counts.pages
        self._pages.append((now, pages))
        then, before = self._pages[0]
        rate = (pages - before) / (now - then) if now > then else 0.0
        self.session.on_progress(self.session.progress(rate))

    def _close_spider(self) -> None:
        """Let what is on the line come in, drop what only waits for its turn."""
        engine = self.crawler.engine
        if engine is None or engine.spider is None:
            return
        self._closing = asyncio.ensure_future(engine.close_spider_async(reason=self.session.status))
        for slot in engine.downloader.slots.values():
            while slot.queue:
                slot.queue.popleft()[1].errback(Refused("run-ended"))
