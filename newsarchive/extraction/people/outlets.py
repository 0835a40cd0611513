"""The outlet that a Chinese page credits without a label: beside the date, before a reporter, as account."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.document import once_a_page
from newsarchive.extraction.dates.written import read_written
from newsarchive.extraction.found import Found
from newsarchive.extraction.masthead import masthead, spaced
from newsarchive.extraction.people.names import is_chinese_name
from newsarchive.extraction.people.notices import labelled
from newsarchive.extraction.people.values import clean_source
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

# Beside a date and a source these words are buttons and counters.
_NOISE = re.compile(
    r"原创|原創|转载|轉載|举报|舉報|分享|收藏|点赞|打印|列印|关闭|字号|字體|字体|评论|評論|阅读|閱讀|浏览|瀏覽|点击|參與|参与|听新闻|"
    r"我要|关注|放大|缩小|大中小|发布于[\u4e00-\u9fff]{2,8}|IP属地.*|\S{0,12}官方[账帐]号|发布于|发表于|发布时间|发布|时间|日期|[|｜/·\s]|\d+\s?(?:次|人|条|个)?|[A-Za-z]?[+-]"
)
_NO_OUTLET = re.compile(r"[:：，。！？!?|｜/／>]|\d{3}|[记記]者|[编編][辑輯]|发布于|官方[账帐]号|^[\W\d]+$")
# 聯合報／記者王某／台北報導; 中國時報【記者王某／台北報導】; 某某报 记者 张某.
_OUTLET_BYLINE = late(
    r"^[\d./年月日:\s-]{0,22}(?P<name>[\u4e00-\u9fff]{2,7}(?:[報报社網网]|新闻|新聞))(?:\s?[／/【\[〔]\s?"
    r"(?:記者|记者|編譯|编译|綜合)|\s(?:見習|见习|实习|首席)?(?:記者|记者))"
)
_DATED = re.compile(r"\d[./年-]\d|\d[:：]\d\d")
_NAME_CHARS = 3
_LABELLED = re.compile(r"[:：]")
# Readers' editions leave out the year: 09-09 16:20.
_YEARLESS = re.compile(r"(?<![\d-])\d{1,2}[-/月]\d{1,2}日?\s\d{1,2}:\d\d(?!\d)")
_ACCOUNT_HINT = re.compile(
    r"author|account|nick|media[-_]?name|user[-_]?(?:name|info)|_user(?:$|\s)|source|js_name|meta_content|wemedia"
)
# Elements within a line that hold nothing but the outlet.
_NAMED = re.compile(r"source|js_name|nick-?_?name|media[-_]?name|account-?_?name", re.IGNORECASE)
# What outlets' names end in; where several words stand beside the date, it tells them from the writers.
_ENDS_LIKE_OUTLET = re.compile(r"(?:[报報社网網台号]|新闻|新聞|客户端|周刊|杂志|在线|发布|频道)$")
_LINE, _DATED_LINE, _MAX_ELEMENTS = 30, 80, 40
# Between the names in a line; no name begins or ends with one.
_MIDDOTS = "·•|｜-–—/"


def shown_outlets(document: Document) -> Iterator[Found[str]]:
    """Outlets in the lines around the headline that no label marks, best first."""
    lines = masthead(document)
    for block in lines:
        signed = _OUTLET_BYLINE.match(spaced(block)) if len(block.text) <= _DATED_LINE else None
        if signed:
            yield Found(signed["name"], "masthead:signed")
    for outlet, _ in _beside_dates(document):
        if outlet:
            yield Found(outlet, "masthead:beside-date")
    for block in lines[:12]:
        for name in _in_named_elements(block):
            yield Found(name, "masthead:source")
    for block in lines[:6]:
        if _ACCOUNT_HINT.search(block.box.hints) and is_outlet(block.text):
            yield Found(block.text, "masthead:account")


def writers_beside_outlet(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    """Names without any label that stand beside the date and an outlet: 2021-09-09 16:20 某某报 张三."""
    for outlet, others in _beside_dates(document):
        if (outlet or len(others) == 1) and others and all(map(is_chinese_name, others)):
            yield Found(tuple(others), "masthead:beside-date")


def _in_named_elements(block: Block) -> Iterator[str]:
    """The outlets in elements within a line that are named for one."""
    for element in islice(block.element.iter("span", "a", "em", "i"), _MAX_ELEMENTS):
        if _NAMED.search(f"{element.get('id')} {element.get('class')}"):
            text = " ".join(" ".join(element.itertext()).split()).strip("[]【】 ").removesuffix("原创")
            name = clean_source(without_label(text))
            if name and is_outlet(name):
                yield name


@once_a_page
def _beside_dates(document: Document) -> list[tuple[str | None, list[str]]]:
    """What stands beside the date in the lines around the headline that hold one."""
    lines = (b for b in masthead(document) if len(b.text) <= _DATED_LINE and _DATED.search(b.text))
    return [_beside_date(block) for block in lines]


def _beside_date(block: Block) -> tuple[str | None, list[str]]:
    """The one name beside the date, of several the one that is an outlet's; and the others."""
    text = spaced(block)
    written = read_written(text)
    if written and (written.hour is not None or len(block.element)):
        rest = f"{text[: written.start]} {text[written.end :]}"
    elif len(rest := _YEARLESS.sub(" ", text, count=1)) == len(text):
        return None, []
    words = [word.strip(_MIDDOTS) for word in rest.split() if _NOISE.sub("", word)]
    named = words if len(words) == 1 else [word for word in words if _ENDS_LIKE_OUTLET.search(word)]
    if len(named) != 1 or not is_outlet(named[0]):
        # Alone beside the date, two characters are a section or a town more often than a name.
        return None, words if len(words) == 1 and len(words[0]) == _NAME_CHARS else []
    return named[0], [word for word in words if word != named[0] and not _LABELLED.search(word)]


def without_label(text: str) -> str:
    """The value of the first source's label in ``text``; ``text`` itself where it has none."""
    return next((value for match, value in labelled(text) if match["source"]), text)


def is_outlet(text: str) -> bool:
    """Whether ``text`` may be an outlet's name: no sentence, no person, no button."""
    return 2 <= len(text) <= _LINE and not _NO_OUTLET.search(text) and not is_chinese_name(text)
