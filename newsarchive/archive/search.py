"""Finds articles by the index: newest first, by relevance among a bounded number, or counted."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.archive.occurrences import MAX_READ, occurrence_scores
from newsarchive.archive.places import DAY_SIZE, FIRST_DATED, day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from newsarchive.archive.filters import Filters
    from newsarchive.archive.matching import Match

# Relevance is worked out for at most so many of the newest hits (and of the newest headline hits): the time
# of bm25 grows with the hits it ranks, and a word in every second article has no best article a year ago.
MAX_RANKED = 10_000
# bm25 first counts every article of a word, so its time grows with the archive. Where a word has more than
# about this many, the newest articles (and the newest with it in the headline) are read and judged instead.
MAX_SCANNED = 100_000
# A hit in the headline counts as much as this many in the text.
TITLE_WEIGHT, BODY_WEIGHT = 8.0, 1.0
# So many rare-character tests are made one by one before the whole list is read.
SINGLE_TESTS = 256

Scored = list[tuple[int, float]]
_IN = "SELECT rowid FROM {} WHERE {} MATCH ? AND rowid BETWEEN ? AND ?"


class Search:
    """One query over one open archive; answers are places in the index (``articles.search_id``)."""

    def __init__(self, connection: Connection, match: Match, filters: Filters) -> None:
        self._connection = connection
        self._match = match
        self._filters = filters
        row = connection.execute("SELECT spill_days FROM search_state").fetchone()
        self._spill = row[0] if row else 0
        self._low, self._high = filters.places(self._spill)
        self._scores: dict[int, float] = {}

    def newest(self, limit: int) -> Scored:
        """The newest hits: by day as shown, then by instant; undated ones last."""
        if self._match.impossible or limit <= 0:
            return []
        found: list[int] = []
        stop = None
        for place in self._descending(self._low):
            if stop is not None and place < stop:
                break
            found.append(place)
            if len(found) == limit:
                # The rest of that day may hold later hours; spilled articles may hide in earlier days.
                dated = place >= FIRST_DATED
                stop = (day_of(place) - self._spill) * DAY_SIZE if dated else place
        return [(place, 0.0) for place in self._by_time(found)[:limit]]

    def relevant(self, limit: int) -> Scored:
        """Give the best hits by bm25, headlines weighing more; ranked are the newest ``MAX_RANKED``."""
        if self._match.impossible or limit <= 0:
            return []
        if not self._match.words:
            return self.newest(limit)
        low = self._rank_from(self._match.words_expression)
        if low > self._low and self._hits_estimated(low) > MAX_SCANNED:
            return self._by_occurrences(limit)
        scores = dict(self._ranked(self._match.words_expression, low, limit))
        if low > self._low and self._match.title_words:
            expression = self._title_expression()
            first = self._rank_from(expression)
            scores |= dict(self._ranked(expression, first, limit))
        best = sorted(scores.items(), key=lambda item: (-item[1], -item[0]))
        return best[:limit]

    def count(self) -> int:
        """How many articles match."""
        if self._match.impossible:
            return 0
        exact_range = not self._filters.has_dates or (
            not self._spill and len(self._filters.since or "") <= 10 and len(self._filters.until or "") <= 10
        )
        sql, values = self.places_sql()
        if not exact_range:
            conditions, more = self._filters.date_conditions()
            sql = f"SELECT a.id FROM articles a WHERE a.search_id IN ({sql}) AND {' AND '.join(conditions)}"
            values = [*values, *more]
        counted: int = self._connection.execute(f"SELECT count(*) FROM ({sql})", values).fetchone()[0]
        return counted

    def places_sql(self) -> tuple[str, list[object]]:
        """A query for the places of all hits, and its values."""
        words, characters = self._match.words_expression, self._match.characters_expression
        between: list[object] = [self._low, self._high]
        parts = [
            (_IN.format(table, table), [expression, *between])
            for table, expression in (("search_index", words), ("search_characters", characters))
            if expression
        ]
        return " INTERSECT ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]

    def _descending(self, low: int) -> Iterator[int]:
        """Places of hits, highest first, read only as far as they are asked for."""
        words, characters = self._match.words_expression, self._match.characters_expression
        table = "search_index" if words else "search_characters"
        cursor = self._connection.execute(
            f"{_IN.format(table, table)} ORDER BY rowid DESC", (words or characters, low, self._high)
        )
        hits: Iterator[int] = (row[0] for row in cursor)
        if words and characters:
            hits = self._with_characters(hits, low, descending=True)
        return self._in_dates(hits)

    def _with_characters(self, hits: Iterator[int], low: int, *, descending: bool) -> Iterator[int]:
        """Keep the hits that have the single characters too."""
        expression = self._match.characters_expression
        one = "SELECT 1 FROM search_characters WHERE search_characters MATCH ? AND rowid = ?"
        for place in islice(hits, SINGLE_TESTS):
            if self._connection.execute(one, (expression, place)).fetchone():
                yield place
        following = next(hits, None)
        if following is None:
            return
        sql = _IN.format("search_characters", "search_characters")
        high = following if descending else self._high
        having = {row[0] for row in self._connection.execute(sql, (expression, low, high))}
        if following in having:
            yield following
        yield from (place for place in hits if place in having)

    def _in_dates(self, hits: Iterator[int]) -> Iterator[int]:
        """Drop what only the neighbourhood of the asked days let through."""
        filters = self._filters
        times = max(len(filters.since or ""), len(filters.until or "")) > 10
        if not filters.has_dates or not (self._spill or times):
            return hits
        conditions, values = filters.date_conditions()
        sql = f"SELECT 1 FROM articles a WHERE a.search_id = ? AND {' AND '.join(conditions)}"
        return (place for place in hits if self._connection.execute(sql, (place, *values)).fetchone())

    def _by_time(self, places: list[int]) -> list[int]:
        rows = []
        for place in places:
            rows += self._connection.execute(
                "SELECT substr(published, 1, 10), published_at, search_id FROM articles WHERE search_id = ?",
                (place,),
            ).fetchall()
        rows.sort(key=lambda r: (r[2] >= FIRST_DATED, r[0] or "", r[1] or 0, r[2]), reverse=True)
        return [row[2] for row in rows]

    def _rank_from(self, expression: str) -> int:
        """The place from which on at most ``MAX_RANKED`` hits are ranked."""
        row = self._connection.execute(
            f"{_IN.format('search_index', 'search_index')} ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            (expression, self._low, self._high, MAX_RANKED),
        ).fetchone()
        return int(row[0]) + 1 if row else self._low

    def _hits_estimated(self, low: int) -> int:
        """How many hits there are if they are everywhere as dense as among the newest ``MAX_RANKED``."""
        (total,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        enough = total * MAX_RANKED // MAX_SCANNED + 1
        (newer,) = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM articles WHERE search_id BETWEEN ? AND ? LIMIT ?)",
            (low, self._high, enough),
        ).fetchone()
        return int(MAX_RANKED * total // max(1, newer))

    def _by_occurrences(self, limit: int) -> Scored:
        titled = replace(self._match, words=[*self._match.title_words, *self._match.words])
        read = max(MAX_READ, min(limit, MAX_RANKED))
        found = self.newest(read) + Search(self._connection, titled, self._filters).newest(read)
        places = list(dict.fromkeys(place for place, _ in found))
        weights = (TITLE_WEIGHT, BODY_WEIGHT)
        scored = occurrence_scores(self._connection, places, self._match.shown, weights)
        return sorted(scored, key=lambda item: (-item[1], -item[0]))[:limit]

    def _title_expression(self) -> str:
        return " AND ".join([*self._match.title_words, f"({self._match.words_expression})"])

    def _ranked(self, expression: str, low: int, limit: int) -> Iterator[tuple[int, float]]:
        cursor = self._connection.execute(
            f"SELECT rowid, bm25(search_index, {BODY_WEIGHT}, {TITLE_WEIGHT}, 0, 0) AS score"
            " FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY score, rowid DESC",
            (expression, low, self._high),
        )
        hits = self._in_dates(row[0] for row in self._remember(cursor))
        characters = self._match.characters_expression
        hits = self._with_characters(hits, self._low, descending=False) if characters else hits
        for place in islice(hits, limit):
            yield place, self._scores[place]

    def _remember(self, cursor: Iterator[tuple[int, float]]) -> Iterator[tuple[int, float]]:
        self._scores.clear()
        for place, score in cursor:
            self._scores[place] = round(-score, 6)
            yield place, score
