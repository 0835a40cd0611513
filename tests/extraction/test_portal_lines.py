"""Lines that Chinese portals put around and into their articles, each in the same invented page."""

from __future__ import annotations

from typing import Any

import pytest

from newsarchive import extract

TITLE = "停航三年的渡轮回来了"
BODY = (
    "九月的第一个周末，青河镇的老码头重新热闹起来。停航三年的渡轮在清晨六点半鸣笛离岸，甲板上站满了来送行的街坊。",
    "按照镇里公布的方案，渡轮每天往返十二班，票价两元，六十五岁以上老人和学生免费，遇大雾和六级以上大风停航。",
    "“修桥以后坐船的人少了，可是桥离老城还有四公里，骑车要二十多分钟。”住在河西的退休教师段玉芬说。",
    "为了控制成本，新的运营方案把原来的三条船减为一条，另备一条作为应急，差额由镇财政补贴，数据按月公布。",
)
URL = "http://www.example.com/c/2021-09-09/123456.html"
DATE = "<div class=info>2021-09-09 16:20</div>"
TITLES = [
    "暴雨过后古城墙局部坍塌 官方通报修复方案",
    "男子误把保健品当茶叶泡了三年",
    "新版身份证照片可自己选 多地开始试点",
    "高校食堂推出半份菜 浪费减少三成",
]


def paragraphs(texts: tuple[str, ...] | list[str]) -> str:
    return "".join(f"<p>　　{text}</p>" for text in texts)


def record(mast: str = DATE, content: str = "", side: str = "") -> dict[str, Any]:
    return extract(
        f"<html><head><meta charset=utf-8><title>{TITLE}_青河网</title></head><body>"
        f"<div class=article><h1>{TITLE}</h1>{mast}"
        f"<div class=content>{content or paragraphs(BODY)}</div></div>"
        f"<div class=side>{side}</div></body></html>",
        URL,
    ).to_dict()


@pytest.mark.parametrize(
    ("mast", "expected"),
    [
        (
            "<div><span>2021-09-09 16:20</span><span>青河晚报</span><span>记者 余则成</span></div>",
            {"source": "青河晚报", "authors": ["余则成"]},
        ),
        (
            "<p>2021年09月09日16:20 青河晚报 余则成 吕宗方</p>",
            {"source": "青河晚报", "authors": ["余则成", "吕宗方"]},
        ),
        (
            "<div><i></i>2021-09-09 16:20 <i></i>青河晚报 <i></i>余则成</div>",
            {"source": "青河晚报", "authors": ["余则成"]},
        ),
        ("<p>青河晚报 记者余则成 2021-09-09 16:20</p>", {"source": "青河晚报", "authors": ["余则成"]}),
        (
            "<p>首发：2021-09-09 16:20　更新：2021-09-09 18:00　来源：青河晚报</p>",
            {"source": "青河晚报", "modified": "2021-09-09T18:00:00+08:00"},
        ),
        (
            "<p>信息来源：青河镇党政办　发布时间：2021-09-09 16:20　责任编辑：余则成　审核人：吕宗方</p>",
            {"source": "青河镇党政办", "editor": "余则成", "authors": []},
        ),
        (
            "<table><tr><td>来源：<td>青河晚报<td>作者：<td>余则成<td>时间：<td>2021-09-09 16:20</table>",
            {"source": "青河晚报", "authors": ["余则成"]},
        ),
        (
            "<dl><dt>发布时间<dd>2021-09-09 16:20<dt>来源<dd>青河晚报<dt>编辑<dd>余则成</dl>",
            {"source": "青河晚报", "editor": "余则成"},
        ),
        (
            "<p>2021-09-09 16:20 | 青河晚报 | 余则成 | 编辑：吕宗方</p>",
            {"source": "青河晚报", "authors": ["余则成"], "editor": "吕宗方"},
        ),
        (
            "<div><span>青河观察</span><span>某网号官方账号</span><span>2021/09/09 16:20</span></div>",
            {"source": "青河观察"},
        ),
        ("<div><time datetime='2021-09-09T16:20:00+08:00'>2021年9月9日</time></div>", {"authors": []}),
        ("<div>記者 王小明／台北報導 2021-09-09 16:20</div>", {"authors": ["王小明"]}),
        (
            "<div>2021-09-09 16:20 青河時報 記者王小明／綜合報導</div>",
            {"source": "青河時報", "authors": ["王小明"]},
        ),
        ("<div>王小明 2021年9月9日 下午4:20</div>", {"authors": ["王小明"]}),
        ("<div>台北 2021年9月9日 下午4:20</div>", {"authors": []}),
        (
            "<p><span>2021-09-09 16:20</span><span>来源：青河晚报</span><span>编辑：余则成</span></p>",
            {"source": "青河晚报", "editor": "余则成"},
        ),
        (
            "<div><p>2021-09-09 16:20</p><b>来源：</b>青河晚报<span><b>作者：</b>余则成</span></div>",
            {"source": "青河晚报", "authors": ["余则成"]},
        ),
    ],
)
def test_the_line_below_the_headline(mast: str, expected: dict[str, Any]) -> None:
    found = record(mast)
    expected = {"published": "2021-09-09T16:20:00+08:00"} | expected
    assert {field: found[field] for field in expected} == expected
    assert found["body"] == "\n".join(BODY)


def test_times_of_comments_are_not_the_articles() -> None:
    comments = "<div><p>顶一个，拍得真不错。</p><p>2021-09-10 18:02</p></div>"
    html = f"<title>{TITLE}</title><p>2021-09-09 16:20</p><h1>{TITLE}</h1>{paragraphs(BODY)}{comments}"
    assert extract(html, URL).to_dict()["published"] == "2021-09-09T16:20:00+08:00"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("编辑：余则成　一审：吕宗方　二审：马奎　三审：陆桥山", {"editor": "余则成"}),
        ("初审：余则成/复审：吕宗方/终审：马奎", {}),
        ("监制：马奎/策划：陆桥山/记者：余则成/编辑：吕宗方/海报设计：穆晚秋", {"authors": ["余则成"]}),
        ("总监制丨马奎/记者丨余则成 吕宗方/视觉丨穆晚秋", {"authors": ["余则成", "吕宗方"]}),
        ("来源 | 青河晚报（记者余则成）", {"source": "青河晚报", "authors": ["余则成"]}),
        ("文／记者余则成 图／记者穆晚秋", {"authors": ["余则成"]}),
        ("综合自：通联社、青河晚报、央台新闻", {"source": "通联社、青河晚报、央台新闻"}),
        ("（据通联社电）", {"source": "通联社"}),
        ("据青河晚报", {"source": "青河晚报"}),
        ("（编辑 余则成 上传 吕宗方 审核 马奎）", {"editor": "余则成"}),
        ("本版责编：余则成　版式设计：穆晚秋", {"editor": "余则成"}),
        ("编辑｜余则成/审核｜吕宗方/值班总编｜马奎", {"editor": "余则成"}),
        ("[责任编辑：PN041]/责任编辑：余则成 PN041", {"editor": "余则成"}),
        ("青河晚报·青河新闻记者 余则成 文／摄", {"authors": ["余则成"]}),
        ("每商记者 余则成　　　　每商编辑 吕宗方", {"authors": ["余则成"], "editor": "吕宗方"}),
        ("作者：admin　责任编辑：admin", {"authors": [], "editor": None}),
        ("责任编辑：余则成#", {"editor": "余则成"}),
        ("社会中心／综合报导", {"authors": []}),
        ("校对 吕宗方", {}),
        ("题图 | 视觉中国", {}),
        ("封面图片来源：拾图网-500123456", {}),
        ("通联社发（穆晚秋 摄）", {}),
        ("（图片由受访者提供）", {}),
        ("更多热点速报、权威资讯、深度分析尽在青河日报App", {}),
        ("投稿邮箱：tougao@example.com/新闻热线：0571-85100000", {}),
        ("点击进入专题：渡口故事/相关阅读：", {}),
        ("-END-", {}),
        ("[打印] [关闭窗口]", {}),
        ("原文链接：http：//www.example.com", {}),
        ("*本文为作者独立观点，转载请联系授权。", {}),
        (
            "声明：转载此文是出于传递更多信息之目的。若侵犯了您的合法权益，请与本网联系，我们将及时更正、删除。",
            {},
        ),
        ("分享让更多人看到", {}),
        ("扫码关注青河网", {}),
        ("（下载青河新闻，报料有奖！）", {}),
        ("点分享/点收藏/点在看", {}),
        ("文章出处：青河县人民法院", {"source": "青河县人民法院"}),
        ("记者 余则成/（受访者供图）", {"authors": ["余则成"]}),
        ("【如果您有新闻线索，欢迎向我们报料，一经采纳有费用酬谢。】", {}),
        ("★青河新聞網提醒您：酒後不開車，安全有保障。", {}),
        ("更多青河新聞報導", {}),
        ("加入青河新聞LINE好友，最新消息不漏接", {}),
        ("互联网新闻信息服务许可证10120170001 京ICP备00000001号", {}),
        ("（急诊科 余则成 文／图）", {"authors": ["余则成"]}),
        ("文章转载自：青河晚报", {"source": "青河晚报"}),
    ],
)
def test_lines_behind_the_text(lines: str, expected: dict[str, Any]) -> None:
    found = record(content=paragraphs([*BODY, *lines.split("/")]))
    assert {field: found[field] for field in expected} == expected
    assert found["body"] == "\n".join(BODY)


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("本报讯（记者 余则成 通讯员 吕宗方）", ["余则成", "吕宗方"]),
        ("青河日报讯 记者余则成报道：", ["余则成"]),
        ("央台网南城9月9日消息（记者余则成 见习记者吕宗方）", ["余则成", "吕宗方"]),
        ("【青河2021年09月09日讯】（青河记者余则成综合报导）", ["余则成"]),
        ("【记者余则成南城报导】", ["余则成"]),
        ("南方报讯（记者/余则成 吕宗方）", ["余则成", "吕宗方"]),
        ("本报讯（记者：余则成）", ["余则成"]),
    ],
)
def test_reporters_named_in_the_first_sentence(opening: str, authors: list[str]) -> None:
    texts = [opening + BODY[0], *BODY[1:]]
    found = record(content=paragraphs(texts))
    assert found["authors"] == authors
    assert found["body"] == "\n".join(texts)


@pytest.mark.parametrize(
    "text",
    [
        "设计 新颖的候船室是镇里自己出的图纸。",
        "监制这条船的工程师说，船身平稳，噪音明显低于从前的柴油机。",
        "统筹城乡交通，是今年镇里的十件实事之一。",
        "据青河晚报此前报道，渡轮连续两年亏损，最终停运。",
        "综合各方意见，镇里决定先跑半年看看。",
        "图为心声，老人把画好的渡船送给了船长。",
        "他说完，又回头看了一眼。",
        "相关报道引起了镇里的重视，方案很快公布。",
        "记者梳理发现，三年来镇里共收到四十多件建议。",
        "（文中人物均为化名）",
        "这家网站未取得互联网新闻信息服务许可证。",
        "（作者系青河大学教授）",
    ],
)
def test_sentences_that_begin_like_such_lines_stay(text: str) -> None:
    texts = [*BODY[:3], text, BODY[3]]
    found = record(content=paragraphs(texts))
    assert (found["body"], found["authors"]) == ("\n".join(texts), [])


@pytest.mark.parametrize(
    "text",
    [
        "本网站所有内容，凡注明来源为“青河网”的文章，版权均归青河网所有，未经授权，任何单位不得转载、摘编。",
        "本文由青河号作者上传并发布，仅代表该作者观点，青河网仅提供信息发布平台。",
        "以上内容与青河网立场无关。青河网发布此内容的目的在于传播更多信息，不构成投资建议，请谨慎对待。",
        "本报记者采写的稿件，网络转载须注明来源，违者将依法追究责任。",
        "网友评论仅供其表达个人看法，并不表明本站同意其观点或证实其描述。",
        "想了解更多精彩内容，快来关注青河日报",
        "青河日报微信公众号：qhrb2021",
        "（内容由AI生成，仅供参考）",
        "你支持恢复渡运吗？欢迎在评论区留言。",
        "#渡轮复航# #青河镇#",
        "—— / END / ——",
    ],
)
def test_small_print_at_either_end(text: str) -> None:
    assert record(content=paragraphs([*BODY, text]))["body"] == "\n".join(BODY)
    assert record(content=paragraphs([text, *BODY]))["body"] == "\n".join(BODY)


@pytest.mark.parametrize(
    "text",
    [
        "该男子称此事与自己无关，警方仍在进一步调查之中。",
        "通告要求，任何单位不得私自设渡，违者将依法追究法律责任。",
        "法院认定被告侵犯著作权，责令其删除相关视频，并赔偿损失三万元。",
        "专家表示，版权归平台所有的条款引发争议，应当由双方重新约定。",
        "他表示，作品被转载却没有注明来源，侵犯了他的权益，要求道歉。",
    ],
)
def test_last_sentences_that_tell_of_rights_stay(text: str) -> None:
    assert record(content=paragraphs([*BODY, text]))["body"] == "\n".join([*BODY, text])


def test_the_heading_of_a_feed_goes_with_its_stories() -> None:
    story = "<div><h4><a href=/f/{0}>{1}</a></h4><p>五年前，街坊们听说要改造，谁也没想到会这么久。</p></div>"
    feed = (
        "<div><h3>猜你喜欢</h3>"
        + "".join(story.format(i, title) for i, title in enumerate(TITLES))
        + "</div>"
    )
    assert record(content=paragraphs(BODY) + feed)["body"] == "\n".join(BODY)


@pytest.mark.parametrize(
    ("words", "caption", "credit"),
    [
        ("供图/青河镇政府", None, "青河镇政府"),
        ("资料图 来源：视觉中国", "资料图", "视觉中国"),
        ("渡轮驶过旧灯塔。 余则成摄/光明图片", "渡轮驶过旧灯塔。 余则成摄/光明图片", "余则成摄/光明图片"),
        ("渡轮驶过旧灯塔。人民图片", "渡轮驶过旧灯塔。", "人民图片"),
        ("渡轮驶过旧灯塔 | 视觉中国", "渡轮驶过旧灯塔", "视觉中国"),
        ("渡轮驶过旧灯塔。本文图片均来自视觉中国", "渡轮驶过旧灯塔。", "视觉中国"),
        ("渡轮驶过旧灯塔，图片来源：视觉中国", "渡轮驶过旧灯塔", "视觉中国"),
        ("渡輪停靠碼頭。(圖:王小明)", "渡輪停靠碼頭。", "王小明"),
        ("（图片来源于网络，侵删）", None, None),
        ("图片来源：网络", None, None),
    ],
)
def test_the_line_below_a_picture(words: str, caption: str | None, credit: str | None) -> None:
    picture = f"<p style='text-align:center'><img src=/p/1.jpg></p><p style='text-align:center'>{words}</p>"
    found = record(content=paragraphs(BODY[:2]) + picture + paragraphs(BODY[2:]))
    assert [(image["caption"], image["credit"]) for image in found["images"]] == [(caption, credit)]
    assert found["body"] == "\n".join(BODY)


@pytest.mark.parametrize(
    "markup",
    [
        "<p class=f_center><img src=/p/1.jpg><br>老码头的清晨<br></p>",
        "<p><img src=/p/1.jpg><br>老码头的清晨</p>",
        "<p><img src=/p/1.jpg></p><p><em>老码头的清晨</em></p>",
        "<center><img src=/p/1.jpg></center><center>老码头的清晨</center>",
        "<p class=image><img src=/p/1.jpg></p><p class=pictext>老码头的清晨</p>",
    ],
)
def test_where_a_caption_stands(markup: str) -> None:
    found = record(content=paragraphs(BODY[:2]) + markup + paragraphs(BODY[2:]))
    assert [image["caption"] for image in found["images"]] == ["老码头的清晨"]
    assert found["body"] == "\n".join(BODY)


def test_a_caption_between_headline_and_text() -> None:
    found = record(mast=f"{DATE}<div class=lead-pic><img src=/p/1.jpg><p>老码头的清晨</p></div>")
    assert [image["caption"] for image in found["images"]] == ["老码头的清晨"]


def test_things_of_a_list_below_their_pictures_stay_in_the_text() -> None:
    things = "".join(f"<p><img src=/p/{i}.jpg><br>{i}) The thing of number {i}</p>" for i in range(3))
    found = record(content=paragraphs(BODY) + things + paragraphs(BODY[:1]))
    assert [image["caption"] for image in found["images"]] == [None] * 3


def entries(titles: list[str]) -> str:
    return "".join(f"<li><a href='/hot/{TITLES.index(t)}.shtml'>{t}</a></li>" for t in titles)


FIRST = f"<a href=/hot/0.shtml><img src=/t.jpg></a><a href=/hot/0.shtml>{TITLES[0]}</a>"
TAB = "<li><a href='javascript:;'>二十四小时</a></li>"
LIST = f"<ul>{entries(TITLES)}</ul>"


@pytest.mark.parametrize(
    ("side", "name"),
    [
        (f"<h3>新闻TOP10</h3>{LIST}", "新闻TOP10"),
        (f"<h3>热闻榜</h3>{LIST}", "热闻榜"),
        (f"<h3>今日最夯</h3>{LIST}", "今日最夯"),
        (f"<div><span>热点排行</span><span>日</span><span>周</span></div>{LIST}", "热点排行"),
        (f"<div><a>点击排行</a><a>评论排行</a></div>{LIST}<ol hidden>{LIST}</ol>", "点击排行"),
        (f"<div><img src=/rm.png alt=热门排行></div>{LIST}", "热门排行"),
        (
            f"<h4>阅读排行</h4><div>{FIRST}</div><ul>{entries(TITLES[1:])}</ul>",
            "阅读排行",
        ),
    ],
)
def test_rankings(side: str, name: str) -> None:
    found = record(side=f"<div class=box>{side}</div>")
    assert [h["list"] for h in found["hot_lists"]] == [name]
    assert [entry["title"] for entry in found["hot_lists"][0]["entries"]] == TITLES


@pytest.mark.parametrize(
    ("title", "shown"),
    [("正文", TITLE), ("社会新闻", TITLE), ("青河网", TITLE)],
)
def test_a_head_that_names_only_the_section_or_site(title: str, shown: str) -> None:
    html = f"<title>{title}</title><h1>{shown}</h1>{DATE}{paragraphs(BODY)}"
    assert extract(html, URL).to_dict()["title"] == shown


def test_a_headline_in_a_cell_behind_the_papers_name() -> None:
    shown = "停航三年的渡轮回来了：青河镇复航记"
    html = f"<title>青河日报数字报-{shown}</title><table><tr><td><p>{shown}</p></table>{paragraphs(BODY)}"
    assert extract(html, URL).to_dict()["title"] == shown


def test_dates_that_a_page_tells_a_search_engine() -> None:
    data = (
        '{"@id": "https://example.com/1", "pubDate": "2021-09-09T16:20:00", "upDate": "2021-09-09T17:00:00"}'
    )
    script = f"<script type='application/ld+json'>{data}</script>"
    html = f"<title>{TITLE}</title>{script}<h1>{TITLE}</h1><p>青河网 09-09</p>{paragraphs(BODY)}"
    found = extract(html, URL).to_dict()
    assert found["published"] == "2021-09-09T16:20:00+08:00"
    assert found["modified"] == "2021-09-09T17:00:00+08:00"
    assert found["body"] == "\n".join(BODY)


def counted(title: str) -> str:
    return f"<li><a href='/hot/{TITLES.index(title)}.shtml'>1. {title}(1134)</a></li>"


@pytest.mark.parametrize(
    "items",
    [
        f"<ul>{TAB * 3}</ul>{LIST}",
        f"<ul>{''.join(map(counted, TITLES))}</ul>",
        f"<ul>{entries(TITLES).replace('</a>', '<span class=read><img src=/r.png>1123</span></a>')}</ul>",
    ],
)
def test_tabs_and_counters_are_no_part_of_a_ranking(items: str) -> None:
    found = record(side=f"<div class=box><h3>阅读排行榜</h3>{items}</div>")
    assert [entry["title"] for entry in found["hot_lists"][0]["entries"]] == TITLES


def test_a_heading_with_its_own_picture_and_link_is_no_entry() -> None:
    heading = "<div><a href=/hot><img src=/t.jpg>热门排行</a></div>"
    found = record(side=f"<div class=box>{heading}{LIST}</div>")
    assert [entry["title"] for entry in found["hot_lists"][0]["entries"]] == TITLES
