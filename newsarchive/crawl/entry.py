"""One request as the frontier keeps it: why it is asked, what is known of it, and how urgent it is."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from newsarchive.archive.records import FrontierRow
from newsarchive.model import LinkRole
from newsarchive.urls import identity

if TYPE_CHECKING:
    from newsarchive.archive.records import QueuedRow

START: Final = "start"
"""Role of the page a crawl begins with; all others are those of `LinkRole`."""

UNKNOWN: Final = "page"
"""Role of a page of which nothing is known but that a sitemap names it: what it is, its content tells."""

IMAGE: Final = "image"
"""Role of an article's picture: kept as it comes, never read."""

LIST_ROLES: Final = frozenset({START, LinkRole.CATEGORY, LinkRole.LISTING, LinkRole.NEXT})
"""Roles of pages that are asked for the links on them."""

FIRST_PAGES: Final = 1000
"""Priorities below this are the run's first look: start page, categories, announced feeds and sitemaps."""
_PRIORITY: Final = {
    START: 0,
    LinkRole.CATEGORY: 100,
    LinkRole.FEED: 200,
    LinkRole.SITEMAP: 300,
    LinkRole.LISTING: 1500,
}
_PICTURE: Final = FIRST_PAGES
_HOT: Final = FIRST_PAGES + 1
_GUESSED: Final = 1400
_UNDATED: Final = FIRST_PAGES + 2
_RECHECK: Final = 2500
_DEPTH_DAYS: Final = 30
"""Days by which an undated article of a listing's next page is taken to be older than this page's."""
_OLDEST: Final = 100_000
_PACKED: Final = ("role", "source", "depth", "date", "etag", "modified", "recheck", "again")
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """A queued request. ``depth`` counts listing pages from the first; ``source`` is what showed it first.

    ``date`` is ISO 8601 evidence, or the date of the article that links to it; ``etag`` and ``modified``
    are validators for a conditional request. ``recheck`` marks an archived article that is asked for
    again; ``again`` (an instant) that a resumed run looks at its first pages anew. ``salt`` keeps requests
    apart that identity would fold; ``id`` and ``rank`` are the frontier's.
    """

    url: str
    role: str
    source: str = ""
    depth: int = 0
    date: str = ""
    etag: str = ""
    modified: str = ""
    recheck: bool = False
    again: str = ""
    salt: str = ""
    id: int = 0
    rank: int = 0

    @property
    def is_first_page(self) -> bool:
        """Whether this belongs to the run's first look (``rank`` is the priority it was queued with)."""
        return self.rank < FIRST_PAGES

    def to_row(self, today: dt.date) -> FrontierRow:
        """The entry as the frontier stores it."""
        packed = _packed(
            self.role, self.source, self.depth, self.date, self.etag, self.modified, self.recheck, self.again
        )
        return FrontierRow(
            fingerprint(self.url, self.again + self.salt), self.url, self.priority(today), packed
        )

    @classmethod
    def from_row(cls, row: QueuedRow) -> Entry:
        """The entry that `to_row` stored."""
        return cls(url=row.url, id=row.id, rank=row.priority, **json.loads(row.state))

    def priority(self, today: dt.date) -> int:
        """Lower is sooner: first pages, hot lists, then new before old, what is archived already last."""
        if self.role == IMAGE:
            return _PICTURE
        if self.recheck:
            return _RECHECK + min(self._age(today), _OLDEST)
        if self.role == LinkRole.ARTICLE:
            return _HOT if self.source == "hot" else _UNDATED + min(self._age(today), _OLDEST)
        if self.role == LinkRole.NEXT or (self.role == LinkRole.SITEMAP and self.depth):
            return _UNDATED + min(self._age(today), _OLDEST)
        return _GUESSED if self.source == "usual-path" else _PRIORITY.get(self.role, _GUESSED)

    def _age(self, today: dt.date) -> int:
        """Days since the date evidence; where there is none, by how deep in the listings it stands."""
        try:
            return max(0, (today - dt.date.fromisoformat(self.date[:10])).days)
        except ValueError:
            return self.depth * _DEPTH_DAYS


@lru_cache(maxsize=1024)  # links of one page differ in their address only
def _packed(*values: str | int) -> str:
    return _encode({name: value for name, value in zip(_PACKED, values, strict=True) if value})


def fingerprint(url: str, salt: str = "") -> bytes:
    """Key under which two addresses are one request: that of the article's identity."""
    return blake2b((identity(url) + salt).encode(), digest_size=16).digest()
