"""A crawl's measures are committed with its pages: killed and resumed, they count each page once."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

from driver import run_crawl, start_crawl
from loopback import Answer, Ask, article_html, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = 120
ROBOTS = "User-agent: *\nDisallow: /private/ # not yours\nSitemap: /map.xml\n"


def portal(ask: Ask) -> Answer | None:
    """A section of 120 articles, three of which are errors of the server."""
    if ask.path == "/robots.txt":
        return reply(ROBOTS, content_type="text/plain")
    if ask.path in ("/", "/category/gangkou/"):
        links = [(f"/article/{500000 + n}.html", f"港口第{n}号通报：航线的安排") for n in range(ARTICLES)]
        return reply(listing_html("港口", links if ask.path != "/" else []))
    number = int("".join(filter(str.isdigit, ask.path)) or 0) - 500000
    if not 0 <= number < ARTICLES:
        return None
    time.sleep(0.03)  # several batches are committed before the run ends
    return reply("broken", 500) if number % 40 == 3 else reply(article_html(number))


def measured(archive: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        ((evaluated, text),) = db.execute("SELECT evaluated, measures FROM run_measures").fetchall()
    assert evaluated == 0
    told: dict[str, Any] = json.loads(text)
    return told


def pages(archive: Path, kind: str = "%") -> int:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        count: int = db.execute(
            "SELECT coalesce(sum(pages), 0) FROM run_outcomes WHERE kind LIKE ?", (kind,)
        ).fetchone()[0]
        return count


def committed(archive: Path) -> int:
    """Pages that the archive has by now; none while it is being made."""
    with suppress(sqlite3.OperationalError):
        return pages(archive)
    return 0


def test_killed_runs_count_what_they_committed_and_go_on(tmp_path: Path) -> None:
    chance = random.Random(11)
    with running(portal) as server:
        for _ in range(2):
            process = start_crawl(server.url + "/", tmp_path, concurrency=4)
            wanted = committed(tmp_path) + chance.randint(1, 10)
            while process.poll() is None and committed(tmp_path) < wanted:
                time.sleep(0.005)
            process.kill()
            process.communicate()
        before = pages(tmp_path)
        assert measured(tmp_path)["totals"]["pages"] == before
        last = run_crawl(server.url + "/", tmp_path, concurrency=4)
    assert last.report["status"] == "finished"
    told = measured(tmp_path)
    assert told["totals"]["pages"] == pages(tmp_path) > before
    assert told["totals"]["articles"] == pages(tmp_path, "article") == ARTICLES - 3
    assert told["fields"]["title"] == {"h1": ARTICLES - 3}
    assert told["fields"]["authors"] == {"": ARTICLES - 3}
    assert told["lists"][server.url + "/category/gangkou/"] == ["listing", ARTICLES]
    assert told["examples"]["failed: http-500"].endswith("3.html")
    assert told["totals"]["requests"] > ARTICLES
    assert len(told["slow"]) == 10


def test_rules_of_robots_txt_are_kept_when_they_change(tmp_path: Path) -> None:
    rules = [ROBOTS, ROBOTS + "Sitemap: /another.xml\n", ROBOTS + "Disallow: /archive/\n"]

    def changing(ask: Ask) -> Answer | None:
        return reply(rules[0], content_type="text/plain") if ask.path == "/robots.txt" else portal(ask)

    with running(changing) as server:
        while rules:
            run_crawl(server.url + "/", tmp_path, max_pages=2)
            rules.pop(0)
        url = server.url
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        facts = db.execute("SELECT kind, subject, value FROM site_facts ORDER BY id").fetchall()
    first = "user-agent: *\ndisallow: /private/"
    assert facts == [("robots", url, first), ("robots", url, first + "\ndisallow: /archive/")]
