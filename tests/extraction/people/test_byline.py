from __future__ import annotations

import json

import pytest

from newsarchive.document import Document
from newsarchive.extraction.people.byline import Byline, find_byline
from newsarchive.extraction.people.names import is_chinese_name, is_person, names_in_han, split_names
from newsarchive.extraction.people.notices import find_notices
from newsarchive.profile import GENERIC, Era, Profile

PROSE = (
    "<p>"
    + "Here stands a paragraph of the article that goes on for a while and says what happened. " * 3
    + "</p>"
)
HAN = "<p>" + "会议昨天在当地举行，与会者讨论了明年的安排，并听取了各方面的意见和建议。" * 6 + "</p>"


def byline(
    body: str = "", head: str = "", title: str = "Floods close the harbour", profile: Profile = GENERIC
) -> Byline:
    prose = PROSE if title.isascii() else HAN
    document = Document(
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"{body.replace('BODY', prose * 2)}"
        f"{'' if 'BODY' in body else prose * 2}</body></html>"
    )
    return find_byline(document, profile, find_notices(document.blocks, document))


def authors(body: str = "", head: str = "", title: str = "Floods close the harbour") -> tuple[str, ...]:
    found = byline(body, head, title).authors
    return found.value if found else ()


def source(body: str = "", head: str = "", title: str = "台风登陆后多地停课") -> str | None:
    found = byline(body, head, title).source
    return found.value if found else None


def editor(body: str = "", title: str = "台风登陆后多地停课") -> str | None:
    found = byline(body, title=title).editor
    return found.value if found else None


def ld(author: object, **more: object) -> str:
    node = json.dumps({"@type": "NewsArticle", "author": author} | more)
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Person", "name": "Ana Lima"}, ("Ana Lima",)),
        ([{"name": "Ana Lima"}, {"name": "Bo Ek"}], ("Ana Lima", "Bo Ek")),
        ("By Ana Lima and Bo Ek", ("Ana Lima", "Bo Ek")),
        ({"name": ["Ana Lima", "Bo Ek"]}, ("Ana Lima", "Bo Ek")),
        ({"givenName": "Ana", "familyName": "Lima"}, ("Ana Lima",)),
        ({"name": "Ana Lima (al)"}, ("Ana Lima",)),
        ({"name": "Ana Lima und Bo Ek, dpa"}, ("Ana Lima", "Bo Ek", "dpa")),
        (None, ()),
        ([], ()),
    ],
)
def test_forms_of_a_jsonld_author(author: object, expected: tuple[str, ...]) -> None:
    assert authors(head=ld(author)) == expected


def test_a_reference_to_a_jsonld_node() -> None:
    nodes = [
        {"@type": "Article", "author": {"@id": "#p"}},
        {"@type": "Person", "@id": "#p", "name": "Ana Lima"},
    ]
    assert authors(head=f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>') == (
        "Ana Lima",
    )


def test_the_outlet_gives_way_to_a_person() -> None:
    head = '<meta property="og:site_name" content="The Example">' + ld({"name": "The Example"})
    assert authors("<p class='byline'>By Ana Lima</p>", head) == ("Ana Lima",)


def test_the_outlet_is_named_where_nobody_else_is() -> None:
    head = '<meta property="og:site_name" content="The Example">' + ld({"name": "The Example"})
    assert authors(head=head) == ("The Example",)


@pytest.mark.parametrize("name", ["author", "article:author", "dc.creator", "parsely-author"])
def test_meta_authors(name: str) -> None:
    assert authors(head=f'<meta name="{name}" content="Ana Lima">') == ("Ana Lima",)


def test_profiles_addresses_are_no_names() -> None:
    assert authors(head='<meta property="article:author" content="https://example.com/ana">') == ()


@pytest.mark.parametrize(
    "line",
    [
        "<div>By Ana Lima</div>",
        "<div>Von Ana Lima, 3. Mai 2024</div>",
        "<div><a class='author-name'>Ana Lima</a></div>",
    ],
)
def test_lines_that_begin_or_are_marked_as_bylines(line: str) -> None:
    assert authors(line) == ("Ana Lima",)


def test_a_pictures_maker_is_no_author() -> None:
    assert authors("<figure><img src='a.jpg'><figcaption class='author'>Ana Lima</figcaption></figure>") == ()


CHINESE = "台风登陆后多地停课"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div>作者：张三 来源：示例社</div>", ("张三",)),
        ("<p>示例新闻记者 张三 李四</p>", ("张三", "李四")),
        ("<p>示例报讯（记者 张三）" + HAN[3:], ("张三",)),
        ("BODY<p>(文/图 张三 李四)</p>", ("张三", "李四")),
        ("<div>作者：网络整理</div>", ()),
        ("<p>〔記者張文馨／台北報導〕" + HAN[3:], ("張文馨",)),
        ("BODY<p>本文来自微信公众号“示例财经”（ID:abc），作者：张三，经授权发布。</p>", ("张三",)),
        ("<p>图片来源：示例记者 张三 摄</p>", ()),
    ],
)
def test_chinese_authors(body: str, expected: tuple[str, ...]) -> None:
    assert authors(body, title=CHINESE) == expected


def test_the_portal_in_the_head_is_no_author() -> None:
    assert authors(head='<meta name="author" content="网易">', title=CHINESE) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div>2024-05-01 10:00 来源：示例日报 举报</div>", "示例日报"),
        ("<div>2024-05-01 10:00 示例日报</div>", "示例日报"),
        ("<div>原创 示例日报 2024-05-01 10:00:05</div>", "示例日报"),
        ("<div><span>2024年5月1日 10:00</span> <a>示例日报</a></div>", "示例日报"),
        ("<p class='author-name'>示例体育课</p><div>发布时间：24-05-01 10:00</div>", "示例体育课"),
        ("BODY<p>（来源：示例日报）</p>", "示例日报"),
        ("BODY<p>本文首发于示例 APP，作者张三</p>", "示例 APP"),
        ("<div>2024-05-01 10:00 分享 收藏</div>", None),
        ("<div>来源：网络</div>", None),
        ("<div>2024年05月06日 08:12　来源：示例新闻网<a>参与互动</a></div>", "示例新闻网"),
        ("<div>2024-05-06 08:12 来源： 示例社<span>字体：大 中 小</span></div>", "示例社"),
        ("<div class='author'>示例娱乐 <span>2024-05-06 08:12</span> 发布于北京</div>", "示例娱乐"),
        ("BODY<p>本文来自微信公众号“示例财经”（ID:abc），作者：张三，经授权发布。</p>", "示例财经"),
        ("<div class='story-author'>示例報 記者張文馨／台北報導</div>", "示例報"),
        ("<p>图片来源：示例官网</p>", None),
        ("", None),
    ],
)
def test_sources(body: str, expected: str | None) -> None:
    assert source(body) == expected


def test_the_source_in_the_head() -> None:
    assert source(head='<meta name="mediaid" content="示例日报">') == "示例日报"


def test_sources_are_not_guessed_in_other_languages() -> None:
    assert source("<div>2024-05-01 10:00 Example</div>", title="Floods close the harbour") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("BODY<p>责任编辑：张三_NB1234</p>", "张三"),
        ("BODY<p>编辑 李四 校对 王五</p>", "李四"),
        ("BODY<p>编辑|李四</p><p>责编|张三</p>", "张三"),
        ("<div>2024-05-01 责任编辑：张三</div>", "张三"),
        ("", None),
    ],
)
def test_editors(body: str, expected: str | None) -> None:
    assert editor(body) == expected


def test_declared_selectors_come_first() -> None:
    select = {"authors": (".a",), "source": (".s",), "editor": (".e",)}
    profile = Profile(key="x", eras=(Era(select=select),))
    body = "<i class='a'>张三、李四</i><i class='s'>来源：示例社</i><i class='e'>责任编辑：王五</i>"
    found = byline(body, title=CHINESE, profile=profile)
    assert [part.value if part else None for part in (found.authors, found.source, found.editor)] == [
        ("张三", "李四"),
        "示例社",
        "王五",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Ana Lima, Bo Ek and Cy Dee", ("Ana Lima", "Bo Ek", "Cy Dee")),
        ("Par Ana Lima et Bo Ek", ("Ana Lima", "Bo Ek")),
        ("Por Ana Lima y Bo Ek", ("Ana Lima", "Bo Ek")),
        ("Tekst: Ana Lima og Bo Ek", ("Ana Lima", "Bo Ek")),
        ("John Doe, Jr.", ("John Doe, Jr.",)),
        ("Ana Lima, AP Business Writer", ("Ana Lima",)),
        ("Ana Lima, Editor at Large", ("Ana Lima",)),
        ("admin", ()),
        ("Ana Editorson", ("Ana Editorson",)),
        ("Ana Lima | Reuters", ("Ana Lima", "Reuters")),
        ("ana@example.com", ()),
        ("신현주 기자", ("신현주",)),
        ("大渡 美咲", ("大渡 美咲",)),
        ("张三、李四", ("张三", "李四")),
    ],
)
def test_lists_of_names(text: str, expected: tuple[str, ...]) -> None:
    assert split_names(text) == expected


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "艾合买提·吾甫尔", "賀梨萍"])
def test_chinese_names(name: str) -> None:
    assert is_chinese_name(name)


@pytest.mark.parametrize("name", ["新华社", "编辑部", "关注", "网络整理", "某某公司", "张"])
def test_other_chinese_words(name: str) -> None:
    assert not is_chinese_name(name)


@pytest.mark.parametrize(
    ("name", "person"),
    [("Ana de la Cruz", True), ("Read more", False), ("Reuters", False), ("23 Comments", False)],
)
def test_persons(name: str, person: bool) -> None:
    assert is_person(name) == person


def test_strict_lists_hold_nothing_but_names() -> None:
    assert names_in_han("张三 北京报道", strict=True) == ()


def test_the_one_signature_elsewhere_counts_but_not_several() -> None:
    assert authors("BODY<ul><li>Autorin Ana Lima</li></ul>") == ("Ana Lima",)
    assert authors("BODY<ul><li>By Ana Lima</li><li>By Bo Ekman</li></ul>") == ()


RUN_TOGETHER = (
    "<div><span>2024/5/6 8:12:33</span><span>来源：<a>示例之家</a></span><span>作者：<b>问舟</b></span>"
    "<span>责编：<b>林远</b></span><span>评论：<em>12</em></span></div>"
)


def test_labels_that_only_markup_parts() -> None:
    found = byline(RUN_TOGETHER, title=CHINESE)
    assert [part.value if part else None for part in (found.authors, found.source, found.editor)] == [
        ("问舟",),
        "示例之家",
        "林远",
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div>2024-05-06 08:12 <span id='source_id'>[ 示例在线 原创 ]</span></div>", "示例在线"),
        ("<div>来源：<a>光明示例-《示例日报》</a></div>", "光明示例-《示例日报》"),
        ("<div>来源：示例网 作者：张三 李四 编辑：王五 2024-05-06 08:12:33</div>", "示例网"),
    ],
)
def test_more_sources(body: str, expected: str) -> None:
    assert source(body) == expected


def test_an_editors_name_ends_before_a_date() -> None:
    assert editor("<div>来源：示例网 编辑：王五 2024-05-06 08:12:33</div>") == "王五"


def test_a_short_chinese_name_in_a_marked_element() -> None:
    assert authors("<p class='author-name'>张三</p>", title=CHINESE) == ("张三",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某通訊社記者陳小華台北5日電", ("陳小華",)),
        ("记者张三北京12月5日电", ("张三",)),
        ("記者葉某某、溫小香華盛頓5日專電", ("葉某某", "溫小香")),
    ],
)
def test_an_agencys_place_and_day_are_no_part_of_the_name(text: str, expected: tuple[str, ...]) -> None:
    assert names_in_han(text) == expected


def test_a_korean_reporter_with_address() -> None:
    assert authors('<div class="byline">김민수 기자 kim@example.com</div>') == ("김민수",)


def test_what_follows_a_bracketed_reporter_is_no_name() -> None:
    line = "<p>某社南昌11月8日电 (记者 吴小泉)题：改革怎么推进 群众少跑腿</p>"
    assert authors(line, title="改革怎么推进 群众少跑腿") == ("吴小泉",)


@pytest.mark.parametrize(
    "line", ["示例報／ 記者林小玉／台北即時報導", "2009-05-06 示例報 【記者林小玉／台北報導】"]
)
def test_the_outlet_that_signs_with_its_reporter(line: str) -> None:
    assert source(f"<p>{line}</p>", title="北市擴大單車優惠") == "示例報"


def test_where_an_account_posts_from_is_no_outlet() -> None:
    assert source("<p>2023-10-09 15:02 广东发布于广东示例报官方账号</p>") is None


def test_a_title_that_scripts_fill_is_read_from_the_head() -> None:
    head = '<meta property="og:title" content="台风登陆后多地停课">'
    html = f"<title></title>{head}<h1>台风登陆后多地停课</h1>{HAN}<p>作者：张三</p>"
    document = Document(html)
    found = find_byline(document, GENERIC, find_notices(document.blocks, document))
    assert found.authors is not None
    assert found.authors.value == ("张三",)
