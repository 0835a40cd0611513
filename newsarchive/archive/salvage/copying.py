"""Copies the rows of a damaged archive into a new database, and learns which of them are missing."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from sqlite3 import Connection

    from newsarchive.archive.salvage.report import Report
    from newsarchive.archive.salvage.rows import Value
    from newsarchive.archive.salvage.shapes import Table
    from newsarchive.archive.salvage.source import Row, Source

    Progress = Callable[[str, int, int], None]

_STEP = 500

Known = dict[str, "Value"]
"""Columns of a lost row that other pages tell."""
Missing = dict[str, dict[int, Known]]
"""Of each table the numbers of rows that are lost, with what is known of them."""


def copy_rows(source: Source, connection: Connection, report: Report, progress: Progress) -> None:
    """Copy every row that can be read; a row that breaks a rule of the schema is none."""
    whole = source.file.count
    for table in source.tables:
        told = report.of(table.name)
        for rows in _batches(source.rows(table)):
            told.copied += _insert(connection, table, rows)
            progress(table.name.replace("_", " "), told.copied, 0)
    source.walk_indexes()
    progress("pages that nothing leads to", 0, whole)
    for table, row in source.orphans():
        report.of(table.name).copied += _insert(connection, table, [row])
    for table in source.tables:
        reading = source.readings[table.name]
        report.of(table.name).damaged_pages = len(reading.tree.lost_pages)
        if not reading.is_whole:
            report.of(table.name).rebuilt += _rebuild(source, connection, table)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, _STEP)):
        yield batch


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    names = ", ".join(column.name for column in table.columns)
    marks = ", ".join("?" * len(table.columns))
    before = connection.total_changes
    connection.executemany(f"INSERT OR IGNORE INTO {table.name}({names}) VALUES ({marks})", rows)
    return connection.total_changes - before


def _rebuild(source: Source, connection: Connection, table: Table) -> int:
    """Take from indexes that hold whole rows those that the table's own pages lost."""
    count = 0
    for index in table.indexes:
        rows = (table.from_index(index, stored) for stored in source.index_records(index))
        for batch in _batches(row for row in rows if row is not None):
            count += _insert(connection, table, batch)
    return count


def missing_rows(source: Source, connection: Connection) -> Missing:
    """The rows that indexes or broken cells tell of and that were not brought over."""
    missing: Missing = {}
    for table in source.tables:
        reading = source.readings[table.name]
        if reading.is_whole or not table.has_rowid:
            continue
        told: dict[int, Known] = {}
        names = [column.name for column in table.columns]
        for rowid, known in reading.broken_rows.items():
            told.setdefault(rowid, {}).update(zip(names, known, strict=False))
        for rowid, columns in _told_by_indexes(source, table):
            told.setdefault(rowid, {}).update(columns)
        there = f"SELECT 1 FROM {table.name} WHERE rowid = ?"
        missing[table.name] = {
            rowid: known
            for rowid, known in sorted(told.items())
            if connection.execute(there, (rowid,)).fetchone() is None
        }
    return missing


def _told_by_indexes(source: Source, table: Table) -> Iterator[tuple[int, Known]]:
    for index in table.indexes:
        for stored in source.index_records(index):
            if table.fits(index, stored):
                named = dict(zip(index.columns, stored, strict=True))
                rowid = named.pop(None)
                if isinstance(rowid, int):
                    yield rowid, {str(name): value for name, value in named.items()}
