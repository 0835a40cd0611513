"""Breaks text into lines of a terminal's width, where Chinese and Western text may be broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

# A line must not begin with these …
_CLOSING = "，。、；：？！…—）》」』】”’〉〕％,.;:?!)]}%"
# … nor end with these.
_OPENING = "（《「『【“‘〈〔([{"
# Han, kana and hangul may be broken between any two characters; other words stay whole.
_CJK = (
    "\u2e80-\u303f\u3040-\u30ff\u3100-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
)
_PIECE = re.compile(
    rf"\s+|[{re.escape(_OPENING)}]*(?:[{_CJK}—…“”‘’]|[^\s{_CJK}—…“”‘’]+)[{re.escape(_CLOSING)}]*"
)


def wrap(text: str, width: int, indent: str = "") -> Iterator[str]:
    """Lines of at most ``width`` cells (a wide character takes two); ``indent`` begins the first.

    Closing punctuation stays with what it closes and opening with what it opens; only a word longer than a
    line is broken anywhere.
    """
    line = indent
    used = cell_len(indent)
    for piece in _pieces(text, width):
        size = cell_len(piece)
        if used + size > width:
            if line.strip():
                yield line.rstrip()
            # Else only blanks or the indent stand before a piece that needs the whole line: they go.
            line, used = "", 0
            if piece.isspace():
                continue
        line += piece
        used += size
    if line.strip():
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece.isspace():
            yield " "
        elif cell_len(piece) <= width:
            yield piece
        else:
            yield from _broken(piece, width)


def _broken(piece: str, width: int) -> Iterator[str]:
    """A piece longer than a line, cut at the line's end."""
    part, used = "", 0
    for character in piece:
        size = cell_len(character)
        if part and used + size > width:
            yield part
            part, used = "", 0
        part += character
        used += size
    yield part
