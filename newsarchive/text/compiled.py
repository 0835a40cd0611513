"""Lends compiled loops over a text's characters, where they were built for the source that is here.

Each stands for a function in Python that gives the same (``tests/text/test_compiled_words.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.compiled import lend

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCE = Path(__file__).with_name("_words.pyx")
TABLE = 0x10000
"""Characters that have an entry in the tables that the loops go by; later ones are rare."""


def load() -> tuple[Any, str]:
    """The compiled module, or None and why it is not used."""
    return lend("newsarchive.text._words", SOURCE)


loops, WHY_NOT = load()


EVERY = "".join(map(chr, range(TABLE)))
"""All characters that have an entry, to choose from."""


def flags(*flagged: Iterable[str]) -> bytes:
    """A table with bit 0 set for the characters of the first set, bit 1 for those of the second, and on."""
    table = bytearray(TABLE)
    for bit, characters in enumerate(flagged):
        for code in map(ord, characters):
            table[code] |= 1 << bit
    return bytes(table)
