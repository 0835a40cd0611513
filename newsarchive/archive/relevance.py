"""Finds the best articles of a query by bm25, in a time that does not grow with the archive.

FTS5's bm25 counts every article of each word it weighs. So only words of a bounded number of articles are
weighed: a commoner one hardly tells one article from another, and only decides which articles match. Where
all words are that common, the newest hits are read and judged instead.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.archive.occurrences import MAX_READ, occurrence_scores
from newsarchive.archive.search import IN_WORDS, Scored, Search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from newsarchive.archive.filters import Filters
    from newsarchive.archive.matching import Match, Wanted

# At most so many of the newest hits are ranked, and of the newest hits in headlines: of a word that has more,
# the best article is not one from years ago.
MAX_RANKED = 10_000
# A word in more articles than this is not weighed, nor one in half of them, to which bm25 gives no weight.
# Counting up to here takes some 4 ms.
MAX_COUNTED = 100_000
# Where no word is weighed, headlines are looked for among so many of the newest articles.
MAX_HEADLINES = 100_000
# A hit in the headline counts as much as this many in the text.
TITLE_WEIGHT, BODY_WEIGHT = 8.0, 1.0

_MORE_THAN = "SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1 OFFSET ?"
_RANKED = (
    f"SELECT rowid, bm25(search_index, {BODY_WEIGHT}, {TITLE_WEIGHT}, 0, 0) AS score"
    " FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ?"
)


class Relevance:
    """Ranks the hits of one query."""

    def __init__(self, connection: Connection, match: Match, filters: Filters) -> None:
        self._connection = connection
        self._match = match
        self._filters = filters
        self._search = Search(connection, match, filters)

    def best(self, limit: int) -> Scored:
        """The best hits with their scores, newer ones first where these are equal."""
        if not self._match.wanted or self._match.impossible or limit <= 0:
            return self._search.newest(limit)
        weighed = self._weighed()
        if not weighed:
            return self._by_occurrences(limit)
        low = self._rank_from(self._match)
        scores = dict(self._ranked(weighed, self._match, low, limit))
        if low > self._search.low:
            headlines = self._match.in_headlines()
            scores |= dict(self._ranked(weighed, headlines, self._rank_from(headlines), limit))
        return sorted(scores.items(), key=lambda item: (-item[1], -item[0]))[:limit]

    def _weighed(self) -> Sequence[Wanted]:
        """The terms rare enough for bm25."""
        (articles,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        most = min(MAX_COUNTED, articles // 2)
        return [
            term
            for term in self._match.wanted
            if all(any(self._is_rare(word, most) for word in words) for words in term.words)
        ]

    def _is_rare(self, word: str, most: int) -> bool:
        return self._connection.execute(_MORE_THAN, (word, most)).fetchone() is None

    def _rank_from(self, match: Match) -> int:
        """The place from which on at most ``MAX_RANKED`` hits are ranked."""
        search = self._search
        row = self._connection.execute(
            f"{IN_WORDS} ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            (match.words_expression, search.low, search.high, MAX_RANKED),
        ).fetchone()
        return int(row[0]) + 1 if row else search.low

    def _ranked(
        self, weighed: Sequence[Wanted], match: Match, low: int, limit: int
    ) -> Iterator[tuple[int, float]]:
        between: list[object] = [low, self._search.high]
        scored, hits = " AND ".join(term.expression for term in weighed), match.words_expression
        sql, values = _RANKED, [scored, *between]
        if scored != hits:
            # The plus keeps SQLite from looking for one place after the other.
            sql, values = f"{sql} AND +rowid IN ({IN_WORDS})", [*values, hits, *between]
        scores: dict[int, float] = {}
        cursor = self._connection.execute(f"{sql} ORDER BY score, rowid DESC", values)
        places = self._search.in_dates(_noting(scores, cursor))
        for place in islice(self._search.with_characters(places, low), limit):
            yield place, scores[place]

    def _by_occurrences(self, limit: int) -> Scored:
        """Judge the newest hits, and the newest with all words in the headline, by reading them."""
        read = max(MAX_READ, min(limit, MAX_RANKED))
        headlines = Search(self._connection, self._match.in_headlines(), self._filters)
        headlines.low = max(headlines.low, self._newest_place(MAX_HEADLINES))
        found = self._search.newest(read) + headlines.newest(read)
        places = list(dict.fromkeys(place for place, _ in found))
        weights = (TITLE_WEIGHT, BODY_WEIGHT)
        scored = occurrence_scores(self._connection, places, self._match.shown, weights)
        return sorted(scored, key=lambda item: (-item[1], -item[0]))[:limit]

    def _newest_place(self, number: int) -> int:
        """The place before which so many articles come, from the newest that can be a hit."""
        row = self._connection.execute(
            "SELECT search_id FROM articles WHERE search_id <= ? ORDER BY search_id DESC LIMIT 1 OFFSET ?",
            (self._search.high, number),
        ).fetchone()
        return int(row[0]) + 1 if row else self._search.low


def _noting(scores: dict[int, float], rows: Iterator[tuple[int, float]]) -> Iterator[int]:
    for place, score in rows:
        scores[place] = round(-score, 6)
        yield place
