"""Where a site's crawls stand: when the last one really began, how it ended, and who is at it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from archive_folder import SITE

from newsarchive.archive.standings import Standing, prepare, read_standings
from newsarchive.archive.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def crawl(folder: Path, status: str, ended: datetime, /, **report: object) -> None:
    """A run that began (or was first begun) on Monday at eight, with its end put where it belongs."""
    with Writer.open(folder, site=SITE, started_at=MONDAY) as writer:
        writer.finish(status, report)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("UPDATE runs SET ended_at = ?", (ended.strftime("%Y-%m-%dT%H:%M:%SZ"),))
        db.commit()


def standing(folder: Path) -> Standing:
    return read_standings(folder)["portal"]


def test_a_run_began_when_it_was_started(tmp_path: Path) -> None:
    crawl(tmp_path, "finished", MONDAY + timedelta(minutes=20), seconds=1190.0)
    assert (standing(tmp_path).began, standing(tmp_path).status) == (MONDAY, "finished")
    assert not standing(tmp_path).is_cut_short


def test_a_run_that_was_resumed_began_when_its_last_part_did(tmp_path: Path) -> None:
    wednesday = MONDAY + timedelta(days=2)
    crawl(tmp_path, "finished", wednesday, seconds=600.0)
    assert standing(tmp_path).began == wednesday - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("status", "told", "seen", "is_cut_short"),
    [
        ("interrupted", "interrupted", "interrupted", True),
        ("interrupted", "limited", "limited", False),  # it stopped where it was asked to
        ("failed", "failed", "failed", False),
    ],
)
def test_how_a_run_ended(tmp_path: Path, status: str, told: str, seen: str, is_cut_short: bool) -> None:
    crawl(tmp_path, status, MONDAY, status=told)
    assert (standing(tmp_path).status, standing(tmp_path).is_cut_short) == (seen, is_cut_short)


def test_who_is_at_it(tmp_path: Path) -> None:
    with Writer.open(tmp_path, site=SITE):
        assert standing(tmp_path).holder.startswith(f"process {os.getpid()} on ")
        assert not standing(tmp_path).is_cut_short
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            db.execute("UPDATE site_locks SET pid = 99999999")
            db.commit()
        assert standing(tmp_path).holder == ""  # the dead hold nothing
        assert standing(tmp_path).is_cut_short


def test_work_that_is_no_crawl_does_not_count(tmp_path: Path) -> None:
    crawl(tmp_path, "finished", MONDAY + timedelta(minutes=20))
    with Writer.open(tmp_path, site=SITE, options={"import": "old.warc"}) as writer:
        writer.finish("finished")
    assert standing(tmp_path).run == 1


def test_no_archive_is_made_by_looking(tmp_path: Path) -> None:
    assert read_standings(tmp_path / "none") == {}
    assert not (tmp_path / "none").exists()
    prepare(tmp_path / "new")
    assert read_standings(tmp_path / "new") == {}
