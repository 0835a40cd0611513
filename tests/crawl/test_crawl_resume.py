"""Killed, interrupted, or left by its server, a crawl goes on by the same command and loses nothing."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from driver import RunningCrawl, run_crawl, start_crawl
from loopback import Answer, Ask, Loopback, article_html, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = 120
PER_PAGE = 20
SECTIONS = ("gangkou", "hangyun")


def address(number: int) -> str:
    return f"/article/{500000 + number}.html"


def portal(ask: Ask) -> Answer | None:
    """Two sections whose listings share all articles between them; every article is on one listing page."""
    path = ask.path
    if path == "/":
        return reply(listing_html("海港日报", []))
    for number, section in enumerate(SECTIONS):
        stem = f"/category/{section}/"
        if path.split("?")[0] == stem:
            page = int(path.partition("page=")[2] or 1)
            own = list(range(number, ARTICLES, 2))
            shown = own[(page - 1) * PER_PAGE : page * PER_PAGE]
            more = f"<a href='{stem}?page={page + 1}'>下一页</a>" if own[page * PER_PAGE :] else ""
            links = [(address(n), f"港口第{n}号通报：航线与仓储的最新安排") for n in shown]
            return reply(listing_html(section, links, more))
    number = int("".join(filter(str.isdigit, path)) or 0) - 500000
    return reply(article_html(number)) if 0 <= number < ARTICLES and path == address(number) else None


def stored(archive: Path) -> list[str]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return [url for (url,) in db.execute("SELECT url FROM articles ORDER BY url")]


def revisions(archive: Path) -> int:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        count: int = db.execute("SELECT count(*) FROM article_revisions").fetchone()[0]
        return count


def start(server: Loopback, archive: Path, **options: object) -> RunningCrawl:
    return start_crawl(server.url + "/", archive, **options)  # type: ignore[arg-type]


def wait_for_requests(server: Loopback, process: RunningCrawl, count: int) -> None:
    while process.poll() is None and len(server.asked) < count:
        time.sleep(0.005)


def test_kills_at_random_points_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(7)
    with running(portal) as server:
        for _ in range(3):
            process = start(server, tmp_path, concurrency=4)
            wait_for_requests(server, process, len(server.asked) + chance.randint(5, 45))
            process.kill()
            process.communicate()
        last = run_crawl(server.url + "/", tmp_path, concurrency=4)
        assert last.status == 0
        assert last.report["status"] == "finished"
        assert stored(tmp_path) == sorted(server.url + address(n) for n in range(ARTICLES))
        assert revisions(tmp_path) == ARTICLES
        assert {"source": "listing", "seen": ARTICLES, "stored": ARTICLES, "gone": 0} in last.report[
            "coverage"
        ]
        refetched = sum(count - 1 for path, count in server.paths.items() if path.startswith("/article/"))
        # Each kill loses at most what was in flight (4, and a buffer of 8) or in half a second's batch.
        assert refetched <= 3 * 70


def test_ctrl_c_ends_soon_with_130_and_the_same_command_resumes(tmp_path: Path) -> None:
    def slow(ask: Ask) -> Answer | None:
        answer = portal(ask)
        if ask.path == address(30) and ask.number == 1:
            return lambda connection: time.sleep(20)  # on the line when the user gives up
        time.sleep(0.02)
        return answer

    with running(slow) as server:
        process = start(server, tmp_path, concurrency=2)
        wait_for_requests(server, process, 45)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert time.monotonic() - begun < 5
        assert process.returncode == 130
        report = json.loads(out)["report"]
        assert report["status"] == "interrupted"
        assert report["queued"] > 0
        assert "resumes" in report["message"]
        assert "Traceback" not in err
        again = run_crawl(server.url + "/", tmp_path)
        assert again.status == 0
        assert again.report["run"] == report["run"]
        assert len(stored(tmp_path)) == ARTICLES
        assert revisions(tmp_path) == ARTICLES


def test_a_server_gone_in_the_middle_ends_clearly_and_resumes(tmp_path: Path) -> None:
    with running(portal) as server:
        port = server.port
        process = start(server, tmp_path, timeout=2)
        wait_for_requests(server, process, 45)
        server.hang_up()
        out, err = process.communicate(timeout=40)
    told = json.loads(out)
    assert process.returncode == 2
    assert told["report"]["status"] == "failed"
    assert "stopped answering" in told["report"]["message"]
    assert told["report"]["queued"] > 0
    assert "Traceback" not in err
    with running(portal, port) as server:
        again = run_crawl(server.url + "/", tmp_path)
        assert again.status == 0
        assert len(stored(tmp_path)) == ARTICLES


def test_a_limit_ends_the_run_and_the_same_command_goes_on(tmp_path: Path) -> None:
    with running(portal) as server:
        first = run_crawl(server.url + "/", tmp_path, max_articles=15)
        assert first.status == 0
        assert first.report["status"] == "limited"
        assert first.report["articles_new"] == 15
        assert len(stored(tmp_path)) == 15
        rest = run_crawl(server.url + "/", tmp_path)
        assert rest.report["articles_new"] == ARTICLES - 15
        assert len(stored(tmp_path)) == ARTICLES


def test_a_second_crawl_of_the_same_site_is_told_to_wait(tmp_path: Path) -> None:
    with running(portal) as server:
        first = start(server, tmp_path, delay=0.2, concurrency=1)
        wait_for_requests(server, first, 5)
        second = run_crawl(server.url + "/", tmp_path)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=20)
    assert second.status == 3
    assert second.error
    assert first.returncode == 130
