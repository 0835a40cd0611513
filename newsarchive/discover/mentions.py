"""The links of a page as they are written, and what stands around them; ``_mentions.pyx`` does the same."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from lxml.etree import XPath

from newsarchive.document.links import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])(?!\d)")
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
MAX_ITEM_ELEMENTS: Final = 80
MAX_NEIGHBOURHOOD: Final = 400
MAX_CLIMB: Final = 4
"""Elements around a link, it included, that are looked at."""
LEADING: Final = ("data-href", "data-url", "data-link")
"""Attributes by which scripts know where an element leads."""
_leading = XPath(f"descendant::*[@onclick or self::area or @{' or @'.join(LEADING)}]")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")

Mention = tuple[str, str, str, Any]
"""An address as written, the longest label of its links, and that link's ``rel`` and element (or None)."""


def read_mentions(root: HtmlElement, most: int, *, around: bool) -> list[Mention]:
    """The addresses of the first ``most`` links, each once, in order of first mention.

    Places on the page itself ("#top") are left out. ``around`` says that what stands around them is asked
    for, too: else there are no elements.
    """
    found: dict[str, Mention] = {}
    for element in islice(root.iter("a"), most):
        href = element.get("href", "").strip()
        if href and href[0] != "#":
            add_mention(found, href, element, around=around)
    return list(found.values())


def add_mention(
    found: dict[str, Mention],
    href: str,
    element: HtmlElement,
    label: Callable[[HtmlElement], str] | None = None,
    *,
    around: bool = True,
) -> None:
    """Note a link; of those with one address the longest label stays, of equals the first."""
    text = (label or label_of)(element)
    known = found.get(href)
    if known is None or len(text) > len(known[1]):
        found[href] = (href, text, element.get("rel") or "", element if around else None)


def label_of(element: HtmlElement) -> str:
    """What a link says: its text, or a title that begins with it and says more."""
    text = " ".join(text_of(element).split())
    title = element.get("title") or (element.get("alt") if element.tag == "area" else None)
    return (
        title.strip() if title and len(title) > len(text) and title.startswith(text.rstrip(".… ")) else text
    )


def find_leading(root: HtmlElement, most: int) -> list[HtmlElement]:
    """The first ``most`` elements that a script or a picture map may make links."""
    return cast("list[HtmlElement]", _leading(root))[:most]


def headline_around(element: HtmlElement) -> str:
    """The one heading of the item that a picture's link or a 'read more' stands in; "" where it has more."""
    node = element
    for _ in range(MAX_CLIMB):
        if next(islice(node.iter(), MAX_ITEM_ELEMENTS, None), None) is not None:
            return ""
        headings = list(islice(node.iter(*_HEADINGS), 2))
        if headings:
            text = " ".join("".join(map(str, headings[0].itertext())).split())
            return text if len(headings) == 1 and len(text) <= MAX_NEIGHBOURHOOD else ""
        parent = node.getparent()
        if parent is None:
            return ""
        node = parent
    return ""


def day_around(element: HtmlElement) -> str | None:
    """From the link outwards, as long as the text around it is an item's and not a whole list's."""
    node = element
    for _ in range(MAX_CLIMB):
        if next(islice(node.iter(), MAX_ITEM_ELEMENTS, None), None) is not None:
            return None  # a page of 100,000 flat links must not be searched once for each of them
        times = node.find(".//time[@datetime]")
        text = (times.get("datetime") or "") if times is not None else " ".join(map(str, node.itertext()))
        if len(text) > MAX_NEIGHBOURHOOD:
            return None
        if day := read_day(text):
            return day
        parent = node.getparent()
        if parent is None:
            return None
        node = parent
    return None


def read_day(text: str) -> str | None:
    """A full date in running text, with its time of day if one follows closely, as ISO 8601."""
    match = _DAY.search(text)
    if match is None:
        return None
    day = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    time = _TIME.search(text, match.end(), match.end() + 12)
    return f"{day}T{int(time[1]):02}:{time[2]}:{time[3] or '00'}" if time else day
