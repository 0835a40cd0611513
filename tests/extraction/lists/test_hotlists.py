"""Rankings: found under their headings in any layout and language, whole, in order; feeds are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.lists.hotlists import find_hot_lists
from newsarchive.extraction.lists.ranking_words import ranking_name
from newsarchive.model import HotEntry, HotList
from newsarchive.profile import GENERIC, ListSelectors, Profile

TITLES = (
    "海口湾夜间灯光秀调整开放时间",
    "三条城际铁路公布新的票价方案",
    "科研团队在南海发现两种深海新珊瑚",
    "老城区改造第二批名单今天公示",
    "大学生返乡创业补贴申请入口开放",
)


def read(
    html: str, url: str = "https://news.example.cn/a/20240505.html", profile: Profile = GENERIC
) -> list[HotList]:
    return list(find_hot_lists(Document(f"<html><body>{html}</body></html>", url), profile))


def titles(hot_list: HotList) -> list[str]:
    return [entry.title for entry in hot_list.entries]


def items(tag: str = "li", extra: str = "") -> str:
    return "".join(
        f'<{tag}>{extra}<a href="/a/{n}.html">{title}</a></{tag}>' for n, title in enumerate(TITLES, 1)
    )


def each(pattern: str) -> str:
    """The pattern once for each title, with its number."""
    return "".join(pattern.format(n=n, title=title) for n, title in enumerate(TITLES, 1))


LAYOUTS = {
    "heading and list": f"<div><h4>熱門排行</h4><ul>{items()}</ul></div>",
    "heading in a wrapper": (
        '<div class="box"><div class="hd"><h3><a href="/hot">点击排行榜</a></h3></div>'
        f"<div><ol>{items()}</ol></div></div>"
    ),
    "heading with a more link": (
        f'<div><div><span>24小时最热</span> <a href="/more">查看更多</a></div><ul>{items()}</ul></div>'
    ),
    "items beside their heading": f"<section><h2>本周热门</h2>{items('div')}</section>",
    "definition list": f"<dl><dt>阅读排行</dt>{items('dd')}</dl>",
    "tabs of time spans before the list": (
        '<div><h3>热新闻</h3><div><a href="javascript:;">一天</a><a href="javascript:;">三天</a>'
        '<a href="javascript:;">一周</a></div>'
        f'<ul>{items()}</ul><ul style="display:none">{items()}</ul></div>'
    ),
    "whole cards as links": (
        "<div><h3>热门文章</h3><ul>"
        + each(
            '<li><a href="/a/{n}.html"><span class="num">{n}</span><p class="title">{title}</p>'
            "<em>12评论</em></a></li>"
        )
        + "</ul></div>"
    ),
    "numbers inside the links": (
        "<div><h3>人气榜</h3><ul>"
        + each('<li><a href="/a/{n}.html"><i>{n}</i>{title}</a></li>')
        + "</ul></div>"
    ),
    "counters before the links": (
        f"<div><div>跟贴排行</div><ul>{items(extra='<span>1</span><span>64952</span>')}</ul></div>"
    ),
    "broken nesting": (
        "<div><h4>热文</h4><ul>"
        + each('<li style="display:none"><li><a href="/a/{n}.html">{title}</a>')
        + "</ul></div>"
    ),
    "table": (
        "<table><tr><th>新闻排行</th></tr>"
        + each("<tr><td>{n}</td><td><a href=/a/{n}.html>{title}</a></td></tr>")
        + "</table>"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_titles_in_order_from_any_layout(layout: str) -> None:
    (hot_list,) = read(LAYOUTS[layout])
    assert titles(hot_list) == list(TITLES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ranks_count_from_one(layout: str) -> None:
    (hot_list,) = read(LAYOUTS[layout])
    assert [entry.rank for entry in hot_list.entries] == [1, 2, 3, 4, 5]


def test_addresses_are_absolute() -> None:
    (hot_list,) = read(LAYOUTS["heading and list"])
    assert hot_list.entries[0].url == "https://news.example.cn/a/1.html"


def test_name_is_the_heading_without_its_more_link() -> None:
    (hot_list,) = read(LAYOUTS["heading with a more link"])
    assert hot_list.name == "24小时最热"


SEED_LIKE = (
    '<div class="card"><h4>熱門排行</h4><ul>'
    '<li><a href="/article/1.html" title="潮汐发电站并网一周年 附近渔港的船只数量增加一倍">'
    '<img src="/t/1.jpg"></a><div><a href="/article/1.html">潮汐发电站并网一周年 附近渔港的船只</a>'
    "<p>林小满 | 2025-05-05</p></div></li>"
    '<li><a href="/article/2.html"><img src="/t/2.jpg" alt="县城里的围棋少年和他的三位老师 一个冬天的故事">'
    '</a><div><a href="/article/2.html">县城里的围棋少年和他的三位老师…</a>'
    "<p>周野 | 2025年5月4日</p></div></li>"
    '<li><div><a href="/article/3.html">同题的一篇文章在两天里出现了两次</a>'
    "<p>周野 | 2025-05-04</p></div></li>"
    '<li><div><a href="/article/4.html">同题的一篇文章在两天里出现了两次</a>'
    "<p>何川 | 2025-05-03</p></div></li>"
    "</ul></div>"
)


@pytest.fixture
def seed_like() -> tuple[HotEntry, ...]:
    (hot_list,) = read(SEED_LIKE)
    return hot_list.entries


def test_cut_title_is_completed_from_the_title_attribute(seed_like: tuple[HotEntry, ...]) -> None:
    assert seed_like[0].title == "潮汐发电站并网一周年 附近渔港的船只数量增加一倍"


def test_title_cut_with_dots_is_completed_from_the_picture(seed_like: tuple[HotEntry, ...]) -> None:
    assert seed_like[1].title == "县城里的围棋少年和他的三位老师 一个冬天的故事"


def test_equal_titles_of_two_articles_are_both_kept(seed_like: tuple[HotEntry, ...]) -> None:
    assert [entry.url[-6:] for entry in seed_like] == ["1.html", "2.html", "3.html", "4.html"]


def test_author_beside_the_date(seed_like: tuple[HotEntry, ...]) -> None:
    assert [entry.author for entry in seed_like] == ["林小满", "周野", "周野", "何川"]


def test_dates_are_iso(seed_like: tuple[HotEntry, ...]) -> None:
    assert [entry.date for entry in seed_like] == ["2025-05-05", "2025-05-04", "2025-05-04", "2025-05-03"]


def test_title_cut_with_dots_is_completed_from_another_link_of_the_page() -> None:
    whole = '<p><a href="/a/1.html">海口湾夜间灯光秀调整开放时间并增加班次</a></p>'
    cut = f"<div><h4>热榜</h4><ul>{items().replace(TITLES[0], '海口湾夜间灯光秀调整...')}</ul></div>"
    (hot_list,) = read(whole + cut)
    assert hot_list.entries[0].title == "海口湾夜间灯光秀调整开放时间并增加班次"


def test_cut_title_without_a_whole_one_stays_as_shown() -> None:
    (hot_list,) = read(
        f"<div><h4>热榜</h4><ul>{items().replace(TITLES[0], '海口湾夜间灯光秀调整...')}</ul></div>"
    )
    assert hot_list.entries[0].title == "海口湾夜间灯光秀调整..."


def test_several_lists_of_a_page_are_all_found() -> None:
    other = "".join(f'<li><a href="/b/{n}.html">评论最多的第{n}篇文章的标题</a></li>' for n in range(4))
    lists = read(
        f"<div><h3>点击排行</h3><ul>{items()}</ul></div><div><h3>评论排行</h3><ul>{other}</ul></div>"
    )
    assert [(hot_list.name, len(hot_list.entries)) for hot_list in lists] == [
        ("点击排行", 5),
        ("评论排行", 4),
    ]


def test_second_tab_is_not_observed() -> None:
    other = "".join(f'<li><a href="/b/{n}.html">第二个标签页的第{n}篇文章标题</a></li>' for n in range(4))
    lists = read(
        "<div><div><span>跟贴排行</span></div><div><span>点击排行</span></div></div>".join(
            ["<div>", f"<div><div><ul>{items()}</ul></div><div><ul>{other}</ul></div></div></div>"]
        )
    )
    assert [titles(hot_list) for hot_list in lists] == [list(TITLES)]


@pytest.mark.parametrize(
    "html",
    [
        f"<div><h3>热门推荐</h3><ul>{items()}</ul></div>",
        f"<div><h3>相关文章</h3><ul>{items()}</ul></div>",
        f"<div><h3>热门标签</h3><ul>{items()}</ul></div>",
        f'<div style="display: none"><h3>热门排行</h3><ul>{items()}</ul></div>',
        f'<div><h3>热门排行</h3><ul style="display:none">{items()}</ul></div>',
        "<div><h3>热门排行</h3></div><footer><ul>" + items() + "</ul></footer>",
        (
            '<nav><ul><li><a href="/hot">热榜</a></li><li><a href="/a">要闻</a></li>'
            '<li><a href="/b">财经</a></li></ul>'
        ),
        f"<p>因为“不专业”，他被骂上热搜了</p><ul>{items()}</ul>",
        f"<div><h3>热门排行</h3><h3>推荐阅读</h3><ul>{items()}</ul></div>",
        "<h3>热门排行</h3>" + "".join(f'<a href="#c{n}">第{n}条评论的全部文字</a>' for n in range(5)),
    ],
)
def test_what_is_no_visible_ranking_is_not_taken(html: str) -> None:
    assert read(html) == []


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Most Read",
            "MOST READ BY SUBSCRIBERS",
            "Most read in Politics",
            "Most Popular",
            "Trending Now",
            "Popular posts",
        ),
        *(
            "Meistgelesen",
            "Meistgeklickt",
            "Les plus lus",
            "Articles les plus lus",
            "Lo más leído",
            "Las más leídas",
        ),
        *(
            "Più letti",
            "Mais lidas",
            "Meest gelezen",
            "Mest läst",
            "MEST LÆST",
            "Luetuimmat",
            "Самое читаемое",
        ),
        *("Najczęściej czytane", "Nejčtenější", "En çok okunanlar", "Δημοφιλή", "الأكثر قراءة", "Terpopuler"),
        *(
            "アクセスランキング",
            "社会ランキング",
            "人気記事",
            "よく読まれている記事",
            "많이 본 뉴스",
            "인기기사",
        ),
        *(
            "点击排行",
            "熱門排行",
            "热榜",
            "點擊榜",
            "24小时最热",
            "热文",
            "最热",
            "热点排行",
            "热门",
            "財經 熱門文章",
            "热搜榜",
        ),
    ],
)
def test_headings_of_rankings(heading: str) -> None:
    assert ranking_name(heading) == heading


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Top Stories",
            "Popular Topics",
            "Trending Concerts",
            "Most Popular Deals",
            "Latest",
            "Popular tags",
        ),
        *(
            "热点新闻",
            "近期热点",
            "热门推荐",
            "热门评论",
            "最热评论",
            "热门股票",
            "最热 最早 最新",
            "人气太旺，堪比追星现场",
            "推荐阅读",
        ),
        *("人気タグ", "Die meistgelesene Zeitung Europas feiert ein großes Jubiläum", ""),
    ],
)
def test_other_headings(text: str) -> None:
    assert ranking_name(text) == ""


def test_western_list_with_bylines() -> None:
    entries = "".join(
        f'<li><a href="/story/{n}"><span class="rank">{n}</span>'
        f"<h4>Harbour ferry returns after {n} winters</h4></a>"
        '<span class="byline">Ada Quill</span></li>'
        for n in range(1, 4)
    )
    (hot_list,) = read(f"<aside><h2>Most Read</h2><ol>{entries}</ol></aside>")
    assert [(entry.title, entry.author) for entry in hot_list.entries] == [
        (f"Harbour ferry returns after {n} winters", "Ada Quill") for n in range(1, 4)
    ]


def test_copies_of_lazy_pictures_are_no_title() -> None:
    entries = each(
        '<li><a href="/a/{n}.html"><noscript><img src="/{n}.jpg"></noscript><span>{title}</span></a></li>'
    )
    (hot_list,) = read(f"<div><h3>Most Read</h3><ul>{entries}</ul></div>")
    assert titles(hot_list) == list(TITLES)


def test_declared_list_comes_instead_of_the_generic_ones() -> None:
    profile = Profile(
        hot_lists=(ListSelectors(".top > p", name="榜单", title="a::text", url="a::attr(href)"),)
    )
    declared = '<div class="top"><p><a href="/x/1">短题</a></p><p><a href="/x/2">另一短题</a></p></div>'
    assert read(declared + LAYOUTS["heading and list"], profile=profile) == [
        HotList(
            "榜单",
            (
                HotEntry(1, "短题", "https://news.example.cn/x/1"),
                HotEntry(2, "另一短题", "https://news.example.cn/x/2"),
            ),
        )
    ]


PIECES = (
    *(
        "<h4>热门排行</h4>",
        "Most Read",
        "<ul>",
        "</ul>",
        "<li>",
        "</li>",
        "<div>",
        "</div>",
        "<table><tr><td>",
    ),
    *("<!--", "-->", "\x00", "<a href>空</a>", "<a href='http://['>坏地址的一个标题</a>"),
    '<a href="/a/1.html">一个像标题的长句子</a>',
)
soup = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@settings(max_examples=150)
@given(soup)
def test_no_markup_raises(html: str) -> None:
    for hot_list in read(html):
        assert len(hot_list.entries) >= 3
        assert all(entry.title for entry in hot_list.entries)


def test_a_card_of_several_lines_gives_its_title_line() -> None:
    cards = "".join(
        f"<li><a href='/a/{n}'><p>{title}</p><p>某某日报 5/10 17:0{n}</p></a></li>"
        for n, title in enumerate(TITLES)
    )
    assert titles(read(f"<aside><h2>热门排行</h2><ol>{cards}</ol></aside>")[0]) == list(TITLES)


def test_a_section_above_the_title_is_no_part_of_it() -> None:
    cards = "".join(
        f"<li><a href='/a/{n}'><div>社会</div><div>{title}</div></a></li>" for n, title in enumerate(TITLES)
    )
    assert titles(read(f"<aside><h2>热门排行</h2><ol>{cards}</ol></aside>")[0]) == list(TITLES)


def test_an_item_as_large_as_a_page_is_no_entry() -> None:
    nested = "<div>" * 300 + "这一整块并不是榜单里的一条标题" * 2000 + "</div>" * 300
    giant = f"<li><a href='/giant.html'>{nested}</a></li>"
    page = f"<h3>熱門排行</h3><ul>{giant}{items()}</ul>"
    lists = find_hot_lists(Document(f"<html><body>{page}</body></html>"), GENERIC)
    assert [entry.url for entry in lists[0].entries].count("/giant.html") == 0
