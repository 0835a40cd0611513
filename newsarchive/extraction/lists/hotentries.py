"""One line of a ranking: whole title, address, author and date from the markup of its item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml.etree import tostring

from newsarchive.model import HotEntry

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsarchive.document import Document

_NOT_ARTICLE: Final = re.compile(
    r"^(?:$|#|javascript:|mailto:|tel:)|[#?&/]comments?(?:[=/#&]|$)|#(?:reply|respond)", re.IGNORECASE
)
_TITLE_TAGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_CLASS: Final = re.compile(r"tit(?:$|le|[^a-z])|headline|hed(?:$|[^a-z])", re.IGNORECASE)
_AUTHOR_CLASS: Final = re.compile(r"author|byline|writer", re.IGNORECASE)
_COUNTER: Final = re.compile(
    r"(?:author|byline|num|rank|count|icon|badge|label|tag|time|date|comment|index|order|no|read|views?|hits|likes?)"
    r"(?:$|[-_\d ])",
    re.IGNORECASE,
)
_LEADING_RANK: Final = re.compile(
    r"^(?:no\.?\s*|top\s*|第)?#?0?(\d{1,3})(?:\s*[.、．:：)）位]\s*(?!\d)|\s+)(?=\S)", re.IGNORECASE
)
_BARE_RANK: Final = re.compile(r"^(?:no\.?\s*|top\s*|#)?\d{1,3}[.、．:：)）位]?$", re.IGNORECASE)
_COUNT: Final = re.compile(r"(?<=\S)\s?[(（]\d{1,9}[)）]$")
_CUT: Final = re.compile(r"\s*(?:\.{2,}|…+|⋯+)$")
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])(?!\d)")
_CLOCK: Final = re.compile(
    r"(?<!\d)\d{1,2}[:：]\d\d(?!\d)|\d\s?(?:分|小?时|小?時|hours?|min)[^\W\d]{0,3}\s?(?:前|ago)"
)
_PARTS: Final = frozenset({"p", "div", "li", "dd", "dt"})
_PIECES: Final = re.compile(r"\s*[|｜/·•]\s*|\s{2,}")
_NOT_NAME: Final = re.compile(
    r"\d|评论|評論|阅读|閱讀|浏览|点击|赞|comment|view|read|share|前$|ago$|[，。！？,!?…]", re.IGNORECASE
)
_MAX_NAME: Final = 24
_LOOKED_AT: Final = 20
_HEADLINE_EASTERN: Final = 8
_HEADLINE: Final = 20
_MAX_TITLE: Final = 300
_REMEMBERED: Final = 4096
_LONGEST_REMEMBERED: Final = 4000
# An item with more markup (bytes) is no line of a list; a text in it is read as often as it is nested.
_LARGEST_ITEM: Final = 60_000
_MOST_ELEMENTS: Final = 200


@dataclass(slots=True)
class _Link:
    element: HtmlElement
    href: str
    text: str
    title: str


@dataclass(slots=True)
class _Item:
    """What one pass over an item's elements collects."""

    links: list[_Link] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """What the markup of one item says; ``title`` is empty where it is no entry."""

    href: str
    title: str
    author: str | None
    date: str | None


class Anchors:
    """The page's links by address as written; they are collected once, when a cut title first asks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._by_href: dict[str, list[HtmlElement]] | None = None

    def to(self, href: str) -> list[HtmlElement]:
        """The first links to ``href``."""
        if self._by_href is None:
            self._by_href = {}
            for link in self.document.root.iter("a"):
                self._by_href.setdefault((link.get("href") or "").strip(), []).append(link)
        return self._by_href.get(href, [])[:_LOOKED_AT]


def read_entries(anchors: Anchors, items: list[HtmlElement]) -> tuple[HotEntry, ...]:
    """Entries of a ranking in order; an address named twice counts once.

    Empty if the items do not read like headlines: menus and tag clouds repeat short labels.
    """
    entries: list[HotEntry] = []
    seen: set[str] = set()
    for element in items:
        line = _line(element)
        if not line.title or line.href in seen:
            continue
        seen.add(line.href)
        stem = _CUT.sub("", line.title)
        title = line.title if stem == line.title else _elsewhere(anchors, line.title, stem, line.href)
        url = anchors.document.absolute(line.href)
        entries.append(HotEntry(len(entries) + 1, title, url, line.author, line.date))
    if len(entries) * 3 < len(items) * 2 or not _reads_like_headlines([entry.title for entry in entries]):
        return ()
    return tuple(_without_counts(entries))


def _without_counts(entries: list[HotEntry]) -> list[HotEntry]:
    """The entries without the numbers of readers that stand in brackets behind all of their titles."""
    if not all(entry.title[-1] in ")）" and _COUNT.search(entry.title) for entry in entries):
        return entries
    return [replace(entry, title=_COUNT.sub("", entry.title)) for entry in entries]


_NO_LINE = _Line("", "", None, None)
# The same ranking stands on every page of a site; serialising an item costs a tenth of reading it.
_read: dict[bytes, _Line] = {}


def _line(element: HtmlElement) -> _Line:
    markup = tostring(element, with_tail=False)
    if len(markup) > _LARGEST_ITEM:
        return _NO_LINE
    line = _read.get(markup)
    if line is None:
        if len(_read) >= _REMEMBERED:
            _read.clear()
        line = _read_line(element)
        if len(markup) <= _LONGEST_REMEMBERED:
            _read[markup] = line
    return line


def _read_line(element: HtmlElement) -> _Line:
    item = _collect(element)
    href = _main_address(item)
    title = _whole_title(item, href) if href else ""
    if not title:
        return _NO_LINE
    meta = _meta_lines(element, title)
    return _Line(href, title, _author(item, meta), _date(item, meta))


def _collect(element: HtmlElement) -> _Item:
    item = _Item()
    told = element.iter("a", "img", "time", "span", "p", "div", "address")
    for node in islice(told, _MOST_ELEMENTS):
        tag = node.tag
        if tag == "a":
            href = (node.get("href") or "").strip()
            if not _NOT_ARTICLE.search(href):
                item.links.append(_Link(node, href, _text(node), _squeeze(node.get("title") or "")))
        elif tag == "img":
            item.alts.append(_squeeze(node.get("alt") or ""))
        elif tag == "time":
            item.moments.append(node.get("datetime") or "")
        elif (css := node.get("class")) and _AUTHOR_CLASS.search(css):
            item.authors.append(_text(node))
    return item


def _reads_like_headlines(titles: list[str]) -> bool:
    """Whether half of the titles are longer than a label."""
    long = sum(len(title) >= (_HEADLINE if title.isascii() else _least(title)) for title in titles)
    return long * 2 >= len(titles)


def _least(title: str) -> int:
    return _HEADLINE_EASTERN if any("\u2e80" <= c <= "\uffef" for c in title) else _HEADLINE


def _main_address(item: _Item) -> str:
    """The address of the link that says most."""
    best = max(item.links, key=lambda link: max(len(link.text), len(link.title)), default=None)
    return best.href if best else ""


def _whole_title(item: _Item, href: str) -> str:
    """The title as shown, or the attribute that it is the beginning of; it may still end in dots."""
    links = [link for link in item.links if link.href == href]
    shown = max((_shown_title(link.element, link.text) for link in links), key=len)
    wholes = [*(link.title for link in links), *item.alts]
    stem = _CUT.sub("", shown)
    for whole in wholes:
        if stem and len(stem) < len(whole) <= _MAX_TITLE and whole.startswith(stem) and whole != shown:
            return whole
    return shown or next((whole for whole in wholes if whole), "")


def _elsewhere(anchors: Anchors, shown: str, stem: str, href: str) -> str:
    """A title cut with dots may stand whole at another link to the same address."""
    texts = [_shown_title(link, _text(link)) for link in anchors.to(href)]
    wholes = [text for text in texts if text.startswith(stem) and not _CUT.search(text)]
    return max(wholes, key=len, default=shown)


def _shown_title(link: HtmlElement, text: str) -> str:
    """The title within a link that may be a whole card: rank, counters and names beside it are left out."""
    if not len(link):
        return _LEADING_RANK.sub("", text)
    titled, beside, parts = [], [], []
    for node in islice(link.iterdescendants(), _MOST_ELEMENTS):
        if node.tag in _PARTS and not _holds_parts(node):
            parts.append(_text(node))
        css = node.get("class") or ""
        if node.tag in _TITLE_TAGS or (css and _TITLE_CLASS.search(css)):
            titled.append(_text(node))
        elif _is_plain(node) and (part := _text(node)) and (_BARE_RANK.match(part) or _COUNTER.search(css)):
            beside.append(part)
    if title := max(titled, key=len, default=""):
        return _LEADING_RANK.sub("", title)
    if title := _first_headline(parts):
        return _LEADING_RANK.sub("", title)
    for part in beside:
        if part != text:
            text = (text.removeprefix(part) if text.startswith(part) else text.removesuffix(part)).strip()
    return _LEADING_RANK.sub("", text)


def _is_plain(node: HtmlElement) -> bool:
    """Whether an element holds text only, or an icon before it."""
    return not len(node) or (len(node) == 1 and node[0].tag in ("img", "i", "svg"))


def _holds_parts(node: HtmlElement) -> bool:
    return any(child.tag in _PARTS for child in node)


def _first_headline(parts: list[str]) -> str:
    """Of the lines of a card the first that may be its title; "" where there is one line only.

    Lines with a time of day tell where and when, shorter ones before a longer the section.
    """
    lines = [part for part in parts if part and not _BARE_RANK.match(part)]
    if len(lines) < 2:
        return ""
    titles = [line for line in lines if not _CLOCK.search(line)]
    long = (line for line in titles if len(line) >= (_HEADLINE if line.isascii() else _least(line)))
    return next(long, "") or max(titles, key=len, default="")


def _meta_lines(element: HtmlElement, title: str) -> list[str]:
    """Texts of the item that are no part of its title."""
    pieces = [" ".join(piece.split()) for piece in element.itertext() if not piece.isspace()]
    return [piece for piece in pieces if piece not in title]


def _date(item: _Item, meta: list[str]) -> str | None:
    for text in (*item.moments, *meta):
        match = _DATE.search(text)
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return None


def _author(item: _Item, meta: list[str]) -> str | None:
    """A name marked as the author, or the one that stands in a line with the date ("名字 | 2025-05-05")."""
    names = [name for name in item.authors if _is_name(name)]
    for line in () if names else meta:
        if _DATE.search(line):
            names = [piece for piece in _PIECES.split(line) if _is_name(piece)]
            break
    return names[0] if names else None


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _MAX_NAME and not _NOT_NAME.search(text)


def _text(element: HtmlElement) -> str:
    if not len(element):
        return _squeeze(element.text or "")
    text = _squeeze("".join(element.itertext()))
    if "<" in text:  # a lazy picture's <noscript> copy is parsed as text
        hidden = ["".join(node.itertext()) for node in element.iter("noscript", "script", "style")]
        text = _squeeze(
            reduce(lambda rest, part: rest.replace(part, " ", 1), hidden, "".join(element.itertext()))
        )
    return text


def _squeeze(text: str) -> str:
    return " ".join(text.split())
