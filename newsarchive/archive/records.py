"""The typed rows that the archive takes and gives; field names are those of the article record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from newsarchive.model import Image


class Change(StrEnum):
    """What storing one page did to its article."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SiteSpec:
    """A site as runs know it: ``key`` is its short name (often the host), ``home`` its first page.

    ``timezone`` is an IANA name, for days without an offset; ``language`` BCP 47 or ``und``.
    """

    key: str
    name: str = ""
    home: str = ""
    timezone: str = "UTC"
    language: str = "und"


@dataclass(frozen=True, slots=True)
class FrontierRow:
    """One queued request. ``fingerprint`` makes it unique per site; a lower ``priority`` comes sooner.

    ``state`` is the scheduler's own serialised request; the archive never looks inside.
    """

    fingerprint: bytes
    url: str
    priority: int = 0
    state: str = "{}"


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """A request taken off the queue; give ``id`` to ``Frontier.done`` when its page is stored."""

    id: int
    url: str
    priority: int
    state: str


@dataclass(frozen=True, slots=True)
class FrontierCounts:
    """How many requests wait, are in flight and are done in this run."""

    queued: int = 0
    inflight: int = 0
    done: int = 0


@dataclass(frozen=True, slots=True)
class PageState:
    """What is remembered of a fetched address, for conditional requests and re-check intervals.

    ``kind`` is the last outcome's kind. Instants are ISO 8601 UTC; ``checks`` counts fetches and 304s,
    ``changes`` those that brought something new. ``article_id`` is None where the page is no article.
    """

    url: str
    kind: str
    status: int
    reason: str
    fetched_at: str
    first_fetched_at: str
    changed_at: str
    due_at: str | None
    checks: int
    changes: int
    etag: str
    last_modified: str
    published: str | None = None
    article_id: int | None = None
    article_status: str | None = None


class _Row:
    """Rows serialise field by field; tuples become lists."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The row ready for JSON, keys in the order of the contract."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Image):
        return value.to_dict()
    if isinstance(value, _Row):
        return value.to_dict()
    return dict(value) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class ArticleRecord(_Row):
    """One archived article, exactly the article record of the contract."""

    id: int
    site: str
    url: str
    title: str
    published: str | None
    published_raw: str | None
    modified: str | None
    authors: tuple[str, ...]
    source: str | None
    editor: str | None
    category: str | None
    breadcrumb: tuple[str, ...]
    tags: tuple[str, ...]
    language: str
    variants: Mapping[str, str]
    body: str
    images: tuple[Image, ...]
    pages: int
    status: str
    first_seen: str
    last_seen: str
    last_changed: str
    revision: int
    duplicate_of: str | None
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchHit(_Row):
    """One found article. ``snippet`` is original text with each hit between ``**``.

    ``score`` is higher for better hits with ``sort="relevance"`` and 0.0 with ``sort="newest"``.
    """

    id: int
    site: str
    url: str
    title: str
    published: str | None
    category: str | None
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Revision(_Row):
    """One text of an article. ``cause`` is ``first``, ``publisher`` or ``rules`` (better extraction)."""

    article_id: int
    url: str
    revision: int
    seen_at: str
    cause: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class StatusChange(_Row):
    """An article went away or came back; ``evidence`` says by what (``http 404``, ``redirected to …``)."""

    article_id: int
    url: str
    at: str
    status: str
    evidence: str


@dataclass(frozen=True, slots=True)
class HotRecord(_Row):
    """One line of one observed ranking, exactly the hot-list record of the contract."""

    site: str
    list: str
    observed_at: str
    rank: int
    title: str
    url: str
    author: str | None
    date: str | None
    article_id: int | None


@dataclass(frozen=True, slots=True)
class HotPoint(_Row):
    """An entry's rank at one observation; None where the list was seen without it."""

    site: str
    list: str
    observed_at: str
    rank: int | None
    title: str


@dataclass(frozen=True, slots=True)
class HotMove(_Row):
    """How an entry moved between the last two observations: ``new``, ``up``, ``down``, ``same``, ``gone``."""

    site: str
    list: str
    observed_at: str
    previous_at: str | None
    move: str
    rank: int | None
    previous_rank: int | None
    title: str
    url: str
    article_id: int | None


@dataclass(frozen=True, slots=True)
class ImageRecord(_Row):
    """A picture of an article's body.

    ``file`` is relative to the archive folder, ``media_type`` what its bytes are, ``bytes`` their number;
    None where the picture was not downloaded.
    """

    article_id: int
    site: str
    article_url: str
    url: str
    caption: str | None
    credit: str | None
    position: int
    file: str | None = None
    media_type: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class CategoryRecord(_Row):
    """A section of a site; ``articles`` counts those archived under it. ``url`` is None if only named."""

    site: str
    name: str
    url: str | None
    articles: int
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class RunRecord(_Row):
    """One crawl. ``status`` is ``running``, ``finished``, ``interrupted`` or ``failed``.

    ``chain`` is the hash of the run's last link (hexadecimal), None before it ended. ``outcomes`` counts
    pages by ``kind`` or ``kind: reason``; ``report`` is what the crawl itself summed up.
    """

    run: int
    site: str
    status: str
    started_at: str
    ended_at: str | None
    articles_new: int
    articles_changed: int
    articles_unchanged: int
    articles_gone: int
    chain: str | None
    outcomes: Mapping[str, int]
    options: Mapping[str, Any]
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DuplicateCopy(_Row):
    """One member of a cluster of near-identical articles."""

    id: int
    site: str
    url: str
    title: str
    authors: tuple[str, ...]
    source: str | None
    published: str | None
    first_seen: str


@dataclass(frozen=True, slots=True)
class DuplicateCluster(_Row):
    """Near-identical articles: ``original`` was published first, ``copies`` follow by time."""

    original: DuplicateCopy
    copies: tuple[DuplicateCopy, ...]


@dataclass(frozen=True, slots=True)
class Stats(_Row):
    """Counts for people: totals, and articles by day, category and site (newest or largest first)."""

    articles: int
    live: int
    gone: int
    revisions: int
    duplicates: int
    images: int
    authors: int
    hot_observations: int
    runs: int
    database_bytes: int
    per_day: Mapping[str, int]
    per_category: Mapping[str, int]
    per_site: Mapping[str, int]
