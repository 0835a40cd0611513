"""Every way a server can fail, in one crawl: each page ends as its outcome, the recoverable ones stored."""

from __future__ import annotations

import gzip
import sqlite3
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from driver import Crawled, run_crawl
from loopback import Answer, Ask, Loopback, article_html, listing_html, reply, running
from transports import TRANSPORTS, lacking

if TYPE_CHECKING:
    from pathlib import Path

FIRST = 300001
PLAIN = range(300101, 300121)


def address(number: int) -> str:
    return f"/article/{number}.html"


def fault_500_twice(ask: Ask, number: int) -> Answer:
    return reply(article_html(number)) if ask.number > 2 else reply("oops", 500)


def fault_503_retry_after(ask: Ask, number: int) -> Answer:
    return reply(article_html(number)) if ask.number > 1 else reply("busy", 503, Retry_After="1")


def fault_429_retry_after(ask: Ask, number: int) -> Answer:
    return reply(article_html(number)) if ask.number > 1 else reply("slow down", 429, Retry_After="1")


def fault_500_always(ask: Ask, number: int) -> Answer:
    return reply("broken", 500)


def fault_timeout(ask: Ask, number: int) -> Answer:
    return lambda connection: time.sleep(4)


def fault_empty_reply(ask: Ask, number: int) -> Answer:
    return lambda connection: None


def fault_empty_body(ask: Ask, number: int) -> Answer:
    return reply("")


def fault_short_body(ask: Ask, number: int) -> Answer:
    whole = reply(article_html(number))
    return lambda connection: connection.sendall(whole[:-200])


def fault_broken_chunk(ask: Ask, number: int) -> Answer:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = article_html(number).encode()
    return lambda connection: connection.sendall(head + b"%x\r\n" % len(body) + body + b"\r\nzz\r\nrest")


def fault_corrupt_gzip(ask: Ask, number: int) -> Answer:
    packed = bytearray(gzip.compress(article_html(number).encode()))
    packed[len(packed) // 2] ^= 0xFF
    packed[len(packed) // 2 + 1] ^= 0xFF
    return reply(bytes(packed), Content_Encoding="gzip")


def fault_cut_gzip(ask: Ask, number: int) -> Answer:
    packed = gzip.compress(article_html(number).encode())
    return reply(packed[: len(packed) // 2], Content_Encoding="gzip")


def fault_charset_in_header(ask: Ask, number: int) -> Answer:
    return reply(article_html(number), content_type="text/html; charset=gb2312")


def fault_charset_in_meta(ask: Ask, number: int) -> Answer:
    page = article_html(number).replace("charset='utf-8'", "charset='gb2312'")
    return reply(page, content_type="text/html")


def fault_nul_bytes(ask: Ask, number: int) -> Answer:
    return reply(article_html(number).replace("<p>", "<p>\0\0").replace("</h1>", "\0</h1>"))


def fault_30_megabytes(ask: Ask, number: int) -> Answer:
    return reply(article_html(number, extra="<!-- " + "x" * 30_000_000 + " -->"))


def fault_gzip_bomb(ask: Ask, number: int) -> Answer:
    return reply(BOMB, Content_Encoding="gzip")


def fault_100000_nested(ask: Ask, number: int) -> Answer:
    return reply(article_html(number, extra="<div>" * 100_000))


def fault_redirect_loop(ask: Ask, number: int) -> Answer:
    return reply("", 302, Location=address(number) + ("" if "again" in ask.path else "?again=1"))


def fault_redirect_offsite(ask: Ask, number: int) -> Answer:
    return reply("", 302, Location="http://127.0.0.1:1/elsewhere.html")


def fault_redirect_to_file(ask: Ask, number: int) -> Answer:
    return reply("", 302, Location="file:///etc/passwd")


def fault_redirect_within(ask: Ask, number: int) -> Answer:
    return (
        reply(article_html(number))
        if "moved" in ask.path
        else reply("", 301, Location=f"/moved/{number}.html")
    )


def fault_soft_404(ask: Ask, number: int) -> Answer:
    return reply(
        "<html><head><title>页面不存在</title></head><body><h1>您访问的页面不存在</h1></body></html>"
    )


def fault_login_wall(ask: Ask, number: int) -> Answer:
    return reply(
        "<html><head><title>登录</title></head><body>"
        "<form><input name='u'><input type='password'></form></body></html>"
    )


def fault_pdf(ask: Ask, number: int) -> Answer:
    return reply(b"%PDF-1.7\n" + bytes(range(256)) * 20)


def fault_404(ask: Ask, number: int) -> Answer:
    return reply("no", 404)


def fault_410(ask: Ask, number: int) -> Answer:
    return reply("no", 410)


def fault_script_shell(ask: Ask, number: int) -> Answer:
    return reply(
        "<html><head><title>x</title></head><body>"
        "<div id='app'></div><script src='/a.js'></script></body></html>"
    )


# name: how the page ends
EXPECTED = {
    "500_twice": "article:article",
    "503_retry_after": "article:article",
    "429_retry_after": "article:article",
    "500_always": "failed:http-500",
    "timeout": "failed:timeout",
    "empty_reply": "failed:connection-lost",
    "empty_body": "failed:empty-body",
    "short_body": "failed:truncated",
    "broken_chunk": "failed:truncated",
    "corrupt_gzip": "failed:corrupt-encoding",
    "cut_gzip": "failed:corrupt-encoding",
    "charset_in_header": "article:article",
    "charset_in_meta": "article:article",
    "nul_bytes": "article:article",
    "30_megabytes": "failed:too-large",
    "gzip_bomb": "failed:too-large",
    "100000_nested": "article:article",
    "redirect_loop": "failed:redirect-loop",
    "redirect_offsite": "other:redirect-offsite",
    "redirect_to_file": "other:redirect-scheme",
    "redirect_within": "article:article",
    "soft_404": "gone:soft-404",
    "login_wall": "other:login-wall",
    "pdf": "other:content-type:application/pdf",
    "404": "gone:http-404",
    "410": "gone:http-410",
    "script_shell": "other:needs-javascript",
}
NUMBERS = {name: FIRST + i for i, name in enumerate(EXPECTED)}
BY_NUMBER = {number: name for name, number in NUMBERS.items()}
DISALLOWED = 300201

ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + ']><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&j;</loc></url></urlset>'
)


def make_bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = b"\0" * (1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


BOMB = make_bomb(1_500 << 20)


def nested_gzip() -> bytes:
    inner = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>'
    for _ in range(5):
        inner = gzip.compress(inner)
    return inner


def calendar(path: str) -> str:
    year, month = (int(x) for x in path.strip("/").split("/")[1:3])
    later = f"/rili/{year + month // 12}/{month % 12 + 1}/"
    head = f"<html><head><title>{year}-{month}</title></head>"
    return f"{head}<body><h1>日历</h1><a href='{later}'>下一页</a></body></html>"


def handler(ask: Ask) -> Answer | None:
    path = ask.path.split("?")[0]
    number = int("".join(filter(str.isdigit, path)) or 0)
    if path in ("/", "/category/gangkou/"):
        links = [
            (address(n), f"港口第{n}号通报：航线与仓储的最新安排") for n in (*BY_NUMBER, *PLAIN, DISALLOWED)
        ]
        return reply(listing_html("海港日报", links, "<a href='/rili/2026/1/'>下一页</a>"))
    if path == "/category/hangyun/":
        many = "".join(f"<a href='/x/{i}'>a</a>" for i in range(100_000))
        return reply(listing_html("航运", [(address(PLAIN[0]), "港口通报")], many))
    if path == "/robots.txt":
        return reply(
            f"User-agent: *\nDisallow: {address(DISALLOWED)}\nSitemap: /bomb.xml\nSitemap: /nested.xml.gz\n",
            content_type="text/plain",
        )
    if path == "/bomb.xml":
        return reply(ENTITY_BOMB, content_type="application/xml")
    if path == "/nested.xml.gz":
        return reply(nested_gzip(), content_type="application/gzip")
    if path.startswith("/rili/"):
        return reply(calendar(path))
    if number in BY_NUMBER:
        return globals()[f"fault_{BY_NUMBER[number]}"](ask, number)  # type: ignore[no-any-return]
    return reply(article_html(number)) if number in PLAIN or number == DISALLOWED else None


@dataclass(frozen=True)
class Result:
    crawled: Crawled
    server: Loopback
    pages: dict[str, str]
    titles: dict[str, str]


@pytest.fixture(scope="module", params=TRANSPORTS)
def result(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Result:
    archive: Path = tmp_path_factory.mktemp("faults")
    with running(handler) as server:
        crawled = run_crawl(server.url + "/", archive, wait=90, timeout=1.5, without=lacking(request.param))
        with sqlite3.connect(archive / "archive.db") as db:
            rows = db.execute("SELECT url, kind || ':' || reason FROM pages").fetchall()
            titles = db.execute(
                "SELECT a.url, r.title FROM articles a JOIN article_revisions r ON r.article_id = a.id"
            ).fetchall()
        db.close()
    strip = len(server.url)
    return Result(crawled, server, {u[strip:]: o for u, o in rows}, {u[strip:]: t for u, t in titles})


@pytest.mark.parametrize("name", EXPECTED)
def test_each_fault_ends_as_its_outcome(result: Result, name: str) -> None:
    assert result.pages.get(address(NUMBERS[name])) == EXPECTED[name]


def test_every_healthy_page_is_stored(result: Result) -> None:
    assert [n for n in PLAIN if result.pages.get(address(n)) != "article:article"] == []


@pytest.mark.parametrize("name", ["charset_in_header", "charset_in_meta", "nul_bytes", "100000_nested"])
def test_what_is_recovered_is_recovered_right(result: Result, name: str) -> None:
    number = NUMBERS[name]
    assert result.titles[address(number)] == f"港口第{number}号通报：航线与仓储的最新安排"


def test_failures_end_with_status_2_and_are_named(result: Result) -> None:
    failed = [name for name, outcome in EXPECTED.items() if outcome.startswith("failed:")]
    assert result.crawled.status == 2
    assert result.crawled.report["status"] == "finished"
    assert result.crawled.report["failed"] == len(failed)
    assert {url[len(result.server.url) :] for url in result.crawled.report["failures"]} == {
        address(NUMBERS[name]) for name in failed
    }


def test_every_page_is_counted_as_one_outcome(result: Result) -> None:
    assert sum(result.crawled.report["reasons"].values()) == result.crawled.report["pages"]


def test_memory_stays_bounded(result: Result) -> None:
    assert result.crawled.megabytes < 300


def test_retry_after_is_waited_for(result: Result) -> None:
    for name in ("503_retry_after", "429_retry_after"):
        times = [ask.at for ask in result.server.asked if ask.path == address(NUMBERS[name])]
        assert len(times) == 2
        assert times[1] - times[0] >= 1.0


def test_robots_txt_is_obeyed(result: Result) -> None:
    assert result.server.paths[address(DISALLOWED)] == 0
    assert result.pages[address(DISALLOWED)] == "other:robots-disallowed"


def test_the_endless_calendar_is_bounded_and_told(result: Result) -> None:
    asked = sum(ask.path.startswith("/rili/") for ask in result.server.asked)
    assert 0 < asked <= 400
    assert any("rili" in pattern for pattern in result.crawled.report["traps"])


def test_nothing_is_asked_twice_without_need(result: Result) -> None:
    tries = {"500_twice": 3, "500_always": 3, "503_retry_after": 2, "429_retry_after": 2}
    for name, outcome in EXPECTED.items():
        if outcome.startswith(("article", "gone", "other")) and name not in (*tries, "redirect_within"):
            assert result.server.paths[address(NUMBERS[name])] == 1, name
    for name, count in tries.items():
        assert result.server.paths[address(NUMBERS[name])] == count, name


def test_sitemap_bombs_are_harmless(result: Result) -> None:
    assert result.pages["/bomb.xml"].split(":")[0] in ("listing", "failed", "other")
    assert result.pages["/nested.xml.gz"].split(":")[0] in ("listing", "failed", "other")


def test_no_traceback_is_shown(result: Result) -> None:
    assert "Traceback" not in result.crawled.stderr
