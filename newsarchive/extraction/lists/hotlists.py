"""Hot lists and rankings: every visible one of a page, with whole titles in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.lines import MAX_LINE, LineWords, is_eastern
from newsarchive.extraction.lists.hotentries import Anchors, read_entries
from newsarchive.extraction.lists.linklists import find_items_after, is_hidden
from newsarchive.extraction.lists.ranking_words import (
    ASCII_ROOTS,
    EASTERN_ROOTS,
    WESTERN_ROOTS,
    ranking_name,
)
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
_MAX_TABS: Final = 8
# Headings that are pictures say no more.
_DRAWN: Final = 12
# Tabs that say a span of time only: 日, 周, 月榜.
_TAB: Final = 2
_ASCII: Final = LineWords(ASCII_ROOTS, MAX_LINE)
_EASTERN: Final = LineWords(EASTERN_ROOTS, MAX_LINE)
_WESTERN: Final = LineWords(WESTERN_ROOTS, MAX_LINE)


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
    eastern = is_eastern(document)
    places = {*_ASCII.places(document), *(_EASTERN if eastern else _WESTERN).places(document)}
    drawn = dict(_drawn(document)) if eastern else {}
    for at in sorted(places | drawn.keys()):
        block = document.blocks[at]
        name = ranking_name(drawn.get(at, block.text))
        if name and not is_hidden(block.element):
            yield block, _own_name(block) or name


def _drawn(document: Document) -> Iterator[tuple[int, str]]:
    """Where headings are pictures, as eastern portals have them, and the words they stand for."""
    pictures = [block for block in document.blocks if block.is_image]
    for block in pictures:
        alt = block.element.get("alt")
        if alt and len(alt) <= _DRAWN and not alt.isascii():
            low = alt.lower()
            if any(root in low for root in _ASCII.words + _EASTERN.words):
                yield block.index, alt


def _own_name(block: Block) -> str:
    """The name of the first tab where a heading is a row of them (点击排行 评论排行, 排行 日 周 月)."""
    parts = [part for child in block.element[:_MAX_TABS] if (part := "".join(child.itertext()).strip())]
    if len(parts) < 2 or "".join("".join(parts).split()) != "".join(block.text.split()):
        return ""
    names = [ranking_name(part) for part in parts]
    are_tabs = all(name or len(part) <= _TAB for name, part in zip(names, parts, strict=True))
    return next(filter(None, names), "") if are_tabs else ""


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
