"""Further pages of an article: numbered, by 'next', filled in; the next article is none of them."""

from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.lists.paging import find_next_pages
from newsarchive.profile import Era, Profile

SITE = "https://x.com"


def read(body: str, path: str, head: str = "") -> tuple[str, ...]:
    html = f"<html><head>{head}</head><body><p>正文。</p>{body}</body></html>"
    return tuple(url.removeprefix(SITE) for url in find_next_pages(Document(html, SITE + path)))


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (
            "/a/12345.html",
            '<div><a href="12345.html">1</a> <a href="12345_2.html">2</a> <a href="12345_3.html">3</a></div>',
            ("/a/12345_2.html", "/a/12345_3.html"),
        ),
        ("/a/12345.html", '<p><a href="/a/12345_2.html">下一页</a></p>', ("/a/12345_2.html",)),
        ("/a/12345_2.html", '<p><a href="12345_3.html">下一页</a></p>', ("/a/12345_3.html",)),
        (
            "/a/12345.html",
            '<ul><li><a href="?page=2">2</a></li><li><a href="?page=3">3</a></li></ul>',
            ("/a/12345.html?page=2", "/a/12345.html?page=3"),
        ),
        (
            "/n1/2024/0505/c1001-40229999.html",
            '<div>[1] <a href="c1001-40229999-2.html">[2]</a> <a href="c1001-40229999-3.html">[3]</a></div>',
            ("/n1/2024/0505/c1001-40229999-2.html", "/n1/2024/0505/c1001-40229999-3.html"),
        ),
        (
            "/2024/05/the-long-road-home/",
            '<p>Pages: 1 <a href="/2024/05/the-long-road-home/2/">2</a></p>',
            ("/2024/05/the-long-road-home/2/",),
        ),
        (
            "/a/12345.html",
            '<div>1 <a href="12345_2.html">2</a> … <a href="12345_5.html">5</a></div>',
            ("/a/12345_2.html", "/a/12345_3.html", "/a/12345_4.html", "/a/12345_5.html"),
        ),
    ],
)
def test_pages_after_this_one(path: str, body: str, expected: tuple[str, ...]) -> None:
    assert read(body, path) == expected


def test_next_page_from_the_head() -> None:
    assert read("", "/a/12345.html", '<link rel="next" href="/a/12345_2.html">') == ("/a/12345_2.html",)


def test_address_declared_by_the_page_serves_where_none_is_known() -> None:
    html = '<meta property="og:url" content="https://x.com/a/12345.html"><a href="12345_2.html">2</a>'
    assert find_next_pages(Document(html)) == ()
    html = html.replace('href="12345_2', 'href="https://x.com/a/12345_2')
    assert find_next_pages(Document(html)) == ("https://x.com/a/12345_2.html",)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/a/12345.html", '<p>下一篇：<a href="/a/12346.html">另一篇文章</a></p>'),
        ("/a/12345.html", '<p><a rel="next" href="/a/12346.html">下一页</a></p>'),
        ("/a/12345_3.html", '<p><a href="12345.html">1</a> <a href="12345_2.html">2</a> 3</p>'),
        ("/a/12345.html", '<p><a href="javascript:go(2)">2</a></p>'),
        ("/a/12345.html", '<p><a href="/list/2.html">2</a></p>'),
        ("/a/12345.html", '<p><a href="https://other.com/a/12345_2.html">2</a></p>'),
        ("/", '<p><a href="/2">2</a></p>'),
        ("/a/12345.html", '<p><a href="/a/12345_99999.html">2</a></p>'),
    ],
)
def test_what_is_no_further_page(path: str, body: str) -> None:
    assert read(body, path) == ()


def test_declared_pages_come_first() -> None:
    profile = Profile(eras=(Era({"next_page": (".parts a::attr(href)",)}),))
    document = Document(
        '<div class=parts><a href="/b/1">x</a><a href="/b/2">y</a></div>', SITE + "/a/12345.html"
    )
    assert find_next_pages(document, profile) == (SITE + "/b/1", SITE + "/b/2")


def test_next_article_in_the_head_is_no_further_page() -> None:
    assert read("", "/a/12345.html", '<link rel="next" href="/a/12346.html">') == ()
