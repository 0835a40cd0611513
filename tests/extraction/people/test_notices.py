from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.people.notices import Notices, find_notices, parse_notice


@pytest.mark.parametrize(
    ("text", "authors", "source", "editor"),
    [
        ("(本文首发于钛媒体 APP,作者|王健,编辑|林志佳)", ("王健",), "钛媒体 APP", "林志佳"),
        ("本文来源：示例日报 责任编辑：陈建国_NN7379", (), "示例日报", "陈建国"),
        ("（责任编辑： HN666）", (), None, "HN666"),
        ("责编|陈梦", (), None, "陈梦"),
        ("【编辑:张三】", (), None, "张三"),
        ("编辑 刘晓 校对 李铭", (), None, "刘晓"),
        ("责任编辑：张三、李四", (), None, "张三、李四"),
        ("编辑：王五 责编：赵六", (), None, "赵六"),
        ("来源|示例参考、示例发布、羊城示例", (), "示例参考、示例发布、羊城示例", None),
        ("来源: 示例报 举报", (), "示例报", None),
        ("来源：The Example", (), "The Example", None),
        ("（来源：示例日报）", (), "示例日报", None),
        ("转载自：36号", (), "36号", None),
        ("信息来源于网络", (), None, None),
        ("作者：佚名", (), None, None),
        ("示例新闻记者 段超 廖艳", ("段超", "廖艳"), None, None),
        ("本报记者 张三", ("张三",), None, None),
        ("记者 张三 李四 北京报道", ("张三", "李四"), None, None),
        ("采写：示例报见习记者 林子", ("林子",), None, None),
        ("文/图 刘东 易南", ("刘东", "易南"), None, None),
        ("文 | 小葵", ("小葵",), None, None),
        ("作者丨王 健 编辑丨林佳", ("王健",), None, "林佳"),
        ("记者：张三 编辑：李四 来源：示例新闻", ("张三",), "示例新闻", "李四"),
        ("发布日期：2019-03-06 责任编辑：龙慧", (), None, "龙慧"),
        ("2019-09-07 15:10:53 字号：A- A A+ 来源：示例社", (), "示例社", None),
        ("某科室供稿 摄影/张艳 编辑/苏芳", (), None, "苏芳"),
        ("来源：本站原创 作者：某党支部", (), "本站原创", None),
        ("責任編輯：林小姐", (), None, "林小姐"),
    ],
)
def test_lines_that_are_notices(
    text: str, authors: tuple[str, ...], source: str | None, editor: str | None
) -> None:
    notice = parse_notice(text)
    assert notice is not None
    assert (notice.authors, notice.source, notice.editor, notice.rest) == (authors, source, editor, "")


@pytest.mark.parametrize(
    "text",
    [
        "记者从公安局了解到，昨天发生了一起案件。",
        "编辑认为这件事很重要",
        "图片来源：示例官网",
        "图片来源：示例记者 张蕊 摄",
        "来自某实验室的研究者在上午的会议上演示了他们的方法，下午又作了详细的说明。",
        "作者简介：张三，教授",
        "她说，很好。（记者 张三）",
        "The editor: a short history",
        "作者最新文章",
        "",
    ],
)
def test_lines_that_are_none(text: str) -> None:
    assert parse_notice(text) is None


def test_a_closing_parenthesis_is_cut_off() -> None:
    notice = parse_notice("会议于昨日结束。（来源：示例日报）")
    assert notice is not None
    assert (notice.source, notice.rest) == ("示例日报", "会议于昨日结束。")


def notices(*paragraphs: str) -> Notices:
    document = Document("<html><body>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</body></html>")
    return find_notices(document.blocks, document)


BODY = "据示例社报道，会议昨天在当地举行，与会者讨论了明年的安排，并听取了各方面的意见。"


def test_lines_of_their_own_are_claimed() -> None:
    assert notices("来源：示例社", BODY, "责任编辑：张三").claimed == {0, 2}


def test_a_paragraphs_tail_is_rewritten() -> None:
    assert notices(BODY + "（来源：示例社）").rewritten == {0: BODY}


def test_a_line_outranks_a_paragraphs_tail() -> None:
    assert notices(BODY + "（来源：示例视频）", "来源：示例社").source == "示例社"


def test_the_responsible_editor_outranks_an_editor() -> None:
    assert notices("编辑 刘晓 校对 李铭", BODY, "责任编辑：姚伟").editor == "姚伟"


@pytest.mark.parametrize(
    "lead",
    [
        "示例报讯（记者 陆一夫）今天，",
        "示例社北京4月26日电 (记者 陆一夫)今天，",
        "本站讯（职工通讯员 陆一夫）为深入推进，",
    ],
)
def test_reporters_named_in_passing_leave_the_text_alone(lead: str) -> None:
    found = notices(lead + BODY)
    assert (found.reporters, found.claimed, found.rewritten) == (("陆一夫",), set(), {})


def test_pages_without_han_have_none() -> None:
    assert notices("By Ana Lima", "Source: Reuters") == Notices()


@given(
    st.text(alphabet=st.sampled_from("来源作者编辑责任记文（）()：|/丨 、，。张三李四abc12"), max_size=120)
)
def test_any_text_is_survived(text: str) -> None:
    notice = parse_notice(text)
    assert notice is None or len(notice.rest) <= len(text)


@pytest.mark.parametrize(
    ("text", "authors", "source", "editor"),
    [
        (
            "本文来自微信公众号“示例观察”（ID：shili01），作者：丁力，编辑：马宁，示例网经授权发布。",
            ("丁力",),
            "示例观察",
            "马宁",
        ),
        ("来源：《示例谈》2023年第3期", (), "《示例谈》2023年第3期", None),
        ("2009-05-06 示例時報 【記者黃小珮／台北報導】", ("黃小珮",), None, None),
    ],
)
def test_lines_with_permissions_titles_and_days(
    text: str, authors: tuple[str, ...], source: str | None, editor: str | None
) -> None:
    notice = parse_notice(text)
    assert notice is not None
    assert (notice.authors, notice.source, notice.editor) == (authors, source, editor)


def test_an_agencys_day_behind_the_editor_goes_with_it() -> None:
    notice = parse_notice("市政府表示，這項措施將在年底前完成，並會持續檢討成效。（編輯：李小彰）1130405")
    assert notice is not None
    assert notice.rest == "市政府表示，這項措施將在年底前完成，並會持續檢討成效。"


def test_a_pictures_maker_is_no_reporter() -> None:
    assert notices("北市將增設許多新的站點。（記者楊小慧攝）").reporters == ()
