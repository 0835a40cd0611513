"""Estimates completeness: the article addresses that each kind of source showed, and their fate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsarchive.crawl.report import Coverage
from newsarchive.urls import identity

if TYPE_CHECKING:
    from newsarchive.archive.records import PageState

_MAX_COUNTED: Final = 200_000
"""Addresses remembered to count each once; beyond it the count stands still and memory does too."""
_ORDER: Final = ("listing", "feed", "sitemap", "hot", "article")


class CoverageCount:
    """Counts each address once per source; what became of it is known by the end of the run."""

    def __init__(self) -> None:
        self._seen: dict[str, set[int]] = {source: set() for source in _ORDER}
        self._stored: set[int] = set()
        self._gone: set[int] = set()
        self._room = _MAX_COUNTED

    def seen(self, source: str, url: str, known: PageState | None) -> None:
        """A page of ``source`` shows ``url``; ``known`` tells what the archive holds of it."""
        key = hash(identity(url))
        shown = self._seen.get(source)
        if shown is None or key in shown or self._room <= 0:
            return
        shown.add(key)
        self._room -= 1
        if known is not None and known.article_id is not None:
            self._stored.add(key)

    def stored(self, *urls: str) -> None:
        """An article was archived under these addresses (as asked, as redirected, as canonical)."""
        if len(self._stored) < _MAX_COUNTED:
            self._stored.update(hash(identity(url)) for url in urls if url)

    def gone(self, *urls: str) -> None:
        """These addresses answered, and hold no article (removed, a listing, a form …)."""
        if len(self._gone) < _MAX_COUNTED:
            self._gone.update(hash(identity(url)) for url in urls if url)

    def report(self) -> tuple[Coverage, ...]:
        """Each source that showed anything, in a fixed order."""
        return tuple(
            Coverage(source, len(shown), len(shown & self._stored), len(shown & (self._gone - self._stored)))
            for source, shown in self._seen.items()
            if shown
        )
