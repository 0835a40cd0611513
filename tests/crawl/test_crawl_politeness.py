"""A host is asked no faster and no more at once than configured, and no faster than it asks for itself."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from driver import run_crawl
from loopback import Answer, Ask, article_html, headline, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = range(880001, 880013)


def portal(ask: Ask, robots: str = "User-agent: *\nAllow: /\n") -> Answer | None:
    if ask.path == "/robots.txt":
        return reply(robots, content_type="text/plain")
    if ask.path in ("/", "/category/gangkou/"):
        return reply(listing_html("港口", [(f"/article/{n}.html", headline(n)) for n in NUMBERS]))
    number = int("".join(filter(str.isdigit, ask.path)) or 0)
    return reply(article_html(number)) if number in NUMBERS else None


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(sorted(times))]


def test_the_delay_is_kept(tmp_path: Path) -> None:
    with running(portal) as server:
        run_crawl(server.url, tmp_path, delay=0.2, concurrency=1, max_pages=8)
        waits = gaps([ask.at for ask in server.asked])
    assert len(waits) >= 8
    assert min(waits) >= 0.2 * 0.8 - 0.03  # a jitter of a fifth, and the clock's own


def test_crawl_delay_is_obeyed(tmp_path: Path) -> None:
    def slow(ask: Ask) -> Answer | None:
        return portal(ask, "User-agent: *\nCrawl-delay: 0.6\nAllow: /\n")

    with running(slow) as server:
        run_crawl(server.url, tmp_path, delay=0.1, concurrency=1, max_pages=5)
        waits = gaps([ask.at for ask in server.asked])[2:]
    assert len(waits) >= 3
    assert min(waits) >= 0.6 * 0.8 - 0.03


def test_no_more_requests_at_once_than_configured(tmp_path: Path) -> None:
    lock = threading.Lock()
    now = most = 0

    def counting(ask: Ask) -> Answer | None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.03)
        with lock:
            now -= 1
        return portal(ask)

    with running(counting) as server:
        run_crawl(server.url, tmp_path, concurrency=3)
    assert most == 3


def test_the_user_agent_is_honest(tmp_path: Path) -> None:
    with running(portal) as server:
        run_crawl(server.url, tmp_path, contact="ops@archive.example", max_pages=3)
        agents = {ask.headers["user-agent"] for ask in server.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("newsarchive/")
