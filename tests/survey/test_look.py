"""Ten polite requests tell what a site is like; what cannot be had is said, and nothing else is asked."""

from __future__ import annotations

import gzip
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.demo import build_portal, serve
from newsarchive.errors import FetchError, UsageError
from newsarchive.sitefiles import parse_site_file
from newsarchive.survey.fetcher import Fetcher, OutOfRequests
from newsarchive.survey.look import Survey, look
from newsarchive.survey.proposal import proposed_every, site_text

sys.path.append(str(Path(__file__).parents[1] / "crawl"))
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running

NOW = datetime(2026, 5, 31, 22, 0, tzinfo=UTC)


def survey(server: Loopback, path: str = "/", budget: int = 10) -> Survey:
    url = server.url + path
    return look(url, Fetcher(url, budget=budget, delay=0))


@pytest.fixture(scope="module")
def seen() -> tuple[Survey, list[str]]:
    with serve(build_portal()) as server:
        found = look(server.url + "/", Fetcher(server.url + "/", delay=0))
        return found, [request.path for request in server.requests]


def test_it_asks_ten_times_at_most_and_robots_first(seen: tuple[Survey, list[str]]) -> None:
    found, asked = seen
    assert found.requests == len(asked) == 10
    assert asked[:2] == ["/robots.txt", "/"]
    assert not any(path.startswith(("/search", "/private")) for path in asked)


def test_it_finds_sections_lists_and_articles(seen: tuple[Survey, list[str]]) -> None:
    found, _ = seen
    assert found.name == "松间新闻"
    assert [section.name for section in found.sections][:3] == ["汽车", "理财", "科技"]
    assert len(found.sections) == 14
    counted = {section.name: section.articles for section in found.sections}
    assert (counted["汽车"], counted["科技"]) == (9, None)  # of ten one is hot; 科技 was not asked
    assert [source.entries for source in found.feeds] == [40]
    assert len(found.sitemaps) == 2
    assert found.hot_lists == ["熱門排行"]
    assert len(found.samples) == 3
    assert all(article.title and article.published and article.body for article in found.samples)
    assert len({article.category for article in found.samples}) == 3
    assert (found.language, found.zone.name, found.remarks) == ("zh-Hans", "Asia/Shanghai", [])


def test_the_file_it_proposes_is_right(seen: tuple[Survey, list[str]]) -> None:
    found, _ = seen
    assert proposed_every(found, NOW) == timedelta(hours=1)  # some four to six new ones a day
    site = parse_site_file(
        site_text(found, "songjian", timedelta(hours=1), "me@x.example"), Path("songjian.toml")
    )
    assert (site.profile.name, site.every, site.profile.timezone) == (
        "松间新闻",
        timedelta(hours=1),
        "Asia/Shanghai",
    )
    assert site.profile.start == (found.start,)
    assert site.wishes == {"contact": "me@x.example"}


def test_hostile_names_make_no_other_file() -> None:
    name = 'x"\n[crawl]\nmax_pages = 1\x7f\\'
    text = site_text(Survey("https://x.example/", name=name), "x", timedelta(hours=1))
    site = parse_site_file(text, Path("x.toml"))
    assert (site.profile.name, site.wishes) == (name.strip(), {})


def plain(ask: Ask) -> Answer | None:
    """A site without feed, sitemap and robots.txt."""
    if ask.path == "/":
        links = [(f"/article/{n}.html", headline(n)) for n in range(500, 506)]
        return reply(listing_html("海港日报", links))
    if ask.path.startswith("/article/"):
        return reply(article_html(int("".join(filter(str.isdigit, ask.path)))))
    return None


def test_a_site_without_feeds_is_told_so() -> None:
    with running(plain) as server:
        found = survey(server)
    assert (found.feeds, found.sitemaps) == ([], [])
    assert "no feed and no sitemap was found: a crawl reads the sections' lists" in found.remarks
    assert len(found.samples) == 3


@pytest.mark.parametrize(
    ("home", "message"),
    [
        (reply(b"%PDF-1.7", content_type="application/pdf"), "is application/pdf, not HTML"),
        (reply("away", 404), "answered 404"),
        (reply("broken", 500), "answered 500"),
        (reply("later", 503, Retry_After="120"), "come back in 120 s"),
        (reply("", 302, Location="https://elsewhere.example/"), "leads to https://elsewhere.example/"),
        (reply("", 302, Location="/"), "redirects in circles"),
        (reply("<rss><channel></channel></rss>", content_type="application/rss+xml"), "is a feed"),
    ],
)  # fmt: skip
def test_a_first_page_of_no_use_ends_it_with_one_line(home: bytes, message: str) -> None:
    with (
        running(lambda ask: home if ask.path == "/" else None) as server,
        pytest.raises((FetchError, UsageError), match=message),
    ):
        survey(server)


@pytest.mark.parametrize(
    ("robots", "message"),
    [
        (reply("User-agent: *\nDisallow: /\n", content_type="text/plain"), "robots.txt does not allow"),
        (reply("oops", 500), "without its rules nothing may be asked"),
    ],
)
def test_robots_txt_is_obeyed_before_anything_else(robots: bytes, message: str) -> None:
    with running(lambda ask: robots) as server:
        with pytest.raises((FetchError, UsageError), match=message):
            survey(server)
        assert list(server.paths) == ["/robots.txt"]


def test_a_crawl_delay_is_kept() -> None:
    waits: list[float] = []
    robots = reply("User-agent: *\nCrawl-delay: 7\n", content_type="text/plain")
    with running(lambda ask: robots if ask.path == "/robots.txt" else plain(ask)) as server:
        fetcher = Fetcher(server.url + "/", budget=3, sleep=waits.append)
        fetcher.fetch(server.url + "/")
        fetcher.fetch(server.url + "/article/500.html")
        assert [round(wait) for wait in waits] == [0, 7, 7]
        with pytest.raises(OutOfRequests, match="3 requests have been made"):
            fetcher.fetch(server.url + "/article/501.html")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://10.0.0.1/", "cannot be asked"),
        ("file:///etc/passwd", "cannot be asked"),
        ("https://other.example/", "cannot be asked"),
    ],
)
def test_nothing_outside_the_site_is_asked(url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Fetcher("https://news.example/").fetch(url)


def test_a_public_name_that_leads_into_the_private_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *more: Any, **other: Any) -> object:
        return real("127.0.0.1" if host.endswith("news.example") else host, *more, **other)

    with running(plain) as server:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        fetcher = Fetcher("https://news.example/")
        fetcher.scope.note_address("news.example", private=False)
        with pytest.raises(FetchError, match="leads to the private address 127"):
            fetcher.fetch(f"http://www.news.example:{server.port}/")
        assert server.asked == []


def test_limits_of_size_and_compression_hold() -> None:
    answers = {
        "/bomb": reply(gzip.compress(b"\0" * 40_000_000), Content_Encoding="gzip"),
        "/large": reply(b"x" * 17_000_000),
    }
    with running(lambda ask: answers.get(ask.path)) as server:
        fetcher = Fetcher(server.url + "/", delay=0)
        assert len(fetcher.fetch(server.url + "/bomb").body) == 16 * 1024 * 1024
        with pytest.raises(FetchError, match="is larger than 16384 KiB"):
            fetcher.fetch(server.url + "/large")


def test_a_site_that_is_not_there() -> None:
    with pytest.raises(FetchError, match="the connection was refused"):
        Fetcher("http://127.0.0.1:9/", delay=0).fetch("http://127.0.0.1:9/")
