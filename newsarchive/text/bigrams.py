"""Turns text into the words of the search index: overlapping bigrams of Chinese, whole runs of the rest.

A run of characters of a script without spaces (Han, kana, hangul, Thai …) becomes its overlapping bigrams;
runs of letters and runs of digits stay whole. A phrase of such words matches where and only where the text
stands: runs separated by punctuation share no bigram, and where letters or digits are involved the separator
is a word of its own (from the private use area, so no text can contain it).
"""

from __future__ import annotations

import re
from operator import add

# Scripts written without spaces between words, and hangul, whose particles cling to the words.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
SPACE, PARAGRAPH, OTHER, _ASCII_BASE = "\ue000", "\ue001", "\ue002", 0xE000

# The first and the last of them beyond the characters of two bytes.
BEYOND = "\U00020000\U000323af"

_RUN = re.compile(f"([{UNSPACED}]+)")
_PIECE = re.compile(rf"(?P<digits>\d+)|(?P<letters>(?:(?![\d_{UNSPACED}])\w)+)|(?P<gap>(?:\W|_)+)")
_WORD = re.compile(rf"(?![_{UNSPACED}])\w")
MAX_WORD = 64


class Gap:
    """What stands between two runs: its ``words``, and whether it touches the run before and after.

    Touching means that a phrase can run across without punctuation in between.
    """

    __slots__ = ("touches_after", "touches_before", "words")

    def __init__(self, words: tuple[str, ...], *, touches_before: bool, touches_after: bool) -> None:
        self.words = words
        self.touches_before = touches_before
        self.touches_after = touches_after


def index_words(folded: str) -> list[str]:
    """The words of ``folded`` text (see ``fold``) in order, as the index holds them."""
    return _words(split_runs(folded))


def split_runs(folded: str) -> list[str]:
    """``folded`` text in pieces: gap, run, gap, run … gap; a gap may be empty."""
    return _RUN.split(folded)


def _words(parts: list[str]) -> list[str]:
    gap = read_gap(parts[0])
    words: list[str] = [*gap.words]
    runs = parts[1::2]
    for run, text, following in zip(runs, parts[2::2], [*runs, ""][1:], strict=True):
        touched, gap = gap.touches_after, _known_gaps.get(text) or read_gap(text)
        if len(run) == 1:
            words.append(run)
        else:
            if touched:
                words.append(run[0])
            words += map(add, run, run[1:])
            if gap.touches_before:
                words.append(run[-1])
        words += gap.words
        # 中国，国家: the pairs on both sides would read as those of 中国家.
        if not gap.words and run[-1] == following[:1]:
            words.append(OTHER)
    return words


def phrase_words(folded: str) -> tuple[list[str], list[str]]:
    """The words by which a phrase is found, and single characters that are looked up on their own.

    A character at the phrase's edge next to punctuation (国，美国) has no word of its own in a text where it
    ends a longer run; it is only asked to occur.
    """
    parts = _RUN.split(folded)
    if (
        len(parts) == 3
        and len(parts[1]) == 1
        and not read_gap(parts[0]).words
        and not read_gap(parts[2]).words
    ):
        return [], [parts[1]]
    alone: list[str] = []
    if len(parts) > 3 and len(parts[1]) == 1 and not parts[0] and not read_gap(parts[2]).touches_before:
        alone.append(parts[1])
        parts = parts[2:]
    if len(parts) > 3 and len(parts[-2]) == 1 and not parts[-1] and not read_gap(parts[-3]).touches_after:
        alone.append(parts[-2])
        parts = parts[:-2]
    if (
        len(parts) == 3
        and len(parts[1]) == 1
        and not read_gap(parts[0]).words
        and not read_gap(parts[2]).words
    ):
        return [], [parts[1], *alone]
    return _words(parts), alone


# Most gaps are one of a few punctuation marks; what stands between two runs is read once.
_known_gaps: dict[str, Gap] = {}
MAX_KNOWN_GAPS = 16_384


def read_gap(text: str) -> Gap:
    """What ``text`` between two runs means; the common ones are read once."""
    gap = _known_gaps.get(text)
    if gap is None:
        gap = _read_gap(text)
        if len(text) <= MAX_WORD:
            if len(_known_gaps) >= MAX_KNOWN_GAPS:
                _known_gaps.clear()
            _known_gaps[text] = gap
    return gap


def _read_gap(text: str) -> Gap:
    if not _WORD.search(text):
        if "\n" in text:
            return Gap((PARAGRAPH,), touches_before=False, touches_after=False)
        blank = bool(text) and text.isspace()
        return Gap((SPACE,) if blank else (), touches_before=blank, touches_after=blank)
    pieces = [(match.lastgroup or "", match[0]) for match in _PIECE.finditer(text)]
    words = [word for number in range(len(pieces)) for word in _piece_words(pieces, number)]
    return Gap(
        tuple(words),
        touches_before=_touches(*pieces[0]),
        touches_after=_touches(*pieces[-1]),
    )


def _touches(kind: str, text: str) -> bool:
    return kind != "gap" or (text.isspace() and "\n" not in text)


def _piece_words(pieces: list[tuple[str, str]], number: int) -> tuple[str, ...]:
    kind, text = pieces[number]
    if kind != "gap":
        return (text[:MAX_WORD],)
    if "\n" in text:
        return (PARAGRAPH,)
    if text.isspace():
        inside = 0 < number < len(pieces) - 1
        # Between two words of one kind a space is what separates them anyway.
        plain = inside and pieces[number - 1][0] == pieces[number + 1][0]
        return () if plain else (SPACE,)
    return (chr(_ASCII_BASE + ord(text)),) if len(text) == 1 and text.isascii() else (OTHER,)
