"""Lines that name source, writers and editors of an article: recognised, read and claimed from the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.extraction.masthead import spaced
from newsarchive.extraction.people.names import is_han, is_japanese_name, names_in_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

# Longer blocks are paragraphs; only their head and a closing parenthesis can be a notice.
LINE_CHARS = 160
TAIL_CHARS = 120
HEAD_CHARS = 140

_SOURCE = (
    r"(?:本文|文章|信息|消息|新闻|新聞|稿件|内容|內容|资讯|原文)?(?:来源|來源)(?:于|於|自)?|稿源|出处|出處|转载自|轉載自|转自|轉自|摘自|"
    r"原载于|原載於|(?:本文|文章)?(?:首发于|首發於|首发|首發)|(?:本文|文章)(?:来自|來自)"
)
_AUTHOR = (
    r"(?:本文|文章|原文)?作者|撰文|撰稿人?|采写|採寫|采访|採訪|文字|执笔|執筆|文[/／]图|图[/／]文|圖[/／]文|文[/／]圖|图文|"
    r"[\u4e00-\u9fffA-Za-z]{0,8}(?:记者|記者)|通讯员|通訊員|实习生|實習生|编译|編譯|文"
)
_RESPONSIBLE = r"责任编辑|責任編輯|责编|責編|责任编审"
_EDITOR = (
    r"(?:[\u4e00-\u9fff]{0,4}(?:新闻|新聞|日报|日報|网|客户端)|本文|本期|值班|执行|執行|实习|见习|新媒体|网络|网页|文字)?"
    r"(?:编辑|編輯|主编)"
)
_OTHER = (
    r"校对|校對|审核|審核|审校|初审|复审|终审|监制|監製|统筹|策划|策劃|摄影|攝影|摄像|制图|製圖|图片|圖片|视频|剪辑|排版|"
    r"设计|設計|美编|图编|视觉|实习编辑|值班编委|编审|编委|版面|总值班|供稿|供图|出品|发布(?:时间|日期)|时间|日期|"
    r"浏览(?:次数|量)?|阅读(?:量|次数)?|点击(?:量|次数)?|字号|评论|编号|原标题|分享到?|文章关键词|关键词|关键字|标签"
)
# Every notice of a source, writer or editor holds one of these; most lines hold none. The first characters
# stand apart from the rest, so that the search skips to one of them at C speed.
_HOLDS_LABEL = re.compile(
    r"[来來作编編责責记記首转轉摘稿出撰采採文/／图圖通原主执執实實评](?:(?<=[来來])[源自]|(?<=作)者|(?<=[编編])[辑輯译譯]|"
    r"(?<=[责責])[编編]|(?<=[记記])者|(?<=首)[发發]|(?<=[转轉])[载載自]|(?<=摘)自|(?<=稿)源|(?<=出)[处處]|(?<=撰)[文稿]|"
    r"(?<=[采採])[写寫访訪]|(?<=文)\s?[/／|｜丨:：∣]|(?<=[/／])文|(?<=文)字|(?<=[图圖])文|(?<=通)[讯訊][员員]|(?<=原)[载載]|"
    r"(?<=主)编|(?<=[执執])[笔筆]|(?<=实)习生|(?<=實)習生|(?<=评)论员)"
)
_MARK = r"\s{0,3}[:：|｜丨∣/／]\s{0,3}"
_LABEL = re.compile(
    rf"(?<![\u4e00-\u9fffA-Za-z])(?:(?P<source>{_SOURCE})|(?P<responsible>{_RESPONSIBLE})|(?P<editor>{_EDITOR})|"
    rf"(?P<other>{_OTHER})|(?P<author>{_AUTHOR}))(?P<mark>{_MARK}|\s{{1,3}}(?=\S)|(?<=[来來]源)(?=[A-Za-z\u4e00-\u9fff])"
    rf"|(?<=作者)[,，]\s?|(?<=[于於自])(?=\S)|(?<=作者)(?=[\u4e00-\u9fff]{{2,4}}(?:\s|$)))"
)
_PICTURE_CREDIT = re.compile(
    r"(?:摄|攝|摄影|攝影|供图|供圖|图|圖|制图|绘)\s{0,2}[)）]?$|^[^:：]{0,8}(?:图片|圖片|图源|视频|数据|资料)来?源?"
)
_STOP = re.compile(
    r"[|｜丨∣。；;，,）)】\]〕」\n]|\s(?=[\u4e00-\u9fff\d])|\s{2,}|\s[-—]\s|[(（]ID"
    # Buttons and counters that stand behind the name, run together with it.
    r"|(?<=.)(?:参与互动|字[体體号號]|分享|举报|舉報|打印|列印|收藏|我要|责任编辑)"
    r"|(?<=.)(?:评论|阅读|浏览|点击)(?:[:：\d次量]|$)"
)
_ACCOUNT = re.compile(r"^(?:微信)?公[众眾][号號]\s?[:：]?\s?[“\"「『]?|[”\"」』]$")
_PERSON_STOP = re.compile(
    r"[|｜丨∣。；;）)】\]〕」\n]|\s(?=\d)|[，,][^，,]{0,12}(?:授权|授權|原创|首发|转载)"
)
_EDITOR_CODE = re.compile(r"[\s_]{1,2}[A-Za-z]{0,5}\d{2,8}$|\s{0,2}[(（][^()（）]{0,12}[)）]?$")
_MAKESHIFT = frozenset({
    "网络", "網絡", "网路", "互联网", "互聯網", "网络整理", "网络综合", "综合", "综合整理", "整理",
    "网友投稿", "未知", "不详", "其他",
})  # fmt: skip
_OPENERS, _CLOSERS = "(（[【〔「『《", ")）]】〕」』》"
_SENTENCE_ENDS = ("。", "！", "？", "…", "”")
# Agencies put the day behind it: （編輯：王某）1130405.
_TAIL = re.compile(
    rf"[(（【\[〔](?P<inner>[^()（）【】\[\]〔〕]{{3,{TAIL_CHARS}}})[)）】\]〕]\s{{0,3}}\d{{0,8}}$"
)
_INLINE = re.compile(
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
_SIGNED_JAPANESE = re.compile(r"^[【〔(（](?P<names>[\u4e00-\u9fff々ぁ-ん、・ \u3000]{3,30})[】〕)）]$")
_SIGNED_KOREAN = re.compile(
    r"^(?:[^\s]{1,10}[=,]\s?)?(?P<names>[가-힣]{2,4})\s?(?:선임|수습)?\s?(?:기자|특파원|논설위원)\s?"
    r"[(\[]?(?:\S{1,40}@\S{3,40})?[)\]]?$"
)
_REPORTER_LINE = re.compile(
    r"^(?:(?:19|20)\d\d[-/.年]\d\d?[-/.月]\d\d?日?\s{1,2})?[(（【]?\s?[^，。：:()（）]{0,14}(?:记者|記者|通讯员|通訊員|评论员)[\s:：|｜丨/／]{0,3}(?P<names>[^，。：:()（）]{2,60}?)"
    r"(?:\s?(?:发自|發自)?[\u4e00-\u9fff]{2,8}(?:报道|報道|報導|摄影报道))?\s?[)）】]?$"
)


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
    if not _HOLDS_LABEL.search(text):
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
    labels = list(_LABEL.finditer(inner))
    if not labels or (labels[0].start() and not _is_lead(inner[: labels[0].start()])):
        return _reporters_only(inner)
    first = labels[0]
    found = Notice()
    marked = False
    for match, value in _with_values(labels, inner):
        found = _with_value(found, match, value)
        marked = marked or (not match["other"] and not match["mark"].isspace())
    if not first["mark"] and not marked and len(inner) > 40 and inner.endswith(_SENTENCE_ENDS):
        return None
    named = bool(found.authors or found.source or found.editor)
    if first.start() or first["other"]:
        return found if named and marked else _reporters_only(inner)
    return found if named or _is_bare(inner) else _reporters_only(inner)


def holds_label(text: str) -> bool:
    """Whether ``text`` may hold a label at all: what most lines are asked before they are read."""
    return _HOLDS_LABEL.search(text) is not None


def is_picture_credit(text: str) -> bool:
    """Whether a line names the maker of a picture (图片来源：…, 张三 摄): no notice of the article."""
    return _PICTURE_CREDIT.search(text.strip(" 。.")) is not None and "文" not in text[:5]


def _is_lead(text: str) -> bool:
    """Whether words before the first label can belong to such a line (a date, a heading): no sentence."""
    return len(text) <= 24 and not re.search(r"[。！？!?；;，]", text)


def _is_bare(text: str) -> bool:
    """Whether a label stands without a value, or with one that names nobody (来源：网络)."""
    return len(text) <= 16 and re.search(r"[:：|｜丨]|[于於自](?:网络|網絡|互联网)", text) is not None


def _reporters_only(text: str) -> Notice | None:
    match = _REPORTER_LINE.match(text)
    names = names_in_han(match["names"], strict=True) if match else ()
    return Notice(authors=names) if names else None


def labelled(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every label in ``text`` with the text up to the next one."""
    if not _HOLDS_LABEL.search(text) or is_picture_credit(text):
        return
    yield from _with_values(list(_LABEL.finditer(text)), text)


def _with_values(labels: list[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], str]]:
    for index, match in enumerate(labels):
        end = labels[index + 1].start() if index + 1 < len(labels) else len(text)
        yield match, text[match.end() : end].strip()


def _with_value(found: Notice, match: re.Match[str], value: str) -> Notice:
    if match["source"] and not found.source:
        return replace(found, source=clean_source(value))
    if match["author"] and value:
        persons = read_writers(value, strict=not match["mark"].strip())
        return replace(found, authors=tuple(dict.fromkeys(found.authors + persons)))
    responsible = match["responsible"] is not None
    if (responsible or match["editor"]) and (not found.editor or (responsible and not found.responsible)):
        return replace(found, editor=clean_editor(value), responsible=responsible)
    return found


def clean_source(value: str) -> str | None:
    """Name of an outlet without what follows it on its line; None when it names nobody."""
    value = _ACCOUNT.sub("", value.strip(_OPENERS + " :："))
    name = _STOP.split(value, maxsplit=1)[0].strip(" 　:：-—.").strip("()（）[]【】〔〕「」『』")
    name = _ACCOUNT.sub("", name)
    if "》" in name and "《" not in name:
        name = f"《{name}"
    return name if 1 < len(name) <= 40 and name not in _MAKESHIFT else None


def read_writers(value: str, *, strict: bool = False) -> tuple[str, ...]:
    """Persons that a writers' label names; what follows on the line is left out."""
    return names_in_han(_PERSON_STOP.split(value, maxsplit=1)[0], strict=strict)


def clean_editor(value: str) -> str | None:
    """Name of an editor without staff number; None when it names nobody."""
    name = _PERSON_STOP.split(value.strip(" 　:：|｜丨"), maxsplit=1)[0].strip()
    shorter = _EDITOR_CODE.sub("", name).strip(" _-:：、，,")
    name = shorter or name
    return name if 1 < len(name) <= 30 and name not in _MAKESHIFT else None


def find_notices(body_blocks: Sequence[Block], document: Document) -> Notices:  # noqa: ARG001 - fixed interface
    """Read the notices among ``body_blocks`` (from the headline to a little below the body), best first.

    Lines of their own outrank what a paragraph says in its closing parentheses.
    """
    found = Notices()
    best = Notice()
    tail = Notice()
    for block in _holding_labels(body_blocks):
        notice = _signature(block) or parse_notice(
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


def _holding_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with a label where notices are read: anywhere in a line, at the ends of a paragraph.

    Every label is written in Han; ``isascii`` settles most blocks of other pages at C speed.
    """
    search = _HOLDS_LABEL.search
    for block in [block for block in blocks if not block.text.isascii()]:
        text = block.text
        if len(text) > LINE_CHARS:
            ends = search(text, 0, HEAD_CHARS) or search(text, len(text) - TAIL_CHARS)
            held = bool(ends) and is_han(text)
        else:
            held = bool(is_han(text) and search(text)) or _may_be_signed(text)
        if held:
            yield block


def _may_be_signed(text: str) -> bool:
    """Whether a line has what the signatures of :func:`_signature` have."""
    return text[-1] in _CLOSERS or "기자" in text or "특파원" in text or "논설위원" in text


def _signature(block: Block) -> Notice | None:
    """The notice that a line is which no label marks: a signature, an acknowledgement."""
    text = block.text
    if len(text) > LINE_CHARS:
        return None
    if _ACKNOWLEDGED.match(text):
        return Notice()
    joint = _JOINT_REPORT.match(text)
    if joint and (names := names_in_han(joint["names"], strict=True)):
        return Notice(authors=names)
    if korean := _SIGNED_KOREAN.match(text):
        return Notice(authors=(korean["names"],))
    japanese = _SIGNED_JAPANESE.match(text)
    names = tuple(re.split(r"[、・]", japanese["names"])) if japanese else ()
    return Notice(authors=names) if names and all(map(is_japanese_name, names)) else None


def _merged(first: Notice, second: Notice) -> Notice:
    """What both name; of two sources or editors the first, but 责任编辑 before 编辑."""
    outranked = second.editor and (not first.editor or (second.responsible and not first.responsible))
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
    tail = _TAIL.search(text[-TAIL_CHARS - 10 :])
    if head:
        found.reporters = names_in_han(_HAN_LEAD.sub("", head["inner"]))
    elif tail and (notice := _whole_line(tail["inner"])):
        found.reporters = notice.authors
