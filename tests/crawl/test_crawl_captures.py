"""What a crawl keeps of the site's answers: enough to read everything anew and find nothing to change."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from driver import run_crawl

from newsarchive.archive.reader import open_archive
from newsarchive.archive.verify import verify
from newsarchive.demo import build_portal, serve
from newsarchive.reextract import reextract

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled portal, with its articles of several pages, editions and broken links, crawled once."""
    folder = tmp_path_factory.mktemp("captures") / "archive"
    with serve(build_portal(articles=60)) as server:
        assert run_crawl(server.url, folder).status == 0
    return folder


def one(archive: Path, sql: str) -> int:
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        return int(connection.execute(sql).fetchone()[0])


def test_reading_everything_anew_changes_nothing(archive: Path) -> None:
    report = reextract(archive, workers=0)
    assert (report.changed, report.failed, report.fields) == (0, 0, {})
    assert report.pages >= 60


def test_articles_of_several_pages_are_among_them(archive: Path) -> None:
    assert one(archive, "SELECT count(*) FROM articles WHERE pages > 1") > 0


def test_every_article_has_its_capture_and_every_byte_is_sound(archive: Path) -> None:
    assert list(verify(archive)) == []


def test_error_pages_are_kept_too(archive: Path) -> None:
    assert one(archive, "SELECT count(*) FROM captures WHERE status >= 400") > 0


def test_the_request_and_the_answering_address_are_kept(archive: Path) -> None:
    with open_archive(archive) as reader:
        capture = reader.raw.find(1)
        asked = dict(reader.raw.request_headers(capture))
    assert asked["User-Agent"].startswith("newsarchive/")
    assert capture.remote == "127.0.0.1"
