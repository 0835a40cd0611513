"""Written as segments or through FTS5, the index holds the same, however often it was changed and merged."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.database import database_path, open_for_writing
from newsarchive.archive.index_rows import Indexed, IndexRows, index_rows
from newsarchive.archive.index_tables import TABLES, IndexTables, tune
from newsarchive.archive.segments import merging, writing
from newsarchive.archive.segments.compiled import WHY_NOT
from newsarchive.archive.segments.numbers import Level, Structure, Sums, varint
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

needs_leaves = pytest.mark.skipif(bool(WHY_NOT), reason=f"nothing compiled: {WHY_NOT}")


def entry(place: int, version: int) -> IndexRows:
    """What the index holds of an article whose text is another in each version."""
    chance = random.Random(place * 100 + version)
    text = "".join(
        chance.choices("港口航线计划昨天公布新的靠泊，。\n GPU2026", k=chance.choice((3, 60, 400)))
    )
    return index_rows(Indexed(place, 1, 1 + place % 3, f"第{place}号通报", text, "王健"))


def fill(connection: Connection, *, merges: bool = True) -> None:
    """Two hundred batches that add articles, change some and take some out."""
    tune(connection)
    chance = random.Random(7)
    versions: dict[int, int] = {}
    with closing(IndexTables(connection)) as tables:
        for _ in range(200):
            removed, added = [], []
            for place in chance.sample(range(-5, 400), 4):
                if place in versions:
                    removed.append(entry(place, versions.pop(place)))
                if not removed or chance.random() < 0.8:
                    versions[place] = chance.randrange(100)
                    added.append(entry(place, versions[place]))
            connection.execute("BEGIN IMMEDIATE")
            tables.change(removed, added)
            connection.execute("COMMIT")
            if merges:
                tables.committed()
        tables.settle()


def held(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every word with every place, and what ranking needs: the sizes, and the sums over all rows."""
    out: dict[str, list[tuple[object, ...]]] = {}
    for table, kind in (("search_index", "instance"), ("search_characters", "instance")):
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
        connection.execute(f"CREATE VIRTUAL TABLE temp.v_{table} USING fts5vocab(main, {table}, {kind})")
        out[table] = connection.execute(f"SELECT * FROM temp.v_{table}").fetchall()
        out[f"{table} sums"] = connection.execute(f"SELECT block FROM {table}_data WHERE id = 1").fetchall()
    out["sizes"] = connection.execute("SELECT id, sz FROM search_index_docsize").fetchall()
    match = (
        "SELECT rowid, bm25(search_index) FROM search_index WHERE search_index MATCH '港口' ORDER BY rowid"
    )
    out["ranks"] = connection.execute(match).fetchall()
    return out


def filled(folder: Path, *, merges: bool = True) -> Connection:
    with closing(open_for_writing(folder)) as connection:
        fill(connection, merges=merges)
    return sqlite3.connect(database_path(folder), isolation_level=None)


def pieces(connection: Connection) -> int:
    return connection.execute("SELECT count(DISTINCT segid) FROM search_index_idx").fetchone()[0]


@needs_leaves
def test_both_ways_hold_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(filled(tmp_path / "segments")) as connection:
        by_segments = held(connection)
        assert pieces(connection) < 32
    with closing(filled(tmp_path / "unmerged", merges=False)) as connection:
        assert held(connection) == by_segments
    with monkeypatch.context() as patched:
        shares: list[tuple[int, int]] = []
        segment = writing.leaves.segment
        noting = SimpleNamespace(segment=lambda *told: (shares.append(told[3:]), segment(*told))[1])
        patched.setattr(writing, "_TOO_MANY", 500)
        patched.setattr(writing, "leaves", noting)
        with closing(filled(tmp_path / "shares", merges=False)) as connection:
            assert held(connection) == by_segments
        assert {(0, 1), (0, 4), (1, 4), (2, 4), (3, 4)} <= set(shares)
    monkeypatch.setattr(writing, "leaves", None)
    with closing(filled(tmp_path / "fts5")) as connection:
        assert held(connection) == by_segments
    assert by_segments["ranks"]


@needs_leaves
def test_an_index_may_be_written_now_this_way_now_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(places: range) -> None:
        with closing(open_for_writing(tmp_path)) as connection, closing(IndexTables(connection)) as tables:
            for place in places:
                connection.execute("BEGIN IMMEDIATE")
                tables.change([entry(place - 1, 0)] if place % 5 == 4 else [], [entry(place, 0)])
                connection.execute("COMMIT")
                tables.committed()

    put(range(30))
    with monkeypatch.context() as patched:
        patched.setattr(writing, "leaves", None)
        put(range(30, 60))
    put(range(60, 90))
    with closing(sqlite3.connect(database_path(tmp_path))) as connection:
        held(connection)
        rows = connection.execute("SELECT rowid FROM search_index WHERE search_index MATCH '通报'").fetchall()
    assert [row for (row,) in rows] == [place for place in range(90) if place % 5 != 3]


@pytest.mark.parametrize("way", [pytest.param("segments", marks=needs_leaves), "FTS5"])
def test_a_run_ends_with_few_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "FTS5":
        monkeypatch.setattr(writing, "leaves", None)
    with closing(open_for_writing(tmp_path)) as connection, closing(IndexTables(connection)) as tables:
        tune(connection)
        for place in range(15):
            connection.execute("BEGIN IMMEDIATE")
            tables.change([], [entry(place, 0)])
            connection.execute("COMMIT")
            tables.committed()
        assert pieces(connection) == 15
        tables.settle()
        assert pieces(connection) == 1


@needs_leaves
def test_merging_gives_way_to_others_who_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "FAN", 4)
    with closing(open_for_writing(tmp_path)) as connection, closing(IndexTables(connection)) as tables:
        tune(connection)
        for place in range(6):
            connection.execute("BEGIN IMMEDIATE")
            tables.change([], [entry(place, 0)])
            connection.execute("COMMIT")
        with closing(sqlite3.connect(database_path(tmp_path), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            tables.committed()
            assert pieces(other) == 6
            other.execute("ROLLBACK")
            tables.committed()
            assert pieces(other) == 1


def test_a_format_of_another_version_is_left_to_fts5(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path)) as connection:
        assert all(writing.is_fit(connection, table) for table in TABLES) is not bool(WHY_NOT)
        connection.execute("UPDATE search_index_config SET v = 5 WHERE k = 'version'")
        assert not writing.is_fit(connection, "search_index")


def test_records_are_read_and_written_as_sqlite_does() -> None:
    block = b"\0\0\0\7" + bytes((2, 3, 0x81, 0x00, 0, 1, 5, 1, 2, 2, 2, 1, 1, 9, 3, 1, 0x81, 0x01))
    read = Structure.read(block)
    assert read == Structure(b"\0\0\0\7", 128, [Level(0, [(5, 1, 2)]), Level(2, [(1, 1, 9), (3, 1, 129)])])
    assert read.block() == block
    assert (read.longest, read.is_merging) == (2, True)
    assert read.add(4) == 2
    assert read.levels[0].segments == [(5, 1, 2), (2, 1, 4)]
    assert Sums.read(b"", 2) == Sums(0, [0, 0])
    assert Sums.read(bytes((1, 0x81, 0x00, 3)), 2) == Sums(1, [128, 3])
    assert varint(0x1_0000) == b"\x84\x80\x00"


def test_a_damaged_record_and_too_many_pieces_are_told() -> None:
    with pytest.raises(ArchiveError, match="newsarchive reindex"):
        Structure.read(b"\0\0\0\7" + bytes((2, 3, 0, 0, 1, 5, 1)))
    full = Structure(levels=[Level(0, [(number, 1, 1) for number in range(1, 2001)])])
    with pytest.raises(ArchiveError, match="newsarchive reindex"):
        full.add(1)
