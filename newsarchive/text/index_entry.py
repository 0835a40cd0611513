"""Writes the index's words of a whole article as one string: pairs by columns, not one by one.

Of ``人工智能`` the first characters of all pairs (``人工智``) and the second ones (``工智能``) are two
strings; laid into every third place of one array, with blanks between, they are the words. That is a few
calls for a whole article, where making each word on its own took twice the time.
"""

from __future__ import annotations

from array import array
from functools import cache

from newsarchive.text.bigrams import BEYOND, MAX_WORD, OTHER, Gap, read_gap, split_runs
from newsarchive.text.compiled import EVERY, flags, loops

# In the second place of a word of one character: the index's tokenizer takes any ASCII mark for a blank.
_ALONE = ","
# In both places where a word longer than two characters belongs; no text has it in a run or a word.
_WHOLE = "\x01"
_MARKS = f"{_ALONE}{OTHER}{_WHOLE}{BEYOND}"
_BLANK = " ".encode("utf-32-le")

# A gap as what it adds to the columns, and its words that do not fit in there.
Columns = tuple[Gap, str, str, list[str]]


def index_entry(folded: str) -> tuple[str, str]:
    """The words of ``folded`` text as a string, and its characters of unspaced scripts as another.

    The index's tokenizer finds the words of ``index_words`` in the first, in their order. In the second
    characters are as often as in the text: an index that keeps each once is quicker at telling than a set.
    """
    if loops is None:
        return _index_entry(folded)
    entry: tuple[str, str] = loops.index_entry(folded, _unspaced(), _silent, _known, _columns, _MARKS)
    return entry


@cache
def _unspaced() -> bytes:
    return flags("".join(split_runs(EVERY)[1::2]))


def _index_entry(folded: str) -> tuple[str, str]:
    parts = split_runs(folded)
    runs = parts[1::2]
    first, second = [run[:-1] for run in runs], [run[1:] for run in runs]
    for number, piece in enumerate(first):
        if not piece:
            first[number], second[number] = runs[number], _ALONE
    # The gap before the text's first run, then those after each run: all take the same way.
    runs.insert(0, "")
    first.insert(0, "")
    second.insert(0, "")
    whole = _add_gaps(parts[::2], runs, first, second)
    return _laid_out("".join(first), "".join(second), whole), "".join(runs)


def _add_gaps(gaps: list[str], runs: list[str], first: list[str], second: list[str]) -> list[str]:
    """Put what the gaps hold behind the runs they follow; return the words that are too long for that."""
    whole: list[str] = []
    for number, (text, following) in enumerate(zip(gaps, [*runs[1:], ""], strict=True)):
        is_seam = number > 0 and runs[number][-1] == following[:1]
        if text in _silent and not is_seam:
            continue
        gap, ones, twos, words = _known.get(text) or _columns(text)
        if is_seam and not gap.words:
            ones, twos = OTHER, _ALONE
        if gap.touches_before and len(runs[number]) > 1:
            ones, twos = runs[number][-1] + ones, _ALONE + twos
        first[number] += ones
        second[number] += twos
        whole += words
        if gap.touches_after and len(following) > 1:
            first[number + 1] = following[0] + first[number + 1]
            second[number + 1] = _ALONE + second[number + 1]
    return whole


def spaced(characters: str, mark: str = "") -> str:
    """The characters as words of their own, each behind ``mark`` (one character) if there is one."""
    if loops is None:
        return _spaced(characters, mark)
    words: str = loops.spaced(characters, mark)
    return words


def _spaced(characters: str, mark: str) -> str:
    width = 2 + len(mark)
    places = array("I", _BLANK * (width * len(characters)))
    if mark:
        places[0::width] = array("I", mark.encode("utf-32-le") * len(characters))
    places[width - 2 :: width] = array("I", characters.encode("utf-32-le"))
    return places.tobytes().decode("utf-32-le")


def _laid_out(first: str, second: str, whole: list[str]) -> str:
    places = array("I", _BLANK * (3 * len(first)))
    places[0::3] = array("I", first.encode("utf-32-le"))
    places[1::3] = array("I", second.encode("utf-32-le"))
    words = places.tobytes().decode("utf-32-le")
    if not whole:
        return words
    pieces = words.split(_WHOLE + _WHOLE)
    out = [""] * (2 * len(pieces) - 1)
    out[::2] = pieces
    out[1::2] = whole
    return "".join(out)


# Gaps that add nothing (a comma between two clauses), and the others; few kinds make up most of a text.
_silent: set[str] = set()
_known: dict[str, Columns] = {}
MAX_KNOWN = 16_384


def _columns(text: str) -> Columns:
    gap = read_gap(text)
    words = [word for word in gap.words if len(word) > 2]
    first = "".join([_WHOLE if len(word) > 2 else word[0] for word in gap.words])
    second = "".join([_WHOLE if len(word) > 2 else word[1:] or _ALONE for word in gap.words])
    columns = (gap, first, second, words)
    if len(text) <= MAX_WORD:
        if len(_known) + len(_silent) >= MAX_KNOWN:
            _known.clear()
            _silent.clear()
        if gap.words or gap.touches_before or gap.touches_after:
            _known[text] = columns
        else:
            _silent.add(text)
    return columns
