"""Refuses requests outside the crawl's hosts, redirects and further pages included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.crawl.failures import BadBody, Refused
from newsarchive.crawl.session import session_of
from newsarchive.urls import hostname

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class ScopeMiddleware:
    """The last word on what is asked: every request of every part passes here."""

    def __init__(self, crawler: Crawler) -> None:
        session = session_of(crawler)
        self.scope = session.scope
        self.silent = session.silent
        self.pictures = session.pictures

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `Refused` for what the scope excludes, `BadBody` for hosts that do not answer."""
        rule = self.pictures if request.meta.get("picture") else self.scope
        reason = rule.refuse(request.url)
        if reason is not None:
            redirected = request.meta.get("redirects", 0)
            raise Refused(f"redirect-{reason}" if redirected else reason)
        if self.silent and rule is self.scope and hostname(request.url) in self.silent:
            raise BadBody("host-silent")
