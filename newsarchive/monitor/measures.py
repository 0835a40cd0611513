"""What a run counts while it goes on, as plain numbers that add up over interruptions."""

from __future__ import annotations

import re
from collections import Counter
from heapq import heappush, heappushpop, nlargest
from math import log2
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.model import Article, HotList

FIELDS: Final = (
    "title",
    "published",
    "authors",
    "source",
    "editor",
    "category",
    "breadcrumb",
    "tags",
    "images",
    "body",
)
"""Fields of an article whose presence is counted; the order in which people read them."""
READABLE: Final = "article"
"""Stands beside the fields: pages asked as articles, and of these the ones that could be read as one."""
MISSING: Final = ""
"""The source under which articles without a field are counted."""
UNNAMED: Final = "page"
"""The source of a field whose provenance is not kept."""
OTHERS: Final = "others"
"""Where sources, groups and causes beyond the bounds are counted."""

MAX_SOURCES: Final = 16
MAX_GROUPS: Final = 12
MAX_LISTS: Final = 100
MAX_HOT_LISTS: Final = 40
MAX_EXAMPLES: Final = 60
SLOWEST: Final = 10
_MAX_NAME: Final = 200

_FOLDER: Final = re.compile(r"/([A-Za-z][A-Za-z_-]{0,30})/")
PER_OCTAVE: Final = 4
"""Buckets a doubling in histograms: a bucket's bounds are 19 % apart."""


class Measures:
    """Everything adds up: `restore` continues an interrupted run. A few microseconds a page.

    ``totals`` counts pages, articles read, pages asked as articles (``asked``), and new articles by the age
    their date tells (``recent``, ``older``, ``undated``). ``fields`` counts articles by field and the source
    that gave it. ``groups`` holds the same presence by part of the site (`group_of`), with the sum of the
    bodies' log2 lengths. ``lists`` has article links by the address of a list page, ``hot`` the entries of
    each hot list and the list page that shows it. ``missing`` and ``examples`` name a page for each absent
    field and each way a page ended. ``slow`` are the slowest answers.
    """

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.fields: dict[str, Counter[str]] = {name: Counter() for name in (READABLE, *FIELDS)}
        self.groups: dict[str, dict[str, float]] = {}
        self.missing: dict[str, str] = {}
        self.lists: dict[str, tuple[str, int]] = {}
        self.hot: dict[str, tuple[int, str]] = {}
        self.body: Counter[int] = Counter()
        self.latency: Counter[int] = Counter()
        self.slow: list[tuple[int, str]] = []
        self.examples: dict[str, str] = {}

    def page(self, url: str, kind: str, reason: str, seconds: float) -> None:
        """Count a page, how it ended, and how long the site took to answer (0: it was not asked)."""
        self.totals["pages"] += 1
        key = f"{kind}: {reason}"[:_MAX_NAME]
        if key not in self.examples and len(self.examples) < MAX_EXAMPLES:
            self.examples[key] = url
        if seconds <= 0:
            return
        milliseconds = round(seconds * 1000)
        self.latency[bucket_of(milliseconds)] += 1
        if len(self.slow) < SLOWEST:
            heappush(self.slow, (milliseconds, url))
        elif milliseconds > self.slow[0][0]:
            heappushpop(self.slow, (milliseconds, url))

    def article(self, url: str, article: Article, age: str = "") -> None:
        """Count an article that was read; ``age`` (``recent``, ``older``, ``undated``) that of a new one."""
        group = self._asked(url)
        self.totals["articles"] += 1
        if age:
            self.totals[age] += 1
        self.fields[READABLE][UNNAMED] += 1
        _add(group, READABLE, 1)
        provenance = article.provenance
        for name in FIELDS:
            if getattr(article, name):
                self._source(name, provenance.get(name, UNNAMED))
                _add(group, name, 1)
            else:
                self.fields[name][MISSING] += 1
                self.missing.setdefault(name, url)
        characters = len(article.body)
        self.body[bucket_of(characters)] += 1
        _add(group, "log2", log2(characters + 1))

    def unreadable(self, url: str) -> None:
        """Count a page that was asked as an article and could not be read as one."""
        self._asked(url)
        self.fields[READABLE][MISSING] += 1
        self.missing.setdefault(READABLE, url)

    def listing(self, url: str, role: str, links: int, hot_lists: tuple[HotList, ...]) -> None:
        """Count the article links of a list page, hot lists left out, and the entries of its hot lists."""
        if url in self.lists or len(self.lists) < MAX_LISTS:
            self.lists[url] = (role, max(links, self.lists.get(url, (role, 0))[1]))
        for hot_list in hot_lists:
            name = hot_list.name[:_MAX_NAME]
            known = self.hot.get(name)
            if known is None and len(self.hot) >= MAX_HOT_LISTS:
                continue
            if known is None or known[0] < len(hot_list.entries):
                self.hot[name] = (len(hot_list.entries), url)

    def _asked(self, url: str) -> dict[str, float]:
        self.totals["asked"] += 1
        group = self._group(url)
        _add(group, "asked", 1)
        return group

    def _group(self, url: str) -> dict[str, float]:
        name = group_of(url)
        if name not in self.groups and len(self.groups) >= MAX_GROUPS:
            name = OTHERS
        return self.groups.setdefault(name, {})

    def _source(self, name: str, source: str) -> None:
        counts = self.fields[name]
        source = source[:_MAX_NAME]
        counts[source if source in counts or len(counts) < MAX_SOURCES else OTHERS] += 1

    def to_dict(self) -> dict[str, Any]:
        """All counts, ready for JSON; what is empty is left out."""
        plain = {
            "totals": dict(self.totals),
            "fields": {name: dict(counts) for name, counts in self.fields.items() if counts},
            "groups": {name: _rounded(group) for name, group in self.groups.items()},
            "missing": self.missing,
            "lists": {url: list(row) for url, row in self.lists.items()},
            "hot": {name: list(row) for name, row in self.hot.items()},
            "body": dict(self.body),
            "latency": dict(self.latency),
            "slow": nlargest(SLOWEST, self.slow),
            "examples": self.examples,
        }
        return {name: value for name, value in plain.items() if value}

    def restore(self, told: Mapping[str, Any]) -> None:
        """Go on from what an earlier part of the run told."""
        self.totals.update(told.get("totals", {}))
        for name, counts in told.get("fields", {}).items():
            self.fields.setdefault(name, Counter()).update(counts)
        self.groups |= {name: dict(group) for name, group in told.get("groups", {}).items()}
        self.missing |= told.get("missing", {})
        self.lists |= {url: (role, links) for url, (role, links) in told.get("lists", {}).items()}
        self.hot |= {name: (entries, url) for name, (entries, url) in told.get("hot", {}).items()}
        for mine, theirs in ((self.body, "body"), (self.latency, "latency")):
            mine.update({int(bucket): count for bucket, count in told.get(theirs, {}).items()})
        for milliseconds, url in told.get("slow", ()):
            heappush(self.slow, (milliseconds, url))
        self.examples |= told.get("examples", {})


def group_of(url: str) -> str:
    """The part of a site that an address belongs to: its host and first named folder.

    Portals give each part of a host or folder a template of its own: what one part lacks says nothing about
    another.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return OTHERS
    folder = _FOLDER.match(parts.path)
    return f"{parts.netloc}/{folder[1]}/" if folder else f"{parts.netloc}/"


def bucket_of(number: int) -> int:
    """The bucket of a histogram that ``number`` falls into."""
    return int(PER_OCTAVE * log2(number + 1))


def middle_of(bucket: int) -> int:
    """The number in the (geometric) middle of a bucket."""
    return max(0, round(2 ** ((bucket + 0.5) / PER_OCTAVE) - 1))


def quantile(histogram: Mapping[int, int], share: float) -> int | None:
    """The value below which ``share`` of the counted numbers lie, to a bucket's precision; None of none."""
    total = sum(histogram.values())
    reached = 0
    for bucket in sorted(histogram):
        reached += histogram[bucket]
        if reached >= share * total:
            return middle_of(bucket)
    return None


def _add(group: dict[str, float], name: str, amount: float) -> None:
    group[name] = group.get(name, 0) + amount


def _rounded(group: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in group.items()}
