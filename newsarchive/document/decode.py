"""Bytes to text: a page is read by what its bytes are; what it declares is only a claim to check."""

from __future__ import annotations

import codecs
import re

from newsarchive.document.compiled import is_utf8

# Enough for any page that a person reads; what lies behind is cut, so that time stays bounded.
MAX_BYTES = 64 * 1024 * 1024
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 20_000
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE
)
_XML_ENCODING = re.compile(
    rb"""^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""", re.IGNORECASE
)
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The WHATWG Encoding Standard reads these labels as the wider encoding (https://encoding.spec.whatwg.org/).
_WIDER = {
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "windows-949": "cp949",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "x-euc-jp": "euc_jp", "utf8": "utf-8",
}  # fmt: skip
# Guessed in this order; each with the characters that running text in it is full of.
_GUESSES = (
    ("gb18030", re.compile("[的一是不了在有人和中年月日为这，。]")),
    ("big5hkscs", re.compile("[的一是不了在有人和中年月日為這，。]")),
    ("cp932", re.compile("[ぁ-んァ-ヶー、。]")),
    ("euc_jp", re.compile("[ぁ-んァ-ヶー、。]")),
    ("cp949", re.compile("[이다는을를의가에한고지로은하도사어기]")),
    ("cp1251", re.compile("[оеаинтсрвлкмдпу]")),
    ("cp1252", re.compile("[àáâäãåæçèéêëíîïñóôöõøúüßÀÉÈÖÜÄ“”‘’–—…«»° ©]")),
    ("cp1250", re.compile("[áčďéěíňóřšťúůýžąćęłńśźż]")),
    ("cp1254", re.compile("[çğıöşüİ]")),
    ("cp1253", re.compile("[αεοιντσρκλμάέόίύή]")),
)
_LATIN = frozenset({"cp1250", "cp1252", "cp1254"})


def to_utf8(data: bytes | str, charset: str = "") -> bytes:
    """The page as UTF-8; ``charset`` is the transport's claim (may be ""). Never raises.

    Order: byte-order mark; valid UTF-8, whatever was claimed; a claim that fits the bytes; UTF-8 with little
    damage; the encoding whose common characters the bytes show most. NUL and other control characters are
    removed wherever the bytes were not plain UTF-8 already.
    """
    if isinstance(data, str):
        return data[:MAX_BYTES].encode("utf-8", "replace").translate(None, _CONTROLS)
    data = data[:MAX_BYTES]
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _without_controls(data[len(mark) :].decode(name, "replace"))
    if b"\0" not in data and b"\x1b" not in data and is_utf8(data):
        return data
    return _without_controls(_decode_unmarked(data, charset))


def _decode_unmarked(data: bytes, charset: str) -> str:
    wide = _looks_utf16(data)
    if wide:
        return data.decode(wide, "replace")
    claims = _claims(data, charset)
    if b"\x1b$" in data and "iso-2022-jp" in claims:
        return data.decode("iso2022_jp_2", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in claims:
        if name != "utf-8" and _fits(data, name):
            return data.decode(name, "replace")
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    if broken * 10 <= sum(map(len, re.findall(r"[^\x00-\x7f]+", text))):
        return text
    guess = _guess(data)
    return data.decode(guess, "replace") if guess else text


def _claims(data: bytes, charset: str) -> list[str]:
    head = data[:_HEAD_BYTES]
    labels = [charset]
    for pattern in (_XML_ENCODING, _META_CHARSET):
        found = pattern.search(head)
        labels.append(found.group(1).decode("ascii", "replace") if found else "")
    names: list[str] = []
    for label in labels:
        name = _known(label)
        if name and name not in names:
            names.append(name)
    return names


def _known(label: str) -> str:
    label = label.strip().lower()
    name = _WIDER.get(label, label)
    try:
        info = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # "hex", "zip" and the like are codecs too, but not of text; "idna" and "unicode_escape" run away.
    if info is None or not info._is_text_encoding or name in {"idna", "punycode", "undefined"}:  # noqa: SLF001
        return ""
    return "" if "escape" in info.name else name


def _looks_utf16(data: bytes) -> str:
    sample = data[:400]
    if len(sample) < 8 or sample.count(b"\0") * 3 < len(sample):
        return ""
    even, odd = sample[::2].count(b"\0"), sample[1::2].count(b"\0")
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else ""


def _fits(data: bytes, name: str) -> bool:
    """A claim fits when decoding by it leaves next to nothing unreadable."""
    high = _high_bytes(data)
    text = high.decode(name, "replace")
    broken = text.count("�") + len(re.findall("[\x80-\x9f]", text))
    return broken * 50 <= len(text)


def _guess(data: bytes) -> str:
    high = _high_bytes(data)
    best, best_score = "", 0.05
    runs = re.findall(rb"[\x80-\xff]+", high)
    # Accented letters stand alone among plain ones; other scripts come in runs.
    accents = sum(map(len, runs)) < 2.5 * len(runs)
    for name, common in _GUESSES:
        if name in _LATIN and not accents:
            continue
        text = high.decode(name, "replace")
        letters = len(text.translate(_ASCII)) or 1
        score = (len(common.findall(text)) - 3 * text.count("�")) / letters
        if score > best_score:
            best, best_score = name, score
    return best


def _high_bytes(data: bytes) -> bytes:
    """What follows non-ASCII bytes in the page, up to a sample's size: the rest says nothing of encoding."""
    lines, size = [], 0
    for line in re.findall(rb"[\x80-\xff][^\n<>]{0,4000}", data[: 50 * _SAMPLE_BYTES]):
        lines.append(line)
        size += len(line)
        if size > _SAMPLE_BYTES:
            break
    return b"\n".join(lines)


_ASCII = dict.fromkeys(range(128))


def _without_controls(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(None, _CONTROLS)
