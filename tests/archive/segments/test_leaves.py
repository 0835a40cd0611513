"""Leaves of a segment are what FTS5's own writer makes of the same rows, to the byte."""

from __future__ import annotations

import sqlite3
import tracemalloc
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsarchive.archive.segments.compiled import WHY_NOT, leaves

if TYPE_CHECKING:
    from newsarchive.archive.segments.writing import Columns, Document

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=f"nothing compiled: {WHY_NOT}")

PAGE = 4050
SECOND_SEGMENT = 2 << 37
WORDS = (
    "中国", "国人", "人", "中", "\ue000", "\ue010中", "𠀀中", "𠀀𠀁", "é", "ß" * 5, "a", "B", "international",
    "internationally", "Internal", "interna", "internat", "internati", "2026", "RTX4090", "x" * 64, "字" * 60,
    ",", "-", "中,", "\x00", "\x01a",
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)


def rows(columns: int) -> st.SearchStrategy[list[Document]]:
    """Rows that are added, taken out, or both, with rising numbers near and far from each other."""
    both = st.tuples(*[texts] * columns)
    row = st.tuples(st.sampled_from([1, 1, 2, 127, 20_000, 1 << 33]), st.none() | both, st.none() | both)

    def numbered(made: list[tuple[int, Columns | None, Columns | None]]) -> list[Document]:
        place, out = -(1 << 40), []
        for step, taken, added in made:
            place += step
            out.append((place, taken, added))
        return out

    return st.lists(row, min_size=1, max_size=12).map(numbered)


def by_fts5(documents: list[Document], *, positions: bool) -> tuple[list[bytes], list[tuple[bytes, int]]]:
    """Pages of the segment that FTS5 writes of all of it at once, and what leads to them."""
    columns = "a, b" if positions else "a"
    marks = "?, ?" if positions else "?"
    less = "" if positions else ", detail = none, columnsize = 0"
    add = f"INSERT INTO t(rowid, {columns}) VALUES (?, {marks})"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5({columns}, content = '', tokenize = 'ascii'{less})")
        for setting, value in (("automerge", 0), ("crisismerge", 1999), ("hashsize", 1 << 28)):
            db.execute("INSERT INTO t(t, rank) VALUES (?, ?)", (setting, value))
        db.execute("BEGIN")
        db.execute(add, (-(1 << 41), *("x" for _ in columns.split())))
        db.executemany(add, ((row, *taken) for row, taken, _ in documents if taken))
        db.execute("COMMIT")
        db.execute("BEGIN")
        for row, taken, added in documents:
            if taken:
                db.execute(f"INSERT INTO t(t, rowid, {columns}) VALUES ('delete', ?, {marks})", (row, *taken))
            if added:
                db.execute(add, (row, *added))
        db.execute("COMMIT")
        # Without lists of where a word's documents are that takes many pages: they are optional.
        data = "SELECT block FROM t_data WHERE id >= ? AND id >> 31 & 63 = 0 ORDER BY id"
        split = "SELECT CAST(term AS BLOB), pgno >> 1 FROM t_idx WHERE segid = 2 ORDER BY pgno"
        return [page for (page,) in db.execute(data, (SECOND_SEGMENT,))], db.execute(split).fetchall()


@settings(max_examples=150, deadline=None)
@given(rows(2))
@example(
    [(5, None, ("中国 " * 5000, "a " * 3000)), (6, None, ("中国 " * 9000, "b")), (9, ("中国", "b"), None)]
)
@example([(n, None, (" ".join(f"w{n * 31 % 977}x{i}" for i in range(60)), "s1 c2")) for n in range(90)])
@example([(n, ("一二 " * (n % 7), "x"), ("一二 二三 " * (n % 90), "x y")) for n in range(300)])
def test_words_with_positions(documents: list[Document]) -> None:
    pages, splits, _ = leaves.segment(documents, PAGE, True)
    assert (pages, splits) == by_fts5(documents, positions=True)


@settings(max_examples=150, deadline=None)
@given(rows(1))
@example([(n, None, ("的 一 是 " + chr(0x4E00 + n),)) for n in range(4000)])
@example([(n * 999, ("的 一",) if n % 3 else None, ("的 是",) if n % 2 else None) for n in range(3000)])
def test_words_that_only_occur(documents: list[Document]) -> None:
    pages, splits, _ = leaves.segment(documents, PAGE, False)
    assert (pages, splits) == by_fts5(documents, positions=False)


def test_counts_are_the_words_of_each_column() -> None:
    documents = [(1, None, ("中国 国人, a", "")), (2, ("x", "y z"), None), (3, None, None)]
    assert leaves.segment(documents, PAGE, True)[2] == [(None, [3, 0]), ([1, 2], None), (None, None)]


@pytest.mark.parametrize(
    ("documents", "limit"),
    [
        ([(1, None, ("x" * 5000,))], PAGE),
        ([(1, None, ("a",) * 17)], PAGE),
        ([(1, None, ("a",))], 64),
        ([(1, None, ("a",))], 1 << 16),
    ],
)
def test_what_does_not_fit_is_refused(documents: list[Document], limit: int) -> None:
    with pytest.raises(ValueError, match=r"too (long|many|small)"):
        leaves.segment(documents, limit, True)


def test_each_word_is_in_one_share_and_the_counts_are_those_of_all() -> None:
    text = " ".join(f"w{n * 31 % 97} 词{chr(0x4E00 + n % 50)} internationally{n % 7}" for n in range(500))
    documents: list[Document] = [(3, ("w1 x",), (text,)), (8, None, ("w2",))]
    whole, _, counts = leaves.segment(documents, 60_000, True)
    made = [leaves.segment(documents, 60_000, True, share, 5) for share in range(5)]
    assert [told for _, _, told in made] == [counts] * 5
    assert all(len(pages) == 1 for pages, _, _ in made)
    assert (
        5 < sum(len(pages[0]) for pages, _, _ in made) - len(whole[0]) < 500
    )  # words say less of the last one
    with pytest.raises(ValueError, match="no such share"):
        leaves.segment(documents, 60_000, True, 5, 5)


def test_many_short_documents_take_little_memory() -> None:
    documents = [(row, None, ("港口",)) for row in range(20_000)]
    tracemalloc.start()
    try:
        pages, _, counts = leaves.segment(documents, PAGE, False)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert counts == [(None, [1])] * 20_000
    assert pages
    assert most < 64 << 20
