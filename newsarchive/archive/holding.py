"""Holding a connection: one transaction on it, and what closes it with its ``with`` block."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection
    from types import TracebackType


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Run the block in a writing transaction: all of it is committed, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has SQLite take the transaction back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Closing:
    """What holds something open until the end of its ``with`` block, whatever ends it."""

    def close(self) -> None:
        """Let go of what is held; safe to call twice."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class HoldsConnection(Closing):
    """Holds a connection to the archive."""

    _connection: Connection

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        self._connection.close()
