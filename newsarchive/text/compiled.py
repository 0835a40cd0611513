"""Lends compiled loops over a text's characters, where they were built for the source that is here.

Each stands for a function in Python that gives the same (``tests/text/test_compiled_words.py``).
``NEWSARCHIVE_PURE_PYTHON``, set to anything, makes it Python.
"""

from __future__ import annotations

import os
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PURE = "NEWSARCHIVE_PURE_PYTHON"
SOURCE = Path(__file__).with_name("_words.pyx")
TABLE = 0x10000
"""Characters that have an entry in the tables that the loops go by; later ones are rare."""


def load() -> tuple[Any, str]:
    """The compiled module, or None and why it is not used."""
    if os.environ.get(PURE):
        return None, f"{PURE} is set"
    try:
        module = import_module("newsarchive.text._words")
        if SOURCE.exists() and sha256(SOURCE.read_bytes()).hexdigest() != module.SOURCE:
            return None, "it was compiled from another source; install again"
    except ModuleNotFoundError:
        return None, "no compiled module was built for this Python"
    except Exception as error:  # noqa: BLE001 - whatever a module built elsewhere raises, Python does the work
        return None, f"{type(error).__name__}: {error}"
    return module, ""


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
