"""Has FTS5 merge the segments that were written, between two transactions, on a connection of its own."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsarchive.archive.holding import transaction
from newsarchive.archive.segments.writing import structure

if TYPE_CHECKING:
    from sqlite3 import Connection

# Segments of a level that are merged at once: every level costs an article once more. Thirty-two would save
# some of it, but a search looks for each word in every segment, some 10 µs each.
FAN = 16
# So many segments of a level wait until nobody else writes; then it is this process that waits.
PATIENCE = 4 * FAN
# Leaves merged in one transaction at least. As a rule it is one for each level and each leaf written since
# the last one: every leaf goes through every level, and large merges are spread over many batches.
LEAST_PAGES = 250
# At the end of a run: some 60 ms, for which others cannot write.
FINAL_PAGES = 2_000
# At the end of a run even a few segments are merged, so that searches read few of them.
FINAL_FAN = 4
_CACHE_KIB = 8_192


class Merger:
    """Merges the tables of one archive's index; ``connection`` is the writer's, outside a transaction."""

    def __init__(self, connection: Connection, tables: tuple[str, ...], busy_seconds: float) -> None:
        self._writer = connection
        self._tables = tables
        self._busy_seconds = busy_seconds
        self._own: Connection | None = None
        self._written: dict[str, int] = {}

    def merge_due(self) -> None:
        """Merge where a level has many segments, or where a merge is under way."""
        for table in self._tables:
            known = structure(self._writer, table)
            fresh = known.written - self._written.get(table, known.written)
            if known.longest >= FAN or known.is_merging:
                pages = max(LEAST_PAGES, fresh * len(known.levels))
                self._merge(table, FAN, pages, waits=known.longest >= PATIENCE)
            self._written[table] = known.written

    def settle(self) -> None:
        """Merge what a run left in many pieces."""
        for table in self._tables:
            if structure(self._writer, table).longest >= FINAL_FAN:
                self._merge(table, FINAL_FAN, FINAL_PAGES, waits=True)

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def _merge(self, table: str, fan: int, pages: int, *, waits: bool) -> None:
        """Merge some pages, or nothing where others write all the time: it is due again later."""
        connection = self._connection()
        connection.execute(f"PRAGMA busy_timeout = {1000 * self._busy_seconds if waits else 0:.0f}")
        try:
            with transaction(connection):
                merge(connection, table, fan, pages)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise

    def _connection(self) -> Connection:
        if self._own is None:
            path = self._writer.execute("PRAGMA database_list").fetchone()[2]
            self._own = sqlite3.connect(path, isolation_level=None)
            for setting in ("synchronous", "wal_autocheckpoint", "secure_delete"):
                (value,) = self._writer.execute(f"PRAGMA {setting}").fetchone()
                self._own.execute(f"PRAGMA {setting} = {value}")
            self._own.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return self._own


def merge(connection: Connection, table: str, fan: int, pages: int) -> None:
    """Have FTS5 merge levels of ``fan`` segments or more, so many pages of them; in a transaction."""
    tell = f"INSERT INTO {table}({table}, rank) VALUES (?, ?)"
    row = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'usermerge'").fetchone()
    if row is None or row[0] != fan:
        connection.execute(tell, ("usermerge", fan))
    connection.execute(tell, ("merge", pages))
