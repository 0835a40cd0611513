"""Feeds Scrapy's engine from the archive's frontier; requests of middlewares stay with their entry."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request

from newsarchive.crawl.entry import IMAGE, START, Entry
from newsarchive.crawl.rendering import AT_ONCE
from newsarchive.crawl.report import FAILED
from newsarchive.crawl.session import session_of
from newsarchive.errors import ArchiveError
from newsarchive.model import LinkRole

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from newsarchive.crawl.session import CrawlSession

_MAX_BUFFER: Final = 64
_SITEMAP_SIZE: Final = 52 * 1024 * 1024  # the protocol allows 50 MB unpacked


class FrontierScheduler:
    """A small buffer over the frontier table.

    A redirected or retried request is the same entry on its way: it waits in memory, and after a kill the
    entry is asked from its first address again, because its done mark was never committed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session: CrawlSession = session_of(crawler)
        self.again: deque[Request] = deque()
        self.size = max(4, min(_MAX_BUFFER, crawler.settings.getint("CONCURRENT_REQUESTS")))
        self._buffer: list[tuple[int, int, Entry]] = []
        self._first_pages = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Nothing to do: the session has opened the frontier."""

    def close(self, reason: str) -> None:
        """Nothing to do: entries in the buffer are in flight for the frontier, which puts them back."""

    def has_pending_requests(self) -> bool:
        """Tell the engine whether the spider may be idle."""
        if self.session.ending:
            return False
        return bool(self.again or self._buffer) or self.session.writer.frontier.counts().queued > 0

    def enqueue_request(self, request: Request) -> bool:
        """Take back a request that a middleware changed. New addresses come through the planner only."""
        self.again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The most urgent request, or None for now."""
        # Pages in the browser ask for more themselves, and each host's turn is theirs first.
        if self.session.ending or self.session.rendering >= AT_ONCE:
            return None
        if self.again:
            return self.again.popleft()
        try:
            entry = self._next_entry()
        except ArchiveError as error:
            self.session.end(FAILED, str(error), error)
            return None
        if entry is None:
            return None
        self._first_pages += entry.is_first_page
        return self._request(entry)

    def left(self, entry: Entry) -> None:
        """The page of ``entry`` has ended."""
        self._first_pages -= entry.is_first_page

    def _next_entry(self) -> Entry | None:
        """The most urgent entry that is not in a trap.

        The guard is asked now and not when links are found: what its patterns are worth shows by fetching.
        """
        while not self.session.ending:
            if self.session.limit:
                self._put_back_pages()
            if len(self._buffer) <= self.size // 2 or self._must_wait():
                self._fill()
            if not self._buffer or self._must_wait():
                return None
            if self.session.limit and self._buffer[0][2].role != IMAGE:
                return None
            entry = heappop(self._buffer)[2]
            if entry.role == IMAGE:
                if self.session.pictures.admits(entry):
                    return entry
                continue
            if self._is_shortened(entry):
                continue
            if entry.recheck or entry.role == START or self.session.traps.refuse(entry.url) is None:
                return entry
            self.session.writer.frontier.done(entry.id)
        return None

    def _is_shortened(self, entry: Entry) -> bool:
        """Queue the address without what counts for nothing in its stead, if there is such an address."""
        shorter = "" if entry.recheck else self.session.traps.parameters.without_idle(entry.url)
        if shorter:
            self.session.push([replace(entry, url=shorter)])
            self.session.writer.frontier.done(entry.id)
        return bool(shorter)

    def _put_back_pages(self) -> None:
        """Keep pictures only: at its limit, a run waits for those of the articles it has."""
        for item in self._buffer:
            if item[2].role != IMAGE:
                self.session.writer.frontier.requeue(item[2].id)
        self._buffer = [item for item in self._buffer if item[2].role == IMAGE]
        heapify(self._buffer)

    def _fill(self) -> None:
        room = min(self.size, _MAX_BUFFER - len(self._buffer))
        if room <= 0:
            return
        for row in self.session.writer.frontier.pop(room):
            heappush(self._buffer, (row.priority, row.id, Entry.from_row(row)))

    def _must_wait(self) -> bool:
        """Articles wait for the first pages under way: only these tell which articles are the newest."""
        return self._first_pages > 0 and bool(self._buffer) and not self._buffer[0][2].is_first_page

    def _request(self, entry: Entry) -> Request:
        spider: Any = self.crawler.spider
        request = Request(entry.url, errback=spider.failed, dont_filter=True, meta={"entry": entry})
        if entry.etag:
            request.headers[b"If-None-Match"] = entry.etag
        if entry.modified:
            request.headers[b"If-Modified-Since"] = entry.modified
        if entry.role == IMAGE:
            request.meta["picture"] = True
            request.headers[b"Accept"] = "image/*,*/*;q=0.5"
            request.headers[b"Referer"] = self.session.target.start[0]
        if entry.role == LinkRole.SITEMAP:
            request.meta["download_maxsize"] = _SITEMAP_SIZE
        return request
