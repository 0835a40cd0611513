"""Keeps the search index in step with the articles, inside the batch's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import index_rows, read_indexed
from newsarchive.archive.index_tables import IndexTables
from newsarchive.archive.places import Places

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.index_rows import Indexed, IndexRows, Words


class Indexer:
    """Collects what a batch added or changed and indexes it in one go just before the commit.

    Taking an article out of a contentless index needs exactly the values it was put in with: those are read
    before the first change of an article in a batch.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._places = Places(connection)
        self._tables = IndexTables(connection)
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
        self._tables.change(removed, written)
        self._added.clear()
        self._before.clear()

    def taken_back(self) -> None:
        """Forget the articles that a page added whose rows were taken back, and what it changed."""
        rows = self._connection.execute(
            "SELECT id FROM articles ORDER BY id DESC LIMIT ?", (len(self._added),)
        )
        kept = self._added.keys() & {article_id for (article_id,) in rows}
        self._added = {one: index_rows(read_indexed(self._connection, one)) for one in sorted(kept)}

    def committed(self) -> None:
        """Merge pieces of the index where they have become many; between two transactions."""
        self._tables.committed()

    def settle(self) -> None:
        """Merge what a run left in many pieces; between two transactions."""
        self._tables.settle()

    def close(self) -> None:
        """Let go of what merging holds; safe to call twice."""
        self._tables.close()
