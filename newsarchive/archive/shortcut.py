"""Looks a long phrase up by two rare pairs of it: FTS5 takes its time with every pair of a phrase.

In a phrase of six pairs that are each in many articles, FTS5 moves six lists along each other, and backwards,
as the newest come first, at half the pace. Two rare pairs at their distance are found in a tenth of the time;
nearly all of these articles have the phrase, and their texts tell which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.archive.pieces import Piece
from newsarchive.text.bigrams import UNSPACED

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.matching import Wanted
    from newsarchive.text.query import Phrase

# How common a pair is, is told by so many of the newest articles. A phrase is looked up by a pair that is in
# fewer of them than one in twenty: else its hits are many, and quicker found than their texts are read.
SAMPLE, RARE_SHARE = 2_000, 20
_COUNT = "SELECT count(*) FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ?"
_RUN = re.compile(f"[{UNSPACED}]+")


class Shortcuts:
    """Shortens the terms of one query; hits are places up to ``high``."""

    def __init__(self, connection: Connection, high: int) -> None:
        self._connection = connection
        self._high = high
        row = connection.execute(
            "SELECT search_id FROM articles WHERE search_id <= ? ORDER BY search_id DESC LIMIT 1 OFFSET ?",
            (high, SAMPLE),
        ).fetchone()
        self._low: int | None = row[0] if row else None

    def shorten(self, term: Wanted) -> tuple[str, list[Piece]]:
        """An expression that finds at least the term's articles, and what to look for in their texts."""
        exact: tuple[str, list[Piece]] = (term.expression, [])
        if self._low is None or term.field == "author" or not all(map(_is_run, term.phrases)):
            return exact
        parts = [self._pairs(phrase) for phrase in term.phrases]
        if not any(parts):
            return exact
        expressions = [
            term.within(part) if part else term.expression_of(phrase)
            for part, phrase in zip(parts, term.phrases, strict=True)
        ]
        piece = Piece(term.field, tuple(phrase.text for phrase in term.phrases))
        return f"({' OR '.join(expressions)})", [piece]

    def _pairs(self, phrase: Phrase) -> str:
        """Two rare pairs of the phrase at their distance; "" where that would not help."""
        if len(phrase.words) < 3:
            return ""
        counts = [self._count(word) for word in phrase.words]
        first = counts.index(min(counts))
        others = [n for n, word in enumerate(phrase.words) if word != phrase.words[first]]
        if counts[first] * RARE_SHARE > SAMPLE or not others:
            return ""
        # The rarest that shares no character with the first: it says more.
        second = min(others, key=lambda n: (abs(n - first) < 2, counts[n]))
        one, other = sorted((first, second))
        return f'NEAR("{phrase.words[one]}" "{phrase.words[other]}", {other - one - 1})'

    def _count(self, word: str) -> int:
        row = self._connection.execute(_COUNT, (f'"{word}"', self._low, self._high)).fetchone()
        return int(row[0])


def _is_run(phrase: Phrase) -> bool:
    """Whether the phrase is all Chinese or the like: then it is where its text stands."""
    return not (phrase.prefix or phrase.characters) and _RUN.fullmatch(phrase.text) is not None
