"""The short lines of a page as one text, so that words can be looked for at C speed by several finders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from newsarchive.document import once_a_page

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

MAX_LINE: Final = 64
"""Longest text, in characters, that counts as a line here: headings, controls, rows of links."""


@dataclass(frozen=True, slots=True)
class ShortLines:
    """``text`` holds the blocks' texts in lower case, each between two line breaks.

    ``eastern``: Han, kana or hangul are among them; if none are, ``marks`` are the characters that are not
    ASCII, by which most words of other scripts are ruled out without a search.
    """

    blocks: list[Block]
    text: str
    eastern: bool
    marks: frozenset[str]

    def holding(self, roots: tuple[str, ...]) -> list[Block]:
        """Blocks whose lower-case text holds one of ``roots``, in document order."""
        text, marks = self.text, self.marks
        wanted = roots
        if not self.eastern:
            wanted = _ascii_among(roots)
            if marks:
                wanted += tuple([root for root in _others_among(roots) if not marks.isdisjoint(root)])
        found: set[int] = set()
        for root in [root for root in wanted if root in text]:
            line, start, position = -1, 0, text.find(root)
            while position >= 0:
                line += text.count("\n", start, position + 1)
                found.add(line)
                start, position = position + 1, text.find(root, position + 1)
        return [self.blocks[line] for line in sorted(found) if line < len(self.blocks)]


@cache
def _ascii_among(roots: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(str.isascii, roots))


@cache
def _others_among(roots: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(root for root in roots if not root.isascii())


_EASTERN: Final = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
# Pages in eastern scripts show them in their first lines: these settle it.
_FIRST_LOOK: Final = 300
_MARKS: Final = re.compile(r"[^\x00-\x7f]+")


@once_a_page
def short_lines(document: Document) -> ShortLines:
    """Give the page's short lines; they are collected once a document."""
    blocks = [block for block in document.blocks if 0 < len(block.text) <= MAX_LINE]
    text = "\n".join([block.text for block in blocks]).lower()
    return ShortLines(blocks, f"\n{text}\n", *_scripts(text))


def _scripts(text: str) -> tuple[bool, frozenset[str]]:
    """Whether eastern letters are in ``text``; if not, its characters that are not ASCII."""
    if text.isascii():
        return False, frozenset()
    if _EASTERN.search(text, 0, _FIRST_LOOK):
        return True, frozenset()
    marks = frozenset("".join(_MARKS.findall(text)))
    return _EASTERN.search("".join(marks)) is not None, marks
