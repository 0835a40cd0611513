"""Hot lists and rankings: every visible one of a page, with whole titles in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.lines import short_lines
from newsarchive.extraction.lists.hotentries import Anchors, read_entries
from newsarchive.extraction.lists.linklists import find_items_after, is_hidden
from newsarchive.extraction.lists.ranking_words import heading_roots, ranking_name
from newsarchive.model import HotEntry, HotList
from newsarchive.profile import run_selector, select_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.profile import ListSelectors, Profile

_MIN_ENTRIES: Final = 3
# A page that has more headings of rankings is a trap.
_MAX_TRIED: Final = 20


def find_hot_lists(document: Document, profile: Profile) -> tuple[HotList, ...]:
    """Rankings of the page in document order; of tabs only the first, of hidden ones none.

    What the profile declares comes instead of, not beside, what the generic rules would find.
    """
    if profile.hot_lists:
        declared = (_read_declared(document, selectors) for selectors in profile.hot_lists)
        return tuple(hot_list for hot_list in declared if hot_list.entries)
    found: list[HotList] = []
    seen: set[HtmlElement] = set()
    anchors = Anchors(document)
    for block, name in islice(_headings(document), _MAX_TRIED):
        items = find_items_after(block.element)
        if not items or items[0] in seen:
            continue
        seen.update(items)
        entries = read_entries(anchors, items)
        if len(entries) >= _MIN_ENTRIES and all(entries != other.entries for other in found):
            found.append(HotList(name, entries))
    return tuple(found)


def _headings(document: Document) -> Iterator[tuple[Block, str]]:
    lines = short_lines(document)
    for block in lines.holding(heading_roots(eastern=lines.eastern)):
        name = ranking_name(block.text)
        if name and not is_hidden(block.element):
            yield block, name


def _read_declared(document: Document, selectors: ListSelectors) -> HotList:
    entries: list[HotEntry] = []
    elements = [e for e in run_selector(document.root, selectors.entries) if not isinstance(e, str)]
    anchors = Anchors(document)
    for element, generic in ((e, read_entries(anchors, [e])) for e in elements):
        base = generic[0] if generic else HotEntry(0, "", "")
        title = select_text(element, selectors.title) if selectors.title else base.title
        href = select_text(element, selectors.url) if selectors.url else ""
        url = document.absolute(href) if href else base.url
        if not title:
            continue
        author = select_text(element, selectors.author) if selectors.author else base.author
        date = select_text(element, selectors.date) if selectors.date else base.date
        entries.append(HotEntry(len(entries) + 1, title, url, author or None, date or None))
    name = selectors.name or next((name for _, name in _headings(document)), "")
    return HotList(name, tuple(entries))
