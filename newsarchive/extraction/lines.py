"""Words that finders look for in the lines of a page: all of them in one pass, at the first question."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from newsarchive.document import once_a_page
from newsarchive.text import finding
from newsarchive.text.compiled import loops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

MAX_LINE: Final = 64
"""Longest text, in characters, of headings, controls and rows of links."""

_known: list[LineWords] = []


class LineWords:
    """Words in lower case, of which a finder reads the lines that hold one; one object for a whole run.

    A word that begins or ends with a line break is looked for where a block's text does. Only texts of at
    most ``longest`` characters are asked; if the words are ``eastern``, only those with Han, kana or hangul.
    Most lines of most pages hold none of the words that any finder looks for, so that one pass over a page's
    text settles them for all finders.
    """

    __slots__ = ("_place", "eastern", "longest", "words")

    def __init__(self, words: Iterable[str], longest: int = sys.maxsize, *, eastern: bool = False) -> None:
        self.words = tuple(dict.fromkeys(words))
        self.longest = longest
        self.eastern = eastern
        self._place = len(_known)
        _known.append(self)

    def places(self, document: Document) -> Sequence[int]:
        """The indexes of the page's blocks that hold one of the words, in order."""
        if loops is not None:
            return _found(document)[self._place]
        known = _found_so_far(document)
        places = known.get(self)
        if places is None:
            places = known[self] = self._held_by(_texts(document))
        return places

    def blocks(self, document: Document) -> list[Block]:
        """The page's blocks that hold one of the words, in order."""
        blocks = document.blocks
        return [blocks[place] for place in self.places(document)]

    def among(self, blocks: Sequence[Block], document: Document) -> list[Block]:
        """Those of some blocks of the page, or of all that were made of another text, that hold a word."""
        page = document.blocks
        if blocks and (blocks[0].index >= len(page) or page[blocks[0].index] is not blocks[0]):
            return [blocks[place] for place in self._held_by([block.text for block in blocks])]
        held = set(self.places(document))
        return [block for block in blocks if block.index in held] if held else []

    def _held_by(self, texts: list[str]) -> list[int]:
        return finding.lines_holding(texts, self.words, self.longest, eastern=self.eastern)


def _texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@once_a_page
def _found(document: Document) -> list[list[int]]:
    """What is found of all words, in the order in which they were made known."""
    found: list[list[int]] = _finder(len(_known)).find(_texts(document))
    return found


@lru_cache(maxsize=1)
def _finder(_: int) -> Any:
    return loops.WordFinder([(words.words, words.longest, words.eastern) for words in _known])


@once_a_page
def _found_so_far(_: Document) -> dict[LineWords, list[int]]:
    """Where nothing is compiled each group of words is looked for when it is asked for."""
    return {}


@once_a_page
def is_eastern(document: Document) -> bool:
    """Whether Han, kana or hangul are in the page's short lines."""
    for block in document.blocks:
        text = block.text
        # Asked here too: most lines of other pages are ASCII, and a call for each costs more than the rest.
        if not text.isascii() and len(text) <= MAX_LINE and finding.is_eastern(text):
            return True
    return False
