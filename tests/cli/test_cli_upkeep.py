"""`newsarchive prune` and `newsarchive compact` as a person calls them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click
import pytest

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.cli.commands.prune import age, command
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import Newsarchive

URL = "https://portal.example/"
TEMPLATE = "".join(f"<a href='/section/{n * 37}'>栏目{n * 91}</a>" for n in range(200))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with Writer.open(tmp_path, site=SiteSpec("portal")) as writer:
        for number in range(20):
            address = f"{URL}{number % 18}"
            page = Page(
                address, f"{TEMPLATE}{number}".encode(), fetched_at=datetime(2020, 1, number + 1, tzinfo=UTC)
            )
            article = Article(url=address, title="题", body=f"正文{number}")
            writer.record(page, Outcome(OutcomeKind.ARTICLE, address, "article", article))
        writer.keep(Page(URL, b"busy", 503, fetched_at=datetime(2020, 1, 1, tzinfo=UTC)))
        writer.finish("finished")
    return tmp_path


def test_what_went_is_told(newsarchive: Newsarchive, archive: Path) -> None:
    arguments = ("prune", "--keep-captures", "1y", "--keep-errors", "30d")
    told = newsarchive(*arguments, "--dry-run", "--json", archive=archive).stdout
    record = json.loads(told)
    assert (record["captures"], record["errors"], record["dry_run"]) == (2, 1, True)
    out = newsarchive(*arguments, archive=archive).stdout
    assert out.startswith("2 captures and 1 error pages taken away, with them 1 stored bodies: 0.0 MB")


@pytest.mark.parametrize(
    ("text", "days"), [("30d", 30), ("12w", 84), ("6m", 180), ("1y", 365), (" 2Y ", 730), ("0d", 0)]
)
def test_lengths_of_time(text: str, days: int) -> None:
    assert age(click.Context(command), command.params[0], text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "1", "y", "1.5y", "-1d", "1h", "1y6m", "99999y", "٣d"])
def test_what_is_no_length_of_time_is_told(text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"30d, 12w|longer ago"):
        age(click.Context(command), command.params[0], text)


def test_a_wrong_age_is_one_line(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("prune", "--keep-captures", "soon", archive=archive)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "write it like 30d, 12w, 6m or 1y" in done.stderr


def test_what_was_packed_is_told(newsarchive: Newsarchive, archive: Path) -> None:
    out = newsarchive("compact", archive=archive).stdout
    assert out.startswith("2 of 3 stored bodies packed anew: 0.")
    record = json.loads(newsarchive("compact", "--json", archive=archive).stdout)
    assert record["repacked"] == record["damaged"] == 0


def test_the_chain_is_checked_and_its_head_printed(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("verify", "--chain", archive=archive)
    assert done.returncode == 0
    vouched, head = done.stdout.splitlines()
    assert vouched == "chain: 1 link vouches for 21 captures"
    noted = head.split()[1]
    assert newsarchive("verify", "--head", noted, archive=archive).stdout.splitlines()[1] == (
        "noted: is link 1, which vouches for all before it"
    )
    run = json.loads(newsarchive("runs", "--json", archive=archive).stdout)
    assert run["chain"] == noted


def test_a_broken_chain_is_damage(newsarchive: Newsarchive, archive: Path) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as connection, connection:
        connection.execute("UPDATE captures SET fetched_at = '2019-01-01T00:00:00Z' WHERE id = 3")
    done = newsarchive("verify", "--chain", "--json", archive=archive)
    damage, chain = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, damage["part"], chain["sound"]) == (2, "chain", False)
    assert "capture 3 of link 1" in damage["what"]


def test_a_head_that_is_none_is_one_line(newsarchive: Newsarchive, archive: Path) -> None:
    done = newsarchive("verify", "--head", "abc", archive=archive)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "first 16" in done.stderr


def test_what_is_sound_is_saved(newsarchive: Newsarchive, archive: Path, tmp_path: Path) -> None:
    with (archive / "archive.db").open("r+b") as file:
        with closing(sqlite3.connect(archive / "archive.db")) as connection:
            (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'pages'").fetchone()
        file.seek(4096 * (root - 1))
        file.write(b"\xff" * 4096)
    target = tmp_path / "rescued"
    dry = newsarchive("salvage", str(target), "--dry-run", "--json", archive=archive)
    assert (dry.returncode, json.loads(dry.stdout)["tables"]["pages"]["damaged_pages"]) == (2, 1)
    assert not target.exists()
    done = newsarchive("salvage", str(target), archive=archive)
    assert done.returncode == 2
    assert "validators and times of asking are lost" in done.stdout
    assert done.stdout.splitlines()[-1].endswith(f"pages a sound archive was made in {target}")
    assert newsarchive("verify", archive=target).returncode == 0
    again = newsarchive("salvage", str(target), archive=archive)
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 1)
