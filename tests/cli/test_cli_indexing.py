"""An index of other rules is built anew before a command begins: told with numbers, stopped without loss."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from archive_folder import Archive

from newsarchive.archive.database import database_path
from newsarchive.archive.reader import open_archive
from newsarchive.cli import indexing, progress

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def outdated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """An archive of four articles whose index was made by other rules; a minute passes with each article."""
    archive = Archive(tmp_path / "archive")
    with archive.writer() as writer:
        for number in range(4):
            archive.store(writer, number, body="台湾的经济")
        writer.finish("finished")
    with closing(sqlite3.connect(database_path(archive.folder))) as connection, connection:
        connection.execute("UPDATE search_state SET version = '0'")
    monkeypatch.setattr("newsarchive.archive.reindex.CHUNK", 1)
    clock = iter(range(0, 60_000, 60))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    return archive


def test_the_rebuild_is_told_with_what_is_done_and_left(
    outdated: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    indexing.bring_up_to_date(outdated.folder)
    out, err = capsys.readouterr()
    told = err.splitlines()
    assert out == ""
    assert [line.split(", about")[0] for line in told] == [
        f"building the search index anew: {done} of 4 articles" for done in (1, 2, 3, 4)
    ]
    assert "min left" in told[1]
    with open_archive(outdated.folder) as reader:
        assert reader.count("臺灣") == 4


def test_quiet_tells_nothing_and_builds_it_all_the_same(
    outdated: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    indexing.bring_up_to_date(outdated.folder, quiet=True)
    assert capsys.readouterr() == ("", "")
    with open_archive(outdated.folder) as reader:
        assert reader.count("臺灣") == 4


def test_stopped_it_says_so_and_goes_on_where_it_was(
    outdated: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from newsarchive.archive import reindex

    chunks = []
    read = reindex.read_indexed_after

    def interrupted(connection: sqlite3.Connection, after: int, limit: int) -> list[object]:
        chunks.append(after)
        if len(chunks) == 3:
            raise KeyboardInterrupt
        return list(read(connection, after, limit))

    monkeypatch.setattr(reindex, "read_indexed_after", interrupted)
    with pytest.raises(KeyboardInterrupt, match="the same command goes on where it stopped"):
        indexing.bring_up_to_date(outdated.folder)
    with closing(sqlite3.connect(database_path(outdated.folder))) as connection, connection:
        connection.execute("DELETE FROM site_locks")  # this process lives on, one that was stopped does not
    capsys.readouterr()
    indexing.bring_up_to_date(outdated.folder)
    assert (
        capsys.readouterr().err.splitlines()[0].startswith("building the search index anew: 3 of 4 articles")
    )


def test_a_current_index_and_a_folder_without_an_archive_are_left_alone(
    outdated: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexing.bring_up_to_date(outdated.folder, quiet=True)
    indexing.bring_up_to_date(outdated.folder)
    indexing.bring_up_to_date(tmp_path / "nothing")
    assert capsys.readouterr() == ("", "")
    assert not (tmp_path / "nothing").exists()


def test_a_crawl_builds_it_anew_before_it_asks_the_site(outdated: Archive) -> None:
    from newsarchive.cli.commands.crawl import crawl_and_report
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.errors import NewsarchiveError

    with pytest.raises(NewsarchiveError):
        crawl_and_report(
            "http://127.0.0.1:9/", CrawlOptions(archive=outdated.folder, profile="nowhere"), quiet=True
        )
    with open_archive(outdated.folder) as reader:
        assert reader.count("臺灣") == 4
