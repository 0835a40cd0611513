"""Resolves host names, but never a public site's name to a private address (DNS rebinding)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from newsarchive.urls import is_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    from twisted.internet.defer import Deferred

    from newsarchive.crawl.scope import Scope


class GuardedResolver(CachingThreadedResolver):
    """The `Scope` judges hosts by their spelling; what a name resolves to is known only here.

    A private address is right for a name that says so (``localhost``), and for the start page's host if
    that was private from its first look-up: then the crawl is one of a private network.
    """

    process: Any

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Scrapy's constructor; ``crawler`` is the process that runs the crawlers."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.process = crawler
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Resolve ``name``; fails with DNSLookupError for a private address where none is allowed."""
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        private = is_private(address)
        for scope in self._scopes():
            scope.note_address(name, private=private)
            if private and not scope.private and not is_private(name):
                raise DNSLookupError(f"{name} resolves to the private address {address}")
        return address

    def _scopes(self) -> list[Scope]:
        spiders = [crawler.spider for crawler in getattr(self.process, "crawlers", ())]
        return [spider.session.scope for spider in spiders if hasattr(spider, "session")]
