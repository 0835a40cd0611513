"""The one spider: whatever comes back from the frontier's requests goes to the pipelines, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import scrapy

from newsarchive.clock import utc_now
from newsarchive.crawl.entry import IMAGE
from newsarchive.crawl.failures import Refused, reason_of
from newsarchive.crawl.fetched import Fetched, page_of
from newsarchive.crawl.report import FAILED
from newsarchive.errors import ArchiveError
from newsarchive.garbage import collect_rarely
from newsarchive.model import Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from newsarchive.crawl.session import CrawlSession


class PortalSpider(scrapy.Spider):
    """Crawls one portal: ``scrapy crawl portal -a url=https://news.example/ [-a archive=DIR]``.

    Numbers and words of `CrawlOptions` may be given the same way (``-a max_pages=100``).
    """

    name = "portal"
    session: CrawlSession

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *args: Any, session: CrawlSession | None = None, **kwargs: Any
    ) -> Self:
        """Scrapy's constructor; without a ``session`` it opens one from the arguments."""
        spider = super().from_crawler(crawler, *args)
        if session is None:
            from newsarchive.crawl.opening import session_from_arguments

            session = session_from_arguments(kwargs, crawler.settings)
        spider.session = session
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: what is to be asked waits in the frontier."""
        collect_rarely()  # by now everything is imported and open
        nothing: Any
        for nothing in ():  # an asynchronous generator must have a yield
            yield nothing

    def parse(self, response: Response, **_: Any) -> Iterator[Fetched]:
        """Hand on an answer."""
        at = utc_now()
        entry = response.meta["entry"]
        if entry.role == IMAGE:
            self._picture(lambda: self.session.pictures.take(entry, response.status, response.body))
            return
        took = response.meta.get("download_latency", 0.0)
        yield Fetched(entry, page_of(response, at), at, seconds=took)

    def failed(self, failure: Failure) -> Iterator[Fetched]:
        """Hand on a request that brought no answer, or that was not made by rule."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        entry = request.meta["entry"]
        error: BaseException = failure.value  # type: ignore[assignment]
        if entry.role == IMAGE:
            self._picture(lambda: self.session.pictures.miss(entry, reason_of(error)))
            return
        kind = OutcomeKind.OTHER if isinstance(error, Refused) else OutcomeKind.FAILED
        at = utc_now()
        requested = request.meta.get("requested_url", "")
        page = Page(request.url, b"", status=0, fetched_at=at, requested_url=requested)
        yield Fetched(entry, page, at, Outcome(kind, entry.url, reason_of(error)))

    def _picture(self, keep: Callable[[], None]) -> None:
        """Do with a picture what is to be done; a storage error ends the run."""
        try:
            keep()
        except ArchiveError as error:
            self.session.end(FAILED, str(error), error)
