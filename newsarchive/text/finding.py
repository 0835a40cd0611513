"""Which lines hold one of some words; ``_words.pyx`` looks for many groups of words at once."""

from __future__ import annotations

import re
from functools import lru_cache
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
    text = "\n".join([lines[place] for place in places]).lower()
    pattern = _pattern(tuple(words), text.isascii())
    if pattern is None or (eastern and text.isascii()):
        return []
    text = f"\n{text}\n"
    found: list[int] = []
    row, start = -1, 0
    match = pattern.search(text)
    while match is not None:
        position = match.start()
        row += text.count("\n", start, position + 1)
        if row < len(places) and not (eastern and not is_eastern(lines[places[row]])):
            found.append(places[row])
        # One word tells of a line; the next begins at the break behind it, which its words may begin with.
        start = position + 1
        break_behind = text.find("\n", start)
        match = pattern.search(text, break_behind) if break_behind >= 0 else None
    return found


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...], ascii_only: bool) -> re.Pattern[str] | None:
    """An expression for any of the words, by their first letters, which it looks for at C speed."""
    ends: dict[str, list[str]] = {}
    for word in words:
        if word.isascii() or not ascii_only:
            ends.setdefault(word[0], []).append(re.escape(word[1:]))
    rows = [f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in ends.items()]
    return re.compile("|".join(rows)) if rows else None
