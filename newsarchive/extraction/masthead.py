"""The lines around an article's headline, where its date, source, writers and section stand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.document import once_a_page
from newsarchive.document.compiled import read_pieces
from newsarchive.extraction.title import folded_titles
from newsarchive.extraction.wording import fold

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

LINES_BEFORE = 6
LINES_AFTER = 24
LINE_CHARS = 250
# Longer lines are no run of labels and names whose element holds other lines besides.
STRETCH_CHARS = 100
# Two paragraphs of this length are the body (one may be the standfirst).
PARAGRAPH_CHARS, HAN_PARAGRAPH_CHARS = 150, 40
# Shorter titles stand in a heading by chance; how many headings are asked.
KICKER_CHARS, MAX_HEADINGS = 8, 40
# A line's markup may hold so many times its characters as white space.
MARKUP_SHARE = 8
# From here on characters may fold to others (ＡＢＣ).
FULL_WIDTH = "\uf900"


@once_a_page
def masthead(document: Document) -> list[Block]:
    """Short text blocks around the headline, those behind it first; none when the headline is not found."""
    at = find_headline(document)
    if at is None:
        return []
    blocks = document.blocks
    behind: list[Block] = []
    paragraphs = 0
    for block in blocks[at + 1 : at + 1 + 3 * LINES_AFTER]:
        if _is_paragraph(block):
            paragraphs += 1
        if paragraphs == 2 or len(behind) == LINES_AFTER:
            break
        if block.text and len(block.text) <= LINE_CHARS:
            behind.append(block)
    before = [b for b in blocks[max(0, at - 2 * LINES_BEFORE) : at] if b.text and len(b.text) <= LINE_CHARS]
    return behind + before[-LINES_BEFORE:][::-1]


def _is_paragraph(block: Block) -> bool:
    """Whether a block is running text: long and hardly linked; in Han a sentence of half the length is."""
    text = block.text
    size = len(text)
    if size <= HAN_PARAGRAPH_CHARS or 3 * block.link_chars >= size:
        return False
    return size > PARAGRAPH_CHARS or (text[-1] in "。”！？" and "\u4e00" <= text[0] <= "\u9fff")


def spaced(block: Block) -> str:
    """The block's text with a blank wherever one of its elements ends: style sheets part labels and names
    that the markup runs together.
    """  # noqa: D205 - the summary needs two lines
    line = block.text
    # The element may hold the whole article besides this line.
    pieces = read_pieces(block, MARKUP_SHARE * len(line) + LINE_CHARS)
    if not pieces:
        return line
    return _parted(line, pieces) if len(line) <= LINE_CHARS else _parted.__wrapped__(line, pieces)


@lru_cache(maxsize=256)  # several readers ask for the same few lines of a page
def _parted(line: str, pieces: tuple[str, ...]) -> str:
    """A line as the pieces part it, among which it stands."""
    text = " ".join(" ".join(pieces).split())
    bare, wanted = text.replace(" ", ""), line.replace(" ", "")
    at = 0 if bare == wanted else bare.find(wanted) if len(wanted) <= STRETCH_CHARS else -1
    return _stretch(text, at, len(wanted)) if at >= 0 and wanted else line


def _stretch(text: str, start: int, size: int) -> str:
    """The part of ``text`` from its ``start``-th character that is no blank, ``size`` of these long."""
    places = [at for at, character in enumerate(text) if character != " "]
    return text[places[start] : places[start + size - 1] + 1]


@once_a_page
def find_headline(document: Document) -> int | None:
    """Index of the block that shows the headline: the highest heading, else the first block, that says it."""
    titles = set(folded_titles(document))
    limit = 2 * max(map(len, titles), default=0) + 20
    # Most pages say it in an ``h1``: asking these first spares the rest.
    for block in [b for b in document.blocks if b.tag == "h1"]:
        if 1 < len(block.text) <= limit and fold(block.text) in titles:
            return block.index
    firsts = {form for title in titles if title for form in (title[0], title[0].upper(), title[0].title())}
    best, at = 9, -1
    for block in [b for b in document.blocks if 1 < len(b.text) <= limit and _may_begin(b.text[0], firsts)]:
        rank = block.heading or 7
        if rank < best and fold(block.text) in titles:
            best, at = rank, block.index
    return at if at >= 0 else _holding(document, titles)


def _holding(document: Document, titles: set[str]) -> int | None:
    """The highest heading that says the headline and a kicker or label besides."""
    long = [title for title in titles if len(title) > KICKER_CHARS]
    headings = [block for block in document.blocks if block.heading and len(block.text) > KICKER_CHARS]
    for block in sorted(headings, key=lambda block: block.heading)[:MAX_HEADINGS]:
        text = fold(block.text)
        if any(title in text and 2 * len(title) > len(text) for title in long):
            return block.index
    return None


def _may_begin(letter: str, firsts: set[str]) -> bool:
    """Whether a text that begins with ``letter`` may fold to one of those that begin with ``firsts``."""
    return letter in firsts or letter >= FULL_WIDTH or not letter.isalnum()
