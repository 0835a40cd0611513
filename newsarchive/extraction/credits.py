"""Picture credits in running text: the name told apart from its label and from the caption before it."""

from __future__ import annotations

import re

MAX_TEXT = 1_500
MAX_CREDIT = 160

# What a credit is introduced with, by language family. Sources: the captions of newspapers in these
# languages; IPTC Photo Metadata names the same notions (Creator, Credit Line, Copyright Notice, Source).
_PICTURE_NOUNS = (
    r"photos?(?:graph(?:s|y|er|ie|e)?)?|pictures?|pics?|images?|illustrations?|graphics?|screenshots?|"
    r"(?:symbol|archiv|agentur|beispiel|presse|handout)?(?:foto|bild)(?:s|er|montage|grafie|graf|quelle|rechte|nachweis|credits?)?|"
    r"(?:info)?grafik(?:er)?|aufnahme|bildautor|fotografii?a|fotógrafo|fotografi|fotograf(?:ía|ie|ije|ija)?|"
    r"im[aá]gen(?:es)?|imagem|imagens|immagin[ei]|beeld|afbeelding|bilde[rt]?|arkivfoto|kuvat?|kuvaaja|"
    r"fot|zdj[eę]cie|snímek|fotó|k[eé]p|fotoğraf|görsel|nuotrauka|gambar|ảnh|isithombe|umfanekiso|picha|"
    r"фото(?:графи[яи]|граф)?|снимк[аи]|світлина|φωτογραφία|φωτο|صورة|الصورة|تصوير|عکس|צילום|फोटो|तस्वीर|"
    r"写真|画像|사진|자료|자료사진|ภาพ"
)
_CREDIT_NOUNS = (
    r"credits?|copyright|cr[eé]dit(?:o|os|s)?|crediti|courtesy|rechte|cr[eé]ditos?|rights|קרדיט|साभार|"
    r"撮影|提供|出典|출처|제공"
)
_SOURCE_NOUNS = (
    r"sources?|quelle|fuente|fonte|bron|kilde|källa|lähde|źródło|zdroj|forrás|sursa|kaynak|izvor|vir|avots|"
    r"allikas|sumber|nguồn|πηγή|источник|джерело|източник|المصدر|autore?|ที่มา"
)
_CHINESE_LABEL = r"(?:本文|以上|以下|文中|题|題|封面|头|頭|配|插|首)?(?:图片|圖片|照片|图|圖|影像|摄影|攝影|翻攝|翻摄)(?:(?:版权|版權)?(?:来源|來源|提供)|源|自)?"
_COLON = r"\s{0,2}[:：＝=]\s{0,3}"
_LABEL = (
    rf"(?:{_PICTURE_NOUNS}|{_CREDIT_NOUNS})(?:[ \-/&]{{1,3}}(?:{_PICTURE_NOUNS}|{_CREDIT_NOUNS}|{_SOURCE_NOUNS}))?"
    r"(?:\s{0,2}[(（][^()（）]{1,20}[)）])?"
)
_OPEN = r"(?:^|(?<=[\s(（\[【「|/.。!！?？,，;；:：>»”\"'’…–—~-]))"
_LABELLED = re.compile(rf"{_OPEN}(?:(?:{_LABEL}){_COLON}|fot\.\s{{0,2}}(?=\w))", re.IGNORECASE)
_CHINESE_LABELLED = re.compile(
    rf"(?:{_CHINESE_LABEL})\s{{0,2}}[:：/／|丨｜]\s{{0,3}}|(?:图片|圖片|照片|图|圖)(?:来源于|來源於|来源|來源|源自)\s{{0,2}}[:：/／|丨｜]?\s{{0,2}}"
)
_SOURCED = re.compile(rf"{_OPEN}(?:{_SOURCE_NOUNS}|来源|來源){_COLON}", re.IGNORECASE)
_BY = re.compile(
    rf"{_OPEN}(?:(?:file |stock |handout )?(?:{_PICTURE_NOUNS}|composite|video still)s?\s(?:by|courtesy of|courtesy|"
    r"von|par|door|av|af|di|oleh|credit)|courtesy of)\s{1,2}",
    re.IGNORECASE,
)
_SIGN = re.compile(
    r"(?:©|ⓒ|\(c\)|（c）|&copy;|℗|\bcopyright\b)[\s:：]{0,3}(?:(?:19|20)\d\d\b[\s,]{0,2})?", re.I
)
_RESERVED = re.compile(
    r"[\s.,;|/·-]{0,4}(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos reservados|版权所有|版權所有)[\s.]{0,3}$",
    re.IGNORECASE,
)

# Agencies and picture libraries: a text that ends in one of these credits a picture.
_AGENCIES = (
    r"AP(?: Photo)?|Associated Press|AFP|A\.?P\.?|Reuters|REUTERS|Getty(?: Images)?|dpa|DPA|APA|EPA|EFE|ANSA|KEYSTONE|Keystone|"
    r"[Ii]mago|IMAGO|picture[ -]alliance|ddp|epd|KNA|PA(?: Wire| Images| Media)?|Press Association|SWNS|Shutterstock|"
    r"Alamy|i[Ss]tock(?:photo)?|[Aa]dobe ?[Ss]tock|[Uu]nsplash|[Pp]exels|[Pp]ixabay|Wikimedia(?: Commons)?|Wikipedia|Bloomberg|"
    r"NurPhoto|Anadolu(?: Agency| Images)?|Xinhua|S[Ii][Pp][Aa](?: Press)?|MAXPPP|Hans Lucas|ANP|Belga|NTB|Scanpix|"
    r"Ritzau|Lehtikuva|PAP|ČTK|MTI|TASS|TACC|ТАСС|РИА Новости|Sputnik|Yonhap|Kyodo|Jiji|Z[Uu][Mm][Aa](?: Press)?|AAP|"
    r"Europa Press|LaPresse|Bestimage|Rex Features|Backgrid|UPI|USA T[Oo][Dd][Aa][Yy]|Action Images|Icon Sport|"
    r"Gallo Images|PTI|ANI|Antara|Bernama|EyeEm|Flickr|Facebook|Instagram|Depositphotos|Dreamstime|"
    r"Dok\.|LightRocket|AKG|Corbis|Magnum Photos|WireImage|Contour|CNS|VCG|IC ?[Pp]hoto|"
    r"新华社|新華社|中新社|新华网|人民网|视觉中国|視覺中國|东方IC|人民视觉|摄图网|图虫(?:创意)?|路透社?|法新社|美联社|美聯社|中央社|"
    r"達志影像|海洛创意|站酷海洛|共同(?:通信社)?|時事(?:通信)?|ロイター|ゲッティ|연합뉴스|뉴시스|뉴스1|로이터|ＡＰ|ＡＦＰ"
)
_AGENCY = re.compile(rf"(?:^|(?<=[^\w])|(?<=[^\x00-\x7f]))(?:{_AGENCIES})(?=$|[^\w]|[^\x00-\x7f])")
_AGENCY_ONLY = re.compile(rf"(?:{_AGENCIES})(?:[\s/|,、·&+-]{{1,3}}(?:{_AGENCIES}))?$")
_SLASHED = re.compile(r"^[^\W\d_][^/|]{1,50}\s?[/|]\s?[^\W\d_][^|]{1,80}$")

_WRAPPED = re.compile(r"^\s*[(（\[【](.{1,400}?)[)）\]】]?[\s.。]*$")
_NAMED_BRACKET = re.compile(r"(?:^|[.!?…»”\"]\s)((?:[^\W\d_][\w.'’-]{0,30}\s){1,4})$")
_BRACKET_TAIL = re.compile(r"[(（\[【]([^()（）\[\]【】]{1,120}(?:\([^()]{1,40}\))?)[)）\]】]?[\s.。]{0,2}$")
_SPLITS = re.compile(r"\s[|/–—]\s|\s-\s|[＝=](?=[^＝=]{1,30}$)|(?<=[^\W\d]{3}[.!?…»”\"])\s(?=\S)")
_NAME_WORD = re.compile(
    r"^(?:[A-ZÀ-ÞĀ-ŽА-ЯΑ-Ω][\w.'’&-]*|d[eiao]s?|v[ao]n|der|den|del|la|le|bin|al|y|et|e|and|und|for|f[uü]r|of|the|[&+])[,;]?$"
)
# Words that stand in a credit line for a holder who is not named.
_UNNAMED = re.compile(
    r"^(?:supplied(?: images?)?|handout|contributed|submitted|provided|privat[eo]?|zvg|uncredited|divulgação|"
    r"reprodução|cedida|pool|file|stock|screenshot|sithunyelwe)\.?$",
    re.IGNORECASE,
)
_NO_CREDIT = re.compile(
    r"^(?:(?:l|r|m|li|re|left|right|links|rechts|mitte|oben|unten|center|centre|above|below|pictured|archiv|"
    r"archivbild|archivfoto|symbolbild|symbolfoto|symbolic|file|file photo|stock image|undated|illustration|"
    r"网络|網路|互联网|视频截图|截图|资料图|資料圖|示意图|示意圖|视频|网友)[.。)]?)$",
    re.IGNORECASE,
)
# Chinese and Japanese put the label behind the name: 张三 摄, 某某供图, 某社提供.
_SUFFIXED = re.compile(r"(?:摄影报道|摄影|攝影|摄制|摄|攝|供图|供圖|提供|制图|製圖|撮影|図|(?<=\s)[图圖])$")
_SUFFIX_TAIL = re.compile(r"\s{0,2}[\w《》·]{2,10}[发發]$")
_CLAUSE = re.compile(r"[。！？!?；;，,（(\[【]|均为|均為")
_ROLE = re.compile(r"(?:记者|記者|通讯员|特约|实习|摄影|攝影|本报|社|网|報|报|台)")
_KOREAN_NAME = re.compile(r"^[가-힣]{2,4}(?: ?(?:기자|선임기자|특파원|제공))?$")
_CLOSERS = (".", "!", "?", "”", '"', "…", "»", "’", "'")
_TIME = re.compile(r"^[\d\s.:/|,-]{2,40}(?:(?:min|sec|std|uhr|h)\b\.?)?$", re.IGNORECASE)
_TRIM = " \t\n\u00a0\u3000,;:|/·•–—-=＝"


def parse_credit(text: str, *, in_figure: bool = False) -> tuple[str, str] | None:
    """``text`` as (caption left over, credit without its label); None where it credits nobody.

    ``in_figure`` says that the text stands in a picture's own caption element: there a source ("Source:",
    "来源：") is the picture's, and a name after the caption is a credit without any label.
    A Chinese or Japanese credit whose verb follows the name (张三 摄) keeps that verb, and a caption that
    ends in one stays whole: it is part of its sentence.
    """
    text = " ".join(text[:MAX_TEXT].split())
    if not text:
        return None
    wrapped = _WRAPPED.match(text)
    inner = wrapped[1] if wrapped and not re.search(r"[)）\]】]\s*\S", wrapped[1]) else text
    return (
        _labelled(inner, in_figure=in_figure)
        or _suffixed(text)
        or _whole(inner)
        or (_tail(text) if in_figure else None)
    )


def clean_credit(text: str) -> str:
    """A text that markup says is a credit, without brackets, label, sign and reserved rights."""
    text = " ".join(text[:MAX_TEXT].split())
    wrapped = _WRAPPED.match(text)
    if wrapped and text[-1] in ")）]】":
        text = wrapped[1]
    for label in (_LABELLED, _CHINESE_LABELLED, _SOURCED, _BY, _SIGN):
        found = label.match(text)
        if found:
            text = text[found.end() :]
    credit = _polish(text)
    return "" if len(credit) < 2 or len(credit) > MAX_CREDIT or _TIME.match(credit) else credit


def looks_like_credit(text: str) -> bool:
    """Whether a short text without label names a rights holder: an agency, Name/Agency, or a person."""
    if not 1 < len(text) <= 100 or _NO_CREDIT.match(text):
        return False
    return bool(_AGENCY.search(text) or _SLASHED.match(text) or _UNNAMED.match(text) or _is_name(text))


def _polish(text: str) -> str:
    text = _RESERVED.sub("", text).strip(_TRIM)
    found = _SIGN.match(text)
    if found:
        text = text[found.end() :].strip(_TRIM)
    if text[-1:] in ")）]】" and not re.search(r"[(（\[【]", text):
        text = text[:-1].rstrip(_TRIM)
    return text.rstrip("。")


def _labelled(text: str, *, in_figure: bool) -> tuple[str, str] | None:
    labels = (_LABELLED, _CHINESE_LABELLED, _BY, _SIGN, *((_SOURCED,) if in_figure else ()))
    starts = sorted((m.start(), m.end(), label) for label in labels for m in label.finditer(text))
    for start, end, label in starts:
        credit = _polish(text[end:])
        if not _acceptable(credit, strict=label is _BY):
            continue
        return text[:start].rstrip(_TRIM + "([（【"), credit
    return None


def _acceptable(credit: str, *, strict: bool) -> bool:
    if not 1 < len(credit) <= MAX_CREDIT or _NO_CREDIT.match(credit):
        return False
    if strict and credit[0].lower() == credit[0] != credit[0].upper():
        return False
    return len(re.findall(r"[^\W\d]{3,}[.。!?] ", credit)) == 0 or len(credit) < 60


def _suffixed(text: str) -> tuple[str, str] | None:
    bare = text.rstrip(_TRIM + "。.)）]】")
    head = _SUFFIX_TAIL.sub("", bare)
    if not _SUFFIXED.search(head):
        head = bare
        if not _SUFFIXED.search(head):
            return None
    cut = max((m.end() for m in _CLAUSE.finditer(head)), default=0)
    tokens = bare[cut:].split(" ")
    while len(tokens) > 2 and len(tokens[0]) > 6 and not _ROLE.search(tokens[0]):
        del tokens[0]
    credit = " ".join(tokens).strip()
    if not 2 < len(credit) <= 40:
        return None
    alone = not bare[: len(bare) - len(credit)].strip(_TRIM + "(（[【")
    return ("" if alone else text), credit


def _whole(text: str) -> tuple[str, str] | None:
    credit = _polish(text)
    return ("", credit) if _AGENCY_ONLY.match(credit) else None


def _tail(text: str) -> tuple[str, str] | None:
    """A name without label at the end: in brackets, behind a dash or slash, or after the last full stop."""
    bracket = _BRACKET_TAIL.search(text)
    if bracket:
        inner, before = bracket[1].strip(_TRIM), text[: bracket.start()].rstrip()
        if _AGENCY.search(inner) or _SLASHED.match(inner) or before.endswith(_CLOSERS):
            if not looks_like_credit(inner):
                return None
            named = _NAMED_BRACKET.search(before + " ")
            if named and named.start() and _is_name(named[1]):
                return before[: named.start(1)].rstrip(), text[named.start(1) :].strip(_TRIM)
            return before, inner
    for split in _SPLITS.finditer(text):
        credit, before = text[split.end() :].strip(_TRIM), text[: split.start()].strip(_TRIM)
        if before and len(credit) <= 90 and _fits(split[0].strip(), credit):
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
    if not 1 <= len(words) <= 8 or text.isdigit():
        return False
    return (
        words[0][:1].isupper() and words[-1][:1].isupper() and all(_NAME_WORD.match(word) for word in words)
    )
