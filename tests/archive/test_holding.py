"""One transaction on a connection, and what closes it with its ``with`` block."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.holding import HoldsConnection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "some.db", isolation_level=None)
    connection.execute("CREATE TABLE words(word TEXT NOT NULL) STRICT")
    yield connection
    connection.close()


def _words(connection: sqlite3.Connection) -> list[str]:
    return [word for (word,) in connection.execute("SELECT word FROM words")]


def test_a_transaction_is_committed_at_its_end(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("INSERT INTO words VALUES ('台湾')")
    assert not connection.in_transaction
    assert _words(connection) == ["台湾"]


@pytest.mark.parametrize("error", [ValueError("ours"), KeyboardInterrupt()])
def test_whatever_ends_a_transaction_early_takes_all_of_it_back(
    connection: sqlite3.Connection, error: BaseException
) -> None:
    def insert_and_fail() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO words VALUES ('台湾')")
            raise error

    with pytest.raises(type(error)):
        insert_and_fail()
    assert not connection.in_transaction
    assert _words(connection) == []


def test_a_transaction_that_sqlite_took_back_itself_tells_the_first_error(
    connection: sqlite3.Connection,
) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute("INSERT OR ROLLBACK INTO words VALUES (NULL)")
    assert not connection.in_transaction


def test_a_connection_is_closed_whatever_ends_the_block(connection: sqlite3.Connection) -> None:
    class Holder(HoldsConnection):
        def __init__(self) -> None:
            self._connection = connection

    with pytest.raises(ValueError, match="ours"), Holder():
        raise ValueError("ours")
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT 1")
