"""Which lines hold one of some words; ``_words.pyx`` looks for many groups of words at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_EASTERN: Final = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")


def is_eastern(line: str) -> bool:
    """Whether Han, kana or hangul are in a line."""
    return not line.isascii() and _EASTERN.search(line) is not None


def lines_holding(
    lines: Sequence[str], words: Iterable[str], longest: int, *, eastern: bool = False
) -> list[int]:
    """The places of the lines of at most ``longest`` characters that hold one of ``words``, in order.

    Words are in lower case, lines (without breaks in them) are compared so. Each line stands between two line
    breaks: a word that begins or ends with one is looked for where a line does. Empty lines hold nothing,
    nor do lines without Han, kana or hangul if the words are ``eastern``.
    """
    places = [place for place, line in enumerate(lines) if 0 < len(line) <= longest]
    if eastern:
        places = [place for place in places if is_eastern(lines[place])]
    text = "\n".join([lines[place] for place in places]).lower()
    if text.isascii():
        words = filter(str.isascii, words)
    text = f"\n{text}\n"
    found: set[int] = set()
    for word in [word for word in words if word in text]:
        row, start, position = -1, 0, text.find(word)
        while position >= 0:
            row += text.count("\n", start, position + 1)
            found.add(row)
            start, position = position + 1, text.find(word, position + 1)
    return [places[row] for row in sorted(found) if row < len(places)]
