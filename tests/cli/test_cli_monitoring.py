"""`runs show` and `health` as people, scripts and Prometheus read them; monitors that fail harm no run."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from newsarchive.cli.monitoring import evaluate_after_run
from newsarchive.demo import build_portal, serve
from newsarchive.errors import ArchiveError
from newsarchive.monitor import evaluate

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

ARTICLES = 60
ALARM = (
    "INSERT INTO alarms(site_id, monitor, subject, began_at, began_run, last_seen_at, last_run, value,"
    " expected, example_url, rule, message) VALUES (1, 'coverage', 'authors', '2026-05-01T10:00:00Z', 1,"
    " '2026-05-02T10:00:00Z', 1, '0 % of 12', '95 %', 'https://news.example/1.html',"
    " 'meta:author gave it in 95 %', 'articles with authors: 0 %\x1b[31m')"
)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, newsarchive: Newsarchive) -> Path:
    """The archive of one crawl of the bundled portal."""
    folder = tmp_path_factory.mktemp("measured")
    with serve(build_portal(articles=ARTICLES)) as server:
        wishes = ("--delay", "0", "--concurrency", "8", "--quiet", "--render", "never")
        done = newsarchive("crawl", server.url + "/", *wishes, archive=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def alarmed(measured: Path, tmp_path: Path) -> Path:
    """A copy of it with an alarm."""
    with (
        closing(sqlite3.connect(measured / "archive.db")) as source,
        closing(sqlite3.connect(tmp_path / "archive.db")) as copy,
    ):
        source.backup(copy)
        copy.execute(ALARM)
        copy.commit()
    return tmp_path


def test_a_run_is_shown_with_what_it_measured(measured: Path, newsarchive: Newsarchive) -> None:
    shown = newsarchive("runs", "show", archive=measured).stdout
    for words in (
        "Run 1 of 127.0.0.1",
        f"{ARTICLES} new",
        "What articles have",
        "熱門排行",
        "Slowest answers",
    ):
        assert words in shown
    assert newsarchive("runs", "show", "1", archive=measured).stdout == shown
    (line,) = newsarchive("runs", "show", "1", "--json", archive=measured).stdout.splitlines()
    told = json.loads(line)
    assert (told["run"], told["articles_new"], told["articles_read"]) == (1, ARTICLES, ARTICLES)
    assert told["fields"]["title"]["share"] == 1
    assert sum(told["fields"]["title"]["sources"].values()) == ARTICLES
    assert told["hot_lists"][0]["name"] == "熱門排行"
    assert {part["source"] for part in told["completeness"]} >= {"listing", "feed", "sitemap"}


def test_a_run_becomes_a_page_of_its_own(measured: Path, newsarchive: Newsarchive, tmp_path: Path) -> None:
    done = newsarchive("runs", "show", "--html", str(tmp_path / "run.html"), archive=measured)
    assert (done.returncode, done.stdout) == (0, "")
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "熱門排行" in page


def test_health_without_alarms_is_fine(measured: Path, newsarchive: Newsarchive) -> None:
    done = newsarchive("health", archive=measured)
    assert done.returncode == 0
    assert "✓  127.0.0.1" in done.stdout
    told = json.loads(newsarchive("health", "--json", archive=measured).stdout)
    assert (told["fine"], told["articles"], told["alarms"]) == (True, ARTICLES, [])


def test_health_with_an_alarm_says_what_to_do_and_exits_2(alarmed: Path, newsarchive: Newsarchive) -> None:
    done = newsarchive("health", archive=alarmed)
    assert done.returncode == 2
    for words in ("articles with authors: 0 %", "2026-05-01 10:00 (run 1)", "meta:author gave", "--explain"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout
    told = newsarchive("health", "--json", archive=alarmed)
    assert told.returncode == 2
    assert json.loads(told.stdout)["alarms"][0]["subject"] == "authors"
    metrics = newsarchive("health", "--prometheus", archive=alarmed)
    assert metrics.returncode == 0
    assert 'monitor="coverage"} 1\n' in metrics.stdout
    assert "Alarms" in newsarchive("runs", "show", archive=alarmed).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runs", "show", "99"), "there is no run 99"),
        (("runs", "show", "x"), "not a valid integer"),
        (("health", "--site", "nowhere"), "site 'nowhere' is not in this archive"),
        (("health", "--json", "--prometheus"), "cannot both be printed"),
        (("runs", "show", "--html", "/nowhere/run.html"), "/nowhere/run.html: No such file or directory"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    measured: Path, newsarchive: Newsarchive, arguments: tuple[str, ...], words: str
) -> None:
    done = newsarchive(*arguments, archive=measured)
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("fault", [ArchiveError("the disk is full"), ZeroDivisionError("a fault")])
def test_monitors_that_fail_are_told_and_harm_no_run(
    measured: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
) -> None:
    def broken(*_: object) -> None:
        raise fault

    shutil.copy(measured / "archive.db", tmp_path)
    monkeypatch.setattr(evaluate, "evaluate_archive", broken)
    assert evaluate_after_run(tmp_path, quiet=True) == set()
    told = capsys.readouterr().err
    assert told.startswith("monitors: ")
    assert str(fault) in told
    assert told.count("\n") == 1
