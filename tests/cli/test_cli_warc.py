"""`export warc` and `import` as people call them."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

pytest.importorskip("warcio", reason="the extra `warc` is not installed")
URL = "https://portal.example/a?b=1"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Writer.open(tmp_path / "archive", site=SiteSpec("portal")) as writer:
        page = Page(URL, b"<p>text</p>", fetched_at=datetime(2024, 5, 1, 8, tzinfo=UTC))
        article = Article(url=URL, title="题", body="正文")
        writer.record(page, Outcome(OutcomeKind.ARTICLE, URL, "article", article))
        writer.finish("finished")
    return tmp_path / "archive"


def test_captures_are_written_and_told(newsarchive: Newsarchive, archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "news.warc.gz"
    done = newsarchive("export", "warc", "--output", str(file), "--site", "portal", archive=archive)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "1 capture written to news.warc.gz (1 metadata, 1 request, 1 response, 1 warcinfo)\n"
    )
    assert gzip.decompress(file.read_bytes()).startswith(b"WARC/1.1\r\n")


def test_what_was_never_asked_is_left_out_and_told(
    newsarchive: Newsarchive, archive: Path, tmp_path: Path
) -> None:
    with Writer.open(archive, site=SiteSpec("portal")) as writer:
        forbidden = "https://portal.example/private"
        writer.record(Page(forbidden, b"", 0), Outcome(OutcomeKind.FAILED, forbidden, "robots.txt"))
        writer.finish("finished")
    done = newsarchive("export", "warc", "--output", str(tmp_path / "news.warc.gz"), archive=archive)
    assert (done.returncode, done.stdout) == (0, "")
    told = done.stderr.splitlines()
    assert told[0].startswith("1 capture written to news.warc.gz")
    assert told[1:] == ["left out: 1 noted without an answer, as what robots.txt forbids"]


def test_a_package_is_written_and_imported(newsarchive: Newsarchive, archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "news.wacz"
    done = newsarchive("export", "warc", "--wacz", "--output", str(file), archive=archive)
    assert (done.returncode, done.stderr.partition(" (")[0]) == (0, "1 capture written to news.wacz")
    assert newsarchive("import", str(file), archive=tmp_path / "other").returncode == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["warc"],
        ["warc", "--output", "x.zip"],
        ["warc", "--output", "x.warc.gz", "--format", "csv"],
        ["warc", "--output", "x.warc.gz", "--category", "科技"],
        ["warc", "--output", "x.warc.gz", "--wacz"],
        ["articles", "--size", "1000"],
        ["articles", "--wacz"],
    ],
    ids=" ".join,
)
def test_what_does_not_fit_is_told_in_one_line(
    newsarchive: Newsarchive, archive: Path, wrong: list[str]
) -> None:
    done = newsarchive("export", *wrong, archive=archive)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_is_not_there_is_told(newsarchive: Newsarchive, archive: Path, tmp_path: Path) -> None:
    done = newsarchive("export", "warc", "--output", str(tmp_path / "no" / "x.warc.gz"), archive=archive)
    assert done.returncode == 2
    assert "No such file or directory" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_exported_file_is_imported_whole(newsarchive: Newsarchive, archive: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "news.warc.gz", tmp_path / "other"
    newsarchive("export", "warc", "--output", str(file), archive=archive)
    done = newsarchive("import", str(file), "--json", archive=other)
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (report["stored"], report["damaged"]) == (1, 0)
    assert report["skipped"] == {"record:metadata": 1, "record:request": 1, "record:warcinfo": 1}
    assert newsarchive("show", URL, "--raw", archive=other).stdout == "<p>text</p>"


def test_a_cut_file_is_told_and_is_the_status(
    newsarchive: Newsarchive, archive: Path, tmp_path: Path
) -> None:
    file = tmp_path / "news.warc.gz"
    newsarchive("export", "warc", "--output", str(file), archive=archive)
    file.write_bytes(file.read_bytes()[:-30])
    done = newsarchive("import", str(file), archive=tmp_path / "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert "1 pages of 1 sites stored" in done.stderr
    assert "damaged: news.warc.gz, byte " in done.stderr


@pytest.mark.parametrize(("name", "told"), [("missing.warc", "No such file"), ("a.txt", "no WARC")])
def test_what_cannot_be_imported_is_told_in_one_line(
    newsarchive: Newsarchive, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "a.txt").write_text("text")
    done = newsarchive("import", str(tmp_path / name), archive=tmp_path / "archive")
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
