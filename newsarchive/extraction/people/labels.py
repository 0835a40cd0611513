"""The labels under which Chinese pages name source, writers, editors and the rest of an article's staff."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SOURCE = (
    r"(?:本文|文章|信息|消息|新闻|新聞|稿件|内容|內容|资讯|原文|综合|綜合)?(?:来源|來源)(?:于|於|自)?|稿源|(?:文章|本文|信息)?(?:出处|出處)|"
    r"(?:本文|文章)?(?:转载自|轉載自|转自|轉自|摘自)|"
    r"原载于|原載於|(?:本文|文章)?(?:首发于|首發於|首发|首發)|(?:本文|文章)(?:来自|來自)|(?:来自|來自)(?=\s?[:：])"
)
_AUTHOR = (
    r"(?:本文|文章|原文|原)?作者|撰文|撰稿人?|采写|採寫|采访|採訪|文字|执笔|執筆|文[/／]图|图[/／]文|圖[/／]文|文[/／]圖|图文|"
    r"[\u4e00-\u9fffA-Za-z]{0,8}(?:记者|記者)|通讯员|通訊員|实习生|實習生|编译|編譯|文"
)
_RESPONSIBLE = r"(?:本版|本期|本文|值班)?(?:责任编辑|責任編輯|责编|責編)|责任编审"
# Editors of other things than the text.
_OTHER_EDITOR = r"(?:图片|圖片|视频|視頻|美术|摄影|版面|版式|视觉|音频|技术|剪辑|后期|排版)编辑"
_EDITOR = rf"(?!{_OTHER_EDITOR})[\u4e00-\u9fff]{{0,4}}?(?:新闻|新聞|日报|日報|网|客户端)?(?:编辑|編輯|主编)"
# Whoever else worked on it: lines of nothing but these are no part of the text.
_STAFF = (
    rf"{_OTHER_EDITOR}|(?:责任|責任)?(?:校对|校對)|(?:审核|審核|审校|审签|签发)人?|[一二三]审|初审|复审|终审|总?监制|總?監制|監製|统筹|統籌|"
    r"总?策划|策劃|摄像|剪辑|后期|配音|制图|製圖|绘图|海报(?:设计)?|(?:美术|版式)?设计|设计|設計|美编|图编|视觉|版式|排版|题图|"
    r"编委|编审|值班(?:编委|总编|主任|领导|总监)|总值班|总编辑?|出品人?|录入|上传|运营|供稿|主播|编导|发布[者人]"
)
_OTHER = (
    r"摄影|攝影|图片|圖片|视频|版面|供图|发布(?:时间|日期)?|時間|时间|日期|浏览(?:次数|量)?|阅读(?:量|次数)?|点击(?:量|次数|数)?|查看|"
    r"字号|评论|编号|原标题|分享到?|文章关键词|关键词|关键字|标签|[图圖摄攝](?!\s?[/／|&、]\s?文)(?=\s?[/／|｜丨:：])"
)
# Every notice of a source, writer or editor holds one of these; most lines hold none. The first characters
# stand apart from the rest, so that the search skips to one of them at C speed.
_HOLDS_LABEL = re.compile(
    r"[来來作编編責责記记首转轉摘稿出撰采採文/／图圖通原主执執实實评](?:(?<=[来來])[源自]|(?<=作)者|(?<=[编編])[辑輯译譯]|"
    r"(?<=[责責])[编編]|(?<=[记記])者|(?<=首)[发發]|(?<=[转轉])[载載自]|(?<=摘)自|(?<=稿)源|(?<=出)[处處]|(?<=撰)[文稿]|"
    r"(?<=[采採])[写寫访訪]|(?<=文)\s?[/／|｜丨:：∣]|(?<=[/／])文|(?<=文)字|(?<=[图圖])文|(?<=通)[讯訊][员員]|(?<=原)[载載]|"
    r"(?<=主)编|(?<=[执執])[笔筆]|(?<=实)习生|(?<=實)習生|(?<=评)论员)"
)
LABEL_WORDS = tuple(
    first + second
    for firsts, seconds in (
        ("来來", "源自"), ("作", "者"), ("编編", "辑輯译譯"), ("责責", "编編"), ("记記", "者"),
        ("首", "发發"), ("转轉", "载載自"), ("摘", "自"), ("稿", "源"), ("出", "处處"), ("撰", "文稿"),
        ("采採", "写寫访訪"), ("文", "字/／|｜丨:：∣"), (("文 ",), "/／|｜丨:：∣"), ("/／图圖", "文"),
        ("通", ("讯员", "讯員", "訊员", "訊員")), ("原", "载載"), ("主", "编"), ("执執", "笔筆"),
        ("实", ("习生",)), ("實", ("習生",)), ("评", ("论员",)),
    )
    for first in firsts
    for second in seconds
)  # fmt: skip
"""What the expression above finds in lines, whose blanks are single spaces, word by word."""
_MARK = r"\s{0,3}[:：|｜丨∣/／]\s{0,3}"
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z])(?:(?P<source>{_SOURCE})|(?P<responsible>{_RESPONSIBLE})|(?P<staff>{_STAFF})|"
    rf"(?P<other>{_OTHER})|(?P<editor>{_EDITOR})|(?P<author>{_AUTHOR}))"
    rf"(?P<mark>{_MARK}|\s{{1,3}}(?=\S)|(?<=[来來]源)(?=[A-Za-z\u4e00-\u9fff])|(?<=作者)[,，]\s?|(?<=[于於自])(?=\S)"
    r"|(?<=[作记記]者)(?=[\u4e00-\u9fff]{2,4}(?:[\s、)）】／/]|$)))"
)
_LINE_CHARS = 160
_LINE_START = re.compile(r"[\s(（【\[*■▲●□◎]{0,4}")


def holds_label(text: str) -> bool:
    """Whether ``text`` may hold a label at all: what most lines are asked before they are read."""
    return _HOLDS_LABEL.search(text) is not None


def find_labels(text: str) -> Sequence[re.Match[str]]:
    """Every label in ``text``; its groups tell what it labels, ``mark`` what parts it from its value."""
    return _labels(text) if len(text) <= _LINE_CHARS else list(_LABEL.finditer(text))


@lru_cache(maxsize=256)  # several readers ask for the same few lines of a page
def _labels(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_LABEL.finditer(text))


def begins_with_staff(text: str) -> bool:
    """Whether a line begins with the label of somebody who is neither writer nor editor."""
    start = _LINE_START.match(text)
    label = _LABEL.match(text, start.end() if start else 0)
    return label is not None and label["staff"] is not None


def with_values(labels: Sequence[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each label with the text up to the next one; a writer's right behind another's (图/记者 …)."""
    held = False
    for index, match in enumerate(labels):
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        value = text[match.end() : end].strip()
        if not (held and match["author"]):
            yield match, value
        held = not value and (match["other"] or match["staff"]) is not None
