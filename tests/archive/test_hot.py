"""Rankings over time: what a run observed, who is in it, how it moved."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.reader import open_archive
from newsarchive.errors import NotFound, UsageError

if TYPE_CHECKING:
    from archive_folder import Archive


def observe(archive: Archive, *titles: str) -> None:
    with archive.writer() as writer:
        archive.hot(writer, *titles)
        writer.finish("finished")
    archive.tick(60)


def test_a_list_names_archived_articles_also_those_that_came_later(archive: Archive) -> None:
    observe(archive, "a", "b")
    with open_archive(archive.folder) as reader:
        assert [entry.article_id for entry in reader.hot_list()] == [None, None]
    with archive.writer() as writer:
        archive.store(writer, "b")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        entries = reader.hot_list("portal")
    assert [(e.rank, e.title, e.article_id) for e in entries] == [(1, "a", None), (2, "b", 1)]
    assert entries[0].list == "熱門排行"


def test_an_unchanged_list_costs_one_row(archive: Archive) -> None:
    for _ in range(3):
        observe(archive, "a", "b", "c")
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        assert connection.execute("SELECT count(*) FROM hot_observations").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM hot_entries").fetchone() == (3,)
    with open_archive(archive.folder) as reader:
        assert len(list(reader.hot_observations())) == 9


def test_a_run_observes_a_list_once_and_the_fuller_page_counts(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.hot(writer, "a")
        archive.hot(writer, "a", "b")
        archive.hot(writer, "c", "d")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [entry.title for entry in reader.hot_observations()] == ["a", "b"]


def test_the_list_valid_at_a_time(archive: Archive) -> None:
    observe(archive, "a")
    observe(archive, "b")
    with open_archive(archive.folder) as reader:
        assert reader.hot_list(at="2024-05-01T08:00:30Z") == []
        assert [e.title for e in reader.hot_list(at="2024-05-01T08:30:00Z")] == ["a"]
        assert [e.title for e in reader.hot_list(at="2024-05-01")] == ["b"]
        with pytest.raises(UsageError, match="is no time"):
            reader.hot_list(at="yesterday")


def test_the_rank_of_an_entry_over_time(archive: Archive) -> None:
    observe(archive, "a", "b")
    observe(archive, "b")
    observe(archive, "b", "a")
    with open_archive(archive.folder) as reader:
        history = reader.hot_history("https://portal.example/article-a.html")
        assert [point.rank for point in history] == [1, None, 2]
        assert {point.title for point in history} == {"a"}
        with pytest.raises(NotFound):
            reader.hot_history("https://portal.example/article-z.html")


def test_what_moved_since_the_last_observation(archive: Archive) -> None:
    observe(archive, "a", "b", "c", "d")
    observe(archive, "b", "a", "c", "e")
    with open_archive(archive.folder) as reader:
        moves = [(m.title, m.move, m.previous_rank, m.rank) for m in reader.hot_moves()]
    assert moves == [
        ("b", "up", 2, 1),
        ("a", "down", 1, 2),
        ("c", "same", 3, 3),
        ("e", "new", None, 4),
        ("d", "gone", 4, None),
    ]


def test_the_plain_view_shows_the_newest_observation(archive: Archive) -> None:
    observe(archive, "a")
    observe(archive, "b", "c")
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        rows = connection.execute("SELECT rank, title FROM v_hot_list ORDER BY rank").fetchall()
    assert rows == [(1, "b"), (2, "c")]
