"""Which addresses a crawl may ask for: the site's hosts, http(s) only, private networks only from within."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.urls import MAX_URL, hostname, is_private, same_site, site_hosts

if TYPE_CHECKING:
    from collections.abc import Iterable


class Scope:
    """The hosts of one crawl. ``private`` tells whether loopback and private addresses may be asked."""

    def __init__(self, start: Iterable[str], hosts: Iterable[str] = ()) -> None:
        start = tuple(start)
        self.hosts = tuple(dict.fromkeys((*hosts, *site_hosts(start))))
        self.private = any(is_private(url) for url in start)
        self._unresolved = {hostname(url).partition(":")[0] for url in start}
        self._known: dict[str, str | None] = {}

    def refuse(self, url: str) -> str | None:
        """Why ``url`` must not be asked (``scheme``, ``too-long``, ``offsite``, ``private``), or None."""
        scheme, _, rest = url.partition("://")
        if scheme not in ("http", "https"):
            return "scheme"
        if len(url) > MAX_URL:
            return "too-long"
        # A page has hundreds of links on a handful of origins: judge each origin once.
        origin = f"{scheme}://{rest.partition('/')[0]}"
        if origin not in self._known:
            if len(self._known) > 4096:
                self._known.clear()
            self._known[origin] = self._judge(url)
        return self._known[origin]

    def note_address(self, name: str, *, private: bool) -> None:
        """Take note of what a host name resolved to: a start page's first look-up tells where it is."""
        if name in self._unresolved:
            self._unresolved.discard(name)
            if private and not self.private:
                self.private = True
                self._known.clear()

    def _judge(self, url: str) -> str | None:
        if not hostname(url) or not same_site(url, self.hosts):
            return "offsite"
        return "private" if is_private(url) and not self.private else None
