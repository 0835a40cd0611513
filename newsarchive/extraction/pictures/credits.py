"""Picture credits in running text: the name told apart from its label and from the caption before it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.credit_words import (
    AGENCIES,
    CHINESE_LABELS,
    CREDIT_NOUNS,
    PICTURE_NOUNS,
    REMARKS,
    SOURCE_NOUNS,
    SUFFIXES,
    UNNAMED,
    any_of,
)
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT = 1_500
MAX_CREDIT = 160
# A label is looked for in so many characters before a colon.
_LABEL_REACH = 48
_LABEL_WORDS = 4
_MAX_COLONS = 12
_MAX_LINE = 80
# Names of people in Han characters have two or three.
_HAN_NAME = 3
_MAX_TAIL = 94

_OPEN = r"(?:^|(?<=[\s(（\[【「|/.。!！?？,，;；:：>»”\"'’…–—~-]))"
# A class first lets the search skip to its signs; "fot." is the one label that a full stop ends.
_COLON = re.compile(r"[:：＝=….](?:(?<!\.)|\.\.|(?<=\bfot\.))\s{0,3}", re.IGNORECASE)
_NOUN = any_of(PICTURE_NOUNS, CREDIT_NOUNS)
_LABEL = re.compile(
    rf"(?:{any_of(SOURCE_NOUNS)}\s)?{_NOUN}"
    rf"(?:[ \-/&]{{1,3}}{any_of(PICTURE_NOUNS, CREDIT_NOUNS, SOURCE_NOUNS)})?"
    r"(?:\s?[(（][^()（）]{1,20}[)）])?\s{0,2}",
    re.IGNORECASE,
)
_SOURCE = late(rf"{any_of(SOURCE_NOUNS)}\s{{0,2}}", re.IGNORECASE)
_WORD_START = re.compile(rf"{_OPEN}[^\W\d_]")
_CHINESE = late(
    rf"(?<![\u4e00-\u9fff])(?:{any_of(CHINESE_LABELS)}\s?[:：/／|丨｜](?!\s?文[\s:：/／])|"
    r"(?:图片|圖片|照片|图|圖)(?:来源于|來源於|来源|來源|源自|源|据|據|取?自)|"
    r"(?:本文|文中|以上|题)?(?:图片|圖片|照片|图|圖)(?:均|皆|都|全部)?(?:来自|來自)|"
    r"(?:[图圖]\s?[/／|&、]\s?文|文\s?[/／|&、]\s?[图圖])\s?[:：/／\s])\s{0,3}"
)
# "图：" alone introduces a caption more often than a credit.
_BARE_CHINESE = late(r"(?:图|圖|图片|圖片|照片|影像)\s?[:：]\s{0,3}$")
# "Image source, Getty Images": what screen readers are told before the name.
_SPOKEN = re.compile(
    r"^(?:image|photo|picture|media|screenshot)s?\s"
    r"(?:copyright|source|credit|via|from|provided by)[,:]?\s{1,2}|"
    r"^(?:图像|圖像|影像|图片|圖片)(?:来源|來源|版权|版權)[，,:：]?\s?(?=[A-Z])|^(?:图像|圖像|影像)(?:来源|來源)[，,:：]\s?",
    re.IGNORECASE,
)
_BY = late(
    rf"{_OPEN}(?:(?:file |stock |handout )?{any_of(PICTURE_NOUNS, ('composite|video still',))}s?\s"
    r"(?:by|courtesy of|courtesy|von|par|door|av|af|di|oleh|credit)|courtesy of)\s{1,2}",
    re.IGNORECASE,
)
# A text without any of these cannot hold the label; the look costs a hundredth of the expression.
_COLON_SIGNS = (":", "=", "...", "fot.")
_WIDE_COLONS = ("：", "＝", "…")
_CHINESE_SIGNS = ("图", "圖", "照", "影", "摄", "攝")
_BY_SIGNS = (" by ", "courtesy", " von ", " par ", " door ", " av ", " af ", " di ", " oleh ", " credit ")
_RIGHTS_SIGNS = ("©", "ⓒ", "(c)", "（c）", "℗", "copyright")
_SUFFIX_SIGNS = frozenset("摄攝撮供影图圖")
# Two agencies with a sign, brackets and reserved rights around them are shorter.
_LONGEST_WHOLE = 200
_RESERVED_SIGNS = ("reserv", "more >", "more »", "licensing rights", "vorbehalten", "版权", "版權")
_SIGN = re.compile(
    r"(?:\b(?:bild|foto|photo|image|crédit|credit)s?\s)?(?:©|ⓒ|\(c\)|（c）|℗|\bcopyright\b)[\s:：]{0,3}"
    r"(?:(?:19|20)\d\d\b[\s,]{0,2})?",
    re.IGNORECASE,
)
_RESERVED = re.compile(
    r"[\s.,;|/·-]{0,4}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|版权所有|版權所有|"
    r"todos los derechos reservados|purchase licensing rights(?:, opens new tab)?|"
    r"more\s?[>»])[\s.]{0,3}$",
    re.IGNORECASE,
)

# What is asked of whoever owns a picture from somewhere: 侵删, 如有侵权请联系删除.
_PLEADED = re.compile(r"[\s，,。；;]{0,3}(?:如有|若有|如)?侵权?[^，,。]{0,12}删除?$")
_AGENCY = late(rf"(?:^|(?<=\W)|(?<=[^\x00-\x7f])){any_of(AGENCIES)}(?=$|\W|[^\x00-\x7f])")
_AGENCY_ONLY = re.compile(rf"{any_of(AGENCIES)}(?:[\s/|,、·&+-]{{1,3}}{any_of(AGENCIES)})?$")
_SLASHED = re.compile(r"^[^\W\d_][^/|]{1,50}\s?[/|]\s?[^\W\d_][^|]{1,80}$")

_WRAPPED = re.compile(r"^\s*[(（\[【](.{1,400}?)[)）\]】]?[\s.。]*$")
_NAMED_BRACKET = late(r"(?:^|[.!?…»”\"]\s)((?:[^\W\d_][\w.'’-]{0,30}\s){1,4})$")
_BRACKET_TAIL = late(r"[(（\[【]([^()（）\[\]【】]{1,120}(?:\([^()]{1,40}\))?)[)）\]】]?[\s.。]{0,2}$")
_SPLITS = late(
    r"\s[|/–—]\s|\s-\s|[＝=](?=[^＝=]{1,30}$)|(?<=[^\W\d]{2}[.!?…»”\"。！？।])(?<!\bDr\.)(?<!\bSt\.)(?<!\bM[rs]\.)(?<!\b[JS]r\.)\s(?=\S)"
)
_NAME_WORD = late(
    r"^(?:[A-ZÀ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’&-]*|d[eiao]s?|v[ao]n|der|den|del|la|le|bin|al|y|et|e|and|und|for|f[uü]r|of|the|[&+])[,;]?$"
)
_UNNAMED = late(rf"^{any_of(UNNAMED)}\.?$", re.IGNORECASE)
_NO_CREDIT = late(rf"^{any_of(REMARKS)}[.。)）]?$", re.IGNORECASE)
_SUFFIXED = late(
    rf"{any_of(SUFFIXES)}$|(?<=[（(【\[])[^（(【\[]{{2,30}}(?:提供|[图圖]片|照片)$|^.{{2,22}}提供$"
)
_SUFFIX_TAIL = late(r"\s{0,2}[\w《》·]{2,10}[发發]$|(?<=[摄攝图圖])\s?[/／]\s?[\w·]{2,10}$")
_PASSIVE = ("", "图由", "图片由", "照片由", "圖由", "圖片由", "本文图片由", "图片均由", "文中图片由")
# "新华社发（张三摄）" is one credit; any other bracket begins one.
_CLAUSE = late(r"[。！？!?；;，,\[【▲△▼▽↑↓]|(?<![发發])[（(]|均[为為由]|[图圖片]由")
_ROLE = re.compile(r"(?:记者|記者|通讯员|特约|实习|摄影|攝影|本报|社|网|報|报|台)")
_SENTENCE = re.compile(r"[^\W\d_]{5}[.!?](?:\s|$)")
# What outlets and offices are called in Chinese and Japanese, as the last words in brackets.
_EASTERN_HOLDER = late(
    r"[\u30a0-\u30ff\u4e00-\u9fff]{2,14}(?:新聞社?|新闻网?|通信社?|[日晚早時时週周]報|[日晚早时周]报|提供|テレビ|社)$"
)
_KOREAN_TAIL = late(
    r"(?:^|[.!?)\]]\s)([가-힣A-Za-z0-9·]{2,20}(?: [가-힣]{2,12}){0,2}) (?:자료 ?사진|제공|사진)$"
)
_KOREAN_NAME = late(r"^[가-힣]{2,4}(?: ?(?:기자|선임기자|특파원|제공))?$")
_CLOSERS = (".", "!", "?", "”", '"', "…", "»", "’", "'")
_EASTERN_TAIL = late(rf"[。！？]({any_of(AGENCIES)})$")
_TIME = re.compile(r"^[\d\s.:/|,-]{2,40}(?:(?:min|sec|std|uhr|h)\b\.?)?$", re.IGNORECASE)
_TRIM = " \t\n\u00a0\u3000,;:|/·•–—-=＝，；：、"


def parse_credit(text: str, *, in_figure: bool = False) -> tuple[str, str] | None:
    """``text`` as (caption left over, credit without its label); None where it credits nobody.

    ``in_figure`` says that the text stands in a picture's own caption element: there a source ("Source:",
    "来源：") is the picture's, and a name after the caption is a credit without any label.
    A Chinese or Japanese credit whose verb follows the name (张三 摄) keeps that verb, and a caption that
    ends in one stays whole: it is part of its sentence.
    """
    return _parse(text[:MAX_TEXT], in_figure)


# A block is asked about from several sides while its page is read.
@lru_cache(maxsize=1024)
def _parse(text: str, in_figure: bool) -> tuple[str, str] | None:
    text = " ".join(text.split())
    if not text:
        return None
    wrapped = _WRAPPED.match(text)
    inner = wrapped[1] if wrapped and not re.search(r"[)）\]】]\s*\S", wrapped[1]) else text
    return (
        _labelled(inner, in_figure=in_figure)
        or _suffixed(text)
        or _whole(inner)
        or ((_line(inner) or _tail(text)) if in_figure else None)
    )


def clean_credit(text: str) -> str:
    """A text that markup says is a credit, without brackets, label, sign and reserved rights."""
    text = _RESERVED.sub("", " ".join(text[:MAX_TEXT].split()))
    wrapped = _WRAPPED.match(text)
    if wrapped and text[-1] in ")）]】":
        text = wrapped[1]
    first = min(_labels(text, in_figure=True), default=None)
    if first and first[0] == 0:
        text = text[first[1] :]
    credit = _polish(text)
    return "" if len(credit) < 2 or len(credit) > MAX_CREDIT or _TIME.match(credit) else credit


def looks_like_credit(text: str) -> bool:
    """Whether a short text without label names a rights holder: an agency, Name/Agency, or a person."""
    if not 1 < len(text) <= 100 or _NO_CREDIT.match(text):
        return False
    return bool(_AGENCY.search(text) or _SLASHED.match(text) or _UNNAMED.match(text) or _is_name(text))


def names_outlet(text: str) -> bool:
    """Whether a short text names an agency or, behind a slash, the outlet of a name before it."""
    return 1 < len(text) <= 100 and bool(_AGENCY.search(text) or _SLASHED.match(text))


def _polish(text: str) -> str:
    if _any_in(_RESERVED_SIGNS, text.lower()):
        text = _RESERVED.sub("", text)
    if text.endswith("删"):
        text = _PLEADED.sub("", text)
    text = text.strip(_TRIM)
    found = _SIGN.match(text)
    if found:
        text = text[found.end() :].strip(_TRIM)
    if text[-1:] in ")）]】" and not re.search(r"[(（\[【]", text):
        text = text[:-1].rstrip(_TRIM)
    return text.rstrip("。")


def _labelled(text: str, *, in_figure: bool) -> tuple[str, str] | None:
    for start, end, strict in sorted(_labels(text, in_figure=in_figure)):
        credit = _polish(text[end:])
        if _acceptable(credit, strict=strict):
            return text[:start].rstrip(_TRIM + "([（【"), credit
    return None


def _labels(text: str, *, in_figure: bool) -> Iterator[tuple[int, int, bool]]:
    """Start and end of every label in ``text``, and whether a name must follow."""
    low = text.lower()
    ascii_only = text.isascii()
    if _any_in(_COLON_SIGNS, low) or (not ascii_only and _any_in(_WIDE_COLONS, low)):
        yield from _before_colons(text, in_figure=in_figure)
    if not ascii_only and _any_in(_CHINESE_SIGNS, text):
        for found in _CHINESE.finditer(text):
            bracketed = text[: found.start()].endswith(("(", "（"))
            if bracketed or not _BARE_CHINESE.match(found[0]) or _names_holder(text[found.end() :]):
                yield found.start(), found.end(), False
    spoken = _SPOKEN.match(text)
    if spoken:
        yield 0, spoken.end(), True
    if " " in low and _any_in(_BY_SIGNS, low):
        yield from ((found.start(), found.end(), True) for found in _BY.finditer(text))
    if _any_in(_RIGHTS_SIGNS, low):
        yield from ((found.start(), found.end(), False) for found in _SIGN.finditer(text))


def _before_colons(text: str, *, in_figure: bool) -> Iterator[tuple[int, int, bool]]:
    for count, colon in enumerate(_COLON.finditer(text)):
        if count >= _MAX_COLONS:
            break
        base = max(0, colon.start() - _LABEL_REACH)
        window = text[base : colon.start()]
        starts = [word.start() for word in _WORD_START.finditer(window)]
        for start in starts[-_LABEL_WORDS:]:
            if _is_label(window[start:], in_figure):
                yield base + start, colon.end(), False
                break


# The same few labels recur through a site; the long expression is tried once for each.
@lru_cache(maxsize=4096)
def _is_label(text: str, in_figure: bool) -> bool:
    return bool(_LABEL.fullmatch(text) or (in_figure and _SOURCE.fullmatch(text)))


def _any_in(signs: tuple[str, ...], text: str) -> bool:
    for sign in signs:  # noqa: SIM110 - a generator costs more than the search
        if sign in text:
            return True
    return False


def _names_holder(rest: str) -> bool:
    return len(rest) <= 30 and bool(_AGENCY.search(rest) or _ROLE.search(rest) or rest.isascii())


def _acceptable(credit: str, *, strict: bool) -> bool:
    if not 1 < len(credit) <= MAX_CREDIT or _NO_CREDIT.match(credit):
        return False
    if strict and credit[0].lower() == credit[0] != credit[0].upper():
        return False
    return len(re.findall(r"[^\W\d]{3,}[.。!?] ", credit)) == 0 or len(credit) < 60


def _suffixed(text: str) -> tuple[str, str] | None:
    if text.isascii():
        return None
    bare = text.rstrip(_TRIM + "。.)）]】")
    if _SUFFIX_SIGNS.isdisjoint(bare[-14:]):
        return None
    head = _SUFFIX_TAIL.sub("", bare)
    if not _SUFFIXED.search(head):
        head = bare
        if not _SUFFIXED.search(head):
            return None
    cut = max((m.end() for m in _CLAUSE.finditer(head)), default=0)
    tokens = bare[cut:].split(" ")
    while len(tokens) > 2 and len(tokens[0]) > _HAN_NAME and not _is_holder(tokens[0]):
        del tokens[0]
    credit = " ".join(tokens).strip()
    if not 2 < len(credit) <= 40 or _NO_CREDIT.match(credit):
        return None
    alone = bare[: len(bare) - len(credit)].strip(_TRIM + "(（[【▲△▼▽↑↓") in _PASSIVE
    opened = next((c for c in reversed(credit) if c in "（("), "")
    closed = credit + (text[len(bare)] if opened and len(text) > len(bare) else "")
    return ("" if alone else text), closed


def _is_holder(token: str) -> bool:
    return bool(_ROLE.search(token) or _AGENCY.search(token))


def _whole(text: str) -> tuple[str, str] | None:
    if len(text) > _LONGEST_WHOLE:
        return None
    credit = _polish(text)
    return ("", credit) if _AGENCY_ONLY.match(credit) else None


def _line(text: str) -> tuple[str, str] | None:
    """A figure's only words that are a name and an agency: "Jane Roe, AP"."""
    if len(text) > _MAX_LINE:
        return None
    credit = _polish(text)
    ends = [found.end() for found in _AGENCY.finditer(credit)]
    if not ends or ends[-1] < len(credit) or _SPLITS.search(credit[:-1]):
        return None
    return ("", credit) if _is_name(credit) or _SLASHED.match(credit) else None


def _tail(text: str) -> tuple[str, str] | None:
    """A name without label at the end: in brackets, behind a dash or slash, or after the last full stop."""
    if bracket := _BRACKET_TAIL.search(text):
        inner, before = bracket[1].strip(_TRIM), text[: bracket.start()].rstrip()
        if _EASTERN_HOLDER.match(inner):
            return before, inner
        strong = _AGENCY.search(inner) or _SLASHED.match(inner) or _UNNAMED.match(inner)
        if strong or before.endswith(_CLOSERS):
            if not looks_like_credit(inner):
                return None
            named = _NAMED_BRACKET.search(before + " ")
            if named and named.start() and _is_name(named[1]):
                return before[: named.start(1)].rstrip(), text[named.start(1) :].strip(_TRIM)
            return before, inner
    korean = _KOREAN_TAIL.search(text)
    if korean:
        return text[: korean.start(1)].rstrip(), korean[1]
    if eastern := _EASTERN_TAIL.search(text):
        return text[: eastern.start(1)].rstrip(), eastern[1]
    for split in _SPLITS.finditer(text, max(0, len(text) - _MAX_TAIL)):
        credit, before = text[split.end() :].strip(_TRIM), text[: split.start()].strip(_TRIM)
        if before and _fits(split[0].strip(), credit):
            return before, credit
    return None


def _fits(separator: str, credit: str) -> bool:
    if not looks_like_credit(credit) or credit.endswith(("。", "!", "?")):
        return False
    if _AGENCY.search(credit) or _SLASHED.match(credit) or _UNNAMED.match(credit):
        return True
    return separator in {"", "|", "/"} and (" " in credit or bool(_KOREAN_NAME.match(credit)))


def _is_name(text: str) -> bool:
    words = text.split()
    if _KOREAN_NAME.match(text):
        return True
    if not 1 <= len(words) <= (9 if "," in text else 5) or _SENTENCE.search(text):
        return False
    return (
        words[0][:1].isupper() and words[-1][:1].isupper() and all(_NAME_WORD.match(word) for word in words)
    )
