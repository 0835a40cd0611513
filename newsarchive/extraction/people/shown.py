"""Writers as the page shows them: after "By", in elements marked as bylines, as links, alone by the date."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.document.compiled import read_attributes
from newsarchive.extraction.dates.written import read_written
from newsarchive.extraction.found import Found
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline, masthead, spaced
from newsarchive.extraction.people.names import (
    LEAD_STARTS,
    has_lead,
    is_japanese_name,
    is_person,
    may_lead,
    names_job,
    split_names,
)
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

_BYLINE_HINT = re.compile(r"[aA]uthor|[bB]yline|[aA]utor|reporter|writer|journalist")
_PICTURE_HINT = re.compile(r"caption|credit|figure|image|photo|picture|gallery|copyright")
# Addresses of the pages on which outlets introduce their writers.
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|es|i)?|auteurs?|autore|profil[eo]?s?|staff|people|person|personen|by|reporters?|"
    r"journalists?|journalistes?|writers?|contributors?|columnists?|redakteure?|redaktion|firmas?|kirjoittaja|"
    r"skribent|medarbeider|penulis|forfatter|toimittaja|yazarlar?|muallif)/[^/]|^mailto:"
)
# Where the name ends in a line that goes on: dates, counters, other roles.
_NAME_ENDS = late(
    r"\d|\b(?:Publi\w+|Updated?|Posted|Edited|Last|Reviewed|Translated|Modified|Veröffentlicht|Pubblicato|"
    r"Actuali\w+|Aktualisiert|Mis à jour|Stand)\b",
    re.IGNORECASE,
)
# Words that stand near headlines in capitals like names: places, sections, kinds of articles.
_NO_LONE_NAME = late(
    r"\b(?:north|south|east|west|middle|united|states|kingdom|new|great|world|politics|business|sports?|health|"
    r"climate|change|culture|travel|money|science|technology|lifestyle|entertainment|premium|exclusive|live|"
    r"breaking|analysis|advertisement|sponsored|listen|watch|press|office|city|county|university|times|post|"
    r"politik|wirtschaft|kultur|panorama|aktuelles|deutschland|económic\w*|internacional|société|économie)\b",
    re.IGNORECASE,
)
# A line holds fewer elements; where it has none of its own, its element may hold the whole article.
MAX_INLINE = 40
_INLINE = ("a", "span", "b", "strong", "em", "cite")
LINE_CHARS = 150
_LEADS = LineWords((f"\n{start}" for start in sorted(LEAD_STARTS)), LINE_CHARS)
_REPORTERS = LineWords(("기자",), 60, eastern=True)
# How many blocks from the date a name may stand that nothing else marks.
NEAR_DATE = 2
_KOREAN_REPORTER = late(r"(?:^|[\s,=(/])([가-힣]{2,4})\s?(?:선임|수습)?기자(?=$|[\s(=@/,])")
MAX_REPORTERS = 4
_DATED = late(r"\b(?:ago|min read)\b|\d[./-]\d|\d[:.h]\d\d|\b(?:19|20)\d\d\b|[年月日]")


def shown_authors(document: Document, *, chinese: bool) -> Iterator[Found[tuple[str, ...]]]:
    """Lines around the headline that begin as bylines do, marked elements, links to writers, lone names."""
    for block in () if chinese else _LEADS.among(masthead(document), document):
        if _leads(block):
            names = _persons(spaced(block))
            if names:
                yield Found(names, "masthead")
    found: list[str] = []
    japanese = _is_japanese(document)
    for text in _classed_texts(document):
        found += [name for name in _persons(text, japanese=japanese) if name not in found]
    if found:
        yield Found(tuple(found), "byline")
    elif not chinese:
        yield from _lone_names(document)
        yield from _signed_anywhere(document)
        yield from _korean_reporters(document)
        yield from _classed_anywhere(document)


def _leads(block: Block) -> bool:
    return may_lead(block.text) and (
        has_lead(block.text) or (len(block.element) > 0 and has_lead(spaced(block)))
    )


def _persons(text: str, *, japanese: bool = False) -> tuple[str, ...]:
    """The persons that a byline names at its head."""
    names = split_names(_head(text))
    return tuple(dict.fromkeys(n for n in names if is_person(n) or (japanese and is_japanese_name(n))))


def _head(text: str) -> str:
    """``text`` up to its date or whatever else follows the names; a lead may hold such a word itself."""
    written = read_written(text) if any(c.isdigit() for c in text) else None
    if written and written.start:
        text = text[: written.start]
    end = _NAME_ENDS.search(text, 4)
    return text[: end.start()] if end and not has_lead(text[end.start() :]) else text


def _signed_anywhere(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """The one signature that the page has elsewhere; several belong to other articles."""
    leads = [block for block in _LEADS.blocks(document) if 5 < len(block.text) <= 80]
    lines = {block.text for block in leads if has_lead(block.text) and not _is_pictures(block)}
    signed = {_persons(line) for line in lines} - {()}
    if len(signed) == 1:
        yield Found(signed.pop(), "line")


def _korean_reporters(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """Those who are called reporters in short lines; where these are many they belong to other articles."""
    if not (document.root.get("lang") or "ko").startswith("ko"):
        return
    lines = [block.text for block in _REPORTERS.blocks(document)]
    names = tuple(dict.fromkeys(m[1] for line in lines if (m := _KOREAN_REPORTER.search(line))))
    if 0 < len(names) <= MAX_REPORTERS:
        yield Found(names, "line")


def _classed_anywhere(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """The one name behind the headline that is marked as a writer's."""
    start = find_headline(document) or 0
    marked = [b for b in document.blocks[start:] if 5 < len(b.text) <= 60 and _names_byline(b.box.hints)]
    named = {_persons(spaced(b)) for b in marked[:MAX_INLINE] if not _is_pictures(b)} - {()}
    if len(named) == 1:
        yield Found(named.pop(), "line:marked")


def _lone_names(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """Names that are a line by themselves, or all but the date of one, right beside the date."""
    at = find_headline(document)
    if at is None:
        return
    lines = [block for block in masthead(document) if at < block.index and not _is_pictures(block)]
    dated = [block.index for block in lines if _DATED.search(block.text) and len(block.text) <= LINE_CHARS]
    japanese = _is_japanese(document)
    german = (document.root.get("lang") or "").startswith(("de", "lb"))
    for block in lines:
        if len(block.text) > 80 or not any(abs(block.index - index) <= NEAR_DATE for index in dated):
            continue
        listed = split_names(_head(spaced(block)))
        if len(listed) == 1 and len(block.element) and not is_person(listed[0]):
            listed = tuple(_pieces(block))
        names = tuple(name for name in listed if _is_lone_name(name, japanese=japanese))
        if names and len(names) == len(listed) and _may_name(block, names, german=german):
            yield Found(names, "line:beside-date")
            return


def _may_name(block: Block, names: tuple[str, ...], *, german: bool) -> bool:
    """Whether a line that has the shape of names may be no section or kicker.

    A link's address repeats the name; German writes every noun with a capital, so the date has to stand in
    the same line.
    """
    if block.links:
        slugs = " ".join(link.get("href") or "" for link in block.element.iter("a")).lower()
        return all("-".join(name.lower().split()) in slugs for name in names)
    return not german or len(names) > 1 or _DATED.search(block.text) is not None


def _pieces(block: Block) -> list[str]:
    """The texts of a line's elements, each for itself."""
    texts = (" ".join(text.split()) for text in islice(block.element.itertext(), MAX_INLINE))
    return [text for text in texts if any(c.isalpha() for c in text)]


def _is_lone_name(name: str, *, japanese: bool) -> bool:
    if japanese:
        return is_japanese_name(name)
    words = name.split()
    # Where a script has no capitals nothing tells a name from other words.
    is_cased = words[0][0].isupper() and words[-1][0].isupper() and not name.isupper()
    return is_cased and len(words) <= 4 and is_person(name) and not _NO_LONE_NAME.search(name)


def _is_japanese(document: Document) -> bool:
    return (document.root.get("lang") or "").startswith("ja")


def _classed_texts(document: Document) -> Iterator[str]:
    """Texts around the headline in elements that are marked as bylines; pictures' are their makers'."""
    for block in masthead(document):
        if not 1 < len(block.text) <= LINE_CHARS:
            continue
        text = _classed_text(block)
        if text and not _is_pictures(block):
            yield text


def _classed_text(block: Block) -> str:
    """The part of the line that is marked as a byline or leads to a writer's page, "" for none."""
    parent = block.box.parent
    if block.tag == "address" or _names_byline(block.box.hints) or (parent and _names_byline(parent.hints)):
        text = spaced(block)
        # Names, or name and office, in elements of their own.
        pieces = _pieces(block) if len(block.element) else []
        named = [piece for piece in pieces if is_person(piece) or is_japanese_name(piece)]
        if named and all(piece in named or names_job(piece) for piece in pieces):
            return ", ".join(named)
        if len(named) == len(pieces) or not all(map(is_person, split_names(_head(text)))):
            return ", ".join(named) or text
        return text
    if not any(
        _marks_writer(tag, attributes.get) for tag, attributes in read_attributes(block, _INLINE, MAX_INLINE)
    ):
        return ""
    inline = block.element.iter(*_INLINE)
    marked: list[str] = []
    for element in islice(inline, MAX_INLINE):
        if _marks_writer(str(element.tag), element.get):
            text = " ".join("".join(element.itertext()).split())
            if 1 < len(text) <= 120 and text not in marked:
                marked.append(text)
    return ", ".join(marked)


def _marks_writer(tag: str, get: Callable[[str], str | None]) -> bool:
    """Whether an element with these attributes is marked as a byline or leads to a writer's page."""
    if _marks_byline(get("rel"), get("class"), get("itemprop")):
        return True
    return tag == "a" and _AUTHOR_PAGE.search(get("href") or "") is not None


def _is_pictures(block: Block) -> bool:
    """Whether a line belongs to a picture, whose maker and agency are marked like authors."""
    boxes = islice(block.box.up(), 4)
    return any(box.tag in ("figure", "figcaption") or _names_picture(box.hints) for box in boxes)


# The same few names recur through a page and a site.
@lru_cache(maxsize=8192)
def _names_byline(hints: str) -> bool:
    return _BYLINE_HINT.search(hints) is not None


@lru_cache(maxsize=8192)
def _marks_byline(*marks: str | None) -> bool:
    return any(mark and _BYLINE_HINT.search(mark) for mark in marks)


@lru_cache(maxsize=8192)
def _names_picture(hints: str) -> bool:
    return _PICTURE_HINT.search(hints) is not None
