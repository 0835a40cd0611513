"""Files that other programs wrote: wget and FastWARC; and what an archive holds, there and back."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from foreign_warc import BASE, body_of, http

from newsarchive.archive.reader import open_archive
from newsarchive.demo.portal import build_portal
from newsarchive.demo.server import serve
from newsarchive.warc.export import export_warc
from newsarchive.warc.importing import import_warc

if TYPE_CHECKING:
    from pathlib import Path

    from captured_archive import Stored

    from newsarchive.archive.records import ArticleRecord


def articles(folder: Path) -> dict[str, ArticleRecord]:
    with open_archive(folder) as reader:
        return {article.url: article for article in reader.articles()}


def test_what_wget_fetched_is_archived(tmp_path: Path) -> None:
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("wget is not installed")
    portal = build_portal(articles=12)
    with serve(portal) as server:
        options = ["-q", "-r", "-l", "3", "--warc-file=got", "-e", "robots=off", "--delete-after"]
        # Some links of the portal are dead on purpose: wget's status tells of them.
        subprocess.run([wget, *options, server.url], cwd=tmp_path, check=False, timeout=100)
        base = server.url
    report = import_warc(tmp_path / "archive", [tmp_path / "got.warc.gz"])
    found = articles(tmp_path / "archive")
    assert report.damaged == 0
    assert set(found) == {base + story.path for story in portal.articles}
    for story in portal.articles:
        article = found[base + story.path]
        assert article.title == story.title
        assert article.body == "\n".join(story.paragraphs)
        assert article.authors == story.authors


def test_what_fastwarc_wrote_is_read(tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc", reason="FastWARC is not installed")
    streams = pytest.importorskip("fastwarc.stream_io")
    path = "/article/426000.html"
    with (tmp_path / "a.warc.gz").open("wb") as file:
        stream = streams.GzipWriter(file)
        record = fastwarc.WarcRecord()
        record.init_headers(fastwarc.WarcRecordType.response)
        record.headers["WARC-Target-URI"] = BASE + path
        record.headers["WARC-Date"] = "2021-03-04T05:06:07.123456789Z"
        record.set_bytes_content(http(body_of(path)))
        record.is_http = True
        record.write(stream, checksum_data=True)
        stream.close()
    report = import_warc(tmp_path / "archive", [tmp_path / "a.warc.gz"])
    assert (report.damaged, report.changes["new"]) == (0, 1)
    assert next(iter(articles(tmp_path / "archive").values())).first_seen == "2021-03-04T05:06:07Z"


def test_an_archive_that_was_exported_and_imported_exports_the_same_answers(
    stored: Stored, tmp_path: Path
) -> None:
    pytest.importorskip("warcio", reason="the extra `warc` is not installed")
    export_warc(stored.folder, tmp_path / "a.warc.gz")
    import_warc(tmp_path / "other", [tmp_path / "a.warc.gz"])
    with open_archive(stored.folder) as ours, open_archive(tmp_path / "other") as theirs:
        mine = [(c.url, c.final_url, c.fetched_at, c.status, c.sha256) for c in ours.raw.each() if c.size]
        other = [(c.url, c.final_url, c.fetched_at, c.status, c.sha256) for c in theirs.raw.each()]
    assert sorted(mine) == sorted(other)
