"""The two tables of the search index: takes rows out and puts rows in, as segments or through FTS5."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING

from newsarchive.archive.database import BUSY_SECONDS
from newsarchive.archive.holding import transaction
from newsarchive.archive.segments.merging import FAN, FINAL_FAN, FINAL_PAGES, Merger, merge
from newsarchive.archive.segments.writing import is_fit, write

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.index_rows import IndexRows
    from newsarchive.archive.segments.writing import Document

TABLES = ("search_index", "search_characters")

# Where nothing is compiled, FTS5 collects words in memory and writes a segment when they take so many bytes:
# a table that stays in the processor's cache costs a sixth less than the usual megabyte.
HASH_BYTES = 256 * 1024
# It merges sixteen segments of a level at once rather than four, and never a level in one go: every level
# costs an article as much as a fifth of indexing it. Thirty-two would save a tenth more, but a search looks
# for each word in every segment, some 10 µs each, and a million articles have thirty-five of them as it is.
CRISISMERGE = 64
SETTINGS = {"hashsize": HASH_BYTES, "automerge": FAN, "crisismerge": CRISISMERGE}

_INSERT = "INSERT INTO search_index(rowid, body, title, authors, facets) VALUES (?, ?, ?, ?, ?)"
_DELETE = (
    "INSERT INTO search_index(search_index, rowid, body, title, authors, facets)"
    " VALUES ('delete', ?, ?, ?, ?, ?)"
)
_INSERT_CHARACTERS = "INSERT INTO search_characters(rowid, characters) VALUES (?, ?)"
_DELETE_CHARACTERS = (
    "INSERT INTO search_characters(search_characters, rowid, characters) VALUES ('delete', ?, ?)"
)


class IndexTables:
    """Writes the index on a connection that must not use it otherwise; close it with the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def _merger(self) -> Merger | None:
        """What merges segments, None where FTS5 writes them itself."""
        if all(is_fit(self._connection, table) for table in TABLES):
            return Merger(self._connection, TABLES, BUSY_SECONDS)
        return None

    def change(self, removed: list[IndexRows], added: list[IndexRows]) -> None:
        """Take rows out exactly as they were put in, and put rows in; part of the caller's transaction."""
        if self._merger is None:
            _take_out(self._connection, removed)
            _put_in(self._connection, added)
            return
        words, characters = _documents(removed, added)
        write(self._connection, "search_index", words, positions=True)
        write(self._connection, "search_characters", characters, positions=False)

    def committed(self) -> None:
        """Merge what has become due; between two transactions. FTS5 does it while it writes."""
        if self._merger is not None:
            self._merger.merge_due()

    def settle(self) -> None:
        """Merge what a run left in many pieces; between two transactions, and not while others write."""
        if self._merger is not None:
            self._merger.settle()
            return
        try:
            with transaction(self._connection):
                for table in TABLES:
                    merge(self._connection, table, FINAL_FAN, FINAL_PAGES)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise

    def close(self) -> None:
        """Let go of what merging holds; safe to call twice."""
        merger: Merger | None = vars(self).get("_merger")
        if merger is not None:
            merger.close()


def tune(connection: Connection) -> None:
    """Give both tables of the index today's settings; SQLite keeps them in the file."""
    for table in TABLES:
        kept = dict(connection.execute(f"SELECT k, v FROM {table}_config").fetchall())
        for setting, value in SETTINGS.items():
            if kept.get(setting) != value:
                connection.execute(f"INSERT INTO {table}({table}, rank) VALUES (?, ?)", (setting, value))


def empty(connection: Connection) -> None:
    """Take everything out of both tables."""
    for table in TABLES:
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('delete-all')")
    tune(connection)


def _documents(removed: list[IndexRows], added: list[IndexRows]) -> tuple[list[Document], list[Document]]:
    """Both together for each table, by number."""
    words: dict[int, Document] = {}
    characters: dict[int, Document] = {}
    for (place, *texts), (_, text) in removed:
        words[place], characters[place] = (place, tuple(texts), None), (place, (text,), None)
    for (place, *texts), (_, text) in added:
        words[place] = (place, words[place][1] if place in words else None, tuple(texts))
        characters[place] = (place, characters[place][1] if place in characters else None, (text,))
    return list(words.values()), list(characters.values())


def _put_in(connection: Connection, rows: list[IndexRows]) -> None:
    """Add index rows, by rising number: anything else makes FTS5 write a new segment each time."""
    rows = sorted(rows)
    connection.executemany(_INSERT, (row for row, _ in rows))
    connection.executemany(_INSERT_CHARACTERS, (characters for _, characters in rows))


def _take_out(connection: Connection, rows: list[IndexRows]) -> None:
    """Remove index rows, exactly as they were put in."""
    rows = sorted(rows)
    connection.executemany(_DELETE, (row for row, _ in rows))
    connection.executemany(_DELETE_CHARACTERS, (characters for _, characters in rows))
