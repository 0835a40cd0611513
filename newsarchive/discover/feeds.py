"""Feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed, broken ones too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newsarchive.discover.ampersands import AmpersandMender
from newsarchive.discover.moments import iso_moment
from newsarchive.model import Link, LinkRole
from newsarchive.urls import join

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FEED: Final = 20_000_000
"""Bytes of a feed that are read; longer ones are cut there."""

_MAX_ITEMS: Final = 50_000
_DATES: Final = ("pubdate", "published", "date", "issued", "created", "updated", "modified")


def read_feed(content: bytes, url: str) -> tuple[Link, ...]:
    """Articles that a feed names, with their dates as evidence; empty for what is no feed.

    ``url`` is the feed's own address, which relative links are resolved against. Entities that a document
    defines for itself are not expanded and nothing is fetched. Never raises.
    """
    content = content[:MAX_FEED].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    items = _json_items(content) if content[:1] == b"{" else _xml_items(content)
    found: dict[str, Link] = {}
    for href, title, moment in items:
        address = join(url, href) if href else ""
        if address and len(found) < _MAX_ITEMS:
            found.setdefault(address, Link(address, LinkRole.ARTICLE, title, iso_moment(moment), "feed"))
    return tuple(found.values())


def _xml_items(content: bytes) -> Iterator[tuple[str, str, str]]:
    start = content.find(b"<")
    # Undefined entities (&nbsp;) and bare ampersands are everyday faults of feeds.
    mender = AmpersandMender()
    content = mender.mend(content[max(0, start) :]) + mender.rest()
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None or _name(root) not in {"rss", "rdf", "feed", "channel"}:
        return
    for element in root.iter():
        if _name(element) in {"item", "entry"}:
            yield _item(element)


def _item(element: etree._Element) -> tuple[str, str, str]:
    values: dict[str, str] = {}
    links: list[tuple[str, str]] = []
    for child in element:
        name = _name(child)
        text = "".join(map(str, child.itertext())).strip()
        if name == "link":
            links.append((child.get("rel", "alternate"), (child.get("href") or text).strip()))
        elif name == "guid" and child.get("isPermaLink", "true").lower() == "true":
            values.setdefault("guid", text)
        elif name == "origlink":
            links.insert(0, ("alternate", text))
        elif text:
            values.setdefault(name, text)
    href = next((href for rel, href in links if rel == "alternate" and href), "")
    permalink = values.get("guid", "") if values.get("guid", "").startswith("http") else ""
    return (
        href or permalink,
        " ".join(values.get("title", "").split()),
        next((values[name] for name in _DATES if name in values), ""),
    )


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _json_items(content: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        feed: Any = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return
    for item in feed["items"]:
        if isinstance(item, dict):
            href = item.get("url") or item.get("external_url") or item.get("id") or ""
            moment = item.get("date_published") or item.get("date_modified") or ""
            yield str(href), str(item.get("title") or ""), str(moment)
