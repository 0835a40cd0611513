"""The bundled portal: every page of it, from its stories, sections and hot list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from newsarchive.demo import cards, feeds, pictures, semantic, tables
from newsarchive.demo.edition import hot_list, write_edition
from newsarchive.demo.records import Content, Layout, Section, Story
from newsarchive.demo.writing import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from opencc_pyo3 import OpenCC

    Route = Callable[[str], "Reply"]

PER_PAGE = 10
LISTINGS = {
    Layout.CARDS: cards.listing_page,
    Layout.SEMANTIC: semantic.listing_page,
    Layout.TABLES: tables.listing_page,
}
HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
PLAIN_PAGES = {
    "/privacy": ("隐私政策", "我们只记录维持服务所需的信息。"),
    "/terms": ("服务条款", "本站文字由程序生成，仅供演示。"),
    "/contact": ("联系我们", "编辑部每个工作日上午九点到下午五点开放。"),
    "/search": ("搜索", "没有找到结果。"),
    "/private/notes.html": ("内部通道", "此页不应被抓取。"),
}
CALENDAR = re.compile(r"/calendar/(\d{4})/(\d{2})")
PICTURE = re.compile(r"/(?:upload|thumb)/[\w/-]+\.(?:png|gif|svg)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the portal answers to one request."""

    status: int
    content_type: str
    body: bytes
    modified: datetime | None = None
    location: str = ""


@dataclass(frozen=True)
class Portal(Content):
    """One edition of the portal, and what it answers. ``gone`` are the paths of stories taken off line."""

    gone: frozenset[str]

    def respond(self, path: str, base: str) -> Reply:
        """Answer a request for ``path`` (with query) of the portal that is served at ``base``."""
        parts = urlsplit(path)
        page = parse_qs(parts.query).get("page", ["1"])[0]
        if route := self._routes.get(f"{parts.path}?page={page}") or self._routes.get(parts.path):
            return route(base)
        if PICTURE.fullmatch(parts.path):
            return Reply(200, *pictures.draw(parts.path))
        if month := CALENDAR.fullmatch(parts.path):
            return self._html(
                cards.plain_page(self, f"{month[1]}年{month[2]}月", _months(int(month[1]), int(month[2])))
            )
        status, words = (410, "本文已经下线") if parts.path in self.gone else (404, "您访问的页面不存在")
        return self._html(cards.plain_page(self, "出错了", f"<p>{words}。</p>"), status=status)

    @cached_property
    def _routes(self) -> dict[str, Route]:
        """What answers each exact path: called with the base address."""
        routes: dict[str, Route] = {
            "/": lambda _: self._html(cards.home_page(self), self.articles[0].when),
            "/robots.txt": lambda base: Reply(200, "text/plain; charset=utf-8", feeds.robots(base).encode()),
            "/feed.xml": lambda base: _xml(feeds.rss(self._in("zh"), base)),
            "/en/atom.xml": lambda base: _xml(feeds.atom(self._in("en"), base)),
            "/sitemap.xml": lambda base: _xml(feeds.sitemap_index(base)),
            "/sitemap-articles.xml": lambda base: _xml(feeds.sitemap(self.articles, base)),
            "/sitemap-news.xml": lambda base: _xml(feeds.news_sitemap(self.articles, base)),
        }
        for path, (title, text) in PLAIN_PAGES.items():
            routes[path] = self._plain(title, text)
        for section in self.sections:
            for page in range(1, self._pages(section) + 1):
                routes[section.listing(page)] = self._listing(section, page)
        for story in self.articles:
            self._add_story(routes, story)
        return routes

    def _add_story(self, routes: dict[str, Route], story: Story) -> None:
        for page in range(1, story.pages + 1):
            routes[story.page_path(page)] = self._article(story, page)
            if story.variants:
                for region in cards.REGIONS:
                    routes[f"/{region}{story.page_path(page)}"] = self._article(story, page, region)

    def _in(self, language: str) -> Sequence[Story]:
        return [story for story in self.articles if story.section.language == language]

    def _pages(self, section: Section) -> int:
        return max(1, -(-len(self.in_section(section)) // PER_PAGE))

    def _plain(self, title: str, text: str) -> Route:
        return lambda _: self._html(cards.plain_page(self, title, f"<p>{text}</p>"))

    def _listing(self, section: Section, page: int) -> Route:
        def respond(_: str) -> Reply:
            stories = self.in_section(section)[(page - 1) * PER_PAGE : page * PER_PAGE]
            text = LISTINGS[section.layout](self, section, stories, page, self._pages(section))
            return self._html(text, layout=section.layout)

        return respond

    def _article(self, story: Story, page: int, region: str = "") -> Route:
        def respond(base: str) -> Reply:
            match story.section.layout:
                case Layout.CARDS:
                    text = _in_region(cards.article_page(self, story, page, base), region)
                case Layout.SEMANTIC:
                    text = semantic.article_page(self, story, base)
                case Layout.TABLES:
                    text = tables.article_page(self, story)
            return self._html(text, story.modified or story.when, layout=story.section.layout)

        return respond

    def _html(
        self, text: str, modified: datetime | None = None, *, layout: Layout = Layout.CARDS, status: int = 200
    ) -> Reply:
        if layout is Layout.TABLES:
            # As old servers do: no charset in the header, and bytes of the superset of what the page claims.
            return Reply(status, "text/html", text.encode(tables.ENCODING), modified)
        return Reply(status, HTML, text.encode(), modified)


def build_portal(seed: int = 1, articles: int = 320, edition: int = 0) -> Portal:
    """Write a portal of ``articles`` stories; the same arguments give the same bytes on every machine.

    Each ``edition`` after 0 adds twelve newer stories, edits some (title or body), takes some off line and
    moves the hot list, as a portal does between two crawls; editions add up.
    """
    stories, gone = write_edition(seed, articles, edition)
    hot = hot_list(stories, seed, edition)
    return Portal(stories, SECTIONS, hot, frozenset(story.path for story in gone))


def _xml(text: str) -> Reply:
    return Reply(200, XML, text.encode())


def _months(year: int, month: int) -> str:
    """Links to the months around: a calendar without end in both directions."""
    before = (year - 1, 12) if month == 1 else (year, month - 1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return " ".join(f'<a href="/calendar/{y:04}/{m:02}">{y}年{m}月</a>' for y, m in (before, after))


def _in_region(text: str, region: str) -> str:
    """Print the page as the regional edition shows it: Hong Kong and Taiwan in Traditional script."""
    if not region:
        return text
    text = text.replace('lang="zh-CN"', f'lang="{cards.REGIONS[region]}"')
    return text if region == "sg" else _traditional().convert(text)


@cache
def _traditional() -> OpenCC:
    from opencc_pyo3 import OpenCC

    return OpenCC("s2t")
