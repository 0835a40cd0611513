"""The keys by which near-duplicates are found: written batch by batch, seen by look-ups at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection

_SHARING = "SELECT key, article_id FROM near_duplicate_keys WHERE key IN ({})"
_INSERT = "INSERT INTO near_duplicate_keys(key, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
_DELETE = "DELETE FROM near_duplicate_keys WHERE key = ? AND article_id = ?"

Row = tuple[int, int]


class SharedKeys:
    """Rows of ``near_duplicate_keys`` on the batch's connection.

    Keys are hashes, so each of an article's two dozen rows lies in another part of the file. Written one
    after the other for a whole batch they take half the time, and no savepoint keeps those parts' old
    content. What a page adds and takes away is seen by the look-ups of later pages.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._added: dict[int, list[int]] = {}
        self._removed: set[Row] = set()
        self._page_added: list[Row] = []
        self._page_removed: list[Row] = []

    def next_page(self) -> None:
        """Begin with a page's rows: those of the page before are there to stay."""
        for key, article_id in self._page_removed:
            if article_id in self._added.get(key, ()):
                self._added[key].remove(article_id)
        self._removed.update(self._page_removed)
        for key, article_id in self._page_added:
            self._added.setdefault(key, []).append(article_id)
        self.taken_back()

    def taken_back(self) -> None:
        """Forget what the last page added and took away."""
        self._page_added.clear()
        self._page_removed.clear()

    def others(self, keys: tuple[int, ...], article_id: int) -> dict[int, list[int]]:
        """Articles but this one by those of the keys that they have, as pages before this one left them."""
        having: dict[int, list[int]] = {}
        for key in self._added.keys() & keys:
            having[key] = [other for other in self._added[key] if other != article_id]
        removed = self._removed
        rows = self._connection.execute(_SHARING.format(", ".join("?" * len(keys))), keys)
        for row in rows.fetchall():
            if row[1] != article_id and row not in removed:
                having.setdefault(row[0], []).append(row[1])
        return having

    def add(self, article_id: int, keys: Iterable[int]) -> None:
        """Give an article keys."""
        self._page_added += [(key, article_id) for key in keys]

    def remove(self, article_id: int, keys: Iterable[int]) -> None:
        """Take keys from an article."""
        self._page_removed += [(key, article_id) for key in keys]

    def flush(self) -> None:
        """Write what the batch's pages added and took away; part of its transaction."""
        self.next_page()
        self._connection.executemany(_DELETE, sorted(self._removed))
        rows = [(key, article_id) for key, ids in self._added.items() for article_id in ids]
        self._connection.executemany(_INSERT, sorted(rows))
        self._removed.clear()
        self._added.clear()
