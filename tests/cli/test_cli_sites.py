"""`newsarchive sites` with real processes: a site added, listed, edited, checked and removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from newsarchive.cli import main
from newsarchive.demo import build_portal, serve

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

FILE = 'name = "The Daily"\nstart = ["http://127.0.0.1:9/"]\nevery = "30m"\n'


def put(archive: Path, text: str = FILE, key: str = "daily") -> Path:
    path = archive / "sites" / f"{key}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def editor(tmp_path: Path, script: str) -> str:
    path = tmp_path / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_a_site_is_added_crawled_checked_and_listed(newsarchive: Newsarchive, tmp_path: Path) -> None:
    with serve(build_portal(articles=14)) as server:
        wishes = ("--key", "songjian", "--every", "6h", "--delay", "0")
        added = newsarchive("sites", "add", server.url, *wishes, archive=tmp_path)
        asked = len(server.requests)
        path = tmp_path / "sites" / "songjian.toml"
        path.write_text(path.read_text() + "[crawl]\ndelay = 0\nconcurrency = 8\n")
        crawled = newsarchive("crawl", server.url + "/", "--quiet", "--json", archive=tmp_path)
        checked = newsarchive("sites", "check", "--json", archive=tmp_path)
    assert added.returncode == 0
    assert added.stdout == ""
    assert asked <= 10
    for told in (
        "sections (articles seen): 汽车, 理财, 科技",
        "language: zh-Hans",
        "published: 20",
        f"Written: {path}",
    ):
        assert told in added.stderr
    assert json.loads(crawled.stdout)["site"] == "songjian"
    found = json.loads(checked.stdout)
    assert (checked.returncode, found["well"], found["read"]) == (0, True, 3)
    assert {"title", "published", "body"} <= {
        name for name, one in found["fields"].items() if one["verdict"] == "same"
    }
    put(tmp_path, "evry = 1", "broken")
    listed = newsarchive("sites", "--json", archive=tmp_path)
    row = {told["site"]: told for told in map(json.loads, listed.stdout.splitlines())}["songjian"]
    assert (row["name"], row["every"], row["articles"], row["status"], row["due"]) == (
        "松间新闻", "6h", 14, "finished", False,
    )  # fmt: skip
    assert row["last_run"] < row["next_due"]
    assert "broken.toml:1: evry" in listed.stderr


def test_a_right_edit_is_taken_and_a_wrong_one_is_not(newsarchive: Newsarchive, tmp_path: Path) -> None:
    path = put(tmp_path)
    changed = newsarchive(
        "sites", "edit", "daily", archive=tmp_path, VISUAL=editor(tmp_path, 'sed -i s/30m/2h/ "$1"')
    )
    assert (changed.returncode, 'every = "2h"' in path.read_text()) == (0, True)
    wrong = newsarchive(
        "sites", "edit", "daily", archive=tmp_path, VISUAL=editor(tmp_path, 'sed -i s/2h/2x/ "$1"')
    )
    assert wrong.returncode == 1
    assert f"{path}:3: every: '2x' is no duration" in wrong.stderr
    assert 'every = "2h"' in path.read_text()
    assert 'every = "2x"' in (path.parent / "daily.rejected").read_text()
    failed = newsarchive("sites", "edit", "daily", archive=tmp_path, VISUAL=editor(tmp_path, "exit 4"))
    assert (failed.returncode, "ended with 4" in failed.stderr) == (1, True)
    assert sorted(found.name for found in path.parent.iterdir()) == ["daily.rejected", "daily.toml"]


def test_a_removed_site_leaves_its_articles(newsarchive: Newsarchive, tmp_path: Path) -> None:
    path = put(tmp_path)
    assert newsarchive("sites", "show", "daily", archive=tmp_path).stdout == FILE
    kept = newsarchive("sites", "remove", "daily", archive=tmp_path, stdin=b"n\n")
    assert (kept.returncode, path.exists()) == (130, True)
    removed = newsarchive("sites", "remove", "daily", "--yes", archive=tmp_path)
    assert (removed.returncode, path.exists()) == (0, False)
    assert "What is archived of daily stays." in removed.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("add", "http://127.0.0.1:9/", "--key", "new"), 2, "the connection was refused"),
        (("add", "http://127.0.0.1:9/", "--key", "daily"), 1, "site daily exists already"),
        (("add", "http://127.0.0.1:9/", "--key", "../x"), 1, "'../x' is no key"),
        (("add", "ftp://x.example/"), 1, "is no http(s) address"),
        (("add", "http://127.0.0.1:10/x", "--key", "new"), 1, "belongs to the site daily already"),
        (("show", "nope"), 1, "there is no site 'nope'"),
        (("check", "daily"), 2, "there is no archive here"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    put(tmp_path, FILE.replace(":9/", ":10/"))
    assert call(tmp_path, *arguments) == status
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert message in told


def call(archive: Path, *arguments: str) -> int:
    """Call the command in this process: starting Python takes longer than what is tested."""
    with pytest.raises(SystemExit) as ended:
        main(["--archive", str(archive), "sites", *arguments])
    return int(ended.value.code or 0)


def test_a_folder_that_cannot_be_written_is_told_before_the_site_is_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "sites").write_text("a file where the folder should be")
    with serve(build_portal(articles=14)) as server:
        assert call(tmp_path, "add", server.url, "--key", "new") == 2
        assert server.requests == []
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "cannot be written" in told
