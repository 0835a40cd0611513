"""Judges articles by how often a very common word stands in them: bm25 would count the whole archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

# Articles read for one search, newest first and as many with the word in the headline: 40 µs each.
MAX_READ = 400
# The usual constants of bm25, which FTS5 has too (Robertson and Zaragoza 2009).
SATURATION, LENGTH_SHARE = 1.2, 0.75

_TEXT = (
    "SELECT t.title, t.body FROM articles a"
    " JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision WHERE a.search_id = ?"
)


def occurrence_scores(
    connection: Connection, places: Sequence[int], phrases: Sequence[str], weights: tuple[float, float]
) -> list[tuple[int, float]]:
    """bm25 without the rarity of the words, which is the same for all articles of one search.

    ``places`` are places in the index, ``phrases`` folded texts, ``weights`` those of headline and text.
    """
    lengths: list[int] = []
    counts: list[list[float]] = []
    for place in places:
        title, body = map(fold, connection.execute(_TEXT, (place,)).fetchone())
        lengths.append(len(title) + len(body))
        counts.append([weights[0] * title.count(text) + weights[1] * body.count(text) for text in phrases])
    average = max(1.0, sum(lengths) / max(1, len(lengths)))
    return [
        (place, round(sum(_saturated(count, length / average) for count in found), 6))
        for place, length, found in zip(places, lengths, counts, strict=True)
    ]


def _saturated(count: float, length: float) -> float:
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length))
