"""Gives articles their place in the search index: numbers that rise with the day of publication.

FTS5 reads its hits by number, so newest-first answers need no sorting: the number is the day (of the Unix
epoch, as the page shows it) times ``DAY_SIZE`` plus a running number. Only where a day holds more articles
than that, the last ones take places of earlier days; ``search_state.spill_days`` remembers how far.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from newsarchive.archive.moments import published_day

if TYPE_CHECKING:
    from sqlite3 import Connection

DAY_SIZE = 1024
_EPOCH = date(1970, 1, 1).toordinal()
# Articles without a date come last, in the order of their arrival.
UNDATED = -(1 << 40)
FIRST_DATED = -(1 << 39)


def day_of(search_id: int) -> int:
    """The day (since 1970) of a place."""
    return search_id // DAY_SIZE


def first_place(iso_day: str) -> int | None:
    """The lowest place of a day given as ISO 8601, None where it is no date."""
    ordinal = published_day(iso_day)
    return None if ordinal is None else (ordinal - _EPOCH) * DAY_SIZE


class Places:
    """Finds free places; valid inside the transaction that will use them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._full: dict[int, int] = {}

    def place(self, published: str | None) -> int:
        """The next free place for an article published then."""
        ordinal = published_day(published)
        if ordinal is None:
            return self._after(UNDATED, FIRST_DATED)
        wanted = day = ordinal - _EPOCH
        while True:
            day = self._full.get(day, day)
            place = self._after(day * DAY_SIZE - 1, (day + 1) * DAY_SIZE)
            if place < (day + 1) * DAY_SIZE:
                break
            self._full[wanted] = self._full[day] = day - 1
            day -= 1
        if day < wanted:
            self._connection.execute(
                "UPDATE search_state SET spill_days = max(spill_days, ?)", (wanted - day,)
            )
        return place

    def _after(self, low: int, end: int) -> int:
        row = self._connection.execute(
            "SELECT max(search_id) FROM articles WHERE search_id > ? AND search_id < ?", (low, end)
        ).fetchone()
        return low + 1 if row[0] is None else int(row[0]) + 1
