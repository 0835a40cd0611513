"""Folds text for search and comparison: script, case, width and accents, one character for one character."""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cache
from typing import TYPE_CHECKING

from newsarchive.text.compiled import TABLE, loops

if TYPE_CHECKING:
    from collections.abc import Iterator

# Blocks where case, width, accents or compatibility forms occur; everything else folds to itself.
_FORMS = (
    (0x41, 0x5B),  # Latin capitals
    (0xA0, 0x250),  # Latin with accents
    (0x370, 0x590),  # Greek, Cyrillic, Armenian
    (0x1E00, 0x2000),  # more Latin and Greek with accents
    (0x2E80, 0x2FE0),  # radicals that look like characters
    (0xF900, 0xFB00),  # compatibility ideographs
    (0xFF10, 0xFF1A),  # full-width digits
    (0xFF21, 0xFF3B),  # full-width capitals
    (0xFF41, 0xFF5B),  # full-width small letters
    (0xFF66, 0xFFE0),  # half-width kana and hangul
    (0x2F800, 0x2FA20),  # compatibility ideographs, second block
)
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0), (0x2A700, 0x2EBE1), (0x30000, 0x323B0))


def fold(text: str) -> str:
    """``text`` in Simplified script, lower case, half width and without accents, of the same length.

    Offsets into the folded text are offsets into the original, and a part of a text folds to that part of
    the folded text: so a search for any part finds the whole. Only for search and comparison: what is stored
    and shown stays as published.
    """
    if text.isascii():
        return text.lower()
    if loops is not None:
        folded: str = loops.fold(text, _forms_by_code(), _forms_beyond())
        return folded
    return _fold_in_python(text)


def _fold_in_python(text: str) -> str:
    # Between the characters that fold stand long pieces that do not: a third of what translate() takes,
    # which looks up every character.
    pieces = _foldable().split(text)
    if len(pieces) > 1:
        found = pieces[1::2]
        pieces[1::2] = map(_folded_forms().get, found, found)
    return "".join(pieces)


@cache
def folding_table() -> dict[int, str]:
    """Each character that folds to another one; for ``str.translate``."""
    table = _forms()
    simple = simplified()
    table |= {code: simple.get(ord(form), form) for code, form in table.items()}
    table = simple | table
    # A few forms lead to another Traditional one first (薴 苧 苎): go to the end at once.
    return {code: table.get(ord(form), form) for code, form in table.items()}


@cache
def _folded_forms() -> dict[str, str]:
    return {chr(code): form for code, form in folding_table().items()}


@cache
def _forms_by_code() -> bytes:
    forms = array("I", range(TABLE))
    for code, form in folding_table().items():
        if code < TABLE:
            forms[code] = ord(form)
    return forms.tobytes()


@cache
def _forms_beyond() -> dict[str, str]:
    return {chr(code): form for code, form in folding_table().items() if code >= TABLE}


@cache
def _foldable() -> re.Pattern[str]:
    # Characters beyond 16 bits as one range: listed one by one they would make the class 20 times slower.
    listed = "".join(re.escape(chr(code)) for code in sorted(folding_table()) if code < 0x10000)
    return re.compile(f"([{listed}\U00010000-\U0010ffff])")


def _forms() -> dict[int, str]:
    table: dict[int, str] = {}
    for first, end in _FORMS:
        for code in range(first, end):
            form = _plain_form(chr(code))
            if form != chr(code):
                table[code] = form
    return table


def _plain_form(character: str) -> str:
    """Lower case, compatible, without accents; the character itself where that would change the length."""
    decomposed = unicodedata.normalize("NFKD", character.lower())
    base = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return base if len(base) == 1 else character


def simplified() -> dict[int, str]:
    """Traditional characters and the Simplified ones that OpenCC's t2s gives for them, each on its own.

    Phrase rules (乾隆 stays, 乾 becomes 干) are left out on purpose: with them a part of a text would fold
    otherwise than within the text, and a search for the part would miss it.
    """
    return _converted()[0]


def traditionalised() -> frozenset[str]:
    """Common characters that OpenCC's s2t gives as others, each on its own."""
    return _converted()[1]


@cache
def _converted() -> tuple[dict[int, str], frozenset[str]]:
    """Both at once: to load OpenCC's dictionaries takes several times as long as to ask them."""
    from opencc_pyo3 import OpenCC

    converter = OpenCC("t2s")
    # One character a line: no phrase rule can apply across a line break.
    lines = "\n".join("\n".join(map(chr, range(first, end))) for first, end in _HAN)
    pairs = _differing(lines, converter.convert(lines, False))
    simple = {ord(before): after for before, after in pairs if len(after) == 1}
    converter.set_config("s2t")
    common = "\n".join(map(chr, range(*_HAN[1])))
    return simple, frozenset(dict(_differing(common, converter.convert(common, False))))


def _differing(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The lines that are not the same in both texts."""
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return ((old, new) for old, new in pairs if old != new)
