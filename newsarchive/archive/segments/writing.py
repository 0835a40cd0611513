"""Writes documents into a contentless FTS5 table as finished segments, in the caller's transaction.

FTS5 collects words in a hash table, sorts it whenever it is full (after an article or two) and merges what it
wrote again and again: five times the work of sorting a batch's words once. What is written is what FTS5 would
write from a table large enough, to the byte; see `_leaves.pyx`.

FTS5 keeps in memory which segments there are, and looks for a change only when another connection committed
one. So a connection that writes segments must not have FTS5 read or write the same table; `merging` has a
connection of its own.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from newsarchive.archive.segments.compiled import leaves
from newsarchive.archive.segments.numbers import Structure, Sums, varint
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

Columns = tuple[str, ...]
Document = tuple[int, Columns | None, Columns | None]
"""A row's number, the columns it was put in with if it is taken out, and those it is put in with."""

# The version of FTS5's format that is written here; one that deletes securely is another.
FORMAT = 4
_SUMS, _STRUCTURE = 1, 10
# A leaf's number in the table is its segment's times this, plus its own.
_LEAVES = 1 << 37
# Bytes of a leaf where the table's settings name none.
_PAGE = 4050
# Characters of a segment at most, by which the memory is bounded: three a word, 48 bytes of memory a word.
_CHARACTERS = 1_000_000
# A single text may have more (a page has 32 MB at most): its words are shared out over several segments.
_TOO_MANY = 2 * _CHARACTERS


def is_fit(connection: Connection, table: str) -> bool:
    """Whether segments can be written: what makes them is compiled, and SQLite lets the tables be written."""
    if leaves is None:
        return False
    row = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'version'").fetchone()
    try:
        connection.execute(f"EXPLAIN UPDATE {table}_data SET block = block WHERE id = 0")
    except sqlite3.OperationalError:
        return False  # SQLite is told to defend itself
    return row is not None and row[0] == FORMAT


def structure(connection: Connection, table: str) -> Structure:
    """Which segments the table has. Raises ``ArchiveError`` where the record is damaged."""
    return Structure.read(_record(connection, table, _STRUCTURE))


def write(connection: Connection, table: str, documents: list[Document], *, positions: bool) -> None:
    """Put documents in and take documents out; no number may come twice.

    With ``positions`` the table keeps them and the size of each row (FTS5's defaults), else neither
    (``detail = none, columnsize = 0``).
    """
    if not documents:
        return
    documents = sorted(documents, key=lambda document: document[0])
    columns = len(documents[0][1] or documents[0][2] or ())
    sums = Sums.read(_record(connection, table, _SUMS), columns)
    known = structure(connection, table)
    for part, size in _parts(documents):
        shares = 1 + size // _TOO_MANY
        for share in range(shares):
            counts = _write_segment(connection, table, known, part, (share, shares), positions=positions)
        for taken, added in counts:
            if taken is not None:
                sums.add(taken, -1)
            if added is not None:
                sums.add(added, 1)
        if positions:
            _write_sizes(connection, table, part, counts)
    replace = f"REPLACE INTO {table}_data(id, block) VALUES (?, ?)"
    connection.executemany(replace, ((_SUMS, sums.block()), (_STRUCTURE, known.block())))


def _parts(documents: list[Document]) -> Iterator[tuple[list[Document], int]]:
    """Documents of a segment, and how many characters they have."""
    part: list[Document] = []
    size = 0
    for document in documents:
        size += sum(len(text) for columns in document[1:] if columns for text in columns)
        part.append(document)
        if size >= _CHARACTERS:
            yield part, size
            part, size = [], 0
    if part:
        yield part, size


Counts = list[tuple[list[int] | None, list[int] | None]]


def _write_segment(
    connection: Connection,
    table: str,
    known: Structure,
    documents: list[Document],
    share: tuple[int, int],
    *,
    positions: bool,
) -> Counts:
    row = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'pgsz'").fetchone()
    pages, splits, counts = leaves.segment(documents, row[0] if row else _PAGE, positions, *share)
    if pages:
        number = known.add(len(pages))
        connection.executemany(
            f"INSERT INTO {table}_data(id, block) VALUES (?, ?)",
            ((number * _LEAVES + leaf, page) for leaf, page in enumerate(pages, 1)),
        )
        connection.executemany(
            f"INSERT INTO {table}_idx(segid, term, pgno) VALUES (?, ?, ?)",
            ((number, word, leaf << 1) for word, leaf in splits),
        )
    told: Counts = counts
    return told


def _write_sizes(connection: Connection, table: str, documents: list[Document], counts: Counts) -> None:
    sizes = [(document[0], added) for document, (_, added) in zip(documents, counts, strict=True)]
    connection.executemany(
        f"DELETE FROM {table}_docsize WHERE id = ?", ((row,) for row, added in sizes if added is None)
    )
    connection.executemany(
        f"REPLACE INTO {table}_docsize(id, sz) VALUES (?, ?)",
        ((row, b"".join(map(varint, added))) for row, added in sizes if added is not None),
    )


def _record(connection: Connection, table: str, number: int) -> bytes:
    row = connection.execute(f"SELECT block FROM {table}_data WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise ArchiveError("the search index is damaged; run `newsarchive reindex`")
    block: bytes = row[0]
    return block
