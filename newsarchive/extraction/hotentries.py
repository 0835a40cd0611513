"""One line of a ranking: whole title, address, author and date from the markup of its item."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.model import HotEntry

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsarchive.document import Document

_links = XPath("descendant-or-self::a[@href]")
_titles = XPath(
    "descendant::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
    "|descendant::*[contains(@class,'tit') or contains(@class,'headline') or contains(@class,'Title')"
    " or contains(@class,'Headline')]"
)
_images = XPath("descendant::img[@alt]/@alt")
_leaves = XPath("descendant::*[not(self::script or self::style)][not(*)][normalize-space()]")
_dated = XPath("descendant::time/@datetime")
_named = XPath(
    "descendant::*[contains(@class,'author') or contains(@class,'byline') or contains(@class,'writer')]"
)
_same_address = XPath("//a[@href=$href]")
_NOT_ARTICLE: Final = re.compile(
    r"^(?:#|javascript:|mailto:|tel:)|[#?&/]comments?(?:[=/#&]|$)|#(?:reply|respond)", re.I
)
_COUNTER: Final = re.compile(
    r"(?:author|byline|num|rank|count|icon|badge|label|tag|time|date|comment|index|order|no)(?:$|[-_\d ])",
    re.I,
)
_LEADING_RANK: Final = re.compile(
    r"^(?:no\.?\s*|top\s*|第)?#?0?(\d{1,3})(?:\s*[.、．:：)）位]\s*|\s+)(?=\S)", re.I
)
_BARE_RANK: Final = re.compile(r"^(?:no\.?\s*|top\s*|#)?\d{1,3}[.、．:：)）位]?$", re.I)
_CUT: Final = re.compile(r"\s*(?:\.{2,}|…+|⋯+)$")
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12]\d|3[01])(?!\d)")
_PIECES: Final = re.compile(r"\s*[|｜/·•\n]\s*|\s{2,}")
_NOT_NAME: Final = re.compile(
    r"\d|评论|評論|阅读|閱讀|浏览|点击|赞|comment|view|read|share|前$|ago$|[，。！？,!?…]", re.I
)
_MAX_NAME: Final = 24
_HEADLINE_CJK: Final = 8
_HEADLINE: Final = 20
_MAX_TITLE: Final = 300


def read_entries(document: Document, items: list[HtmlElement]) -> tuple[HotEntry, ...]:
    """Entries of a ranking in order; an address named twice counts once."""
    entries: list[HotEntry] = []
    seen: set[str] = set()
    for item in items:
        link = _main_link(item)
        href = link.get("href", "").strip() if link is not None else ""
        if not href or href in seen:
            continue
        seen.add(href)
        title = _whole_title(document, item, href)
        if title:
            meta = _meta_text(item, title)
            date = _date(item, meta)
            entries.append(
                HotEntry(len(entries) + 1, title, document.absolute(href), _author(item, meta, date), date)
            )
    if len(entries) * 3 < len(items) * 2 or not _reads_like_headlines([entry.title for entry in entries]):
        return ()
    return tuple(entries)


def _reads_like_headlines(titles: list[str]) -> bool:
    """Menus and tag clouds repeat short labels; half of a ranking's titles are longer than those."""
    long = sum(len(title) >= (_HEADLINE_CJK if is_cjk(title) else _HEADLINE) for title in titles)
    return long * 2 >= len(titles)


def is_cjk(text: str) -> bool:
    """Whether a text is written in Han, kana or hangul, where a few characters are a sentence."""
    return any("\u2e80" <= c <= "\uffef" for c in text)


def _main_link(item: HtmlElement) -> HtmlElement | None:
    links = [link for link in _links(item) if not _NOT_ARTICLE.search(link.get("href", "").strip())]
    if not links:
        return None
    return max(links, key=lambda link: max(len(_text(link)), len(link.get("title", ""))))


def _whole_title(document: Document, item: HtmlElement, href: str) -> str:
    shown, wholes = "", []
    for link in _links(item):
        if link.get("href", "").strip() != href:
            continue
        shown = max(shown, _shown_title(link), key=len)
        wholes += [link.get("title", ""), *map(str, _images(link))]
    return _complete(shown, [_squeeze(whole) for whole in wholes]) or _elsewhere(document, shown, href)


def _complete(shown: str, wholes: list[str]) -> str:
    """The whole form of a shown title: an attribute counts if the shown text is its beginning."""
    stem = _CUT.sub("", shown)
    for whole in wholes:
        if len(whole) > len(stem) and stem and whole.startswith(stem) and len(whole) <= _MAX_TITLE:
            return whole
    if shown and stem == shown:
        return shown
    return "" if shown else next((whole for whole in wholes if whole), "")


def _elsewhere(document: Document, shown: str, href: str) -> str:
    """A title cut with dots may stand whole at another link to the same address."""
    stem = _CUT.sub("", shown)
    if not stem:
        return ""
    texts = [_shown_title(link) for link in _same_address(document.root, href=href)[:20]]
    wholes = [text for text in texts if text.startswith(stem) and not _CUT.search(text)]
    return max(wholes, key=len, default=shown)


def _shown_title(link: HtmlElement) -> str:
    if not len(link):
        return _without_rank(_text(link))
    titled = [text for text in map(_text, _titles(link)) if text]
    if titled:
        return _without_rank(max(titled, key=len))
    text = _text(link)
    for leaf in _leaves(link):
        part = _text(leaf)
        if part != text and (_BARE_RANK.match(part) or _COUNTER.search(leaf.get("class", ""))):
            text = text.replace(part, " ", 1) if text.startswith(part) else _cut_tail(text, part)
    return _without_rank(_squeeze(text))


def _cut_tail(text: str, part: str) -> str:
    return text[: -len(part)] if text.endswith(part) else text


def _without_rank(text: str) -> str:
    return _LEADING_RANK.sub("", text)


def _meta_text(item: HtmlElement, title: str) -> str:
    pieces = [_squeeze(str(piece)) for piece in item.itertext()]
    return "\n".join(piece for piece in pieces if piece and not title.startswith(_CUT.sub("", piece)))


def _date(item: HtmlElement, meta: str) -> str | None:
    for text in (*map(str, _dated(item)), meta):
        match = _DATE.search(text)
        if match:
            return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    return None


def _author(item: HtmlElement, meta: str, date: str | None) -> str | None:
    for element in _named(item):
        name = _text(element)
        if 1 < len(name) <= _MAX_NAME and not _NOT_NAME.search(name):
            return name
    if date is None:
        return None
    for line in meta.split("\n"):
        if _DATE.search(line):
            pieces = [piece for piece in _PIECES.split(line) if piece]
            names = [p for p in pieces if 1 < len(p) <= _MAX_NAME and not _NOT_NAME.search(p)]
            return names[0] if len(pieces) > 1 and names else None
    return None


def _text(element: HtmlElement) -> str:
    return _squeeze("".join(map(str, element.itertext())))


def _squeeze(text: str) -> str:
    return " ".join(text.split())
