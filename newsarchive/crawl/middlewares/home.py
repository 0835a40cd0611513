"""Asks at the site's home for a page that its other address does not give: dead ``m.`` hosts, dead https."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.failures import UNREACHABLE, reason_of
from newsarchive.crawl.session import session_of
from newsarchive.urls import identity, origin

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MISSING: Final = frozenset({404, 410})
_SILENT_AFTER: Final = 3
"""Requests in a row that an origin did not answer, after which its pages are asked for at home at once."""


class HomeMiddleware:
    """Sites link to editions of their pages that are long gone: asked there in vain, an article is lost.

    Home is where the start page was read. What is found there passes for a redirect.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.session = session_of(crawler)
        self._unanswered: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Give the request at home in place of one to an origin that answers nothing."""
        silent = self._unanswered and self._unanswered[origin(request.url)] >= _SILENT_AFTER
        return self._at_home(request) if silent else None

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give the request at home for a page that is missing here."""
        if self._unanswered:
            self._unanswered.pop(origin(request.url), None)
        return (self._at_home(request) or response) if response.status in _MISSING else response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give the request at home where nothing answers here."""
        if reason_of(exception) not in UNREACHABLE or (again := self._at_home(request)) is None:
            return None
        self._unanswered[origin(request.url)] += 1
        return again

    def _at_home(self, request: Request) -> Request | None:
        home, here = self.session.home, origin(request.url)
        if not home or here == home or "entry" not in request.meta or request.meta.get("picture"):
            return None
        url = home + request.url[len(here) :]
        if identity(url) != identity(request.url):
            return None
        followed = request.replace(url=url)
        followed.meta.setdefault("requested_url", request.url)
        followed.meta.pop("tries", None)
        for name in (b"Cookie", b"If-None-Match", b"If-Modified-Since"):
            followed.headers.pop(name, None)
        return followed
