"""Recognises texts that are nearly the same: keys to find candidates by, and a test that tells for sure.

Keys are a bottom-k sketch (Broder 1997): the smallest hashes among the text's six-character shingles. Two
texts with a fifth of their characters edited still share some; unrelated ones share none, because six
characters are rare. The test compares three-character shingles, and asks that the agreement is spread over
the whole text: a shared boilerplate block agrees in one place only. And it asks that names and numbers do not
agree worse than the rest of the text, beyond chance: in two fillings of one formula (weather, quotes, scores)
only those differ, while an editor's changes spare them no less than other words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from itertools import chain
from math import sqrt
from struct import Struct
from typing import Final
from zlib import crc32

from newsarchive.patterns import late
from newsarchive.text.artefacts import unify
from newsarchive.text.compiled import EVERY, flags, loops
from newsarchive.text.folding import fold

KEYS: Final = 24
# Characters of a shingle in keys and in the test; letters say less than Chinese characters.
KEY_SHINGLE: Final = 6
TEST_SHINGLE: Final = 3
LETTERS_KEY_SHINGLE: Final = 12
LETTERS_TEST_SHINGLE: Final = 6
PIECES_AT_ONCE: Final = 32
# Below this many characters a text says too little to be called a copy of another.
MIN_LENGTH: Final = 24
# Sketch and test look at the first so many characters: a book costs no more than an article.
MAX_LENGTH: Final = 20_000
# Measured on edited copies against unrelated texts with shared boilerplate (benchmarks/search.py).
MIN_RESEMBLANCE: Final = 0.22
MIN_COVERED: Final = 0.7
WINDOW_COVERAGE: Final = 0.22
WINDOWS: Final = 12
MIN_WINDOW: Final = 16
# Short texts are often one template filled anew (quotes, weather): they must agree in their numbers too.
SHORT: Final = 200
MIN_NUMBERS: Final = 2
# … and a disclaimer can be two thirds of them.
SHORT_COVERED: Final = 0.82

# Where there are enough names and numbers to tell, as many must agree as the likeness of the texts' rest lets
# expect, less this many standard deviations. Measured on formulaic stories in Chinese and English against
# edited copies of the same ones and of longer texts with few numbers (benchmarks/search.py).
SPECIFICS_DEVIATIONS: Final = 3.0
MIN_SPECIFICS: Final = 4
# Of a name, pieces of so many characters are compared, so that a changed letter does not make it another.
NAME_PIECE: Final = 3

_NOISE: Final = re.compile(r"[\W_]+")
_LETTERS: Final = re.compile(r"[\u0000-\u02ff\u0370-\u058f]+")
_NUMBER: Final = re.compile(r"\d+")
# Numbers, and capitalised words that do not begin a sentence.
_SPECIFIC: Final = late(
    r"\d+|(?<![.!?:;\"”’'\n]\s)(?<=[^\w\n])[A-Z\u00c0-\u00de\u0391-\u03a9\u0410-\u042f][^\W\d_]+"
)


@dataclass(frozen=True)
class Plain:
    """A text as it is compared: folded and without punctuation; and its beginning as published."""

    text: str
    published: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Its distinct pieces of three characters; made only where two texts are compared."""
        return _shingles(self.text, self.width)

    @cached_property
    def rest(self) -> frozenset[str]:
        """The same of the text without its numbers and names."""
        return _shingles(_reduced(fold(_SPECIFIC.sub("", self.published))), self.width)

    @cached_property
    def is_lettered(self) -> bool:
        """Tell whether the text is written in letters for the most part."""
        if loops is not None:
            return bool(2 * loops.count_flagged(self.text, _letters()) > len(self.text))
        return 2 * len(_LETTERS.sub("", self.text)) < len(self.text)

    @cached_property
    def specifics(self) -> frozenset[str]:
        """Its numbers and names, folded."""
        return frozenset(fold(word) for word in _SPECIFIC.findall(self.published))

    @cached_property
    def specific_pieces(self) -> frozenset[str]:
        """Pieces of its names."""
        return frozenset(piece for word in self.specifics for piece in _pieces_of(word))

    @property
    def width(self) -> int:
        """Characters of a shingle of the test."""
        return LETTERS_TEST_SHINGLE if self.is_lettered else TEST_SHINGLE


def plain(text: str, folded: str | None = None) -> Plain:
    """Make a text comparable; ``folded`` is the same text folded (see ``fold``), where it is at hand."""
    published = text[:MAX_LENGTH]
    return Plain(_reduced(fold(published) if folded is None else folded[:MAX_LENGTH]), published)


@cache
def _letters() -> bytes:
    return flags("".join(_LETTERS.findall(EVERY)))


def _reduced(folded: str) -> str:
    usual = unify(folded)
    return _NOISE.sub("", usual) if loops is None else loops.reduced(usual)


def _shingles(text: str, width: int) -> frozenset[str]:
    return frozenset(text[i : i + width] for i in range(len(text) - width + 1))


def sketch(text: Plain) -> tuple[int, ...]:
    """The text's keys as signed 64-bit numbers, smallest hash first; none for a text that says too little."""
    reduced = text.text
    if len(reduced) < MIN_LENGTH:
        return ()
    raw = reduced.encode("utf-16-le")
    width = 2 * (LETTERS_KEY_SHINGLE if text.is_lettered else KEY_SHINGLE)
    smallest = _smallest(raw, width, KEYS) if loops is None else loops.smallest_pieces(raw, width, KEYS)
    return tuple(
        int.from_bytes(blake2b(piece, digest_size=8).digest(), "little", signed=True) for piece in smallest
    )


def _smallest(raw: bytes, width: int, count: int) -> list[bytes]:
    """The pieces with the smallest hashes, smallest first; of several with one hash the last."""
    pieces = _pieces(raw, width)
    hashes = list(map(crc32, pieces))
    # Most hashes cannot be among the smallest: sort only those that can.
    bound = (1 << 32) * 2 * count // len(hashes)
    small = {value: piece for value, piece in zip(hashes, pieces, strict=True) if value < bound}
    if len(small) < count:
        small = dict(zip(hashes, pieces, strict=True))
    return [small[value] for value in sorted(small)[:count]]


def _pieces(raw: bytes, width: int) -> list[bytes]:
    """Every piece of ``width`` bytes that begins at an even place, in no particular order.

    Unpacked many at once, from each place at which a row of them can begin: half the time of slicing.
    """
    rows = Struct(f"{width}s" * PIECES_AT_ONCE)
    pieces: list[bytes] = []
    for start in range(0, width, 2):
        end = len(raw) - (len(raw) - start) % rows.size
        pieces += chain.from_iterable(rows.iter_unpack(memoryview(raw)[start:end]))
        pieces += (raw[i : i + width] for i in range(end, len(raw) - width + 1, width))
    return pieces


def resemblance(first: Plain, second: Plain) -> float:
    """Jaccard's coefficient of the shingles, 0 to 1."""
    shared = len(first.shingles & second.shingles)
    union = len(first.shingles) + len(second.shingles) - shared
    return shared / union if union else 0.0


def are_near_duplicates(first: Plain, second: Plain) -> bool:
    """Tell whether one text is the other, edited: alike, and alike from its beginning to its end."""
    shorter = min(len(first.text), len(second.text))
    if shorter < MIN_LENGTH or first.is_lettered != second.is_lettered:
        return False
    if first.text == second.text:
        return True
    needed = MIN_COVERED
    if shorter < SHORT:
        needed = SHORT_COVERED
        if not _numbers_agree(first.text, second.text):
            return False
    return (
        resemblance(first, second) >= MIN_RESEMBLANCE
        and _covered(first, second.shingles) >= needed
        and _covered(second, first.shingles) >= needed
        and _specifics_agree(first, second)
    )


def _covered(compared: Plain, shingles: frozenset[str]) -> float:
    """Share of the text's windows that reappear in the other text."""
    text, width = compared.text, compared.width
    windows = max(1, min(WINDOWS, len(text) // MIN_WINDOW))
    size = -(-len(text) // windows)
    covered = 0
    for start in range(0, len(text), size):
        piece = text[start : start + size + width - 1]
        inside = [piece[i : i + width] for i in range(len(piece) - width + 1)]
        hits = sum(map(shingles.__contains__, inside))
        covered += hits >= WINDOW_COVERAGE * len(inside)
    return covered / windows


def _specifics_agree(first: Plain, second: Plain) -> bool:
    """Tell two fillings of a long formula by what they are filled with.

    A text edited at random keeps a number when it keeps each of its characters. How likely it keeps one is
    told by the rest of the text, without numbers and names: a shingle survives when all its characters do.
    """
    fewer, more = sorted((first, second), key=lambda text: len(text.specifics))
    if len(fewer.specifics) < MIN_SPECIFICS:
        return True
    smaller = max(1, min(len(first.rest), len(second.rest)))
    kept_character: float = (len(first.rest & second.rest) / smaller) ** (1 / first.width)
    chances = [kept_character ** (len(word) if word.isdigit() else NAME_PIECE) for word in fewer.specifics]
    deviation: float = sqrt(sum(chance * (1 - chance) for chance in chances))
    kept = sum(_is_kept(word, more) for word in fewer.specifics)
    return bool(kept >= sum(chances) - SPECIFICS_DEVIATIONS * deviation)


def _is_kept(word: str, text: Plain) -> bool:
    """Whether a number, or a name with at most a letter or two changed, is in the text."""
    if word in text.specifics:
        return True
    pieces = _pieces_of(word)
    return 2 * sum(map(text.specific_pieces.__contains__, pieces)) >= len(pieces) > 0


def _pieces_of(word: str) -> list[str]:
    return [] if word.isdigit() else [f"^{word}$"[i : i + NAME_PIECE] for i in range(len(word))]


def _numbers_agree(first: str, second: str) -> bool:
    """Tell two fillings of one template (a day's quotes, a match's score) from two copies of one text."""
    ours, theirs = set(_NUMBER.findall(first)), set(_NUMBER.findall(second))
    fewest = min(len(ours), len(theirs))
    return fewest < MIN_NUMBERS or 2 * len(ours & theirs) >= fewest
