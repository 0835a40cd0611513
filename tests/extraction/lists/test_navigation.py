"""Sections of a site: read from its navigation wherever that stands, without what is no section."""

from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.lists.navigation import find_navigation
from newsarchive.model import Category
from newsarchive.profile import Era, Profile

URL = "https://www.example.cn/article/20240505.html"
SECTIONS = {
    "汽车": "/category/qiche",
    "理财": "/category/licai",
    "科技": "/category/keji",
    "互联网": "/category/hulianwang",
}
EXPECTED = tuple(Category(name, f"https://www.example.cn{path}") for name, path in SECTIONS.items())


def read(body: str) -> tuple[Category, ...]:
    return find_navigation(Document(f"<html><body>{body}</body></html>", URL))


def links(tag: str) -> str:
    return "".join(f'<{tag}><a href="{path}">{name}</a></{tag}>' for name, path in SECTIONS.items())


@pytest.mark.parametrize(
    "body",
    [
        f'<header><a href="/">大报</a><ul class="navbar-nav">{links("li")}</ul></header>',
        f"<nav>{links('span')}</nav>",
        f'<div id="menu"><div class="inner">{links("div")}</div></div>',
        "<table><tr><td>"
        + " | ".join(f'<a href="{p}">{n}</a>' for n, p in SECTIONS.items())
        + "</td></tr></table>",
        f'<div class="main_nav"><ul>{links("li")}</ul></div><div class="lang"><a href="/hk">HK</a></div>',
    ],
)
def test_sections_in_order(body: str) -> None:
    assert read(body + "<p>正文。</p>") == EXPECTED


@pytest.mark.parametrize(
    "other",
    [
        '<li><a href="/">首页</a></li>',
        '<li><a href="/home">Home</a></li>',
        '<li><a href="/user/login">登录</a></li>',
        '<li><a href="/about">关于我们</a></li>',
        '<li><a href="/hk/">繁體版</a></li>',
        '<li><a href="/en/">English</a></li>',
        '<li><a href="javascript:;">更多</a></li>',
        '<li><a href="#top">导航</a></li>',
        '<li><a href="https://shop.example.com/">商城城</a></li>',
        '<li><a href="/article/20240506.html">一篇文章</a></li>',
        '<li><a href="/rss.xml">RSS</a></li>',
    ],
)
def test_what_is_no_section_is_left_out(other: str) -> None:
    assert read(f"<nav><ul>{other}{links('li')}{other}</ul></nav>") == EXPECTED


def test_navigation_is_preferred_to_other_rows_of_links() -> None:
    tags = "".join(f'<a href="/tag/{n}">标签{n}</a> ' for n in range(12))
    footer = "".join(f'<li><a href="/f/{n}">页脚{n}</a></li>' for n in range(12))
    body = (
        f'<div class="tags">{tags}</div><nav><ul>{links("li")}</ul></nav><footer><ul>{footer}</ul></footer>'
    )
    assert read(body) == EXPECTED


def test_menus_nested_in_the_navigation_do_not_hide_its_own_level() -> None:
    nested = "".join(
        f'<li><a href="{path}">{name}</a><ul><li><a href="{path}/x">子栏目一</a></li></ul></li>'
        for name, path in SECTIONS.items()
    )
    assert read(f"<nav><ul>{nested}</ul></nav>") == EXPECTED


def test_subdomains_of_the_site_are_sections() -> None:
    row = "".join(f'<li><a href="https://{n}.example.cn/">频道{n}</a></li>' for n in ("auto", "tech", "ent"))
    assert [category.url for category in read(f"<nav><ul>{row}</ul></nav>")] == [
        "https://auto.example.cn/",
        "https://tech.example.cn/",
        "https://ent.example.cn/",
    ]


def test_a_plain_list_of_headlines_is_no_navigation() -> None:
    row = "".join(
        f'<li><a href="/p/{n}.html">第{"一二三四五六"[n]}篇文章的标题比栏目长</a></li>' for n in range(6)
    )
    assert read(f"<h1>目录</h1><ul>{row}</ul>") == ()


def test_a_plain_list_of_numbered_files_is_no_navigation() -> None:
    row = "".join(f'<li><a href="/p/a-{n}.html">page-{n}</a></li>' for n in range(6))
    assert read(f"<h1>Index</h1><ul>{row}</ul>") == ()


def test_a_page_without_navigation_has_no_sections() -> None:
    assert read("<p>正文。<a href='/a'>一</a></p>") == ()


def test_declared_navigation_comes_first() -> None:
    profile = Profile(eras=(Era({"navigation": (".side a",)}),))
    html = f"<nav><ul>{links('li')}</ul></nav><div class=side><a href=/x>甲栏目</a></div>"
    assert find_navigation(Document(html, URL), profile) == (Category("甲栏目", "https://www.example.cn/x"),)


def test_sections_of_news_are_preferred_to_a_row_that_is_named_like_one() -> None:
    names = ["时政", "财经", "体育", "文化", "科技", "教育", "国际", "社会"]
    services = "".join(f"<a href='/app/{n}/'>{name}</a>" for n, name in enumerate(("直播", "温度计", "围观")))
    sections = "".join(f"<li><a href='/{n}/'>{name}</a></li>" for n, name in enumerate(names))
    page = f"<html><body><div class=nav>{services}</div><ul class=x1>{sections}</ul></body></html>"
    found = find_navigation(Document(page, "https://news.example.cn/a/1.html"))
    assert [section.name for section in found] == names
