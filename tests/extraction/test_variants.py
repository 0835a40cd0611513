from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.variants import find_variants

HAN = "<h1>台风登陆后多地停课</h1><p>会议昨天在当地举行，与会者讨论了明年的安排。</p>"
SWITCH = (
    "<div><a href='/article/7.html'>简体</a> <a href='/hk/article/7.html'>HK</a>"
    "<a href='/tw/article/7.html'>TW</a></div>"
)


def variants(body: str = "", head: str = "", url: str = "") -> dict[str, str]:
    return find_variants(
        Document(
            f"<html><head><title>台风登陆后多地停课</title>{head}</head><body>{body}{HAN}</body></html>", url
        )
    )


def test_links_to_the_same_path_under_another_edition() -> None:
    assert variants(SWITCH) == {"zh-HK": "/hk/article/7.html", "zh-TW": "/tw/article/7.html"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://example.com/article/7.html",
            {
                "zh-HK": "https://example.com/hk/article/7.html",
                "zh-TW": "https://example.com/tw/article/7.html",
            },
        ),
        (
            "https://example.com/hk/article/7.html",
            {
                "zh-Hans": "https://example.com/article/7.html",
                "zh-TW": "https://example.com/tw/article/7.html",
            },
        ),
        ("https://example.com/article/8.html", {}),
    ],
)
def test_the_page_itself_is_not_among_them(url: str, expected: dict[str, str]) -> None:
    assert variants(SWITCH, url=url) == expected


def test_editions_of_other_articles_are_not_this_ones() -> None:
    assert (
        variants("<div><a href='/hk/article/1.html'>港一</a> <a href='/hk/article/2.html'>港二</a></div>")
        == {}
    )


def test_declared_alternates() -> None:
    head = (
        "<link rel='alternate' hreflang='zh-hant-tw' href='https://example.com/tw/a/7'>"
        "<link rel='alternate' hreflang='x-default' href='https://example.com/a/7'>"
        "<link rel='alternate' hreflang='zh-cn' href='https://example.com/a/7'>"
        "<link rel='alternate' hreflang='en' href='https://example.com/'>"
    )
    assert variants(head=head, url="https://example.com/a/7") == {"zh-Hant-TW": "https://example.com/tw/a/7"}


def test_a_page_without_any() -> None:
    assert variants() == {}


def test_an_address_that_is_none_leaves_the_others() -> None:
    head = (
        '<link rel="alternate" hreflang="zh-TW" href="https://[broken/tw/1.html">'
        '<link rel="alternate" hreflang="zh-HK" href="https://news.example/hk/1.html">'
    )
    assert variants(head=head, url="https://news.example/1.html") == {
        "zh-HK": "https://news.example/hk/1.html"
    }
