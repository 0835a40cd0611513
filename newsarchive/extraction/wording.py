"""Wordings made comparable: plain text on one line, one form of letters, quotes and dashes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

MAX_TITLE_CHARS = 500

_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff\u200e\u200f]")
_QUOTES = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ", "'") | dict.fromkeys("“”„‟″«»「」『』", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
# Translating a text takes four times as long as finding that nothing is to be translated.
_QUOTED = re.compile("[" + "".join(map(chr, _QUOTES)) + "]")
_NO_LETTERS = re.compile(r"[^\w]+|_+|[\u0300-\u036f]+")


@lru_cache(maxsize=256)  # a page's head, structured data and headings say the same
def fold(text: str) -> str:
    """``text`` for comparison: one form of letters, quotes, dashes and spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        if _QUOTED.search(text):
            text = text.translate(_QUOTES)
    return " ".join(text.replace("`", "'").casefold().split())


def tidy(text: str) -> str:
    """Plain text on one line; entities that were escaped twice are resolved, invisible characters go."""
    # A heading that is never closed holds the rest of the page: unescaping that would take seconds.
    text = text[: 8 * MAX_TITLE_CHARS]
    if "&" in text:
        text = re.sub(r"<[^<>]{1,200}>", "", unescape(unescape(text)))
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())[:MAX_TITLE_CHARS]


@lru_cache(maxsize=2048)  # names of a site and its sections recur on every page of it
def letters_of(text: str) -> str:
    """Letters and figures of ``text`` without case and marks, as names of sites are compared."""
    text = text.casefold()
    if text.isascii() and text.isalnum():
        return text
    return _NO_LETTERS.sub("", text if text.isascii() else unicodedata.normalize("NFKD", text))


def is_han(text: str) -> bool:
    """Whether ``text`` begins with a Han, kana or hangul letter, which counts as a word."""
    return "\u3040" <= text[0] <= "\u9fff" or "\uac00" <= text[0] <= "\ud7a3"
