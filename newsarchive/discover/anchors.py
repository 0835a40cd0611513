"""The links of a page with what stands around them: text, date in the neighbourhood, address."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.discover.detours import elements_that_lead
from newsarchive.discover.spelling import spelled
from newsarchive.urls import CACHED, join, same_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from newsarchive.document import Document

MAX_ANCHORS: Final = 5000
"""Links of one page that are looked at; a page with more is a trap or a dump."""

_SKIPPED: Final = (
    "javascript:",
    "mailto:",
    "tel:",
    "data:",
    "about:",
    "ftp:",
    "file:",
    "blob:",
    "sms:",
    "whatsapp:",
)
_NOT_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|avif|mp[34]|m4[av]|avi|mov|wmv|flv|webm|wav|ogg|pdf|docx?|"
    r"xlsx?|pptx?|zip|rar|7z|gz|"
    r"exe|apk|dmg|css|js|json|xml|rss|atom|woff2?|ttf|swf|ics|csv|epub)(?:$|[?#])",
    re.IGNORECASE,
)
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])(?!\d)")
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_URL_DAY: Final = re.compile(
    r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)|"
    r"(?:^|[/_t-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_MAX_ITEM_ELEMENTS: Final = 80
_MAX_NEIGHBOURHOOD: Final = 400
_MAX_CLIMB: Final = 4
_SHORT_LABEL: Final = 14
"""Characters of link text below which it may be 'read more', a count of comments or nothing."""


class Anchor(NamedTuple):
    """A link to a page of the site: ``text`` is the longest any of its copies says."""

    url: str
    text: str
    date: str | None
    rel: str


def read_anchors(document: Document, hosts: Sequence[str], *, dates: bool) -> list[Anchor]:
    """Links of the page to pages on ``hosts``, each address once, in order of first mention.

    With ``dates`` the page is taken for a list: the text around each link is searched for the day it was
    published, and for the headline where the link itself has none; picture maps and elements that a script
    makes links count, too.
    """
    copies_of: dict[str, list[HtmlElement]] = {}
    for element in islice(document.root.iter("a"), MAX_ANCHORS):
        href = element.get("href", "").strip()
        if href and href[0] != "#":
            copies_of.setdefault(href, []).append(element)
    if dates:
        for href, element in islice(elements_that_lead(document), MAX_ANCHORS):
            copies_of.setdefault(href, []).append(element)
    found: dict[str, Anchor] = {}
    base, hosts = document.base, tuple(hosts)
    root = base[: (base.find("/", base.find("//") + 2) + 1) or None]
    for written, copies in copies_of.items():
        href = spelled(document, written)
        # Menus and rankings stand on every page of a site: a link that does not depend on the page's own
        # path is judged once for all of them.
        url = page_on(root if href.startswith(("/", "https://", "http://")) else base, href, hosts)
        if not url:
            continue
        best, text = (copies[0], _label(copies[0])) if len(copies) == 1 else _longest(copies)
        if dates and len(text) < _SHORT_LABEL and not (text.isascii() and text.isdigit()):
            text = _headline_around(best) or text
        known = found.get(url)
        if known is None or len(text) > len(known.text):
            date = url_day(url) or (_day_around(best) if dates and text else None)
            found[url] = Anchor(url, text, date, best.get("rel") or "")
    return list(found.values())


@lru_cache(maxsize=CACHED)
def page_on(base: str, href: str, hosts: tuple[str, ...]) -> str:
    """The address of a page on ``hosts`` that ``href`` leads to, or ""."""
    if href.lower().startswith(_SKIPPED):
        return ""
    url = join(base, href)
    return url if url and _is_page(url) and same_site(url, hosts) else ""


def _longest(copies: list[HtmlElement]) -> tuple[HtmlElement, str]:
    """The copy of a link that says most, and its text."""
    labels = [_label(element) for element in copies]
    text = max(labels, key=len)
    return copies[labels.index(text)], text


def _is_page(url: str) -> bool:
    return _NOT_PAGE.search(url) is None


@lru_cache(maxsize=CACHED)
def url_day(url: str) -> str | None:
    """The day that an address names (``/2024/05/05/``, ``20240505``), as ISO 8601; else None."""
    match = _URL_DAY.search(url, url.find("://") + 3)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    return f"{year}-{month}-{day}"


def read_day(text: str) -> str | None:
    """A full date in running text, with its time of day if one follows closely, as ISO 8601."""
    match = _DAY.search(text)
    if match is None:
        return None
    day = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    time = _TIME.search(text, match.end(), match.end() + 12)
    return f"{day}T{int(time[1]):02}:{time[2]}:{time[3] or '00'}" if time else day


def _label(element: HtmlElement) -> str:
    # Most links hold nothing but their text: no need to walk them.
    whole = "".join(map(str, element.itertext())) if len(element) else element.text or ""
    text = " ".join(whole.split())
    title = element.get("title") or (element.get("alt") if element.tag == "area" else None)
    return (
        title.strip() if title and len(title) > len(text) and title.startswith(text.rstrip(".… ")) else text
    )


def _headline_around(element: HtmlElement) -> str:
    """The one heading of the item that a picture's link or a 'read more' stands in; "" where it has more."""
    node = element
    for _ in range(_MAX_CLIMB):
        if next(islice(node.iter(), _MAX_ITEM_ELEMENTS, None), None) is not None:
            return ""
        headings = list(islice(node.iter("h1", "h2", "h3", "h4", "h5", "h6"), 2))
        if headings:
            text = " ".join("".join(map(str, headings[0].itertext())).split())
            return text if len(headings) == 1 and len(text) <= _MAX_NEIGHBOURHOOD else ""
        parent = node.getparent()
        if parent is None:
            return ""
        node = parent
    return ""


def _day_around(element: HtmlElement) -> str | None:
    """From the link outwards, as long as the text around it is an item's and not a whole list's."""
    node = element
    for _ in range(_MAX_CLIMB):
        if next(islice(node.iter(), _MAX_ITEM_ELEMENTS, None), None) is not None:
            return None  # a page of 100,000 flat links must not be searched once for each of them
        times = node.find(".//time[@datetime]")
        text = (times.get("datetime") or "") if times is not None else " ".join(map(str, node.itertext()))
        if len(text) > _MAX_NEIGHBOURHOOD:
            return None
        if day := read_day(text):
            return day
        parent = node.getparent()
        if parent is None:
            return None
        node = parent
    return None
