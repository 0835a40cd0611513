"""The second run asks for what is new and due, conditionally; nothing twice, nothing missed."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from driver import run_crawl
from loopback import Answer, Ask, Loopback, article_html, headline, listing_html, reply, running

if TYPE_CHECKING:
    from pathlib import Path

PER_PAGE = 20


@dataclass
class Site:
    """A portal with one section, a feed of the newest ten and a gzipped sitemap; it can be edited."""

    numbers: list[int]
    titles: dict[int, str] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    moved_home: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    sitemap: bool = False

    def __call__(self, ask: Ask) -> Answer | None:
        path, _, query = ask.path.partition("?")
        if path == "/robots.txt" and self.sitemap:
            return reply("User-agent: *\nSitemap: /map.xml.gz\n", content_type="text/plain")
        if path == "/map.xml.gz" and self.sitemap:
            return reply(gzip.compress(self._sitemap().encode()), content_type="application/gzip")
        if path == "/":
            return reply(listing_html("海港日报", []))
        if path == "/category/gangkou/":
            return reply(self._listing(int(query.partition("page=")[2] or 1)))
        number = int("".join(filter(str.isdigit, path)) or 0)
        if number not in self.numbers:
            return None
        if number in self.removed:
            return reply("gone", 410)
        if number in self.broken:
            return reply("oops", 500)
        if number in self.moved_home:
            return reply("", 302, Location="/")
        return self._article(ask, number)

    def _article(self, ask: Ask, number: int) -> bytes:
        body = article_html(number, title=self.titles.get(number, ""))
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if ask.headers.get("if-none-match") == etag:
            return reply("", 304, ETag=etag)
        return reply(body, ETag=etag)

    def _listing(self, page: int) -> str:
        shown = self.numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
        more = (
            f"<a href='/category/gangkou/?page={page + 1}'>下一页</a>"
            if self.numbers[page * PER_PAGE :]
            else ""
        )
        return listing_html("港口", [(f"/article/{n}.html", headline(n)) for n in shown], more)

    def _sitemap(self) -> str:
        urls = "".join(
            f"<url><loc>/article/{n}.html</loc><lastmod>2026-05-04</lastmod></url>" for n in self.numbers
        )
        return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def articles(server: Loopback, since: int) -> list[Ask]:
    return [ask for ask in server.asked[since:] if ask.path.startswith("/article/")]


def one(archive: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return db.execute(query).fetchall()


def test_a_second_run_costs_a_few_requests_and_takes_what_is_new(tmp_path: Path) -> None:
    site = Site(list(range(800200, 800000, -1)))
    with running(site) as server:
        first = run_crawl(server.url, tmp_path)
        assert first.report["articles_new"] == 200
        assert first.report["failed"] == 0
        begun = len(server.asked)
        second = run_crawl(server.url, tmp_path)
        assert second.report["articles_new"] == 0
        assert second.report["requests"] <= first.report["requests"] * 0.05
        assert articles(server, begun) == []
        site.numbers[:0] = [800202, 800201]
        third = run_crawl(server.url, tmp_path)
        assert third.report["articles_new"] == 2
        site.numbers[:0] = range(800300, 800250, -1)
        fourth = run_crawl(server.url, tmp_path)
        assert fourth.report["articles_new"] == 50
        begun = len(server.asked)
        full = run_crawl(server.url, tmp_path, full=True)
        walked = sum("page=" in ask.path for ask in server.asked[begun:])
    assert full.report["articles_new"] == 0
    assert walked == 252 // PER_PAGE


def test_a_recheck_is_conditional_and_sees_edits_and_removals(tmp_path: Path) -> None:
    site = Site(list(range(810040, 810000, -1)))
    with running(site) as server:
        run_crawl(server.url, tmp_path)
        site.titles[810010] = "港口通报的更正：仓储费用没有上涨而是下降"
        site.removed.add(810011)
        site.moved_home.add(810012)
        site.broken.add(810013)
        begun = len(server.asked)
        again = run_crawl(server.url, tmp_path, recheck="all")
        asked = articles(server, begun)
    assert all("if-none-match" in ask.headers for ask in asked if "810013" not in ask.path)
    assert again.report["not_modified"] == 36
    assert again.report["articles_unchanged"] == 36
    assert again.report["articles_changed"] == 1
    assert again.report["articles_gone"] == 2
    assert again.report["failed"] == 1
    assert again.status == 2
    gone = one(tmp_path, "SELECT url FROM articles WHERE status = 'gone' ORDER BY url")
    assert [str(url)[-11:] for (url,) in gone] == ["810011.html", "810012.html"]
    assert one(tmp_path, "SELECT count(*) FROM articles") == [(40,)]
    assert one(tmp_path, "SELECT title FROM article_revisions WHERE revision = 1") == [(site.titles[810010],)]


def test_recheck_none_asks_for_no_archived_article(tmp_path: Path) -> None:
    with running(Site(list(range(820020, 820000, -1)))) as server:
        run_crawl(server.url, tmp_path)
        begun = len(server.asked)
        run_crawl(server.url, tmp_path, recheck="none", full=True)
        assert articles(server, begun) == []


def test_sitemaps_named_by_robots_txt_are_read(tmp_path: Path) -> None:
    site = Site(list(range(830060, 830000, -1)), sitemap=True)
    with running(site) as server:
        report = run_crawl(server.url, tmp_path).report
    assert report["articles_new"] == 60
    assert {"source": "sitemap", "seen": 60, "stored": 60, "gone": 0} in report["coverage"]


def test_full_walks_lists_that_are_not_due(tmp_path: Path) -> None:
    def portal(ask: Ask) -> Answer | None:
        """A list that only its address below the home page speaks for."""
        number = int("".join(filter(str.isdigit, ask.path)) or 0)
        if ask.path == "/":
            return reply(listing_html("海港日报", [("/gk/", "港口")]))
        if ask.path == "/gk/":
            return reply(listing_html("港口", [(f"/a/{n}.html", headline(n)) for n in range(700001, 700007)]))
        return reply(article_html(number, day=f"2026-05-0{number % 10}")) if number else None

    with running(portal) as server:
        for options in ({"since": "2026-05-04"}, {}, {"full": True}):
            server.asked.clear()
            run_crawl(server.url + "/", tmp_path, **options)
        assert [ask.path for ask in server.asked].count("/gk/") == 1


def test_max_articles_takes_the_newest(tmp_path: Path) -> None:
    def handler(ask: Ask) -> Answer | None:
        days = {n: f"2026-{1 + (n * 7) % 12:02}-{1 + n % 28:02}" for n in range(840000, 840030)}
        if ask.path in ("/", "/category/gangkou/"):
            items = "".join(
                f"<li><a href='/article/{n}.html'>{headline(n)}</a> <span>{day}</span></li>"
                for n, day in days.items()
            )
            return reply(listing_html("港口", [], f"<ul>{items}</ul>"))
        number = int("".join(filter(str.isdigit, ask.path)) or 0)
        return reply(article_html(number, days[number])) if number in days else None

    with running(handler) as server:
        report = run_crawl(server.url, tmp_path, max_articles=5, concurrency=1).report
    assert report["articles_new"] == 5
    kept = [str(day)[:10] for (day,) in one(tmp_path, "SELECT published FROM articles")]
    every = sorted(f"2026-{1 + (n * 7) % 12:02}-{1 + n % 28:02}" for n in range(840000, 840030))
    assert sorted(kept) == every[-5:]


def test_since_leaves_older_articles_out(tmp_path: Path) -> None:
    site = Site(list(range(850030, 850000, -1)), sitemap=True)
    with running(site) as server:
        report = run_crawl(server.url, tmp_path, since="2026-05-05").report
        assert report["articles_new"] == 0
        report = run_crawl(server.url, tmp_path, since="2026-05-04").report
        assert report["articles_new"] == 30


def test_pages_of_one_article_are_joined_and_editions_fold(tmp_path: Path) -> None:
    def handler(ask: Ask) -> Answer | None:
        path = ask.path.partition("?")[0]
        if path in ("/", "/category/gangkou/"):
            links = [
                ("/article/860001.html", headline(1)),
                ("/article/860001.html?utm_source=x", headline(1)),
            ]
            links += [("/article/860001_2.html", headline(1)), ("/tw/article/860001.html", headline(1))]
            return reply(listing_html("港口", links))
        if path == "/article/860001.html":
            return reply(article_html(1, extra=PAGER))
        if path == "/article/860001_2.html":
            return reply(article_html(2, title=headline(1), extra=PAGER))
        return None

    with running(handler) as server:
        report = run_crawl(server.url, tmp_path).report
        assert server.paths["/article/860001.html"] == 1
        assert server.paths["/article/860001_2.html"] == 1
        assert server.paths["/tw/article/860001.html"] == 0
    assert report["articles_new"] == 1
    assert one(tmp_path, "SELECT pages FROM articles") == [(2,)]
    body = str(one(tmp_path, "SELECT body FROM article_revisions")[0][0])
    assert body.count("\n") == 15
    assert "编号1之7" in body
    assert "编号2之7" in body


PAGER = (
    "<div class='pages'><a href='/article/860001.html'>1</a> <a href='/article/860001_2.html'>2</a> "
    "<a href='/article/860001_2.html'>下一页</a></div>"
)


def test_a_run_resumed_a_day_later_looks_at_the_first_pages_again(tmp_path: Path) -> None:
    site = Site(list(range(870060, 870000, -1)))
    with running(site) as server:
        assert run_crawl(server.url, tmp_path, max_articles=10).report["status"] == "limited"
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            db.execute("UPDATE pages SET fetched_at = '2026-01-01T00:00:00Z'")
            db.commit()
        site.numbers[:0] = [870062, 870061]
        later = run_crawl(server.url, tmp_path).report
    assert later["articles_new"] == 52
    assert later["run"] == 1
    assert later["status"] == "finished"
