"""`show --raw`, `show --at` and `verify` on an archive of one page that was edited once."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

URL = "https://portal.example/a?b=1"
EARLY, LATE = b"<p>\xd4\xe7\x1b[31m</p>", "<p>改后</p>".encode()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Writer.open(tmp_path, site=SiteSpec("portal")) as writer:
        for day, body in ((1, EARLY), (3, LATE)):
            page = Page(
                URL, body, 200, (("Content-Type", "text/html"), ("X-Odd", "a\x1b[2Jb")),
                datetime(2024, 5, day, 8, tzinfo=UTC), request_headers=(("User-Agent", "archive"),),
                remote="192.0.2.7",
            )  # fmt: skip
            article = Article(url=URL, title="题", body=f"正文{day}")
            writer.record(page, Outcome(OutcomeKind.ARTICLE, URL, "article", article))
        writer.finish("finished")
    return tmp_path


def test_raw_gives_the_newest_bytes(newsarchive: Newsarchive, archive: Path) -> None:
    assert newsarchive("show", "1", "--raw", archive=archive).stdout == LATE.decode()


def test_raw_at_a_time_gives_the_bytes_of_then(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("show", URL, "--raw", "--at", "2024-05-02", "--headers", "--json", archive=archive)
    assert json.loads(done.stdout)["size"] == len(EARLY)


def test_a_time_before_the_first_capture_is_told(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("show", URL, "--raw", "--at", "2020-01-01", archive=archive)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no capture of it of 2020-01-01 or earlier" in done.stderr


def test_headers_show_what_was_asked_and_answered(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("show", "1", "--raw", "--headers", archive=archive).stdout
    assert "GET /a?b=1 HTTP/1.1\nHost: portal.example\nUser-Agent: archive\n\nHTTP/1.1 200\n" in out
    assert "answered by 192.0.2.7" in out


def test_headers_of_a_hostile_site_do_not_reach_the_terminal(newsarchive: Newsarchive, archive: Path) -> None:
    assert "\x1b" not in newsarchive("show", "1", "--raw", "--headers", archive=archive).stdout


def test_headers_as_data(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("show", "1", "--raw", "--headers", "--json", archive=archive).stdout
    record = json.loads(out)
    assert record["response_headers"][0] == ["Content-Type", "text/html"]
    assert record["request_headers"] == [["User-Agent", "archive"]]


def test_at_shows_the_text_of_then(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("show", "1", "--at", "2024-05-02", "--json", archive=archive)
    assert json.loads(done.stdout)["body"] == "正文1"


@pytest.mark.parametrize(
    "wrong",
    [["--headers"], ["--raw", "--json"], ["--raw", "--diff"], ["--raw", "--revision", "0"], ["--at", "x"]],
    ids=" ".join,
)
def test_options_that_contradict_each_other_are_told(
    newsarchive: Newsarchive, archive: Path, wrong: list[str]
) -> None:
    done = newsarchive("show", "1", *wrong, archive=archive)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_sound_archive_verifies(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("verify", archive=archive)
    assert (done.returncode, done.stdout) == (0, "")
    assert "sound" in done.stderr


def test_damage_is_printed_and_is_the_status(newsarchive: Newsarchive, archive: Path) -> None:
    with sqlite3.connect(archive / "archive.db") as connection:
        connection.execute("UPDATE payloads SET data = x'00'")
    done = newsarchive("verify", "--json", archive=archive)
    assert done.returncode == 2
    assert {json.loads(line)["part"] for line in done.stdout.splitlines()} == {"payloads"}
