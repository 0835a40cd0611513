"""Estimates completeness: the article addresses that each kind of source showed, and their fate."""

from __future__ import annotations

import json
from collections import defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.report import Coverage
from newsarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.archive.records import PageState

_MAX_COUNTED: Final = 200_000
"""Addresses remembered to count each once; beyond it the count stands still and memory does too."""
_ORDER: Final = ("listing", "feed", "sitemap", "hot", "article")
_STORED: Final = "stored"
_GONE: Final = "gone"
_KEY_BYTES: Final = 8


class CoverageCount:
    """Counts each address once per source; what became of it is known by the end of the run.

    A run may be interrupted: `news` gives what was added, to be committed with the pages that showed it, and
    `restore` takes it back, so that the count is the whole run's.
    """

    def __init__(self) -> None:
        self._keys: dict[str, set[int]] = {part: set() for part in (*_ORDER, _STORED, _GONE)}
        self._news: defaultdict[str, list[int]] = defaultdict(list)
        self._room = _MAX_COUNTED

    def seen(self, source: str, url: str, known: PageState | None) -> None:
        """A page of ``source`` shows ``url``; ``known`` tells what the archive holds of it."""
        if source not in _ORDER or self._room <= 0:
            return
        self._room -= self._add(source, url)
        if known is not None and known.article_id is not None:
            self._add(_STORED, url)

    def stored(self, *urls: str) -> None:
        """An article was archived under these addresses (as asked, as redirected, as canonical)."""
        self._add_all(_STORED, urls)

    def gone(self, *urls: str) -> None:
        """These addresses answered, and hold no article (removed, a listing, a form …)."""
        self._add_all(_GONE, urls)

    def news(self) -> str:
        """What was counted since the last call, as text for `restore`; "" if nothing."""
        if not self._news:
            return ""
        told = {part: "".join(f"{key:016x}" for key in keys) for part, keys in self._news.items()}
        self._news.clear()
        return json.dumps(told, separators=(",", ":"))

    def restore(self, texts: Iterable[str]) -> None:
        """Count what an earlier part of the run counted."""
        for text in texts:
            for part, keys in json.loads(text).items():
                found = {int(keys[at : at + 16], 16) for at in range(0, len(keys), 16)}
                self._room -= len(found) if part in _ORDER else 0
                self._keys[part] |= found

    def report(self) -> tuple[Coverage, ...]:
        """Each source that showed anything, in a fixed order."""
        stored, gone = self._keys[_STORED], self._keys[_GONE] - self._keys[_STORED]
        return tuple(
            Coverage(source, len(shown), len(shown & stored), len(shown & gone))
            for source in _ORDER
            if (shown := self._keys[source])
        )

    def _add_all(self, part: str, urls: Iterable[str]) -> None:
        if len(self._keys[part]) < _MAX_COUNTED:
            for url in urls:
                if url:
                    self._add(part, url)

    def _add(self, part: str, url: str) -> bool:
        key = int.from_bytes(blake2b(identity(url).encode(), digest_size=_KEY_BYTES).digest(), "big")
        if key in self._keys[part]:
            return False
        self._keys[part].add(key)
        self._news[part].append(key)
        return True
