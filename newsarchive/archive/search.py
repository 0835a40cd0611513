"""Finds articles by the index, newest first, and counts them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.archive.pieces import has_pieces
from newsarchive.archive.places import DAY_SIZE, FIRST_DATED, day_of
from newsarchive.archive.shortcut import Shortcuts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from newsarchive.archive.filters import Filters
    from newsarchive.archive.matching import Match
    from newsarchive.archive.pieces import Piece

# So many hits are tested by their texts (20 µs each, 60 where it fails) before the index alone is asked.
TEXT_TESTS, FAILED_TESTS = 128, 24
# Where two lists are laid side by side, the newest so many places first, then four times as many, and so on.
FIRST_WINDOW, WIDER = 64 * DAY_SIZE, 4

Scored = list[tuple[int, float]]
IN_TABLE = "SELECT rowid FROM {0} WHERE {0} MATCH ? AND rowid BETWEEN ? AND ?"
IN_WORDS, IN_CHARACTERS = IN_TABLE.format("search_index"), IN_TABLE.format("search_characters")


class Search:
    """One query over one open archive; answers are places in the index (``articles.search_id``).

    ``low`` and ``high`` are the places between which hits can be.
    """

    def __init__(self, connection: Connection, match: Match, filters: Filters) -> None:
        self._connection = connection
        self._match = match
        self._filters = filters
        row = connection.execute("SELECT spill_days FROM search_state").fetchone()
        self._spill = row[0] if row else 0
        self.low, self.high = filters.places(self._spill)

    def newest(self, limit: int) -> Scored:
        """The newest hits: by day as shown, then by instant; undated ones last."""
        if self._match.impossible or limit <= 0:
            return []
        found: list[int] = []
        stop = None
        for place in self.in_dates(self._descending()):
            if stop is not None and place < stop:
                break
            found.append(place)
            if len(found) == limit:
                # The rest of that day may hold later hours; spilled articles may hide in earlier days.
                dated = place >= FIRST_DATED
                stop = (day_of(place) - self._spill) * DAY_SIZE if dated else place
        return [(place, 0.0) for place in self._by_time(found)[:limit]]

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
        between: list[object] = [self.low, self.high]
        parts = [
            (sql, [expression, *between])
            for sql, expression in ((IN_WORDS, words), (IN_CHARACTERS, characters))
            if expression
        ]
        return " INTERSECT ".join(sql for sql, _ in parts), [v for _, values in parts for v in values]

    def _descending(self) -> Iterator[int]:
        """Places of hits, highest first, read only as far as they are asked for."""
        words, characters = self._match.words_expression, self._match.characters_expression
        if not words:
            return self._places(f"{IN_CHARACTERS} ORDER BY rowid DESC", (characters, self.low, self.high))
        shortcuts = Shortcuts(self._connection, self.high)
        short = [shortcuts.shorten(term) for term in self._match.wanted]
        pieces = [piece for _, found in short for piece in found]
        if pieces or characters:
            expression = self._match.words_by([expression for expression, _ in short])
            return self._tested(expression, [*pieces, *self._match.pieces])
        return self._places(f"{IN_WORDS} ORDER BY rowid DESC", (words, self.low, self.high))

    def _tested(self, expression: str, pieces: Sequence[Piece]) -> Iterator[int]:
        """Hits by a wider expression and their texts; many more of them by the index alone."""
        place, failed = self.high + 1, 0
        candidates = self._places(f"{IN_WORDS} ORDER BY rowid DESC", (expression, self.low, self.high))
        for place in islice(candidates, TEXT_TESTS):
            if has_pieces(self._connection, place, pieces, self._match.excluded_pieces):
                yield place
                continue
            failed += 1
            if failed == FAILED_TESTS:
                break
        if next(candidates, None) is None:
            return
        words, characters = self._match.words_expression, self._match.characters_expression
        if characters:
            yield from self._side_by_side(words, characters, place - 1)
        else:
            yield from self._places(f"{IN_WORDS} ORDER BY rowid DESC", (words, self.low, place - 1))

    def _side_by_side(self, words: str, characters: str, high: int) -> Iterator[int]:
        """Hits in both tables, read in windows: a whole list of a common character is long."""
        (first,) = self._connection.execute("SELECT min(search_id) FROM articles").fetchone()
        bottom, width = max(self.low, first), FIRST_WINDOW
        # The plus keeps SQLite from looking for one place after the other.
        sql = f"{IN_WORDS} AND +rowid IN ({IN_CHARACTERS}) ORDER BY rowid DESC"
        while high >= bottom:
            low = max(bottom, high - width)
            yield from self._places(sql, (words, low, high, characters, low, high))
            high, width = low - 1, width * WIDER

    def with_characters(self, hits: Iterator[int], low: int) -> Iterator[int]:
        """Keep the hits, all of them at ``low`` or above, that have the single characters, too."""
        characters = self._match.characters_expression
        if not characters:
            yield from hits
            return
        for place in islice(hits, TEXT_TESTS):
            if has_pieces(self._connection, place, self._match.pieces, self._match.excluded_pieces):
                yield place
        following = next(hits, None)
        if following is not None:
            having = set(self._places(IN_CHARACTERS, (characters, low, self.high)))
            yield from (place for place in (following, *hits) if place in having)

    def in_dates(self, hits: Iterator[int]) -> Iterator[int]:
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

    def _places(self, sql: str, values: Sequence[object]) -> Iterator[int]:
        return (row[0] for row in self._connection.execute(sql, values))
