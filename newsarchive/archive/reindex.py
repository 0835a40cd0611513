"""Builds the search index anew, in short transactions; a killed rebuild goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from newsarchive.archive import lock
from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.index_rows import index_rows, index_version, read_indexed_after
from newsarchive.archive.index_tables import IndexTables, empty, tune
from newsarchive.archive.places import UNDATED

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

CHUNK = 500
# The lock of the whole archive's index; sites count from 1.
INDEX_LOCK = 0

Progress = Callable[[int, int], None]
"""Called with articles done and articles in all."""


def reindex(folder: Path, progress: Progress | None = None) -> int:
    """Build the index of the archive in ``folder`` anew; return how many articles it holds.

    ``progress`` is called with articles done and articles in all. Raises ``ArchiveBusy`` while a crawl runs.
    """
    path = database_path(folder)
    connection = open_for_writing(folder)
    try:
        with storage_errors(path):
            return rebuild(connection, path, progress)
    finally:
        connection.close()


def ensure_current(connection: Connection, path: Path, progress: Progress | None = None) -> None:
    """Give a new archive its index, and build anew an index that another version made or a kill cut short."""
    if is_current(connection):
        tune(connection)
    else:
        rebuild(connection, path, progress)


def is_current(connection: Connection) -> bool:
    """Tell whether the index is whole and made by this version's rules."""
    row = connection.execute("SELECT version, rebuilt_to FROM search_state").fetchone()
    return row is not None and row[0] == index_version() and row[1] is None


def rebuild(connection: Connection, path: Path, progress: Progress | None) -> int:
    """Empty the index and fill it from the stored articles."""
    _begin(connection, path)
    total = int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    position = int(connection.execute("SELECT rebuilt_to FROM search_state").fetchone()[0])
    done = int(
        connection.execute("SELECT count(*) FROM articles WHERE search_id <= ?", (position,)).fetchone()[0]
    )
    tables = IndexTables(connection)
    while entries := read_indexed_after(connection, position, CHUNK):
        connection.execute("BEGIN IMMEDIATE")
        tables.change([], [index_rows(entry) for entry in entries])
        position = entries[-1].search_id
        connection.execute("UPDATE search_state SET rebuilt_to = ?", (position,))
        lock.sign(connection, INDEX_LOCK)
        connection.execute("COMMIT")
        tables.committed()
        done += len(entries)
        if progress:
            progress(done, total)
    tables.close()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE search_state SET rebuilt_to = NULL")
    lock.release(connection, INDEX_LOCK)
    connection.execute("COMMIT")
    return total


def _begin(connection: Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        lock.refuse_living(connection, path)
        lock.acquire(connection, INDEX_LOCK, "the search index", 0, path)
        row = connection.execute("SELECT version, rebuilt_to FROM search_state").fetchone()
        if row is None or row[0] != index_version() or row[1] is None:
            empty(connection)
            spill = connection.execute("SELECT coalesce(max(spill_days), 0) FROM search_state").fetchone()[0]
            connection.execute(
                "INSERT OR REPLACE INTO search_state(id, version, rebuilt_to, spill_days)"
                " VALUES (1, ?, ?, ?)",
                (index_version(), UNDATED, spill),
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
