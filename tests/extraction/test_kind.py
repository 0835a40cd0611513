"""Kinds of pages: articles of all lengths, listings with and without teasers, and what is neither."""

from __future__ import annotations

import re

import pytest

from newsarchive.document import Document
from newsarchive.extraction.kind import judge_kind
from newsarchive.model import PageKind
from newsarchive.profile import GENERIC, Profile

TITLE = "潮汐发电站并网一周年，附近渔港的船只增加了一倍"
PARAGRAPH = "这座发电站建在两座礁石之间，涨潮与落潮时各发一次电。渔民说，灯亮了以后，夜里出海的人多了起来。"
BODY = "\n".join([PARAGRAPH] * 6)
ARTICLE = f"<h1>{TITLE}</h1><p>2024-05-05</p>" + "".join(f"<p>{PARAGRAPH}</p>" for _ in range(6))
LINKS = "".join(f'<li><a href="/a/{n}.html">第{n}篇文章的标题比栏目名长得多</a></li>' for n in range(12))
TEASERS = "".join(
    f'<article><h2><a href="/a/{n}.html">第{n}篇文章的标题比栏目名长得多</a></h2><p>{PARAGRAPH}</p></article>'
    for n in range(12)
)


def judge(
    body: str,
    url: str = "",
    *,
    title: str = "",
    text: str = "",
    published: str | None = None,
    head: str = "",
    profile: Profile = GENERIC,
) -> tuple[PageKind, float]:
    document = Document(f"<html><head>{head}</head><body>{body}</body></html>", url)
    return judge_kind(document, profile, title=title, body=text, published=published)


def test_article_by_its_text_alone() -> None:
    assert judge(ARTICLE, title=TITLE, text=BODY, published="2024-05-05")[0] is PageKind.ARTICLE


def test_article_with_a_long_list_of_links_beside_it() -> None:
    page = f"<ul>{LINKS}</ul>{ARTICLE}<ul>{LINKS}</ul>"
    assert judge(page, title=TITLE, text=BODY, published="2024-05-05")[0] is PageKind.ARTICLE


def test_short_article_among_links() -> None:
    page = f"<h1>{TITLE}</h1><p>{PARAGRAPH}</p><ul>{LINKS}</ul>"
    kind, _ = judge(
        page,
        "https://x.com/a/20240505.html",
        title=TITLE,
        text=PARAGRAPH,
        published="2024-05-05T10:00:00+08:00",
    )
    assert kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    "url", ["https://x.com/keji/", "https://x.com/category/keji?page=2", "https://x.com/", ""]
)
def test_listing_of_links(url: str) -> None:
    assert judge(f"<h1>科技</h1><ul>{LINKS}</ul>", url, title="科技")[0] is PageKind.LISTING


def test_listing_of_teasers_whose_text_was_taken_for_a_body() -> None:
    page = f"<h1>科技</h1>{TEASERS}"
    kind, _ = judge(
        page, "https://x.com/keji/", title="科技", text=BODY, published="2024-05-05T10:00:00+08:00"
    )
    assert kind is PageKind.LISTING


def test_short_last_page_of_a_listing() -> None:
    rest = "".join(f'<p><a href="/a/{n}.html">第{n}篇文章的标题比栏目名长得多</a></p>' for n in range(3))
    assert judge(rest, "https://x.com/keji/index_9.html", title="科技")[0] is PageKind.LISTING


def test_structured_data_speaks_for_an_article() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
    with_data = judge(f"<p>{PARAGRAPH}</p>", title=TITLE, text=PARAGRAPH, head=head)
    without = judge(f"<p>{PARAGRAPH}</p>", title=TITLE, text=PARAGRAPH)
    assert with_data[0] is PageKind.ARTICLE
    assert without[0] is PageKind.OTHER


def test_structured_data_speaks_against_a_listing_taken_for_an_article() -> None:
    head = '<meta property="og:type" content="website">'
    plain = judge(ARTICLE, title=TITLE, text=BODY)
    site = judge(ARTICLE, title=TITLE, text=BODY, head=head)
    assert site[1] < plain[1]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404", "Page not found"),
        ("页面不存在", "您访问的页面不存在或已被删除"),
        ("出错了", "抱歉，文章已删除"),
        ("Oops", "Sorry, this article is no longer available."),
        ("Seite nicht gefunden", "Die Seite wurde nicht gefunden."),
    ],
)
def test_soft_error_page(title: str, text: str) -> None:
    kind, score = judge(
        f"<h1>{title}</h1><p>{text}</p>", "https://x.com/a/20240505.html", title=title, text=text
    )
    assert kind is PageKind.OTHER
    assert score > 0.5


def test_article_about_an_error_page_is_an_article() -> None:
    title = "404 页面的历史：互联网上最有名的一个数字从何而来"
    page = ARTICLE.replace(TITLE, title)
    assert judge(page, title=title, text=BODY, published="2024-05-05")[0] is PageKind.ARTICLE


def test_login_wall() -> None:
    page = '<h1>登录</h1><form><input name="user"><input type="password"></form><p>请登录后继续。</p>'
    assert (
        judge(page, "https://x.com/a/20240505.html", title="登录", text="请登录后继续。")[0] is PageKind.OTHER
    )


def test_page_with_nothing_is_other() -> None:
    assert judge("", "https://x.com/a/20240505.html")[0] is PageKind.OTHER


@pytest.mark.parametrize(
    ("pattern", "kind"), [("article_urls", PageKind.ARTICLE), ("listing_urls", PageKind.LISTING)]
)
def test_declared_addresses_are_final(pattern: str, kind: PageKind) -> None:
    profile = Profile(**{pattern: (re.compile(r"/special/"),)})
    assert judge(f"<ul>{LINKS}</ul>{ARTICLE}", "https://x.com/special/1", profile=profile) == (kind, 1.0)


def test_score_is_a_probability() -> None:
    for page in (ARTICLE, LINKS, TEASERS, ""):
        assert 0 <= judge(page, title=TITLE, text=BODY)[1] <= 1


def test_short_text_under_a_headline_with_a_date_is_an_article() -> None:
    line = "山里的灯一盏一盏亮了，远处的船也一只一只回来，孩子们在码头数着。"
    page = f"<h1>码头上的灯与船</h1><p>2024-05-05</p><p>{line}</p>"
    kind, _ = judge(page, title="码头上的灯与船", text=line, published="2024-05-05")
    assert kind is PageKind.ARTICLE


def test_short_text_above_a_list_of_headlines_is_a_listing() -> None:
    line = "山里的灯一盏一盏亮了，远处的船也一只一只回来，孩子们在码头数着。"
    page = f"<h1>码头上的灯与船</h1><p>{line}</p><ul>{LINKS}</ul>"
    kind, _ = judge(page, title="码头上的灯与船", text=line, published="2024-05-05")
    assert kind is PageKind.LISTING
