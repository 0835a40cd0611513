"""Secrets stay out of the archive and with their site; sessions make no pages; dates to wait for count."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest
from driver import run_crawl
from loopback import Answer, Ask, article_html, headline, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = range(890001, 890013)


def links(form: str = "/article/{}.html") -> list[tuple[str, str]]:
    return [(form.format(number), headline(number)) for number in NUMBERS]


def article(ask: Ask) -> Answer | None:
    number = int("".join(filter(str.isdigit, ask.path.split("?")[0].rpartition("/")[2])) or 0)
    return reply(article_html(number)) if number in NUMBERS else None


def everything_in(archive: Path) -> str:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names if "search" not in name for row in db.execute(f"SELECT * FROM {name}")]
    return "\n".join(str(value) for row in rows for value in row)


def stored(archive: Path) -> int:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        found: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        return found


def test_credentials_and_cookies_are_in_no_log_and_no_table(tmp_path: Path) -> None:
    def portal(ask: Ask) -> Answer | None:
        if ask.path == "/":
            host = ask.headers["host"]
            body = listing_html("港口", links(f"http://reader:hunter2@{host}/article/{{}}.html"))
            return reply(body, Set_Cookie="session=0123topsecret; Path=/", WWW_Authenticate="Basic hunter2")
        return article(ask)

    with running(portal) as server:
        target = server.url.replace("http://", "http://reader:hunter2@")
        crawled = run_crawl(target, tmp_path, log_level="DEBUG")
    told = crawled.stderr + str(crawled.report) + everything_in(tmp_path)
    assert stored(tmp_path) == len(NUMBERS)
    assert "hunter2" not in told
    assert "topsecret" not in told
    assert any("session=" in ask.headers.get("cookie", "") for ask in server.asked)


PROFILE = """
key = "twins"
name = "Twins"
hosts = ["one.example", "two.test"]
start = ["http://one.example/"]
"""


def test_cookies_are_not_shared_between_sites(tmp_path: Path) -> None:
    def portal(ask: Ask) -> Answer | None:
        _, _, rest = ask.path.partition("://")
        host, _, path = rest.partition("/")
        if not path and host == "one.example":
            body = listing_html("港口", links("http://one.example/article/{}.html"))
            other = links("http://two.test/article/9{}.html")
            head = reply(body + listing_html("航运", other), Set_Cookie="mine=1; Path=/")
            return head.replace(b"Content-Type", b"Set-Cookie: wide=1; Domain=example\r\nContent-Type", 1)
        return (
            reply(article_html(int("".join(filter(str.isdigit, path)) or 0))) if "article" in path else None
        )

    (tmp_path / "twins.toml").write_text(PROFILE)
    with running(portal) as server:
        report = run_crawl(
            "http://one.example/", tmp_path, proxy=server.url, profile=str(tmp_path / "twins.toml")
        ).report
        asked = server.asked
    assert report["articles_new"] == 2 * len(NUMBERS)
    one = [ask.headers.get("cookie", "") for ask in asked if "//one.example/article" in ask.path]
    two = [ask.headers.get("cookie", "") for ask in asked if "//two.test/article" in ask.path]
    assert set(one) == {"mine=1"}
    assert set(two) == {""}


@pytest.mark.parametrize("name", ["PHPSESSID", "sid", "token"])
def test_sessions_in_addresses_are_no_trap(tmp_path: Path, name: str) -> None:
    fresh = count(1)

    def portal(ask: Ask) -> Answer | None:
        if ask.path.partition("?")[0] in ("/", "/category/gangkou/", "/list.php"):
            mark = f"{name}=s{next(fresh):07x}"
            menu = "".join(f"<a href='/list.php?c={n}&{mark}'>第{n}栏的新闻列表</a>" for n in range(4))
            return reply(listing_html("港口", links(f"/article/{{}}.html?{mark}"), f"<div>{menu}</div>"))
        return article(ask)

    with running(portal) as server:
        report = run_crawl(server.url, tmp_path).report
    assert report["status"] == "finished"
    assert stored(tmp_path) == len(NUMBERS)
    assert report["requests"] < 100
    if name == "token":
        assert any(f"?{name} (changes nothing)" in trap for trap in report["traps"])


def test_a_date_to_come_back_at_is_waited_for(tmp_path: Path) -> None:
    until: list[datetime] = []

    def portal(ask: Ask) -> Answer | None:
        if ask.path in ("/", "/category/gangkou/"):
            return reply(listing_html("港口", links()))
        if not until and "/article/" in ask.path:
            until.append(datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2))
            return reply("busy", 503, Retry_After=format_datetime(until[0], usegmt=True))
        return article(ask)

    with running(portal) as server:
        begun = time.monotonic()
        report = run_crawl(server.url, tmp_path, concurrency=1).report
    assert report["articles_new"] == len(NUMBERS)
    assert report["failed"] == 0
    assert time.monotonic() - begun >= 1.0
    assert datetime.now(UTC) >= until[0]
