"""A phrase grammar read from TOML: {symbols} expand to alternatives, an article's cast stays the same."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

SYMBOL = re.compile(r"\{(\w+)\}")


@cache
def word_bank(language: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The tables of ``words/<language>.toml``: ``cast``, ``common`` and one per section."""
    text = files("newsarchive.demo").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class Voice:
    """Writes phrases for one article: cast names are chosen once, sentence patterns are not used twice."""

    def __init__(self, language: str, section: str, random: Random) -> None:
        bank = word_bank(language)
        self._random = random
        self._rules = {**bank["common"], **bank[section]}
        self._unused: dict[str, list[str]] = {}
        self._cast: dict[str, str] = {}
        for name, alternatives in bank["cast"].items():
            self._cast[name] = self._distinct(alternatives)

    def say(self, symbol: str) -> str:
        """One phrase for ``symbol``; all its patterns are used before one comes again."""
        if symbol in self._cast:
            return self._cast[symbol]
        left = self._unused.get(symbol)
        if not left:
            left = self._unused[symbol] = self._random.sample(self._rules[symbol], len(self._rules[symbol]))
        return self._expand(left.pop())

    def _distinct(self, alternatives: Sequence[str]) -> str:
        # A person must not be two people of one article; eight tries are plenty for banks of this size.
        taken = set(self._cast.values())
        for _ in range(8):
            phrase = self._expand(self._random.choice(alternatives))
            if phrase not in taken:
                break
        return phrase

    def _expand(self, pattern: str) -> str:
        return SYMBOL.sub(lambda match: self._word(match[1]), pattern)

    def _word(self, symbol: str) -> str:
        if symbol in self._cast:
            return self._cast[symbol]
        return self._expand(self._random.choice(self._rules[symbol]))
