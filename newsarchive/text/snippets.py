"""Cuts the piece of a text around its first hit and marks the hits; the text stays as published."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK: Final = "**"
LENGTH: Final = 80
LEAD: Final = 20
# A hit is nearly always near the start; folding the rest of a long text would cost more than the search.
FIRST_LOOK: Final = 600


def snippet(text: str, wanted: Sequence[str], length: int = LENGTH) -> str:
    """Up to about ``length`` characters around the first place where one of ``wanted`` stands.

    ``wanted`` are folded words or phrases. Hits are put between ``**``; without any, the text's beginning is
    given. Line breaks become spaces, cut ends show an ellipsis.
    """
    pattern = _compiled(tuple(wanted))
    if pattern is None:
        return _cut(text, 0, length, ())
    for piece in (text[:FIRST_LOOK], text):
        match = pattern.search(fold(piece))
        if match:
            return _around(text, match.start(), length, pattern)
        if len(piece) == len(text):
            break
    return _cut(text, 0, length, ())


def mark(text: str, wanted: Sequence[str]) -> str:
    """The whole ``text`` with its hits marked."""
    pattern = _compiled(tuple(wanted))
    spans = [match.span() for match in pattern.finditer(fold(text))] if pattern else []
    return _marked(text, 0, spans)


def _around(text: str, hit: int, length: int, pattern: re.Pattern[str]) -> str:
    start = max(0, hit - LEAD)
    end = min(len(text), start + length)
    # Folding starts a little earlier and ends later, so that hits at the edges are seen whole.
    folded = fold(text[start : end + LEAD])
    spans = [match.span() for match in pattern.finditer(folded) if match.start() < end - start]
    end = max(end, start + max((span[1] for span in spans), default=0))
    return _cut(text, start, end, [(start + a, start + b) for a, b in spans])


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    piece = _marked(text[start:end], start, spans)
    piece = " ".join(piece.split())
    return ("…" if start else "") + piece + ("…" if end < len(text) else "")


def _marked(piece: str, offset: int, spans: Sequence[tuple[int, int]]) -> str:
    out, done = [], 0
    for first, end in spans:
        out += [piece[done : first - offset], MARK, piece[first - offset : end - offset], MARK]
        done = end - offset
    return "".join([*out, piece[done:]])


@lru_cache(maxsize=64)
def _compiled(wanted: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the wanted, longest first; where they are letters or digits, as whole runs of them.

    What is not a letter or digit stands for any of its kind, as it does in the index.
    """
    parts = [_loose(text) for text in sorted(set(wanted), key=len, reverse=True) if text]
    return re.compile("|".join(parts)) if parts else None


def _loose(text: str) -> str:
    body = re.sub(r"(?:\\?[^\w\\])+", lambda _: r"[\\W_]{1,8}", re.escape(text))
    first, last = text[0], text[-1]
    before = _boundary(first, "(?<!", ")")
    after = _boundary(last, "(?!", ")")
    return f"{before}{body}{after}"


def _boundary(character: str, opening: str, closing: str) -> str:
    if character.isascii() and character.isdigit():
        return rf"{opening}\d{closing}"
    if character.isascii() and character.isalpha():
        return f"{opening}[a-z]{closing}"
    return ""
