"""Small portals, each built in another way that portals are built: how they list, page and address articles.

Every portal publishes the same stories under addresses of its own; a crawl with no profile must find each
of them once. They are served as whatever host they name: the test's server is the crawl's proxy.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from loopback import Answer, Ask, headline, reply, story_html

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "http://www.harbour.example"
COUNT = 24
PER_PAGE = 6
PAGES_WITHOUT_END = 60
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
GBK = "text/html; charset=gb2312"


@dataclass
class Shape:
    """``pages`` are answers by address without ``http://``; ``stories`` how many there are to be found."""

    start: str = HOST + "/"
    pages: dict[str, Answer] = field(default_factory=dict)
    stories: int = COUNT

    def __call__(self, ask: Ask) -> Answer | None:
        return self.pages.get(ask.path.removeprefix("http://"))

    def put(self, url: str, body: str | bytes, content_type: str = "text/html; charset=utf-8") -> None:
        self.pages[self.absolute(url).removeprefix("http://")] = reply(body, content_type=content_type)

    def move(self, url: str, target: str) -> None:
        self.pages[self.absolute(url).removeprefix("http://")] = reply("", 301, Location=target)

    def absolute(self, url: str) -> str:
        return url if "://" in url else HOST + url


SHAPES: dict[str, Callable[[], Shape]] = {}


def shape(build: Callable[[Shape], None]) -> Callable[[Shape], None]:
    """Enter a portal into `SHAPES` under its function's name."""

    def make() -> Shape:
        built = Shape()
        build(built)
        return built

    SHAPES[build.__name__] = make
    return build


def day(number: int) -> str:
    return f"2026-{1 + number % 6:02}-{1 + number % 28:02}"


def story(number: int, **more: str) -> str:
    return story_html(number, day(number), **more)


def page(title: str, body: str, head: str = "", charset: str = "utf-8") -> str:
    return (
        f"<!doctype html><html><head><meta charset='{charset}'><title>{title}</title>{head}</head>"
        f"<body><header><a href='/'>海港日报</a></header>{body}<footer>版权所有</footer></body></html>"
    )


def items(addresses: list[tuple[int, str]]) -> str:
    lines = "".join(f"<li><a href='{url}'>{headline(n)}</a></li>" for n, url in addresses)
    return f"<ul class='list'>{lines}</ul>"


def chunks(count: int = COUNT, size: int = PER_PAGE) -> list[list[int]]:
    return [list(range(count))[at : at + size] for at in range(0, count, size)]


def stories(site: Shape, address: Callable[[int], str]) -> None:
    for number in range(COUNT):
        site.put(address(number), story(number))


# -- how pages of a list follow each other


@shape
def drupal_pages_from_zero(site: Shape) -> None:
    """``?page=1`` is the second page, nodes have short numbers, the pager is drawn with arrows."""
    stories(site, lambda n: f"/node/{n + 101}")
    parts = chunks()
    for number, part in enumerate(parts):
        more = ""
        if number + 1 < len(parts):
            more = (
                f"<ul class='pager'><li><a title='Go to next page' href='?page={number + 1}'>››</a></li></ul>"
            )
        body = page("新闻", items([(n, f"/node/{n + 101}") for n in part]) + more)
        site.put("/news" + (f"?page={number}" if number else ""), body)
    site.put("/", page("海港日报", "<nav><a href='/news'>新闻</a> <a href='/about'>关于</a></nav>"))


@shape
def wordpress(site: Shape) -> None:
    """Dated slugs, ``/page/2/`` and 'Older posts', headlines in headings with a 'Read more' beside."""

    def address(n: int) -> str:
        return f"/{day(n)[:4]}/{day(n)[5:7]}/port-{'abcdefghijklmnopqrstuvwxyz'[n]}/"

    stories(site, address)
    parts = chunks()
    for number, part in enumerate(parts, 1):
        cards = "".join(
            f"<article class='post'><h2>{headline(n)}</h2><p>摘要。</p>"
            f"<a class='more-link' href='{HOST}{address(n)}'>Read more</a> "
            f"<a href='{HOST}{address(n)}#comments'>3 comments</a></article>"
            for n in part
        )
        older = f"<a href='{HOST}/page/{number + 1}/'>Older posts</a>" if number < len(parts) else ""
        site.put("/" if number == 1 else f"/page/{number}/", page("Harbour", cards + older))


@shape
def month_archives(site: Shape) -> None:
    """No pages to turn: a list of months, each with its own."""
    stories(site, lambda n: f"/news/{n + 51}.html")
    months = sorted({day(n)[:7] for n in range(COUNT)})
    links = "".join(f"<li><a href='/{m[:4]}/{m[5:]}/'>{m[:4]}年{int(m[5:])}月</a></li>" for m in months)
    site.put("/", page("海港日报", f"<aside><h3>归档</h3><ul>{links}</ul></aside>"))
    for month in months:
        own = [(n, f"/news/{n + 51}.html") for n in range(COUNT) if day(n).startswith(month)]
        site.put(f"/{month[:4]}/{month[5:]}/", page(month, items(own)))


@shape
def day_archives(site: Shape) -> None:
    """A page for each day, reached by 'previous day'."""
    stories(site, lambda n: f"/paper/a{n + 70001}.html")
    days = [f"2026/05/{d:02}" for d in range(8, 0, -1)]
    for at, date in enumerate(days):
        own = [(n, f"/paper/a{n + 70001}.html") for n in range(at * 3, at * 3 + 3)]
        more = f"<a href='/paper/{days[at + 1]}/'>上一期</a>" if at + 1 < len(days) else ""
        site.put(f"/paper/{date}/", page(date, items(own) + more))
    site.put("/", page("海港日报", f"<nav><a href='/paper/{days[0]}/'>今日报纸</a></nav>"))


@shape
def load_more_button_with_a_fragment(site: Shape) -> None:
    """A button with ``data-url`` that brings a fragment of HTML."""
    stories(site, lambda n: f"/story/{n + 30001}")
    parts = chunks()
    for number, part in enumerate(parts, 1):
        button = f"<button data-url='/ajax/list?page={number + 1}'>加载更多</button>"
        body = items([(n, f"/story/{n + 30001}") for n in part]) + (button if number < len(parts) else "")
        site.put(
            "/" if number == 1 else f"/ajax/list?page={number}", page("海港", body) if number == 1 else body
        )


@shape
def sections_in_sections(site: Shape) -> None:
    """Nothing but plain links between folders leads to the lists, which stand at the bottom."""
    for at, part in enumerate(chunks()):
        top, middle, bottom = f"/s{at % 2}/", f"/s{at % 2}/t/", f"/s{at % 2}/t/u{at}/"
        below = "".join(f"<p><a href='u{n}/'>部门{n}</a></p>" for n in range(at % 2, 4, 2))
        site.put(top, page("一级", "<p><a href='t/'>二级部门</a></p>"))
        site.put(middle, page("二级", below))
        site.put(bottom, page("三级", items([(n, f"/p/{n + 70001}") for n in part])))
    stories(site, lambda n: f"/p/{n + 70001}")
    site.put("/", page("海港", "<p><a href='/s0/'>甲部门</a></p><p><a href='/s1/'>乙部门</a></p>"))


@shape
def load_more_button_with_json(site: Shape) -> None:
    """A button with ``data-url`` that brings JSON."""
    stories(site, lambda n: f"/story/{n + 30001}")
    parts = chunks()
    first = items([(n, f"/story/{n + 30001}") for n in parts[0]])
    site.put("/", page("海港", first + "<button data-url='/api/list?page=2'>加载更多</button>"))
    for number, part in enumerate(parts[1:], 2):
        told = {
            "code": 0,
            "data": [{"id": n, "title": headline(n), "url": f"/story/{n + 30001}"} for n in part],
            "next": f"/api/list?page={number + 1}" if number < len(parts) else None,
        }
        site.put(f"/api/list?page={number}", json.dumps(told), "application/json")


@shape
def pages_by_offset(site: Shape) -> None:
    """``?start=6``, and only numbers to turn pages by."""
    stories(site, lambda n: f"/view.php?id={n + 11}")
    parts = chunks()
    numbers = " ".join(f"<a href='/list.php?start={at * PER_PAGE}'>{at + 1}</a>" for at in range(len(parts)))
    for at, part in enumerate(parts):
        body = page("列表", items([(n, f"/view.php?id={n + 11}") for n in part]) + f"<div>{numbers}</div>")
        site.put(f"/list.php?start={at * PER_PAGE}", body)
        if not at:
            site.put("/list.php", body)
    site.put("/", page("海港日报", "<div class='menu'><a href='/list.php'>新闻列表</a></div>"))


@shape
def pages_in_a_select(site: Shape) -> None:
    """Pages are chosen from a drop-down list."""
    stories(site, lambda n: f"/a/keji/2026/0504/{n + 11}.html")
    parts = chunks()
    options = "".join(f"<option value='list_1_{at}.html'>{at}</option>" for at in range(1, len(parts) + 1))
    for at, part in enumerate(parts, 1):
        body = items([(n, f"/a/keji/2026/0504/{n + 11}.html") for n in part])
        site.put(f"/a/keji/list_1_{at}.html", page("科技", f"{body}<select>{options}</select>"))
    site.put("/", page("海港日报", "<nav><a href='/a/keji/list_1_1.html'>科技</a></nav>"))


@shape
def old_tables(site: Shape) -> None:
    """GBK, upper-case tags, ``index_1.htm``, links by script and picture maps."""
    parts = chunks()
    for at, part in enumerate(parts):
        rows = "".join(
            f"<TR><TD onclick=\"location.href='/gk/{n + 1}.htm'\">{headline(n)}</TD></TR>" for n in part
        )
        more = f"<A HREF='index_{at + 1}.htm'>下页</A>" if at + 1 < len(parts) else ""
        body = f"<HTML><BODY><TABLE>{rows}</TABLE>{more}</BODY></HTML>"
        site.put("/gk/" + (f"index_{at}.htm" if at else "index.htm"), body.encode("gbk"), GBK)
    for number in range(COUNT):
        site.put(f"/gk/{number + 1}.htm", story(number).replace("utf-8", "gb2312").encode("gbk"), GBK)
    site.put("/", page("海港", "<img usemap='#m'><map name='m'><area href='/gk/index.htm' alt='港口'></map>"))


# -- what names the articles


@shape
def next_js(site: Shape) -> None:
    """The lists are drawn by scripts from ``__NEXT_DATA__``; there are no links."""
    parts = chunks(size=12)
    for name, part in zip(("gangkou", "hangyun"), parts, strict=True):
        told = {
            "posts": [{"title": headline(n), "href": f"/news/{name}/port-story-{n + 40001}"} for n in part]
        }
        data = json.dumps({"props": {"pageProps": told}, "page": "/[section]"})
        script = f"<script id='__NEXT_DATA__' type='application/json'>{data}</script>"
        links = "<nav><a href='/gangkou'>港口</a><a href='/hangyun'>航运</a></nav>"
        site.put(f"/{name}", page("海港", f"<div id='__next'>{links}<main></main></div>{script}"))
        for number in part:
            site.put(f"/news/{name}/port-story-{number + 40001}", story(number))
    site.put("/", page("海港", "<nav><a href='/gangkou'>港口</a><a href='/hangyun'>航运</a></nav>"))


@shape
def initial_state(site: Shape) -> None:
    """As above from an assignment in a script, slashes escaped."""
    stories(site, lambda n: f"/article/{n + 40001}.html")
    told = json.dumps([{"t": headline(n), "u": f"{HOST}/article/{n + 40001}.html"} for n in range(COUNT)])
    script = '<script>window.__INITIAL_STATE__={"list":' + told.replace("/", "\\/") + "};</script>"
    site.put("/", page("海港", f"<div id='app'></div>{script}"))


@shape
def json_feed(site: Shape) -> None:
    stories(site, lambda n: f"/s/{n + 1}")
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": str(n), "url": f"{HOST}/s/{n + 1}", "title": headline(n)} for n in range(COUNT)],
    }
    site.put("/latest.json", json.dumps(told), "application/json")
    site.put(
        "/", page("海港", "欢迎", "<link rel='alternate' type='application/feed+json' href='/latest.json'>")
    )


@shape
def rss_only(site: Shape) -> None:
    """The feed is linked from the text, and nowhere declared."""
    stories(site, lambda n: f"/s/{n + 1}")
    lines = "".join(
        f"<item><title>{headline(n)}</title><link>{HOST}/s/{n + 1}</link></item>" for n in range(COUNT)
    )
    site.put("/", page("海港", "<p>订阅：<a href='/out/news.rss'>RSS</a></p>"))
    site.put("/out/news.rss", f"<rss version='2.0'><channel>{lines}</channel></rss>", "text/xml")


@shape
def sitemaps_only(site: Shape) -> None:
    """robots.txt names an index of gzipped sitemaps and a news sitemap."""
    stories(site, lambda n: f"/s/story-{n + 1}")
    parts = chunks(size=8)
    for at, part in enumerate(parts):
        urls = "".join(f"<url><loc>{HOST}/s/story-{n + 1}</loc></url>" for n in part)
        if at == 2:
            urls = "".join(
                f"<url><loc>{HOST}/s/story-{n + 1}</loc><news:news><news:title>{headline(n)}</news:title>"
                f"<news:publication_date>{day(n)}</news:publication_date></news:news></url>"
                for n in part
            )
        news = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
        body = f"<urlset xmlns='{XMLNS}' {news}>{urls}</urlset>".encode()
        site.put(f"/map{at}.xml.gz", gzip.compress(body), "application/x-gzip")
    maps = "".join(f"<sitemap><loc>{HOST}/map{at}.xml.gz</loc></sitemap>" for at in range(len(parts)))
    site.put("/index.xml", f"<sitemapindex xmlns='{XMLNS}'>{maps}</sitemapindex>", "application/xml")
    site.put("/robots.txt", "User-agent: *\nSitemap: /index.xml\n", "text/plain")
    site.put("/", page("海港", "欢迎"))


@shape
def frames(site: Shape) -> None:
    stories(site, lambda n: f"/text/{n + 501}.html")
    site.put(
        "/", "<html><frameset cols='20%,*'><frame src='menu.html'><frame src='top.html'></frameset></html>"
    )
    site.put("/menu.html", page("栏目", "<a href='gangkou.html' target='main'>港口</a>"))
    site.put("/top.html", page("要闻", items([(n, f"text/{n + 501}.html") for n in range(12)])))
    site.put("/gangkou.html", page("港口", "<iframe src='/inner.html'></iframe>"))
    site.put("/inner.html", page("港口", items([(n, f"text/{n + 501}.html") for n in range(12, COUNT)])))


@shape
def splash_page(site: Shape) -> None:
    """The start page only leads on, by a refresh, to one that leads on by a script."""
    stories(site, lambda n: f"/c/{n + 10001}.html")
    site.put("/", "<html><head><meta http-equiv='refresh' content='1; url=/start.html'></head></html>")
    site.put("/start.html", "<html><script>window.location.href = '/home/';</script></html>")
    site.put("/home/", page("海港", items([(n, f"/c/{n + 10001}.html") for n in range(COUNT)])))


@shape
def cards_without_text(site: Shape) -> None:
    """The link is around the picture, the headline beside it."""
    stories(site, lambda n: f"/p/{n + 20001}")
    cards = "".join(
        f"<div class='card'><a href='/p/{n + 20001}'><img src='/i/{n}.jpg'></a>"
        f"<div><h3>{headline(n)}</h3><span>{day(n)}</span></div></div>"
        for n in range(COUNT)
    )
    site.put("/", page("海港", cards))


@shape
def short_slugs(site: Shape) -> None:
    """Addresses say nothing: only what the links say tells articles from the rest."""

    def address(n: int) -> str:
        return f"/{'abcdefghijklmnopqrstuvwxyz'[n]}-port"

    stories(site, address)
    rest = "".join(f"<a href='/{word}'>{word}</a>" for word in ("about", "jobs", "imprint", "privacy"))
    site.put("/", page("Harbour", items([(n, address(n)) for n in range(COUNT)]) + rest))


# -- one article under many addresses


@shape
def amp_editions(site: Shape) -> None:
    """Lists link to AMP editions on a host of their own and in the path; each names its canonical page."""
    links = []
    for number in range(COUNT):
        path = f"/article/{number + 60001}"
        for copy in (
            f"{HOST}{path}",
            f"http://amp.harbour.example{path}",
            f"{HOST}{path}/amp",
            f"{HOST}{path}?amp=1",
        ):
            site.put(copy, story(number, head=f"<link rel='canonical' href='{HOST}{path}'>"))
            links.append((number, copy))
    site.put("/", page("海港", items(links)))


@shape
def canonical_elsewhere(site: Shape) -> None:
    """Every list gives the article an address of its own; only ``rel=canonical`` tells which are one."""
    for section in ("gangkou", "hangyun", "hot"):
        for number in range(COUNT):
            head = f"<link rel='canonical' href='{HOST}/story/{number + 60001}'>"
            site.put(f"/{section}/{number + 60001}.html", story(number, head=head))
        site.put(f"/{section}/", page(section, items([(n, f"{n + 60001}.html") for n in range(COUNT)])))
    site.put(
        "/",
        page(
            "海港",
            "<nav><a href='/gangkou/'>港口</a><a href='/hangyun/'>航运</a><a href='/hot/'>热门</a></nav>",
        ),
    )


@shape
def base_href(site: Shape) -> None:
    stories(site, lambda n: f"/deep/er/{n + 60001}.html")
    body = items([(n, f"{n + 60001}.html") for n in range(COUNT)])
    site.put("/lists/all.html", page("全部", body, "<base href='/deep/er/'>"))
    site.put("/", page("海港", "<nav><a href='/lists/all.html'>全部新闻</a></nav>"))


@shape
def hosts_and_slashes(site: Shape) -> None:
    """With and without ``www.`` and ``m.``, with and without a trailing slash, doubled slashes."""
    links = []
    for number in range(COUNT):
        name = f"/2026/05/04/{number + 60001}"
        for copy in (
            HOST + name,
            f"http://harbour.example{name}/",
            f"http://m.harbour.example{name}",
            f"{HOST}//2026/05/04/{number + 60001}/",
        ):
            site.put(copy, story(number))
            links.append((number, copy))
    site.put("/", page("海港", items(links)))


@shape
def international_names(site: Shape) -> None:
    """A host name in Chinese, written both ways, and paths with escapes in every spelling."""
    ascii_host = "http://xn--6orv52d.example"
    site.start = "http://港口.example/"
    links = []
    for number in range(COUNT):
        word = quote("新闻")
        for copy in (f"/{word}/{number + 60001}.html", f"/{word.lower()}/{number + 60001}.html"):
            site.put(ascii_host + copy, story(number))
        links += [
            (number, f"http://港口.example/新闻/{number + 60001}.html"),
            (number, f"{ascii_host}/{word.lower()}/{number + 60001}.html"),
            (number, f"/%E6%96%B0%e9%97%bb/{number + 60001}.html"),
        ]
    site.put(ascii_host + "/", page("海港", items(links)))


@shape
def script_variants(site: Shape) -> None:
    """``?variant=zh-hk``, ``/zh-hk/`` and ``/tw/`` editions of every article and list."""
    links = []
    for number in range(COUNT):
        path = f"/article/{number + 60001}"
        for copy in (path, f"{path}?variant=zh-hk", f"/zh-hk{path}", f"/tw{path}"):
            site.put(copy, story(number))
            links.append((number, copy))
    site.put("/", page("海港", items(links[::-1])))


@shape
def several_pages(site: Shape) -> None:
    """Articles on two pages: ``_2.html``, ``?page=2``, ``/2``."""
    forms = ("/a/{}.html|/a/{}_2.html", "/b/{}.html|/b/{}.html?page=2", "/c/{}|/c/{}/2")
    links = []
    for number in range(COUNT):
        first, second = (form.format(number + 60001) for form in forms[number % 3].split("|"))
        pager = f"<div class='pages'><a href='{first}'>1</a> <a href='{second}'>2</a></div>"
        site.put(first, story(number, extra=pager))
        site.put(second, story(number + 100, title=headline(number), extra=pager))
        links.append((number, first))
    site.put("/", page("海港", items(links)))


@shape
def tracked_links(site: Shape) -> None:
    """Every list marks its links with parameters of its own that change nothing."""
    marks = (
        "?from=home",
        "?ref=side&t=881",
        "?spm=a2.1.b.7",
        "?src=hot_3",
        "?s=wap",
        "?_t=1720000000",
        "?iref=top",
    )
    links = []
    for number in range(COUNT):
        for mark in ("", *marks):
            site.put(f"/story/{number + 60001}.html{mark}", story(number))
            links.append((number, f"/story/{number + 60001}.html{mark}"))
    site.put("/", page("海港", items(links[1:])))


@shape
def query_articles(site: Shape) -> None:
    """The whole address is in the query, its parameters in any order."""
    links = []
    for number in range(COUNT):
        site.put(f"/index.php?a=show&c=content&id={number + 1}", story(number))
        links += [
            (number, f"/index.php?c=content&a=show&id={number + 1}"),
            (number, f"/index.php?id={number + 1}&c=content&a=show"),
        ]
    site.put("/", page("海港", items(links)))


@shape
def sections_on_subdomains(site: Shape) -> None:
    names = ("tech", "money", "sport")
    nav = "".join(f"<a href='http://{name}.harbour.example/'>{name}</a>" for name in names)
    site.put("/", page("海港", f"<nav>{nav}</nav>"))
    for at, name in enumerate(names):
        home = f"http://{name}.harbour.example"
        own = [(n, f"{home}/26/0504/{n + 10}.html") for n in range(at, COUNT, 3)]
        site.put(home + "/", page(name, items(own)))
        for number, url in own:
            site.put(url, story(number))


# -- what old servers and careless ones do


@shape
def pager_written_by_a_script(site: Shape) -> None:
    """TRS WCM, as many official portals have it: only a script knows how many pages there are."""

    def address(n: int) -> str:
        return f"/xinwen/202605/t20260504_{n + 3100}.html"

    stories(site, address)
    parts = chunks()
    for at, part in enumerate(parts):
        pager = f'<script>createPageHTML({len(parts)}, {at}, "index", "html");</script>'
        body = page("新闻", items([(n, address(n)) for n in part]) + pager)
        site.put(f"/xinwen/index_{at}.html" if at else "/xinwen/", body)
    site.put("/", page("海港日报", "<nav><a href='/xinwen/'>新闻</a></nav>"))


@shape
def queries_in_the_pages_encoding(site: Shape) -> None:
    """Links say ``?cat=新闻``; the server understands it in GBK only."""
    for number in range(COUNT):
        site.put(f"/show.asp?id={number + 11}", story(number).replace("utf-8", "gb2312").encode("gbk"), GBK)
    parts = chunks()
    news = quote("新闻".encode("gbk"))
    for number, part in enumerate(parts, 1):
        more = f"<a href='/list.asp?cat=新闻&page={number + 1}'>下一页</a>" if number < len(parts) else ""
        body = page("新闻", items([(n, f"/show.asp?id={n + 11}") for n in part]) + more, charset="gb2312")
        address = f"/list.asp?cat={news}" + (f"&page={number}" if number > 1 else "")
        site.put(address, body.encode("gbk"), "text/html")
    nav = page("海港日报", "<nav><a href='/list.asp?cat=新闻'>新闻</a></nav>", charset="gb2312")
    site.put("/", nav.encode("gbk"), "text/html")


@shape
def a_last_page_without_end(site: Shape) -> None:
    """Whatever page is asked for, the last one comes, and names the page after it."""
    stories(site, lambda n: f"/news/{n + 510001}.html")
    parts = chunks()
    for number in range(1, PAGES_WITHOUT_END + 1):
        shown = [(n, f"/news/{n + 510001}.html") for n in parts[min(number, len(parts)) - 1]]
        more = (
            f"<a href='/list?page={number + 1}'>下一页</a> <a href='/list?page={number + 9}'>{number + 9}</a>"
        )
        site.put("/list" + (f"?page={number}" if number > 1 else ""), page("列表", items(shown) + more))
    site.put("/", page("海港日报", "<nav><a href='/list'>新闻</a></nav>"))


@shape
def careless_headers(site: Shape) -> None:
    """Codings that are none, packing that was not done, a refresh in the header, a redirect in GBK."""
    wrong = ("utf-8", "none", "gzip", "deflate")
    for number in range(COUNT):
        body = story(number)
        site.pages[f"www.harbour.example/news/{number + 11}.html"] = reply(
            body, Content_Encoding=wrong[number % len(wrong)]
        )
    own = [(n, f"/news/{n + 11}.html") for n in range(COUNT)]
    moved = f"HTTP/1.1 301 Moved\r\nLocation: {HOST}/新闻/\r\nContent-Length: 0\r\n\r\n"
    site.pages["www.harbour.example/home"] = moved.encode("gbk")
    site.put(f"/{quote('新闻'.encode('gbk'))}/", page("新闻", items(own)))
    site.pages["www.harbour.example/"] = reply("<html><body></body></html>", Refresh="0; url=/home")
