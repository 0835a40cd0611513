"""Lines that name source, writers and editors of an article: recognised, read and claimed from the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.extraction.dates.zones import is_chinese
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import spaced
from newsarchive.extraction.people.labels import (
    LABEL_WORDS,
    begins_with_staff,
    find_labels,
    holds_label,
    with_values,
)
from newsarchive.extraction.people.names import is_chinese_name, is_han, is_japanese_name, names_in_han
from newsarchive.extraction.people.values import (
    clean_editor,
    clean_source,
    is_code,
    names_nobody,
    read_writers,
)
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

# Longer blocks are paragraphs; only their head and a closing parenthesis can be a notice.
LINE_CHARS = 160
TAIL_CHARS = 120
HEAD_CHARS = 140

_PICTURE_CREDIT = re.compile(
    r"(?:摄|攝|摄影|攝影|供图|供圖|图|圖|制图|绘)\s{0,2}[)）]?$|^[^:：]{0,8}(?:图片|圖片|图源|视频|数据|资料)来?源?"
)
_REPORT_ENDS = frozenset({"報導", "報道", "报道", "报导", "綜合", "综合", "整理"})
_TOGETHER_STARTS = frozenset("综綜据據本")
_OPENERS, _CLOSERS = "(（[【〔「『《", ")）]】〕」』》"
# What stands behind a line's last label is no longer, with whatever is granted behind the name.
_VALUE_CHARS = 36
_SENTENCE_ENDS = ("。", "！", "？", "…", "”")
# Agencies put the day behind it: （編輯：王某）1130405.
_TAIL = late(rf"[(（【\[〔](?P<inner>[^()（）【】\[\]〔〕]{{3,{TAIL_CHARS}}})[)）】\]〕]\s{{0,3}}\d{{0,8}}$")
_INLINE = late(
    r"^.{0,40}?(?:讯|訊|电|電|报道|報道|報導|快讯|消息)?\s{0,3}"
    r"[(（〔\[【](?P<inner>[^()（）〔〕\[\]【】]{0,14}(?:记者|記者|通讯员|通訊員)[^()（）〔〕\[\]【】]{2,60})"
    r"[)）〕\]】]"
)
_HAN_LEAD = re.compile(r"^[^()（）]{0,14}?(?=(?:记者|記者|通讯员|通訊員))")
# Who else worked on it, and what it was put together from: （实习生王某对本文亦有贡献）, (综合整理自…).
_ACKNOWLEDGED = re.compile(
    r"^[(（【\[]?\s?(?:[^。！？]{2,60}(?:亦有貢獻|亦有贡献|对本文有贡献|對本文有貢獻|对此文亦有贡献|也参与了本文)|"
    r"(?:综合|綜合|本文综合|根据)?(?:整理|编译|編譯)自[^。！？]{2,60})[。.]?\s?[)）】\]]?$"
)
# Names before what they did: 文山/李京（综合报道）.
_JOINT_REPORT = re.compile(
    r"^(?P<names>[\u4e00-\u9fff·/／、 ]{2,30})\s?[(（](?:综合|綜合)?(?:报道|報道|報導|整理|编译|編譯)[)）]$"
)
# A signature by itself at the end, as the press of Japan and Korea prints it.
_SIGNED_JAPANESE = late(r"^[【〔(（](?P<names>[\u4e00-\u9fff々ぁ-ん、・ \u3000]{3,30})[】〕)）]$")
_SIGNED_KOREAN = re.compile(
    r"^(?:[^\s]{1,10}[=,]\s?)?(?P<names>[가-힣]{2,4})\s?(?:선임|수습)?\s?(?:기자|특파원|논설위원)\s?"
    r"[(\[]?(?:\S{1,40}@\S{3,40})?[)\]]?$"
)
_REPORTER_LINE = late(
    r"^(?:(?:19|20)\d\d[-/.年]\d\d?[-/.月]\d\d?日?\s{1,2})?[(（【]?\s?[^，。：:()（）]{0,14}(?:记者|記者|通讯员|通訊員|评论员)[\s:：|｜丨/／]{0,3}(?P<names>[^，。：:()（）]{2,60}?)"
    r"(?:\s?(?:发自|發自)?[\u4e00-\u9fff]{2,8}(?:报道|報道|報導|摄影报道)|\s?[文图圖]\s?[/／、]?\s?[图圖摄攝文])?\s?[)）】]?$"
)
# Who wrote and took the pictures, behind his office and name: (急诊科 孙某 文/图).
_BOTH = late(
    r"^[(（【]?\s?(?P<names>[\u4e00-\u9fff]{2,14}(?:[\s、][\u4e00-\u9fff]{2,8}){0,4})\s?"
    r"(?:文\s?[/／、]?\s?[图圖摄攝]|[图圖]\s?[/／、]?\s?文)\s?[)）】]?$"
)
# The desk alone: 社會中心／綜合報導.
_DESK = late(
    r"(?!.{0,6}[记記]者)[\u4e00-\u9fff]{2,6}\s?[/／]\s?[\u4e00-\u9fff]{0,8}(?:綜合|综合|[報报][導导道]|整理)$"
)
# What it was put together from, at its end: 综合自：新华社、某某报, （据某某网）.
_OUTLET = (
    r"《?[\u4e00-\u9fffA-Za-z·-]{1,14}?(?:社|网|網|报|報|新闻|新聞|电视台|客户端|电台|杂志|周刊|在线)》?"
)
_PUT_TOGETHER = re.compile(
    rf"^[(（【\[]?\s?(?:本文|内容)?(?:综合|綜合|据|據)(?:自|整理自)?\s?[:：]?\s?"
    rf"(?P<names>{_OUTLET}(?:[、，, ]{{1,2}}{_OUTLET}){{0,5}})(?:等)?"
    r"(?:综合)?(?:报道|報道|報導|消息|电)?[。.]?\s?[)）】\]]?$"
)
# A reporter named between the agency and the first sentence: 某报讯 记者张三报道：….
_OPENING_REPORTER = late(
    r"^[^，。：:]{2,24}?(?:讯|訊|电|電|消息)[\s，,]{0,2}[^\s，。：:]{0,8}(?:记者|記者)\s?(?P<names>[^，。：:()（）]{2,30}?)"
    r"(?:报道|報道|報導)?[:：]"
)
# Lines of staff are short, and so is what follows each label in them.
STAFF_CHARS, STAFF_VALUE = 90, 24
_STAFF_STARTS = frozenset(
    "图圖视視美摄版技剪后音排责責校审審签一二三初复终总監监统統策配制製绘海设設编值出录上运供主发题(（【[*■▲●□◎"
)

_SIGNED_WORDS = ("기자", "특파원", "논설위원")
_NOTICES = LineWords((
    *LABEL_WORDS, *_SIGNED_WORDS, *(f"{mark}\n" for mark in (*_CLOSERS, *_REPORT_ENDS)),
    *(f"\n{mark}" for mark in _TOGETHER_STARTS | _STAFF_STARTS),
), eastern=True)  # fmt: skip
"""One of these is in every line that is read here."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What one such line names; ``rest`` is the text around it that is no part of the notice.

    ``responsible``: the editor is called 责任编辑, which outranks a plain 编辑.
    """

    authors: tuple[str, ...] = ()
    source: str | None = None
    editor: str | None = None
    rest: str = ""
    responsible: bool = False


@dataclass(slots=True)
class Notices:
    """What the lines of one body name.

    ``claimed`` holds the ``Block.index`` of blocks that are such a line from end to end, ``rewritten`` the
    text that is left of blocks of which only a part is. ``reporters`` are named in passing
    (讯（记者 张三）): the text stays.
    """

    authors: tuple[str, ...] = ()
    source: str | None = None
    editor: str | None = None
    claimed: set[int] = field(default_factory=set)
    rewritten: dict[int, str] = field(default_factory=dict)
    reporters: tuple[str, ...] = ()


def parse_notice(text: str) -> Notice | None:
    """Read the notice that ``text`` is, ends with in parentheses, or None.

    ``(本文首发于钛媒体 APP,作者|王健,编辑|林志佳)`` names a source, a writer and an editor.
    """
    if not holds_label(text) and not _may_name_staff(text):
        return None
    text = text.strip()
    if len(text) <= LINE_CHARS:
        notice = _whole_line(text)
        if notice:
            return notice
    tail = _TAIL.search(text[-TAIL_CHARS - 10 :])
    if tail is None:
        return None
    inner = _whole_line(tail["inner"])
    if inner is None or not (inner.source or inner.editor):
        return None
    return replace(inner, rest=text[: len(text) - len(tail[0])].rstrip())


def _whole_line(text: str) -> Notice | None:
    """The notice that ``text`` is from end to end."""
    inner = text.strip(_OPENERS + _CLOSERS + " \u3000★■▲●*—-")
    if is_picture_credit(text):
        return None
    labels = find_labels(inner)
    if not labels or (labels[0].start() and not _is_lead(inner[: labels[0].start()])):
        return _reporters_only(inner)
    first = labels[0]
    if inner.endswith(_SENTENCE_ENDS) and len(inner) - labels[-1].end() > _VALUE_CHARS:
        return None  # a paragraph that names its reporter and goes on
    found = Notice()
    marked = False
    for match, value in with_values(labels, inner):
        found = _with_value(found, match, value)
        is_loose = match["mark"].isspace() or (match["author"] and not match["mark"])
        marked = marked or not (match["other"] or match["staff"] or is_loose)
    if not first["mark"] and not marked and len(inner) > 40 and inner.endswith(_SENTENCE_ENDS):
        return None
    named = bool(found.authors or found.source or found.editor)
    if first["staff"] and not first.start() and (named or _is_staff(labels, inner)):
        return found
    if first.start() or first["other"] or first["staff"]:
        return found if named and marked else _reporters_only(inner)
    return found if named or _is_bare(inner, labels) else _reporters_only(inner)


def _may_name_staff(text: str) -> bool:
    """Whether a line may name the staff behind an article only: designers, proofreaders, producers."""
    return len(text) <= STAFF_CHARS and text[:1] in _STAFF_STARTS and begins_with_staff(text)


def _is_staff(labels: Sequence[re.Match[str]], text: str) -> bool:
    """Whether a line of labels says nothing but names behind them; behind a blank, real names."""
    return len(text) <= STAFF_CHARS and all(
        len(value) <= STAFF_VALUE
        and not re.search(r"[。！？；，]", value)
        and (not match["mark"].isspace() or bool(names_in_han(value, strict=True)))
        for match, value in with_values(labels, text)
    )


def is_picture_credit(text: str) -> bool:
    """Whether a line names the maker of a picture (图片来源：…, 张三 摄): no notice of the article."""
    text = text.strip(" 。.")
    return _PICTURE_CREDIT.search(text) is not None and "文" not in text[:5] and "文" not in text[-4:]


def _is_lead(text: str) -> bool:
    """Whether words before the first label can belong to such a line (a date, a heading): no sentence."""
    return len(text) <= 24 and not re.search(r"[。！？!?；;，]", text)


def _is_bare(text: str, labels: Sequence[re.Match[str]]) -> bool:
    """Whether labels stand without a value, or with ones that name nobody (来源：网络, 作者：admin)."""
    if all(not match["mark"].isspace() and names_nobody(value) for match, value in with_values(labels, text)):
        return True
    return len(text) <= 16 and re.search(r"[:：|｜丨]|[于於自](?:网络|網絡|互联网)", text) is not None


def _reporters_only(text: str) -> Notice | None:
    match = _REPORTER_LINE.match(text)
    names = names_in_han(match["names"], strict=True) if match else ()
    return Notice(authors=names) if names else None


def labelled(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every label in ``text`` with the text up to the next one."""
    if holds_label(text) and not is_picture_credit(text):
        yield from with_values(find_labels(text), text)


def _with_value(found: Notice, match: re.Match[str], value: str) -> Notice:
    if match["source"] and not found.source:
        return replace(found, source=clean_source(value))
    if match["author"] and value:
        persons = read_writers(value, strict=not match["mark"].strip())
        return replace(found, authors=tuple(dict.fromkeys(found.authors + persons)))
    if match["responsible"] or match["editor"]:
        named = Notice(editor=clean_editor(value), responsible=match["responsible"] is not None)
        return _merged(found, named)
    return found


def find_notices(body_blocks: Sequence[Block], document: Document) -> Notices:
    """Read the notices among ``body_blocks`` (from the headline to a little below the body), best first.

    Lines of their own outrank what a paragraph says in its closing parentheses.
    """
    found = Notices()
    best = Notice()
    tail = Notice()
    for block in _holding_labels(body_blocks, document):
        notice = _signature(block, document) or parse_notice(
            spaced(block) if len(block.text) <= LINE_CHARS else block.text
        )
        if notice is None:
            _note_reporters(found, block.text)
        elif notice.rest:
            found.rewritten[block.index] = notice.rest
            tail = _merged(tail, notice)
        else:
            found.claimed.add(block.index)
            best = _merged(best, notice)
    best = _merged(best, tail)
    found.authors, found.source, found.editor = best.authors, best.source, best.editor
    return found


def _holding_labels(blocks: Sequence[Block], document: Document) -> Iterator[Block]:
    """Blocks with a label where notices are read: anywhere in a line, at the ends of a paragraph.

    Every label is written in Han, which what else ends in a bracket need not be.
    """
    for block in _NOTICES.among(blocks, document):
        text = block.text
        if len(text) > LINE_CHARS:
            held = (holds_label(text[:HEAD_CHARS]) or holds_label(text[-TAIL_CHARS:])) and is_han(text)
        else:
            held = (is_han(text) and holds_label(text)) or _may_be_signed(text) or _may_name_staff(text)
        if held:
            yield block


def _may_be_signed(text: str) -> bool:
    """Whether a line has what the signatures of :func:`_signature` have."""
    if text[-1] in _CLOSERS or text[0] in _TOGETHER_STARTS or text[-2:] in _REPORT_ENDS:
        return True
    return any(word in text for word in _SIGNED_WORDS)


def _signature(block: Block, document: Document) -> Notice | None:
    """The notice that a line is which no label marks: a signature, an acknowledgement."""
    text = block.text
    if len(text) > LINE_CHARS:
        return None
    if _ACKNOWLEDGED.match(text) or (len(text) < 20 and _DESK.match(text)):
        return Notice()
    if together := _PUT_TOGETHER.match(text):
        return Notice(source=together["names"])
    both = _BOTH.match(text) if "文" in text[-4:] else None
    if both and (persons := tuple(filter(is_chinese_name, re.split(r"[\s、]", both["names"])))):
        return Notice(authors=persons)
    joint = _JOINT_REPORT.match(text)
    if joint and (names := names_in_han(joint["names"], strict=True)):
        return Notice(authors=names)
    if korean := _SIGNED_KOREAN.match(text):
        return Notice(authors=(korean["names"],))
    japanese = None if is_chinese(document) else _SIGNED_JAPANESE.match(text)
    names = tuple(re.split(r"[、・]", japanese["names"])) if japanese else ()
    return Notice(authors=names) if names and all(map(is_japanese_name, names)) else None


def _merged(first: Notice, second: Notice) -> Notice:
    """What both name; of two sources or editors the first, but 责任编辑 before 编辑."""
    outranked = second.editor and (not first.editor or (second.responsible and not first.responsible))
    if first.editor and second.editor:
        coded = is_code(first.editor), is_code(second.editor)
        outranked = coded[0] if coded[0] != coded[1] else outranked
    editor = second if outranked else first
    return Notice(
        authors=tuple(dict.fromkeys(first.authors + second.authors)),
        source=first.source or second.source,
        editor=editor.editor,
        responsible=editor.responsible,
    )


def _note_reporters(found: Notices, text: str) -> None:
    """Writers that a paragraph names in passing at its head or in its closing parenthesis."""
    if found.reporters or len(text) < 12 or (len(text) <= LINE_CHARS and is_picture_credit(text)):
        return
    if text[-1] not in _CLOSERS and not any(c in text[:HEAD_CHARS] for c in "记記讯訊"):
        return
    head = _INLINE.match(text[:HEAD_CHARS])
    opening = None if head else _OPENING_REPORTER.match(text[:HEAD_CHARS])
    tail = _TAIL.search(text[-TAIL_CHARS - 10 :])
    if head:
        found.reporters = names_in_han(_HAN_LEAD.sub("", head["inner"]))
    elif opening and (names := names_in_han(opening["names"], strict=True)):
        found.reporters = names
    elif tail and (notice := _whole_line(tail["inner"])):
        found.reporters = notice.authors
