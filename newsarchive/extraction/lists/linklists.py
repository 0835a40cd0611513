"""Lists of links found from their heading: the repeated items that follow it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.extraction.lists.ranking_words import ranking_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MIN_ITEMS: Final = 3
_MAX_CLIMB: Final = 5
_MAX_ITEMS: Final = 200
_MAX_SIBLINGS: Final = 200
_STOP: Final = frozenset({"body", "html", "main"})
# A widget ends where these end: what stands behind one is no longer its content.
_WIDGETS: Final = frozenset({"section", "aside", "article", "nav", "footer", "table", "form"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NO_ITEMS: Final = frozenset(
    {"script", "style", "noscript", "template", "br", "hr", "ins", "iframe", "footer"}
)
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_PAGE: Final = re.compile(r"\s*(?:#|javascript:|mailto:|tel:|$)", re.IGNORECASE)
# Shorter link texts are tabs, menus and 'more'.
_LABEL: Final = 4
_containers = XPath("(descendant-or-self::*[*[3]])[position() <= 60]")


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element or one around it is hidden by its own markup (style sheets are not read)."""
    node: HtmlElement | None = element
    while node is not None:
        if _hides(node):
            return True
        node = node.getparent()
    return False


def _hides(node: HtmlElement) -> bool:
    style = node.get("style")
    return node.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))


def find_items_after(heading: HtmlElement) -> list[HtmlElement]:
    """Elements of the first visible repetition of links after a heading; empty if none follows closely.

    From the heading outwards, the siblings behind it are looked through: either one of them holds the
    items, or they are the items. Another heading with no list before it ends the search.
    """
    branch = heading
    for _ in range(_MAX_CLIMB):
        if branch.tag in _STOP:
            return []
        siblings = _siblings_until_heading(branch)
        items = _first_repetition(siblings) or _flat_items(branch, siblings)
        if items:
            return items
        if any(_has_links(sibling, _MIN_ITEMS) for sibling in siblings):
            return []
        parent = branch.getparent()
        if parent is None or branch.tag in _WIDGETS:
            return []
        branch = parent
    return []


def _has_links(element: HtmlElement, least: int) -> bool:
    """Whether at least ``least`` links that lead somewhere are in the element."""
    links = (a for a in element.iter("a") if not _NO_PAGE.match(a.get("href") or ""))
    return sum(1 for _ in islice(links, least)) == least


def _siblings_until_heading(branch: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for sibling in branch.itersiblings():
        tag = sibling.tag
        if tag in _HEADINGS or len(found) >= _MAX_SIBLINGS:
            break
        if isinstance(tag, str) and tag not in _NO_ITEMS and not _hides(sibling):
            found.append(sibling)
    return found


def _first_repetition(siblings: list[HtmlElement]) -> list[HtmlElement]:
    for sibling in siblings:
        if next(islice(sibling.iter("a"), _MIN_ITEMS - 1, None), None) is None:
            continue  # no walk through all that is in it
        for container in _containers(sibling):
            items = _items_of(container)
            if items and not any(_hides(node) for node in _path(container, sibling)):
                return [*_pictured_first(container), *items]
    return []


def _pictured_first(container: HtmlElement) -> list[HtmlElement]:
    """The first entry of a ranking that shows it with a picture, right before the list of the others."""
    before = container.getprevious()
    if before is None or before.tag in _HEADINGS or next(before.iter("img"), None) is None or _hides(before):
        return []
    hrefs = {link.get("href") for link in islice(before.iter("a"), _MIN_ITEMS)}
    texts = ["".join(link.itertext()).strip() for link in islice(before.iter("a"), _MIN_ITEMS)]
    if len(hrefs) != 1 or any(map(ranking_name, texts)):
        return []
    return [before] if any(len(text) > _LABEL for text in texts) else []


def _path(inner: HtmlElement, outer: HtmlElement) -> Iterator[HtmlElement]:
    node: HtmlElement | None = inner
    while node is not None:
        yield node
        node = None if node is outer else node.getparent()


def _items_of(container: HtmlElement) -> list[HtmlElement]:
    """Children of one tag that mostly hold a link each; empty if the container is no such list."""
    children = [child for child in container if isinstance(child.tag, str) and child.tag not in _NO_ITEMS]
    tag, count = Counter(child.tag for child in children).most_common(1)[0] if children else ("", 0)
    if count < _MIN_ITEMS or tag in {"td", "option", "source"}:
        return []
    items = [child for child in children if child.tag == tag and not _hides(child)]
    linked = [item for item in items[:_MAX_ITEMS] if _has_title_link(item)]
    if len(linked) < _MIN_ITEMS or len(linked) * 2 < len(items):
        return []
    return linked


def _has_title_link(item: HtmlElement) -> bool:
    """Whether a link of the item leads somewhere and says more than a label; a picture says enough."""
    for link in item.iter("a"):
        if _NO_PAGE.match(link.get("href") or ""):
            continue
        if link.get("title") or len("".join(link.itertext()).strip()) >= _LABEL:
            return True
        if next(link.iter("img"), None) is not None:
            return True
    return False


def _flat_items(branch: HtmlElement, siblings: list[HtmlElement]) -> list[HtmlElement]:
    """Items that stand beside their heading, unless the heading is just one more of them."""
    groups = Counter((s.tag, s.get("class")) for s in siblings if _has_title_link(s))
    if not groups:
        return []
    (tag, css_class), count = groups.most_common(1)[0]
    is_one_more = tag == branch.tag and css_class == branch.get("class") and _has_links(branch, 1)
    if count < _MIN_ITEMS or is_one_more:
        return []
    return [s for s in siblings if s.tag == tag and s.get("class") == css_class and _has_title_link(s)][
        :_MAX_ITEMS
    ]
