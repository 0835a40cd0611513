"""Writers, credited source and editor, told apart from the outlet, the agency and the photographer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from newsarchive.document import once_a_page
from newsarchive.document.structured import is_article
from newsarchive.extraction.dates.written import read_written
from newsarchive.extraction.dates.zones import is_chinese
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found
from newsarchive.extraction.masthead import find_headline, masthead, spaced
from newsarchive.extraction.people.names import is_chinese_name, is_han, is_person, split_names
from newsarchive.extraction.people.notices import (
    clean_editor,
    clean_source,
    holds_label,
    labelled,
    read_writers,
)
from newsarchive.extraction.people.shown import shown_authors
from newsarchive.extraction.title import site_names
from newsarchive.extraction.wording import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.extraction.people.notices import Notices
    from newsarchive.profile import Profile

_AUTHOR_META = (
    "author", "article:author", "articleauthor", "byl", "dc.creator", "dcterms.creator",
    "dc.creator.author", "sailthru.author", "cxenseparse:author", "parsely-author", "og:article:author",
    "article:author_name", "authors", "og:author", "creator", "twitter:data1",
)  # fmt: skip
_SOURCE_META = ("contentsource", "mediaid", "source", "article:source", "og:article:source", "dc.source")
# Addresses (of a profile, of the outlet), handles and picture credits that stand in author fields.
_NO_AUTHOR = re.compile(r"://|www\.|^[(@]")
# Beside a date and a source these words are buttons and counters.
_NOISE = re.compile(
    r"原创|原創|转载|轉載|举报|舉報|分享|收藏|点赞|打印|列印|关闭|字号|字體|字体|评论|評論|阅读|閱讀|浏览|瀏覽|点击|參與|参与|听新闻|"
    r"我要|关注|放大|缩小|大中小|发布于[\u4e00-\u9fff]{2,8}|IP属地.*|发布于|发表于|发布时间|发布|时间|日期|[|｜/·\s]|\d+\s?(?:次|人|条|个)?|[A-Za-z]?[+-]"
)
_NO_OUTLET = re.compile(r"[:：，。！？!?|｜/／>]|\d{3}|[记記]者|[编編][辑輯]|发布于|官方[账帐]号|^[\W\d]+$")
# 聯合報／記者王某／台北報導; 中國時報【記者王某／台北報導】.
_OUTLET_BYLINE = re.compile(
    r"^[\d./年月日:\s-]{0,22}(?P<name>[\u4e00-\u9fff]{2,7}[報报社網网])\s?[／/【\[〔]\s?"
    r"(?:記者|记者|編譯|编译|綜合)"
)
_DATED = re.compile(r"\d[./年-]\d|\d[:：]\d\d")
_ACCOUNT_HINT = re.compile(
    r"author|account|nick|media[-_]?name|user[-_]?name|source|js_name|meta_content|wemedia"
)
_OUTLET_LINE = 30
# How many blocks behind the headline an editor's line may stand, and how long it is at most.
EDITOR_REACH, EDITOR_LINE = 300, 40
# Between the names in a line; no name begins or ends with one.
_MIDDOTS = "·•|｜-–—/"


@dataclass(frozen=True, slots=True)
class Byline:
    """Each part with the source that gave it, or None where the page gives none."""

    authors: Found[tuple[str, ...]] | None = None
    source: Found[str] | None = None
    editor: Found[str] | None = None


def find_byline(document: Document, profile: Profile, notices: Notices) -> Byline:
    """Give the best answer for each part of the byline."""
    return Byline(
        authors=next(find_authors(document, profile, notices), None),
        source=next(find_source(document, profile, notices), None),
        editor=next(find_editor(document, profile, notices), None),
    )


def find_authors(document: Document, profile: Profile, notices: Notices) -> Iterator[Found[tuple[str, ...]]]:
    """Yield candidates for the writers, best first; the outlet itself only where nothing else is given."""
    listed = _unique(n for t in declared_texts(document, profile, "authors") for n in split_names(t))
    declared = (Found(names, "profile") for names in (listed,) if names)
    yield from declared_first(profile, "authors", declared, _persons_first(document, notices))


def _persons_first(document: Document, notices: Notices) -> Iterator[Found[tuple[str, ...]]]:
    outlets: list[Found[tuple[str, ...]]] = []
    names = site_names(document)
    for found in _authors(document, notices):
        persons = tuple(_without_outlet(name, names) for name in found.value if letters_of(name) not in names)
        if found.source.startswith("meta") and 0 < len(persons) < len(found.value):
            # Beside the outlet's own name stand its portal's and its city's.
            persons = tuple(name for name in persons if is_person(name))
        if persons:
            yield Found(persons, found.source)
        elif found.value and not is_chinese(document):
            outlets.append(found)
    yield from outlets


def _without_outlet(name: str, outlets: set[str]) -> str:
    """``name`` without the outlet that runs on behind it (Ana Lima The Daily Tide)."""
    words = name.split()
    for start in range(2, len(words)):
        if letters_of("".join(words[start:])) in outlets:
            return " ".join(words[: start - 1] if words[start - 1] == "The" and start > 2 else words[:start])
    return name


def _authors(document: Document, notices: Notices) -> Iterator[Found[tuple[str, ...]]]:
    if notices.authors:
        yield Found(notices.authors, "notice")
    chinese = is_chinese(document)
    if chinese:
        yield from _labelled_authors(document)
        if notices.reporters:
            yield Found(notices.reporters, "body:reporters")
    for found in _declared_authors(document):
        kept = tuple(name for name in found.value if is_chinese_name(name)) if chinese else found.value
        if kept:
            yield Found(kept, found.source)
    yield from shown_authors(document, chinese=chinese)


def _labelled_authors(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    for match, value in _labels(document):
        persons = read_writers(value) if match["author"] else ()
        if persons:
            yield Found(persons, "masthead")


@once_a_page
def _labels(document: Document) -> list[tuple[re.Match[str], str]]:
    """Labels in the lines around the headline with their values."""
    lines = (spaced(b) for b in masthead(document) if not b.text.isascii() and holds_label(b.text))
    return [label for line in lines for label in labelled(line)]


def _declared_authors(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """JSON-LD, then meta."""
    for node in document.jsonld:
        if is_article(node) and node.get("author"):
            texts = list(_author_texts(node["author"], document, 0))
            yield Found(_unique(name for text in texts for name in split_names(text)), "json-ld:author")
            break
    yield from _meta_authors(document)


def _meta_authors(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    meta = document.meta
    for key in [key for key in _AUTHOR_META if key in meta]:
        texts = [t for t in meta[key] if not _NO_AUTHOR.search(t)]
        names = _unique(name for text in texts for name in split_names(unescape(text)))
        if key in ("parsely-author", "twitter:data1"):
            names = tuple(name for name in names if is_person(name))
        if names:
            yield Found(names, f"meta:{key}")


def _author_texts(author: Any, document: Document, depth: int) -> Iterator[str]:
    """Every name in a JSON-LD author: a text, a node, a reference to one, or a list of these."""
    if isinstance(author, str):
        yield unescape(author)
    elif isinstance(author, list) and depth < 4:
        for item in author[:30]:
            yield from _author_texts(item, document, depth + 1)
    elif isinstance(author, dict):
        name = author.get("name") or author.get("byline") or _parted_name(author)
        if name and depth < 4:
            yield from _author_texts(name, document, depth + 1)
        elif "@id" in author and depth < 4:
            for node in document.jsonld:
                if node.get("@id") == author["@id"] and node.get("name"):
                    yield from _author_texts(node["name"], document, depth + 1)
                    break


def _parted_name(author: dict[str, Any]) -> str:
    parts = (author.get("givenName"), author.get("familyName"))
    return " ".join(part for part in parts if isinstance(part, str))


def find_source(document: Document, profile: Profile, notices: Notices) -> Iterator[Found[str]]:
    """Yield candidates for the credited outlet or first publisher, best first; none is guessed."""
    texts = declared_texts(document, profile, "source")
    declared = (Found(clean_source(_without_label(text)) or text, "profile") for text in texts)
    yield from declared_first(profile, "source", declared, _generic_source(document, notices))


def _generic_source(document: Document, notices: Notices) -> Iterator[Found[str]]:
    for match, value in _labels(document):
        name = clean_source(value) if match["source"] else None
        if name:
            yield Found(name, "masthead")
    if notices.source:
        yield Found(notices.source, "notice")
    if not is_chinese(document):
        return
    for key in _SOURCE_META:
        for text in document.meta.get(key, ()):
            name = clean_source(text) if is_han(text) else None
            if name:
                yield Found(name, f"meta:{key}")
    yield from _unlabelled_source(masthead(document))


def _without_label(text: str) -> str:
    return next((value for match, value in labelled(text) if match["source"]), text)


def _unlabelled_source(lines: list[Block]) -> Iterator[Found[str]]:
    """The one name beside the date on Chinese pages, or the account that stands alone in its element."""
    yield from _signing_outlet(lines)
    for block in lines:
        text = spaced(block) if len(block.text) <= 80 else ""
        written = read_written(text) if text and _DATED.search(text) else None
        if written and (written.hour is not None or len(block.element)):
            rest = f"{text[: written.start]} {text[written.end :]}"
            words = [word.strip(_MIDDOTS) for word in rest.split() if _NOISE.sub("", word)]
            if len(words) == 1 and _is_outlet(words[0]):
                yield Found(words[0], "masthead:beside-date")
    for block in lines[:12]:
        for element in block.element.iter("span", "a", "em", "i"):
            if "source" in f"{element.get('id')} {element.get('class')}":
                text = " ".join("".join(element.itertext()).split()).strip("[]【】 ").removesuffix("原创")
                name = clean_source(_without_label(text))
                if name and _is_outlet(name):
                    yield Found(name, "masthead:source")
    for block in lines[:6]:
        if _ACCOUNT_HINT.search(block.box.hints) and _is_outlet(block.text):
            yield Found(block.text, "masthead:account")


def _signing_outlet(lines: list[Block]) -> Iterator[Found[str]]:
    for block in lines:
        signed = _OUTLET_BYLINE.match(block.text) if len(block.text) <= 80 else None
        if signed:
            yield Found(signed["name"], "masthead:signed")


def _is_outlet(text: str) -> bool:
    return 2 <= len(text) <= _OUTLET_LINE and not _NO_OUTLET.search(text) and not is_chinese_name(text)


def find_editor(document: Document, profile: Profile, notices: Notices) -> Iterator[Found[str]]:
    """Yield candidates for the editor, best first."""
    texts = declared_texts(document, profile, "editor")
    declared = (Found(_editor_in(text) or text, "profile") for text in texts)
    yield from declared_first(profile, "editor", declared, _generic_editor(document, notices))


def _editor_in(text: str) -> str | None:
    return next((clean_editor(v) for m, v in labelled(text) if m["editor"] or m["responsible"]), None)


def _generic_editor(document: Document, notices: Notices) -> Iterator[Found[str]]:
    if notices.editor:
        yield Found(notices.editor, "notice")
    for match, value in _labels(document):
        name = clean_editor(value) if match["responsible"] or match["editor"] else None
        if name and not match["mark"].isspace():
            yield Found(name, "masthead")
    if is_chinese(document):
        yield from _editor_behind(document)


def _editor_behind(document: Document) -> Iterator[Found[str]]:
    """The first line behind the headline that names an editor, however far below the body it stands."""
    start = find_headline(document) or 0
    for block in document.blocks[start : start + EDITOR_REACH]:
        text = block.text
        if len(text) <= EDITOR_LINE and ("编" in text or "編" in text) and holds_label(text):
            name = _editor_in(spaced(block))
            if name and is_chinese_name(name):
                yield Found(name, "line:labelled")
                return


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
