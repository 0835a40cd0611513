"""Writers, credited source and editor, told apart from the outlet, the agency and the photographer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

from newsarchive.document import once_a_page
from newsarchive.document.structured import is_article
from newsarchive.extraction.dates.zones import is_chinese
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline, masthead, spaced
from newsarchive.extraction.people.labels import LABEL_WORDS, holds_label
from newsarchive.extraction.people.names import is_chinese_name, is_han, is_person, split_names
from newsarchive.extraction.people.notices import labelled
from newsarchive.extraction.people.outlets import (
    is_outlet,
    shown_outlets,
    without_label,
    writers_beside_outlet,
)
from newsarchive.extraction.people.scripted import EDITOR_KEYS, SOURCE_KEYS, held_value
from newsarchive.extraction.people.shown import shown_authors
from newsarchive.extraction.people.values import clean_editor, clean_source, read_writers
from newsarchive.extraction.title import site_names
from newsarchive.extraction.wording import letters_of
from newsarchive.patterns import late

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
# Labels that stand in a cell of their own, and how long the cell behind it is at most.
_LONE_LABEL = late(r"[\u4e00-\u9fff]{2,4}\s?[:：]?")
LABEL_CHARS, VALUE_CHARS = 6, 40
# How many blocks behind the headline an editor's line may stand, and how long it is at most.
EDITOR_REACH, EDITOR_LINE = 300, 40
_LABELS = LineWords(LABEL_WORDS, eastern=True)


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
        if notices.editor and found.source.startswith("meta"):
            # Where the page itself calls them its editors, a field for authors holds the desk.
            persons = tuple(name for name in persons if name not in notices.editor)
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
        yield from writers_beside_outlet(document)
    for found in _declared_authors(document):
        kept = tuple(name for name in found.value if is_chinese_name(name)) if chinese else found.value
        if kept:
            yield Found(kept, found.source)
    yield from shown_authors(document, chinese=chinese)


def _labelled_authors(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    lines: dict[str, tuple[str, ...]] = {}
    for match, value in _labels(document):
        if match["author"]:
            persons = read_writers(value, strict=not match["mark"].strip())
            lines[match.string] = lines.get(match.string, ()) + persons
    for persons in lines.values():
        if persons:
            yield Found(_unique(iter(persons)), "masthead")


@once_a_page
def _labels(document: Document) -> list[tuple[re.Match[str], str]]:
    """Labels in the lines around the headline with their values."""
    held = _LABELS.among(masthead(document), document)
    lines = [_with_next(block, document) for block in held if holds_label(block.text)]
    return [label for line in lines for label in labelled(line)]


def _with_next(block: Block, document: Document) -> str:
    """The block's text; where it is a label alone, as in tables and lists of terms, with its value."""
    text = spaced(block)
    if len(text) > LABEL_CHARS or not _LONE_LABEL.fullmatch(text) or block.index + 1 >= len(document.blocks):
        return text
    value = document.blocks[block.index + 1].text
    return f"{text.rstrip(' :：')}：{value}" if len(value) <= VALUE_CHARS else text


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
    declared = (Found(clean_source(without_label(text)) or text, "profile") for text in texts)
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
    yield from shown_outlets(document)
    held = held_value(document, SOURCE_KEYS)
    name = clean_source(held) if held else None
    if name and is_outlet(name):
        yield Found(name, "script")


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
        held = held_value(document, EDITOR_KEYS)
        name = clean_editor(held) if held else None
        if name:
            yield Found(name, "script")


def _editor_behind(document: Document) -> Iterator[Found[str]]:
    """The first line behind the headline that names an editor, however far below the body it stands."""
    start = find_headline(document) or 0
    for block in _LABELS.blocks(document):
        text = block.text
        if not start <= block.index < start + EDITOR_REACH:
            continue
        if len(text) <= EDITOR_LINE and ("编" in text or "編" in text) and holds_label(text):
            name = _editor_in(spaced(block))
            if name and is_chinese_name(name):
                yield Found(name, "line:labelled")
                return


def _unique(names: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
