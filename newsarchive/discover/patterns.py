"""Address patterns: the shape that the addresses of one kind of page share."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newsarchive.urls import CACHED_SHORTLY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.discover.anchors import Anchor

_DIGITS: Final = re.compile(r"\d+")
_HEX: Final = re.compile(r"(?=[^/]*\d)[0-9A-Za-z]{10,}")
_NUMBERED_FILE: Final = re.compile(r"/[^/?]*\d[^/?]*\.(?:[sx]?html?|php|aspx?|jsp)(?:$|\?)", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\.[A-Za-z]{2,5}$")
_MIN_SLUG: Final = 16
_MIN_CLUSTER: Final = 4
_HEADLINE: Final = 20

_Member = tuple[str, int, bool]
"""A link of a cluster: its address, its text's width, and whether a date is told."""


@lru_cache(maxsize=CACHED_SHORTLY)
def url_pattern(url: str) -> str:
    """The shape of an address: numbers become ``#``, ids ``@``, slugs ``*``; the last word before them stays.

    ``https://x.com/keji/2024/05/123.html?id=5`` → ``x.com/keji/#/#/#.html?id``.
    """
    split = urlsplit(url)
    segments = split.path.split("/")
    shaped = [_shape_of(segment) for segment in segments[:-1]] + [_shape_of(segments[-1])]
    keys = sorted({pair.partition("=")[0] for pair in split.query.split("&") if pair})
    return f"{split.netloc}{'/'.join(shaped)}{'?' + '&'.join(keys) if keys else ''}"


def _shape_of(segment: str) -> str:
    extension = _EXTENSION.search(segment)
    stem = segment[: extension.start()] if extension else segment
    if stem.isdigit():
        shape = "#"
    elif _HEX.fullmatch(stem):
        shape = "@"
    elif len(stem) >= _MIN_SLUG or stem.count("-") >= 3:
        shape = "*"
    else:
        shape = _DIGITS.sub("#", stem)
    return shape + (extension[0].lower() if extension else "")


def article_urls(anchors: Iterable[Anchor]) -> set[str]:
    """Addresses among a page's links that are most likely articles.

    A link with the shape of an article and a headline's text is one. Links of other shapes are judged by
    their pattern: several, whose texts are mostly headlines and of which some stand beside a date.
    """
    chosen: set[str] = set()
    clusters: defaultdict[str, list[_Member]] = defaultdict(list)
    for place, text, date, _ in anchors:
        if not place.folder:
            continue
        width = _width(text)
        if place.is_article and width >= _HEADLINE // 2:
            chosen.add(place.url)
        clusters[place.folder].append((place.url, width, date is not None))
    for members in clusters.values():
        if _is_article_cluster(members):
            chosen.update(url for url, width, _ in members if width >= _HEADLINE // 2)
    return chosen or _bare_index(clusters)


def _bare_index(clusters: dict[str, list[_Member]]) -> set[str]:
    """On a page that names no headline at all (a plain index of files), the largest row of numbered files."""
    largest = max(clusters.values(), key=len, default=[])
    files = {url for url, *_ in largest if _EXTENSION.search(urlsplit(url).path)}
    numbered = sum(_NUMBERED_FILE.search(url) is not None for url in files)
    return files if numbered >= _MIN_CLUSTER and numbered * 4 >= len(largest) * 3 else set()


def _is_article_cluster(members: list[_Member]) -> bool:
    if len(members) < _MIN_CLUSTER:
        return False
    headlines = sum(width >= _HEADLINE for _, width, _ in members)
    dated = sum(dated for _, _, dated in members)
    return headlines * 2 > len(members) or (headlines * 3 > len(members) and dated * 2 > len(members))


def is_headline(text: str) -> bool:
    """Whether a link's text is as long as headlines are."""
    return _width(text) >= _HEADLINE


def _width(text: str) -> int:
    """Length in Latin letters: a Han or kana character (three bytes) counts double."""
    return len(text) if text.isascii() else (len(text) + len(text.encode("utf-8", "replace"))) // 2
