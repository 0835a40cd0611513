"""Sitemaps: address sets, indexes, news sitemaps, plain text and gzip; hostile ones bounded."""

from __future__ import annotations

import codecs
import zlib
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive.discover.ampersands import AmpersandMender
from newsarchive.discover.moments import iso_moment
from newsarchive.discover.places import url_day
from newsarchive.model import Link, LinkRole
from newsarchive.urls import join, looks_like_article, normalize_url

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_UNPACKED: Final = 52_428_800
"""Bytes of a sitemap that are read after unpacking (the protocol's own limit, sitemaps.org)."""
MAX_ENTRIES: Final = 100_000
"""Addresses read from one sitemap; the protocol allows half of that."""

_CHUNK: Final = 65_536
_GZIP: Final = b"\x1f\x8b"
_MAX_ROBOTS: Final = 500_000
_USUAL: Final = (
    ("/sitemap.xml", LinkRole.SITEMAP),
    ("/sitemap_index.xml", LinkRole.SITEMAP),
    ("/news-sitemap.xml", LinkRole.SITEMAP),
    ("/rss.xml", LinkRole.FEED),
    ("/feed", LinkRole.FEED),
    ("/rss", LinkRole.FEED),
    ("/atom.xml", LinkRole.FEED),
    ("/feed.json", LinkRole.FEED),
)


def read_sitemap(content: bytes, url: str) -> tuple[Link, ...]:
    """Pages (role ARTICLE or LISTING) and further sitemaps (role SITEMAP) that a sitemap names, newest first.

    A gzip inside a gzip is refused, unpacking stops at ``MAX_UNPACKED``, entities are not expanded and
    document type definitions not read. ``date`` is the news date, else the last modification. Never raises.
    """
    found: dict[str, Link] = {}
    for href, moment, is_map, is_news in _entries(content):
        address = join(url, href) if href else ""
        if not address:
            continue
        role = LinkRole.SITEMAP if is_map else _page_role(address, is_news)
        found.setdefault(
            address, Link(address, role, date=iso_moment(moment) or url_day(address), source="sitemap")
        )
        if len(found) >= MAX_ENTRIES:
            break
    return tuple(sorted(found.values(), key=lambda link: link.date or "", reverse=True))


def _page_role(address: str, is_news: bool) -> LinkRole:
    return LinkRole.ARTICLE if is_news or looks_like_article(address) else LinkRole.LISTING


def read_robots_sitemaps(robots: str, url: str) -> tuple[Link, ...]:
    """Sitemaps that a robots.txt names (``Sitemap:`` lines, any case)."""
    found: dict[str, Link] = {}
    for line in robots[:_MAX_ROBOTS].splitlines():
        key, _, value = line.partition(":")
        if key.strip().lower() == "sitemap" and (address := join(url, value.partition(" #")[0])):
            found.setdefault(address, Link(address, LinkRole.SITEMAP, source="robots"))
    return tuple(found.values())


def usual_paths(url: str) -> tuple[Link, ...]:
    """Places where sites usually keep feeds and sitemaps, to be asked when the site names none."""
    home = normalize_url(url)
    return tuple(Link(join(home, path), role, source="usual") for path, role in _USUAL) if home else ()


_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _entries(content: bytes) -> Iterator[tuple[str, str, bool, bool]]:
    chunks = _unpacked(content)
    first = next(chunks, b"").lstrip(b"\xef\xbb\xbf \t\r\n")
    if first[:2] == _GZIP:
        return
    if first[:1] == b"<" or first[:2] in _UTF16:
        yield from _xml_entries(first, chunks)
    elif first[:4].lower() == b"http":
        text = (first + b"".join(chunks)).decode("utf-8", "replace")
        yield from (
            (line.strip(), "", False, False) for line in text.splitlines() if line[:4].lower() == "http"
        )


def _unpacked(content: bytes) -> Iterator[bytes]:
    if content[:2] != _GZIP:
        for start in range(0, min(len(content), MAX_UNPACKED), _CHUNK):
            yield content[start : start + _CHUNK]
        return
    unpacker = zlib.decompressobj(wbits=31)
    total, pending = 0, content
    while pending and total < MAX_UNPACKED and not unpacker.eof:
        try:
            chunk = unpacker.decompress(pending, _CHUNK)
        except zlib.error:
            return
        pending = unpacker.unconsumed_tail
        total += len(chunk)
        if not chunk:
            return
        yield chunk


def _xml_entries(first: bytes, chunks: Iterator[bytes]) -> Iterator[tuple[str, str, bool, bool]]:
    """Reads element by element and forgets what was read, so that memory stays flat."""
    parser = etree.XMLPullParser(
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for chunk in _mended(first, chunks):
            parser.feed(chunk)
            for _, element in parser.read_events():
                name = _name(element)
                if name in {"url", "sitemap"}:
                    yield _entry(element, name == "sitemap")
                    _forget(element)
    except (etree.XMLSyntaxError, ValueError):
        return


def _mended(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first[:2] in _UTF16:
        yield first
        yield from rest
        return
    mender = AmpersandMender()
    yield mender.mend(first)
    yield from map(mender.mend, rest)
    yield mender.rest()


def _entry(element: etree._Element, is_map: bool) -> tuple[str, str, bool, bool]:
    values: dict[str, str] = {}
    for child in element.iter():
        if _name(child) in {"loc", "lastmod", "publication_date", "news"}:
            values.setdefault(_name(child), (child.text or "").strip())
    moment = values.get("publication_date") or values.get("lastmod") or ""
    return values.get("loc", ""), moment, is_map, "news" in values


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
