"""Keeps the search index in step with the articles, inside the batch's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import index_rows, read_indexed
from newsarchive.archive.places import Places

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.index_rows import Indexed, IndexRows, Words

# FTS5 collects words in memory and writes a segment when they take so many bytes: a table that stays in the
# processor's cache costs a sixth less than the usual megabyte.
HASH_BYTES = 256 * 1024
# It merges sixteen segments of a level at once rather than four, and never a level in one go: every level
# costs an article as much as a fifth of indexing it. Thirty-two would save a tenth more, but a search looks
# for each word in every segment, some 10 µs each, and a million articles have thirty-five of them as it is.
AUTOMERGE, CRISISMERGE = 16, 64
SETTINGS = {"hashsize": HASH_BYTES, "automerge": AUTOMERGE, "crisismerge": CRISISMERGE}
# Pages of merging at the end of a run, so that searches read few segments.
FINAL_MERGE_PAGES = 2_000

_INSERT = "INSERT INTO search_index(rowid, body, title, authors, facets) VALUES (?, ?, ?, ?, ?)"
_DELETE = (
    "INSERT INTO search_index(search_index, rowid, body, title, authors, facets)"
    " VALUES ('delete', ?, ?, ?, ?, ?)"
)
_INSERT_CHARACTERS = "INSERT INTO search_characters(rowid, characters) VALUES (?, ?)"
_DELETE_CHARACTERS = (
    "INSERT INTO search_characters(search_characters, rowid, characters) VALUES ('delete', ?, ?)"
)


class Indexer:
    """Collects what a batch added or changed and indexes it in one go just before the commit.

    Taking an article out of a contentless index needs exactly the values it was put in with: those are read
    before the first change of an article in a batch.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places = Places(connection)
        self._added: dict[int, IndexRows] = {}
        self._before: dict[int, Indexed] = {}

    def place(self, published: str | None) -> int:
        """Give a new article, or one whose day changed, its place in the index."""
        return self._places.place(published)

    def added(self, article_id: int, entry: Indexed, words: Words) -> None:
        """Note a new article; its words are at hand already."""
        self._added[article_id] = index_rows(entry, words)

    def changing(self, article_id: int) -> None:
        """Note that an article is about to change; call before its rows are touched."""
        if article_id not in self._added and article_id not in self._before:
            self._before[article_id] = read_indexed(self._connection, article_id)

    def changed(self, article_id: int) -> None:
        """Note that the change is made (an article added in this same batch is read again)."""
        if article_id in self._added:
            self._added[article_id] = index_rows(read_indexed(self._connection, article_id))

    def flush(self) -> None:
        """Write the index rows of the batch; part of its transaction."""
        if not self._added and not self._before:
            return
        removed, written = [], list(self._added.values())
        for article_id, before in self._before.items():
            after = read_indexed(self._connection, article_id)
            if after != before:
                removed.append(index_rows(before))
                written.append(index_rows(after))
        take_out(self._connection, removed)
        put_in(self._connection, written)
        self._added.clear()
        self._before.clear()

    def taken_back(self) -> None:
        """Forget the articles that a page added whose rows were taken back, and what it changed."""
        rows = self._connection.execute(
            "SELECT id FROM articles ORDER BY id DESC LIMIT ?", (len(self._added),)
        )
        kept = self._added.keys() & {article_id for (article_id,) in rows}
        self._added = {one: index_rows(read_indexed(self._connection, one)) for one in sorted(kept)}

    def settle(self) -> None:
        """Merge what a run left in many pieces."""
        for table in ("search_index", "search_characters"):
            self._connection.execute(
                f"INSERT INTO {table}({table}, rank) VALUES ('merge', ?)",
                (FINAL_MERGE_PAGES,),
            )


def tune(connection: Connection) -> None:
    """Give both tables of the index today's settings; SQLite keeps them in the file."""
    for table in ("search_index", "search_characters"):
        kept = dict(connection.execute(f"SELECT k, v FROM {table}_config").fetchall())
        for setting, value in SETTINGS.items():
            if kept.get(setting) != value:
                connection.execute(f"INSERT INTO {table}({table}, rank) VALUES (?, ?)", (setting, value))


def put_in(connection: Connection, rows: list[IndexRows]) -> None:
    """Add index rows, by rising number: anything else makes FTS5 write a new segment each time."""
    rows = sorted(rows)
    connection.executemany(_INSERT, (row for row, _ in rows))
    connection.executemany(_INSERT_CHARACTERS, (characters for _, characters in rows))


def take_out(connection: Connection, rows: list[IndexRows]) -> None:
    """Remove index rows, exactly as they were put in."""
    rows = sorted(rows)
    connection.executemany(_DELETE, (row for row, _ in rows))
    connection.executemany(_DELETE_CHARACTERS, (characters for _, characters in rows))
