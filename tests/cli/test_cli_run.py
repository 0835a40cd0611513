"""`newsarchive run` with real processes: side by side, on time, one at a time for each site, nothing lost."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import Newsarchive, clean_environment

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.demo import build_portal, serve

sys.path.append(str(Path(__file__).parents[1] / "crawl"))
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = 12


def answer(ask: Ask) -> Answer | None:
    """A site of one list: no larger than what is tested here needs, and not too quick to be interrupted."""
    time.sleep(0.02)
    if ask.path == "/":
        return reply(listing_html("海港日报", [(f"/article/{n}.html", headline(n)) for n in range(ARTICLES)]))
    number = "".join(filter(str.isdigit, ask.path))
    return reply(article_html(int(number))) if ask.path.startswith("/article/") and number else None


@pytest.fixture
def portal() -> Iterator[Loopback]:
    with running(answer) as server:
        yield server


def add(archive: Path, key: str, url: str, more: str = "") -> None:
    folder = archive / "sites"
    folder.mkdir(parents=True, exist_ok=True)
    options = "\n[crawl]\ndelay = 0\nconcurrency = 8\n"
    (folder / f"{key}.toml").write_text(f'start = ["{url}/"]\nevery = "30m"\n{more}{options}')


def start(archive: Path, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "newsarchive.cli", "--archive", str(archive), "run", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment(), **more,
    )  # fmt: skip


def articles(archive: Path) -> dict[str, int]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return dict(
            db.execute("SELECT s.key, count(*) FROM articles a JOIN sites s ON s.id = a.site_id GROUP BY 1")
        )


def objects(output: str) -> dict[str, dict[str, Any]]:
    return {told["site"]: told for told in map(json.loads, output.splitlines())}


def test_due_sites_are_crawled_side_by_side_though_one_file_is_broken_and_one_site_is_away(
    newsarchive: Newsarchive, tmp_path: Path
) -> None:
    with running(answer) as one, running(answer) as two:
        add(tmp_path, "one", one.url)
        add(tmp_path, "two", two.url)
        add(tmp_path, "three", two.url, "evry = 5\n")
        add(tmp_path, "away", "http://127.0.0.1:9")
        planned = newsarchive("run", "--dry-run", "--json", archive=tmp_path)
        done = newsarchive("run", "--json", "--jobs", "3", archive=tmp_path)
        again = newsarchive("run", archive=tmp_path)
    assert {key: plan["reason"] for key, plan in objects(planned.stdout).items()} == dict.fromkeys(
        ("away", "one", "two"), "never crawled"
    )
    assert planned.returncode == 1
    assert "three.toml:3: evry: unknown key; did you mean 'every'?" in planned.stderr
    told = objects(done.stdout)
    assert {key: (report["status"], report["exit_status"]) for key, report in told.items()} == {
        "one": ("finished", 0), "two": ("finished", 0), "away": ("failed", 2),
    }  # fmt: skip
    assert "the connection was refused" in told["away"]["message"]
    assert done.returncode == 2
    assert "three.toml:3: evry" in done.stderr
    assert "away: http://127.0.0.1:9/: the connection was refused" in done.stderr
    assert articles(tmp_path) == {"one": ARTICLES, "two": ARTICLES}
    assert again.returncode == 1
    assert "Nothing is due; next is" in again.stderr


def test_a_site_that_a_living_process_is_at_is_left_to_it(newsarchive: Newsarchive, tmp_path: Path) -> None:
    add(tmp_path, "held", "http://127.0.0.1:9")
    with Writer.open(tmp_path, site=SiteSpec("held")):
        done = newsarchive("run", "--site", "held", "--force", archive=tmp_path)
        crawled = newsarchive("crawl", "held", archive=tmp_path)
    assert (done.returncode, crawled.returncode) == (3, 3)
    assert f"held: process {os.getpid()} on " in done.stderr
    assert f"in process {os.getpid()} on " in crawled.stderr


def test_killed_or_interrupted_a_run_is_taken_over_and_resumed_first(
    newsarchive: Newsarchive, tmp_path: Path, portal: Loopback
) -> None:
    add(tmp_path, "daily", portal.url)
    with start(tmp_path) as run:
        wait_for_requests(portal, run, 8)
        for child in children(run.pid):
            os.kill(child, signal.SIGKILL)
        _, err = run.communicate(timeout=30)
    assert (run.returncode, "daily: killed by SIGKILL" in err) == (2, True)
    with start(tmp_path, "--json") as run:
        wait_for_requests(portal, run, 3)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)
    assert (run.returncode, objects(out)["daily"]["status"]) == (130, "interrupted")
    assert "Traceback" not in err
    plan = json.loads(newsarchive("run", "--dry-run", "--json", archive=tmp_path).stdout)
    assert (plan["verdict"], plan["reason"]) == ("due", "run 1 was cut short")
    done = newsarchive("run", "--json", archive=tmp_path)
    told = objects(done.stdout)["daily"]
    assert (done.returncode, told["status"], told["run"]) == (0, "finished", 1)
    assert articles(tmp_path) == {"daily": ARTICLES}


def wait_for_requests(portal: Loopback, run: subprocess.Popen[str], count: int) -> None:
    count += len(portal.asked)
    while len(portal.asked) < count and run.poll() is None:
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def test_watching_crawls_what_is_due_and_stops_cleanly(tmp_path: Path, portal: Loopback) -> None:
    with start(tmp_path, "--watch", "--json") as watch:
        assert watch.stdout is not None
        assert watch.stderr is not None
        assert "waiting for one" in watch.stderr.readline()
        add(tmp_path, "daily", portal.url)
        told = json.loads(watch.stdout.readline())
        assert (told["site"], told["status"], told["articles_new"]) == ("daily", "finished", ARTICLES)
        watch.send_signal(signal.SIGTERM)
        out, err = watch.communicate(timeout=20)
    assert (watch.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_full_disk_is_one_clear_line(tmp_path: Path) -> None:
    def limit() -> None:
        # Enough for an empty archive, too few for these articles.
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    with serve(build_portal(articles=20)) as server:
        add(tmp_path, "daily", server.url)
        with start(tmp_path, preexec_fn=limit) as run:
            _, err = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "daily: started" in err
    assert sum("the disk is full or fails" in line for line in err.splitlines()) == 1
    assert "Traceback" not in err


def test_wrong_requests_are_one_clear_line(newsarchive: Newsarchive, tmp_path: Path) -> None:
    none = newsarchive("run", archive=tmp_path)
    assert none.returncode == 1
    assert "newsarchive sites add URL" in none.stderr
    add(tmp_path, "daily", "http://127.0.0.1:9")
    unknown = newsarchive("run", "--site", "dayly", archive=tmp_path)
    assert (unknown.returncode, unknown.stderr) == (1, "newsarchive: no site 'dayly'; there are: daily\n")
    assert newsarchive("run", "--watch", "--force", archive=tmp_path).returncode == 1
    assert not (tmp_path / "archive.db").exists()


def test_an_archive_of_a_newer_version_is_left_alone(newsarchive: Newsarchive, tmp_path: Path) -> None:
    add(tmp_path, "daily", "http://127.0.0.1:9")
    Writer.open(tmp_path, site=SiteSpec("daily")).close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        db.execute("PRAGMA user_version = 999")
    done = newsarchive("run", archive=tmp_path)
    assert done.returncode == 2
    assert "upgrade newsarchive" in done.stderr
    assert len(done.stderr.splitlines()) == 1
