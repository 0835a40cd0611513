from __future__ import annotations

import json

import pytest

from newsarchive.document import Document
from newsarchive.extraction.sections import find_breadcrumb, find_category
from newsarchive.profile import GENERIC, Era, Profile

TITLE = "台风登陆后多地停课，交通部门发布提示"


def document(trail: str = "", head: str = "") -> Document:
    prose = "<p>" + "会议昨天在当地举行，与会者讨论了明年的安排。" * 8 + "</p>"
    return Document(
        f"<html><head><title>{TITLE}</title>{head}</head><body><ul><li><a href='/n'>新闻</a></li></ul>{trail}"
        f"<h1>{TITLE}</h1>{prose}</body></html>"
    )


def breadcrumb(trail: str = "", head: str = "") -> tuple[str, ...]:
    found = next(find_breadcrumb(document(trail, head), GENERIC), None)
    return found.value if found else ()


def category(trail: str = "", head: str = "") -> str | None:
    found = next(find_category(document(trail, head), GENERIC), None)
    return found.value if found else None


LINK = "<a href='/x'>首页</a>"


@pytest.mark.parametrize(
    "trail",
    [
        f"<div class='post_crumb'>{LINK} &gt; <a>新闻中心</a> &gt; 正文</div>",
        f"<div>{LINK}&gt;&gt;<a>新闻中心</a>&gt;&gt;正文</div>",
        f"<div>当前位置： {LINK} » <a>新闻中心</a></div>",
        f"<div>您的位置：{LINK} &gt; <a>新闻中心</a> &gt; {TITLE}</div>",
        f"<div>{LINK} / <a>新闻中心</a> / 正文</div>",
        f"<ol class='breadcrumb'><li class='b-item'>{LINK}</li><li class='b-item'><a>新闻中心</a></li></ol>",
        f"<ol><li class='breadcrumb-item'>{LINK}</li><li class='breadcrumb-item'><a>新闻中心</a></li></ol>",
        f"<nav class='breadcrumb'>{LINK}<a>新闻中心</a></nav>",
        f"<table><tr><td>当前位置：</td><td>{LINK}</td><td>&gt;<a>新闻中心</a></td></tr></table>",
        f"<div class='crumbs'>{LINK} &gt; <a>新闻中心</a> &gt; 正文 申请入驻</div>",
        f"<ul itemscope itemtype='https://schema.org/BreadcrumbList'><li>{LINK}</li><li><a>新闻中心</a></li></ul>",
    ],
)
def test_trails_as_shown(trail: str) -> None:
    assert breadcrumb(trail) == ("首页", "新闻中心")


def test_a_trail_in_jsonld_by_position() -> None:
    items = [
        {"@type": "ListItem", "position": 2, "item": {"@id": "/b", "name": "新闻中心"}},
        {"@type": "ListItem", "position": 1, "name": "首页"},
        {"@type": "ListItem", "position": 3, "name": TITLE},
    ]
    node = json.dumps({"@type": "BreadcrumbList", "itemListElement": items})
    assert breadcrumb(head=f'<script type="application/ld+json">{node}</script>') == ("首页", "新闻中心")


def test_headlines_with_arrows_are_no_trails() -> None:
    assert (
        breadcrumb(
            "<div>更多 &gt;</div><div>一条很长的新闻标题讲述了昨天发生的许多事情以及它们的后果 &gt; "
            "详情</div>"
        )
        == ()
    )


def test_the_section_is_the_last_step() -> None:
    assert (
        category(f"<div class='crumb'>{LINK} &gt; <a>新闻中心</a> &gt; <a>国内</a> &gt; 正文</div>") == "国内"
    )


def test_the_front_page_is_no_section() -> None:
    head = '<meta property="article:section" content="财经">'
    assert category("<div class='crumb'><a>示例网首页</a> &gt; 正文</div>", head) == "财经"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="财经">',
        '<script type="application/ld+json">{"@type": "Article", "articleSection": ["财经", "股"]}</script>',
    ],
)
def test_declared_sections(head: str) -> None:
    assert category(head=head) == "财经"


@pytest.mark.parametrize("name", ["Home", "Front Page", "Uncategorized"])
def test_catch_alls_are_no_section(name: str) -> None:
    assert category(head=f'<meta property="article:section" content="{name}">') is None


def test_a_labelled_section() -> None:
    assert category("<div>所属分类： 财经</div>") == "财经"


def test_a_page_without_trail_has_no_section() -> None:
    assert category() is None


def test_declared_selectors_come_first() -> None:
    profile = Profile(key="x", eras=(Era(select={"breadcrumb": (".t a",), "category": (".c",)}),))
    page = document("<div class='t'><a>首页</a><a>体育</a></div><b class='c'>足球</b>")
    assert next(find_breadcrumb(page, profile)).value == ("首页", "体育")
    assert next(find_category(page, profile)).value == "足球"


def test_a_step_of_two_links_is_two_steps() -> None:
    links = '<a href="/">示例新闻</a> <a href="/c/">国内</a>'
    trail = f'<div class="channel-path">{links} <span>&gt;</span> 正文</div>'
    assert breadcrumb(trail) == ("示例新闻", "国内")


MENU = "<ul>" + "".join(f"<li><a href=/{n}>{n}</a></li>" for n in ("Asia", "Sea", "Money", "Art")) + "</ul>"


def page_with(
    above: str = "", below: str = "", url: str = "https://news.example/world/asia/story-1"
) -> Document:
    prose = "<p>" + "Here stands a paragraph of the article that says what happened on the day. " * 4 + "</p>"
    title = "Floods close the harbour"
    return Document(
        f"<html><head><title>{title}</title></head><body>{above}<h1>{title}</h1>{prose * 2}{below}",
        url,
    )


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ('<a href="/rubrics/asia" class="topic__rubric">Asia</a>', "", "Asia"),
        ('<span><a href="/world/asia/">Asia</a></span>', "", "Asia"),
        ("", '<p>Posted in <a rel="category tag" href="/category/sea/">Sea</a></p>', "Sea"),
        ('<nav aria-label="Breadcrumb"><a href="/">Home</a> <a href="/sea">Sea</a></nav>', "", "Sea"),
        (MENU, "", None),
        ('<div><a href="/login">Sign in</a></div>', "", None),
        ('<div><a href="/people/ana-lima">Ana Lima</a></div>', "", None),
    ],
)  # fmt: skip
def test_links_that_name_the_section(above: str, below: str, expected: str | None) -> None:
    found = next(find_category(page_with(above, below), GENERIC), None)
    assert (found.value if found else None) == expected


def test_the_channel_in_a_chinese_title() -> None:
    document = Document(
        "<html><head><title>台风登陆后多地停课_政经频道_海港网</title></head><body></body></html>"
    )
    assert next(find_category(document, GENERIC)).value == "政经"


def test_a_trail_without_links_begins_at_the_front_page() -> None:
    assert breadcrumb("<div>首页 &gt; 新闻中心 &gt; 正文</div>") == ("首页", "新闻中心")


@pytest.mark.parametrize(
    "trail",
    [
        "<div><a href='/'>首页</a>-<a href='/n'>新闻中心</a>-正文</div>",
        "<div><a href='/'>首页</a>/<a href='/n'>新闻中心</a>/正文</div>",
        "<div>您所在的位置：<a href='/'>首页</a><i></i><a href='/n'>新闻中心</a></div>",
        "<div>位置导航：<a href='/'>首页</a> &gt; <a href='/n'>新闻中心</a></div>",
        "<div>本页位置：<a href='/'>首页</a>→<a href='/n'>新闻中心</a>→详细内容</div>",
        "<div class='nav-path'><a href='/'>首页</a><span>·</span><a href='/n'>新闻中心</a></div>",
    ],
)
def test_trails_parted_by_marks_without_blanks(trail: str) -> None:
    assert breadcrumb(trail) == ("首页", "新闻中心")


def test_a_row_of_links_from_the_front_page_is_no_trail() -> None:
    assert breadcrumb("<div><a href='/'>首页</a><a href='/n'>新闻</a><a href='/t'>体育</a></div>") == ()


def test_a_line_of_arrows_alone_is_no_trail() -> None:
    assert breadcrumb("<div>&gt;&gt;&gt;</div>") == ()


def test_a_part_of_the_head_title_is_the_section_where_a_link_names_it() -> None:
    head = f"<title>{TITLE}_直击现场_示例网-The Example</title>"
    html = f"<html><head>{head}</head><body><h1>{TITLE}</h1><p>{{}}直击现场{{}} 2024-04-01</p></body></html>"
    linked, plain = (
        next(find_category(Document(html.format(*marks)), GENERIC), None)
        for marks in (("<a href='/list_1?id=25/x/y/z'>", "</a>"), ("<b>", "</b>"))
    )
    assert linked is not None
    assert (linked.value, plain) == ("直击现场", None)
