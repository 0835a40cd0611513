"""The records that travel between the layers: frozen, typed, and without behaviour beyond serialising."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class PageKind(StrEnum):
    """What a page is for a reader."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"


class OutcomeKind(StrEnum):
    """How the processing of one page ended; every page ends as exactly one of these."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"
    GONE = "gone"
    FAILED = "failed"


class LinkRole(StrEnum):
    """Why a link is worth following; the frontier orders by it."""

    ARTICLE = "article"
    CATEGORY = "category"
    LISTING = "listing"
    NEXT = "next"
    FEED = "feed"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Page:
    """One response as fetched or as stored: all that processing may look at.

    ``url`` is the final address, ``requested_url`` the one before redirects ("" when equal).
    ``headers`` keep order and repeats. ``fetched_at`` is an aware UTC instant; None when unknown,
    in which case relative dates ("3小时前") stay unresolved. ``request_headers`` were sent, ``remote`` is the
    address that answered; both are kept with the raw capture only.
    """

    url: str
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None
    requested_url: str = ""
    request_headers: tuple[tuple[str, str], ...] = ()
    remote: str = ""

    def header(self, name: str) -> str:
        """First value of the header ``name`` (any case), or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


class Link(NamedTuple):
    """A link that discovery proposes. ``date`` is ISO 8601 evidence from a feed, sitemap or listing.

    A tuple, as a page has dozens: made and sent between processes in a third of a dataclass's time.
    """

    url: str
    role: LinkRole
    text: str = ""
    date: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A section of the site, named as the site names it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the body. ``credit`` has no label; ``position`` counts the body paragraphs before it."""

    url: str
    caption: str | None = None
    credit: str | None = None
    position: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The image as the record contract spells it."""
        return {"url": self.url, "caption": self.caption, "credit": self.credit, "position": self.position}


@dataclass(frozen=True, slots=True)
class HotEntry:
    """One line of a ranking. ``rank`` starts at 1; ``title`` is whole even where the page shows it cut."""

    rank: int
    title: str
    url: str
    author: str | None = None
    date: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The entry as the record contract spells it."""
        return {
            "rank": self.rank,
            "title": self.title,
            "url": self.url,
            "author": self.author,
            "date": self.date,
        }


@dataclass(frozen=True, slots=True)
class HotList:
    """A ranking as a page shows it; ``name`` is its heading."""

    name: str
    entries: tuple[HotEntry, ...]

    def to_dict(self) -> dict[str, Any]:
        """The list as the record contract spells it."""
        return {"list": self.name, "entries": [entry.to_dict() for entry in self.entries]}


@dataclass(frozen=True, slots=True)
class Article:
    """What one page (or several joined pages) tells of an article; absent is None or empty, never a guess.

    ``published`` and ``modified`` are ISO 8601: only the day when the page tells only the day, else with
    offset. ``body`` has a paragraph a line. ``provenance`` names the source that gave each field.
    """

    url: str = ""
    title: str = ""
    published: str | None = None
    published_raw: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    editor: str | None = None
    category: str | None = None
    breadcrumb: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "und"
    variants: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    images: tuple[Image, ...] = ()
    pages: int = 1
    provenance: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The fields of the article record that one page can give, ready for JSON."""
        return dict(self._plain())

    def _plain(self) -> Iterator[tuple[str, Any]]:
        for name in self.__slots__:
            value = getattr(self, name)
            if name == "images":
                yield name, [image.to_dict() for image in value]
            elif isinstance(value, tuple):
                yield name, list(value)
            elif isinstance(value, Mapping):
                yield name, dict(value)
            else:
                yield name, value


@dataclass(frozen=True, slots=True)
class Removal:
    """A piece of text that extraction left out, and why; ``--explain`` shows these."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a source offered for a field; the first candidate of a field is the one taken."""

    field: str
    source: str
    value: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything extraction reads off one page.

    ``score`` (0 to 1) is how sure ``kind`` is. ``navigation`` holds the site's sections in its own order,
    ``next_pages`` the further pages of a multi-page article in order. ``candidates`` and ``removed`` are
    filled only when an explanation was asked for.
    """

    kind: PageKind
    score: float
    article: Article
    hot_lists: tuple[HotList, ...] = ()
    navigation: tuple[Category, ...] = ()
    next_pages: tuple[str, ...] = ()
    markdown: str = ""
    paywalled: bool = False
    candidates: tuple[Candidate, ...] = ()
    removed: tuple[Removal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The article's fields with ``kind``, ``hot_lists`` and ``navigation`` beside them, for JSON."""
        return self.article.to_dict() | {
            "kind": str(self.kind),
            "hot_lists": [hot_list.to_dict() for hot_list in self.hot_lists],
            "navigation": [{"name": category.name, "url": category.url} for category in self.navigation],
            "paywalled": self.paywalled,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one page ended: a kind, a machine-readable ``reason`` and what was read off it.

    ``url`` is the page's canonical address. ``article`` is set for articles only; ``hot_lists``,
    ``categories`` and ``links`` may come with any readable page.
    """

    kind: OutcomeKind
    url: str
    reason: str = ""
    article: Article | None = None
    hot_lists: tuple[HotList, ...] = ()
    categories: tuple[Category, ...] = ()
    links: tuple[Link, ...] = ()
    next_pages: tuple[str, ...] = ()
