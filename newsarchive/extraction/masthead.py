"""The lines around an article's headline, where its date, source, writers and section stand."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from newsarchive.extraction.title import find_title, fold
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

LINES_BEFORE = 6
LINES_AFTER = 24
LINE_CHARS = 250
# Two paragraphs of this length are the body (one may be the standfirst).
PARAGRAPH_CHARS = 150

_known: WeakKeyDictionary[Document, list[Block]] = WeakKeyDictionary()


def masthead(document: Document) -> list[Block]:
    """Short text blocks around the headline, those behind it first; none when the headline is not found."""
    lines = _known.get(document)
    if lines is None:
        lines = _known[document] = _lines(document)
    return lines


def _lines(document: Document) -> list[Block]:
    at = find_headline(document)
    if at is None:
        return []
    blocks = document.blocks
    behind: list[Block] = []
    paragraphs = 0
    for block in blocks[at + 1 : at + 1 + 3 * LINES_AFTER]:
        if len(block.text) > PARAGRAPH_CHARS and 3 * block.link_chars < len(block.text):
            paragraphs += 1
        if paragraphs == 2 or len(behind) == LINES_AFTER:
            break
        if block.text and len(block.text) <= LINE_CHARS:
            behind.append(block)
    before = [b for b in blocks[max(0, at - 2 * LINES_BEFORE) : at] if b.text and len(b.text) <= LINE_CHARS]
    return behind + before[-LINES_BEFORE:][::-1]


def find_headline(document: Document) -> int | None:
    """Index of the block that shows the headline: the highest heading, else the first block, that says it."""
    titles = {fold(found.value) for found in find_title(document, GENERIC)}
    longest = max(map(len, titles), default=0)
    best: tuple[int, int] | None = None
    for block in document.blocks:
        if not 1 < len(block.text) <= 2 * longest + 20 or best == (1, block.index):
            continue
        level = block.tag[1:] if block.tag[:1] == "h" and block.tag[1:].isdigit() else ""
        rank = int(level) if level else 7
        if (best is None or rank < best[0]) and fold(block.text) in titles:
            best = (rank, block.index)
            if rank == 1:
                break
    return best[1] if best else None
