"""Links worth following: articles in any layout of a listing, pagination, feeds; on the site's hosts only."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discover import discover_links, links_in_json
from newsarchive.document import Document
from newsarchive.model import Article, Category, Extraction, HotEntry, HotList, Link, LinkRole, PageKind
from newsarchive.profile import GENERIC, Profile

TITLES = [f"第{n}篇文章的标题比任何栏目的名字都长" for n in range(1, 7)]
LISTING = Extraction(PageKind.LISTING, 0.9, Article())
ARTICLE = Extraction(PageKind.ARTICLE, 0.9, Article())


def discover(
    body: str,
    url: str = "https://x.com/keji/",
    extraction: Extraction = LISTING,
    profile: Profile = GENERIC,
    hosts: tuple[str, ...] = (),
) -> tuple[Link, ...]:
    return discover_links(Document(f"<html><body>{body}</body></html>", url), extraction, profile, hosts)


def urls(links: tuple[Link, ...], role: LinkRole) -> list[str]:
    return [link.url.removeprefix("https://x.com") for link in links if link.role is role]


def each(pattern: str) -> str:
    return "".join(pattern.format(n=n, title=title) for n, title in enumerate(TITLES, 1))


LAYOUTS = {
    "list": "<ul>"
    + each('<li><a href="/article/4260{n}.html">{title}</a><span>2024-05-0{n}</span></li>')
    + "</ul>",
    "cards": each(
        '<div class="card"><a href="/article/4260{n}.html"><img src="/t.jpg"></a>'
        '<h3><a href="/article/4260{n}.html">{title}</a></h3>'
        '<p>摘要。</p><time datetime="2024-05-0{n}">昨天</time></div>'
    ),
    "table": "<table>"
    + each('<tr><td>·<a href="/article/4260{n}.html">{title}</a></td><td>(2024-05-0{n})</td></tr>')
    + "</table>",
    "whole cards as links": each(
        '<a class="item" href="/article/4260{n}.html"><h3>{title}</h3><p>摘要</p><i>2024年5月{n}日</i></a>'
    ),
    "title cut, whole in an attribute": "<ul>"
    + each('<li><a href="/article/4260{n}.html" title="{title}">第{n}篇文章的标题比...</a> 2024/5/{n}</li>')
    + "</ul>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_articles_of_a_listing(layout: str) -> None:
    assert urls(discover(LAYOUTS[layout]), LinkRole.ARTICLE) == [
        f"/article/4260{n}.html" for n in range(1, 7)
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_dates_beside_the_links_are_evidence(layout: str) -> None:
    dates = [link.date for link in discover(LAYOUTS[layout]) if link.role is LinkRole.ARTICLE]
    assert dates == [f"2024-05-0{n}" for n in range(1, 7)]


@pytest.mark.parametrize("layout", ["list", "cards", "table", "title cut, whole in an attribute"])
def test_titles_of_the_links(layout: str) -> None:
    texts = [link.text for link in discover(LAYOUTS[layout]) if link.role is LinkRole.ARTICLE]
    assert texts == TITLES


def test_short_slugs_are_articles_when_their_texts_are_headlines() -> None:
    body = "<ul>" + each('<li><a href="/keji/story{n}">{title}</a></li>') + "</ul>"
    assert urls(discover(body), LinkRole.ARTICLE) == [f"/keji/story{n}" for n in range(1, 7)]


def test_a_plain_index_of_files_lists_articles() -> None:
    body = "".join(f'<li><a href="/saved/page-{n}.html">page-{n}</a></li>' for n in range(1, 6))
    assert urls(discover(body, "https://x.com/"), LinkRole.ARTICLE) == [
        f"/saved/page-{n}.html" for n in range(1, 6)
    ]


def test_labels_are_no_articles() -> None:
    body = "".join(
        f'<a href="/topic{n}">专题{n}</a> <a href="/tag/tag-{n}-123456">标签{n}</a>' for n in range(9)
    )
    assert urls(discover(body), LinkRole.ARTICLE) == []


def test_a_date_of_the_address_is_evidence() -> None:
    (link,) = discover(f'<a href="/2024/05/07/abcdef.html">{TITLES[0]}</a>')
    assert link.date == "2024-05-07"


def test_a_date_of_the_whole_list_is_none_of_an_item() -> None:
    body = (
        "<div>2024-05-01"
        + each('<p><a href="/article/4260{n}.html">{title}</a></p>')
        + "长文" * 200
        + "</div>"
    )
    assert {link.date for link in discover(body)} == {None}


def test_relative_links_are_resolved_against_the_base_element() -> None:
    html = f'<base href="https://x.com/b/"><body><a href="20240507.html">{TITLES[0]}</a>'
    (link,) = discover_links(Document(html, "https://x.com/keji/"), LISTING, GENERIC)
    assert link.url == "https://x.com/b/20240507.html"


@pytest.mark.parametrize(
    "href",
    [
        *(
            "https://other.com/article/426011.html",
            "//other.com/article/426011.html",
            "javascript:open(426011)",
        ),
        *("mailto:a@x.com", "#426011", "/upload/426011.jpg", "/files/426011.pdf", "file:///etc/426011.html"),
        *("http://127.0.0.1/article/426011.html", "https://x.com.evil.net/article/426011.html", "http://["),
        "https://user:pw@evil.net/article/426011.html",
    ],
)
def test_what_must_not_be_asked(href: str) -> None:
    assert discover(f'<a href="{href}">{TITLES[0]}</a>') == ()


def test_subdomains_belong_to_the_site() -> None:
    (link,) = discover(f'<a href="https://tech.x.com/article/426011.html">{TITLES[0]}</a>')
    assert link.url == "https://tech.x.com/article/426011.html"


def test_given_hosts_bound_what_is_found() -> None:
    body = f'<a href="https://y.com/article/426011.html">{TITLES[0]}</a>' + LAYOUTS["list"]
    assert urls(discover(body, hosts=("y.com",)), LinkRole.ARTICLE) == ["https://y.com/article/426011.html"]


def test_the_article_itself_and_its_pages_are_no_news() -> None:
    body = (
        f'<a href="/article/426011_2.html">{TITLES[0]}</a><a href="/hk/article/426011.html">{TITLES[1]}</a>'
    )
    assert discover(body, "https://x.com/article/426011.html", ARTICLE) == ()


def test_related_articles_of_an_article() -> None:
    links = discover(LAYOUTS["list"], "https://x.com/article/1234567.html", ARTICLE)
    assert {(link.role, link.source) for link in links} == {(LinkRole.ARTICLE, "related")}


def test_hot_list_entries_are_articles_with_their_date() -> None:
    hot = HotList("熱門排行", (HotEntry(1, "题", "https://x.com/a/99999.html", "周野", "2024-05-05"),))
    links = discover("", extraction=Extraction(PageKind.ARTICLE, 1, Article(), hot_lists=(hot,)))
    assert links == (
        Link("https://x.com/a/99999.html", LinkRole.ARTICLE, "题", "2024-05-05", "hot:熱門排行"),
    )


def test_sections_of_the_navigation_are_categories() -> None:
    extraction = Extraction(
        PageKind.OTHER, 1, Article(), navigation=(Category("科技", "https://x.com/keji"),)
    )
    assert discover("", "https://x.com/", extraction) == (
        Link("https://x.com/keji", LinkRole.CATEGORY, "科技", source="navigation"),
    )


def test_feeds_of_the_head() -> None:
    html = (
        '<head><link rel="alternate" type="application/rss+xml" title="全部" href="/feed.xml">'
        '<link rel="alternate" type="application/atom+xml" href="/comments/feed">'
        '<link rel="alternate" hreflang="en" href="/en"></head>'
    )
    links = discover_links(Document(html, "https://x.com/"), LISTING, GENERIC)
    assert links == (Link("https://x.com/feed.xml", LinkRole.FEED, "全部", source="head"),)


def test_profile_declares_what_is_an_article_and_what_to_ignore() -> None:
    profile = Profile(
        hosts=("x.com",),
        categories=(("甲", "/jia"),),
        article_urls=(re.compile(r"/item/"),),
        ignore_urls=(re.compile(r"/item/spam"),),
    )
    body = '<a href="/item/a">短</a><a href="/item/spam1">短</a>' + LAYOUTS["list"]
    links = discover(body, profile=profile)
    assert urls(links, LinkRole.ARTICLE) == ["/item/a"]
    assert urls(links, LinkRole.CATEGORY) == ["/jia"]


def test_lists_beside_articles_are_followed_and_accounts_are_not() -> None:
    body = '<a href="/category/keji">科技</a><a href="/login">登录</a>'
    body += '<a href="/search?q=1">搜</a><a href="/user/1">我</a>'
    assert urls(discover(body), LinkRole.LISTING) == ["/category/keji"]


def test_a_list_leads_to_others_of_its_kind_and_not_to_its_own_pages() -> None:
    body = '<a href="../03/node_1.htm">上一期</a> <a href="node_9.htm">9</a> <a href="/tag/1.htm">港口</a>'
    body += each('<a href="c{n}00001.htm">{title}</a>')
    found = discover(body, "https://x.com/html/2026-05/04/node_1.htm")
    assert urls(found, LinkRole.LISTING) == ["/html/2026-05/03/node_1.htm"]


def test_links_are_spelled_as_browsers_spell_them() -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    body = (
        '<a href="/list.asp?cat=新闻">新闻列表</a><a href="/category/新闻/">新闻分类</a>'
        '<a href="http:/channel/1">频道一号</a><a href="\\channel\\2">频道二号</a>'
    )
    assert urls(discover(head + body), LinkRole.LISTING) == [
        "/list.asp?cat=%D0%C2%CE%C5",
        "/category/%E6%96%B0%E9%97%BB/",
        "/channel/1",
        "/channel/2",
    ]


def test_lists_kept_as_text_and_cards_that_scripts_make_links_are_read() -> None:
    hidden = "<textarea>" + each('<li><a href="/a/2024050{n}.html">{title}</a></li>') + "</textarea>"
    cards = each('<div data-url="/b/2024060{n}.html" role="link"><h3>{title}</h3></div>')
    routes = each('<a href="/#/detail?id={n}" data-url="/c/2024070{n}.html">{title}</a>')
    found = urls(discover(hidden + cards + routes), LinkRole.ARTICLE)
    assert sorted(found) == [
        f"/{folder}/20240{month}0{n}.html"
        for folder, month in (("a", 5), ("b", 6), ("c", 7))
        for n in range(1, 7)
    ]


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("/keji/", '<a href="/keji/?page=2">下一页</a>', "/keji/?page=2"),
        ("/keji/", '<a href="/keji/index_2.html">下一頁</a>', "/keji/index_2.html"),
        ("/keji/", '<a href="/keji/page/2/">Next »</a>', "/keji/page/2/"),
        ("/keji/", '<a href="/keji/page/2/">Older posts</a>', "/keji/page/2/"),
        ("/keji/", '<link rel="next" href="/keji/page/2/">', "/keji/page/2/"),
        (
            "/keji/?page=2",
            '<a href="?page=1">1</a><a href="?page=3">3</a><a href="?page=9">9</a>',
            "/keji/?page=3",
        ),
        ("/keji/", '<a href="?page=2">2</a><a href="?page=3">3</a>', "/keji/?page=2"),
        (
            "/keji/index_2.html",
            '<a href="index_3.html">&gt;</a><a href="index_9.html">尾页</a>',
            "/keji/index_3.html",
        ),
        ("/keji/", '<a href="/keji/?page=2">加载更多</a>', "/keji/?page=2"),
        ("/keji/", '<button data-url="/keji/?page=2">加载更多</button>', "/keji/?page=2"),
        ("/keji/", '<a href="index.html">1</a><a href="index_1.html">2</a>', "/keji/index_1.html"),
        ("/keji/", '<a href="/keji/?page=2">次のページ</a>', "/keji/?page=2"),
        (
            "/xinwen/index_1.html",
            """<script>createPageHTML('page_div',5, 1,"index","html",100)</script>""",
            "/xinwen/index_2.html",
        ),
        ("/list?cat=5", '<a href="/list?page=2&cat=5">2</a>', "/list?cat=5&page=2"),
        (
            "/list.aspx?cid=7",
            (
                "<script>function go(n) { location.href = 'list.aspx?cid=7&page=' + n; }</script>"
                """<a href="javascript:go(2)">下一页</a>"""
            ),
            "/list.aspx?cid=7&page=2",
        ),
        (
            "/keji/",
            (
                "<script>var base='/keji/index_'; var turn=function(n){ window.location=base+(n-1)+'.html' }"
                """</script><span><a href="#" onclick="turn(2)">2</a> <a onclick="turn(3)">3</a></span>"""
            ),
            "/keji/index_1.html",
        ),
        ("/keji/", """<button onclick="location.href='/keji/p2.html'">下一页</button>""", "/keji/p2.html"),
        (
            "/xw/index_1.html",
            (
                "<script>var currentPage = 1;//from 0\nvar nextPage=currentPage+1;\nvar countPage = 3;"
                """document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");</script>"""
            ),
            "/xw/index_2.html",
        ),
    ],
)
def test_next_page_of_a_listing(url: str, body: str, expected: str) -> None:
    assert urls(discover(body, f"https://x.com{url}"), LinkRole.NEXT) == [expected]


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/keji/?page=3", '<a href="?page=1">1</a><a href="?page=2">2</a>'),
        ("/keji/", '<a href="/caijing/?page=2">2</a>'),
        ("/keji/", '<a href="javascript:next()">下一页</a>'),
        ("/keji/", '<script>function go(n){location.href=u+n}</script><a href="javascript:go(2)">下一页</a>'),
        (
            "/xw/index_2.html",
            (
                "<script>var currentPage = 2;\nvar nextPage=currentPage+1;\nvar countPage = 3;"
                """document.write("<a href='index_" + nextPage + ".html'>下一页</a>");</script>"""
            ),
        ),
        ("/keji/", '<a href="https://other.com/keji/?page=2">下一页</a>'),
        ("/keji/", '<a href="/keji/">下一页</a>'),
        ("/keji/", '<a href="/more-news-of-other-kinds">更多</a>'),
    ],
)
def test_no_next_page(url: str, body: str) -> None:
    assert urls(discover(body, f"https://x.com{url}"), LinkRole.NEXT) == []


def test_parts_of_a_list_in_json_are_followed_from_the_first() -> None:
    told = b'{"data": [{"title": "Harbour opens a third berth", "url": "/story/30001"}]}'
    links = links_in_json(told, "https://x.com/api/list?page=1&size=6", GENERIC)
    assert urls(links, LinkRole.NEXT) == ["/api/list?page=2&size=6"]
    assert urls(links_in_json(told, "https://x.com/api/list?cid=6", GENERIC), LinkRole.NEXT) == []


def test_an_article_has_no_listing_pages() -> None:
    links = discover(
        '<a href="/article/426012.html">下一页</a>', "https://x.com/article/426011.html", ARTICLE
    )
    assert urls(links, LinkRole.NEXT) == []


def test_a_hundred_thousand_links_are_bounded() -> None:
    body = "".join(
        f'<a href="/article/{n}.html">第{n}篇文章的标题比栏目名长</a>' for n in range(100_000, 200_000)
    )
    assert 1000 < len(discover(body)) <= 5000


soup = st.lists(
    st.sampled_from(
        [
            "<div>",
            "</div>",
            "<a href='/a/12345.html'>",
            "</a>",
            "<a href='?page=2'>下一页</a>",
            "2024-05-05",
            "<a>",
        ]
    ),
    max_size=50,
).map("".join)


@settings(max_examples=100)
@given(soup, st.sampled_from(["", "https://x.com/keji/", "nonsense"]))
def test_no_markup_raises(body: str, url: str) -> None:
    for link in discover(body, url):
        assert link.url.startswith("https://x.com/")
