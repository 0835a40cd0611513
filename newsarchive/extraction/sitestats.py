"""What repeats across the pages of one site: text on many of them is the site's, not an article's."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Fewer pages say nothing: a wire story's paragraph may well stand in two of them.
MIN_PAGES = 5
# Above this share a text is the site's own.
MIN_SHARE = 0.3
_MAX_TEXTS = 200_000


@dataclass(slots=True)
class SiteStats:
    """How many of a site's ``pages`` show each text, by a 64-bit hash of the text."""

    pages: int = 0
    counts: dict[int, int] = field(default_factory=dict)

    def add(self, texts: Iterable[str]) -> None:
        """Counts one page; what it repeats itself counts once. Full statistics take no new texts."""
        self.pages += 1
        for key in {text_key(text) for text in texts}:
            if key in self.counts or len(self.counts) < _MAX_TEXTS:
                self.counts[key] = self.counts.get(key, 0) + 1

    def is_boilerplate(self, text: str) -> bool:
        """Whether ``text`` stands on so many pages that it cannot belong to one article."""
        if self.pages < MIN_PAGES:
            return False
        return self.counts.get(text_key(text), 0) >= max(3, MIN_SHARE * self.pages)


def text_key(text: str) -> int:
    """A stable 64-bit key: the same in every process, digits ignored (counters and dates vary)."""
    folded = "".join(c for c in text.casefold() if c.isalpha())
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "big")
