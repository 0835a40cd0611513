"""What rows a schema expects: columns and types of each table, and which index holds a whole row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.salvage.rows import Value

_TYPES: dict[str, type | tuple[type, ...]] = {
    "INTEGER": int,
    "TEXT": str,
    "BLOB": bytes,
    "REAL": (float, int),
}
# Made anew (the search index, SQLite's and the migrations' own tables) or without meaning elsewhere (locks).
LEFT_OUT = ("sqlite_", "_sqlite_", "search_", "site_locks")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it may hold."""

    name: str
    type: str
    is_nullable: bool

    def takes(self, value: Value) -> bool:
        """Tell whether a STRICT table can hold the value there."""
        return self.is_nullable if value is None else isinstance(value, _TYPES[self.type])


@dataclass(frozen=True, slots=True)
class Index:
    """An index; ``columns`` are names in stored order, None for the row's number."""

    name: str
    columns: tuple[str | None, ...]
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``columns`` in stored order. ``key`` is the column that is the row's number, if it has one."""

    name: str
    columns: tuple[Column, ...]
    key: str | None
    has_rowid: bool
    indexes: tuple[Index, ...]

    def row(self, rowid: int, stored: tuple[Value, ...]) -> tuple[Value, ...] | None:
        """A stored record as a row of the table; None when it is none of this table."""
        if len(stored) != len(self.columns):
            return None
        row = list(stored)
        for place, column in enumerate(self.columns):
            if column.name == self.key:
                if row[place] is not None:
                    return None
                row[place] = rowid
            elif not column.takes(row[place]):
                return None
        return tuple(row)

    def fits(self, index: Index, stored: tuple[Value, ...]) -> bool:
        """Tell whether a record can be one of that index."""
        types = {column.name: column for column in self.columns}
        return len(stored) == len(index.columns) and all(
            isinstance(value, int) if name in (None, self.key) else types[str(name)].takes(value)
            for name, value in zip(index.columns, stored, strict=True)
        )

    def from_index(self, index: Index, stored: tuple[Value, ...]) -> tuple[Value, ...] | None:
        """The whole row as an index tells it; None where it does not hold all columns."""
        if len(stored) != len(index.columns):
            return None
        told = dict(zip(index.columns, stored, strict=True))
        if self.key is not None:
            told[self.key] = told[None]
        if not all(column.name in told and column.takes(told[column.name]) for column in self.columns):
            return None
        return tuple(told[column.name] for column in self.columns)


def tables(connection: Connection) -> list[Table]:
    """The tables of an open database that are copied, in the order they were made."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL ORDER BY rowid"
    ).fetchall()
    return [table(connection, name) for (name,) in names if not name.startswith(LEFT_OUT)]


def table(connection: Connection, name: str) -> Table:
    """A table by its name."""
    info = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
    has_rowid = not connection.execute("SELECT wr FROM pragma_table_list(?)", (name,)).fetchone()[0]
    columns = [Column(row[1], row[2], not row[3] and not row[5]) for row in info]
    primary = [row[1] for row in info if row[5]]
    key = primary[0] if has_rowid and len(primary) == 1 and _type(columns, primary[0]) == "INTEGER" else None
    indexes = []
    for _, index, _, origin, is_partial in connection.execute(f"PRAGMA index_list({name})").fetchall():
        stored = tuple(row[2] for row in connection.execute(f"PRAGMA index_xinfo({index})"))
        if origin == "pk" and not has_rowid:
            # The table itself: its key first, the other columns behind.
            columns.sort(key=lambda column: stored.index(column.name))
        else:
            indexes.append(Index(index, stored, bool(is_partial)))
    return Table(name, tuple(columns), key, has_rowid, tuple(indexes))


def _type(columns: list[Column], name: str) -> str:
    return next(column.type for column in columns if column.name == name)
