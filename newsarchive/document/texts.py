"""What a page's text is on one line, and what it weighs: bytes, and marks of sentences."""

from __future__ import annotations

import codecs
import re

# Left in text they break searches and comparisons and show nothing: zero-width marks, soft hyphens, controls.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffc]")
# From this length (characters) on, ASCII is looked through as bytes, a sixth of the time of isprintable().
_LONG = 30
_ODD = bytes.maketrans(bytes([*range(32), 127]), b"\n" * 33)
_PIECE_BYTES = 32 * 1024
_ONE_MARK = bytes.maketrans(b",?!:;", b".....")


def as_line(text: str) -> str:
    """``text`` on one line: white space is single spaces, characters that show nothing are gone."""
    text = text.strip()
    if len(text) > _LONG and text.isascii():
        odd = b"\n" in text.encode().translate(_ODD)
    else:
        odd = not text.isprintable()
    if odd or "  " in text:
        text = " ".join(text.split())
        if not text.isprintable():
            text = _UNSEEN.sub("", text).strip()
    return text


def size_of(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def count_stops(text: str) -> int:
    """Marks that end or part sentences, of any script."""
    if not text:
        return 0
    # One search of the bytes with all marks made one costs a fifth of a search for each.
    if text.isascii():
        return text.encode().translate(_ONE_MARK).count(b". ") + (text[-1] in ".!?:")
    data = text.encode("utf-8", "replace")
    stops = data.translate(_ONE_MARK).count(b". ")
    count = text.count
    # Marks of a script are looked for where a byte that they begin with is.
    if 0xE3 in data:
        stops += count("。") + count("、")
    if 0xEF in data:
        stops += count("，") + count("；") + count("：") + count("？") + count("！")
    if 0xE0 in data or 0xD8 in data:
        stops += count("।") + count("،")
    return stops + (text[-1] in ".!?:…")


def is_utf8(data: bytes) -> bool:
    """Whether all of it is UTF-8; looked at in pieces, as the text of a whole page fits no cache."""
    if data.isascii():
        return True
    view, start = memoryview(data), 0
    try:
        while start < len(data):
            last = start + _PIECE_BYTES >= len(data)
            start += codecs.utf_8_decode(view[start : start + _PIECE_BYTES], "strict", last)[1]
    except UnicodeDecodeError:
        return False
    return True
