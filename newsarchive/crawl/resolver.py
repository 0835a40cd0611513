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


class GuardedResolver(CachingThreadedResolver):
    """The `Scope` judges hosts by their spelling; what a name resolves to is known only here."""

    private = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Scrapy's constructor; ``PRIVATE_ADDRESSES`` allows them."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.private = crawler.settings.getbool("PRIVATE_ADDRESSES")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        """Resolve ``name``; fails with DNSLookupError for a private address where none is allowed."""
        found = super().getHostByName(name, timeout)
        return found if self.private else found.addCallback(self._check, name)

    @staticmethod
    def _check(address: str, name: str) -> str:
        if is_private(address):
            raise DNSLookupError(f"{name} resolves to the private address {address}")
        return address
