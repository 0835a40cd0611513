"""A site on several hosts, some of them dead: what the home host has is found, the others cost little."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from driver import Crawled, run_crawl
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

HOME = "http://www.harbour.example"
COPIES = ("http://m.harbour.example", "https://www.harbour.example", "http://wap.harbour.example", HOME)
"""Where the home page says that its stories are: an edition without them, no TLS, no server, and at home."""
STORIES = range(400001, 400013)
DEAD = [f"http://old.harbour.example/a/{n}.html" for n in range(500001, 500021)]
FORBIDDEN = [f"http://tech.harbour.example/a/{n}.html" for n in range(600001, 600011)]


def handler(ask: Ask) -> Answer | None:
    if ask.path == HOME + "/":
        shown = [(f"{COPIES[n % len(COPIES)]}/a/{n}.html", headline(n)) for n in STORIES]
        lost = [(url, headline(n)) for n, url in enumerate(DEAD + FORBIDDEN)]
        return reply(listing_html("海港日报", lost + shown))
    if ask.path.startswith(("http://old.", "http://wap.")):
        return lambda connection: None
    if ask.path == "http://tech.harbour.example/robots.txt":
        return reply("broken", 500)
    number = int("".join(filter(str.isdigit, ask.path)) or 0)
    return reply(article_html(number)) if ask.path == f"{HOME}/a/{number}.html" else None


@dataclass(frozen=True)
class Result:
    crawled: Crawled
    server: Loopback
    articles: list[str]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    archive: Path = tmp_path_factory.mktemp("hosts")
    with running(handler) as server:
        crawled = run_crawl(HOME, archive, proxy=server.url)
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return Result(
            crawled, server, [url for (url,) in db.execute("SELECT url FROM articles ORDER BY url")]
        )


def test_what_dead_editions_do_not_give_is_had_at_home(result: Result) -> None:
    assert result.articles == [f"{HOME}/a/{n}.html" for n in STORIES]


def test_a_host_that_is_gone_does_not_end_the_crawl(result: Result) -> None:
    assert result.crawled.report["status"] == "finished"
    assert set(result.crawled.report["failures"]) <= {*DEAD, *FORBIDDEN}
    assert result.crawled.report["failed"] == len(DEAD) + len(FORBIDDEN)
    assert result.crawled.report["reasons"]["failed:host-silent"] > 0
    assert result.server.paths[HOME + "/"] == 2  # once more, to tell a host's silence from the site's


def test_rules_that_cannot_be_read_are_asked_for_once_and_their_pages_later(result: Result) -> None:
    assert result.server.paths["http://tech.harbour.example/robots.txt"] == 3
    assert result.crawled.report["reasons"]["failed:robots-unreachable"] == len(FORBIDDEN)


def test_every_page_is_one_outcome(result: Result) -> None:
    assert sum(result.crawled.report["reasons"].values()) == result.crawled.report["pages"]
