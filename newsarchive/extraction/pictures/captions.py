"""The caption and the credit of one picture, read from the text blocks that are said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import inline_credits, names_holder
from newsarchive.extraction.pictures.credits import (
    clean_credit,
    looks_like_credit,
    names_outlet,
    parse_credit,
)
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block
    from newsarchive.extraction.pictures.words import Surroundings

_MAX_READ = 1_400
_MAX_PIECE = 200
# Pieces of text in one part of a caption; boxes that nest without end have more.
_MAX_PIECES = 100
_MAX_CREDIT = 160
_MIN_CAPTION = 5
# A text that ends so goes on in the next element.
_GOING_ON = (":", "：", "(", "（", "©", "[")
# What two spellings of one credit may differ in.
_UNSAID = re.compile(r"copyright|(?:19|20)\d\d|[\W_]", re.IGNORECASE)
_EMPTY_BRACKET = re.compile(r"\s{0,3}[(（\[]\s{0,3}[)）\]]?$")
# "3of12" of a slider, "Image caption," for screen readers, "▲" and "图注：" of Chinese pages.
_LEAD_IN = late(
    r"^\d{1,3}\s?(?:of|/)\s?\d{1,3}\s{0,3}(?=[^\W\d_])|"
    r"^(?:image|photo|figure) caption(?:[,:]?\s|(?=[^\x00-\x7f]))|"
    r"^(?:图像加注文字|图像加註文字|圖像加註文字|圖像加注文字)[，,:：]?\s?|^[▲△▼▽↑↓]\s{0,3}|^[(（【\[]?(?:图注|图说|圖說|圖注)\s?[:：】\]]\s{0,3}",
    re.IGNORECASE,
)
_TRIM = " |/·–—-,;:=\u3000，；：、"
# A credit that names nobody is no caption either: 图片来源：网络.
_UNCREDITED = late(
    r"^[(（【]?(?:本文|文中)?(?:图片|圖片|照片|图|圖)(?:来源于|來源於|来源|來源|来自|來自|源自?|自)\s?[:：]?\s?"
    r"(?:互联网|網路|网络|网路|網絡)(?:[，,]?侵.{0,6}删)?[。）)】]?$"
)


@dataclass(frozen=True, slots=True)
class Legend:
    """What the page says of one picture; ``claimed`` are the indexes of the text blocks that say it."""

    caption: str | None = None
    credit: str | None = None
    claimed: frozenset[int] = frozenset()


def find_legend(around: Surroundings, at: int) -> Legend:
    """Read caption and credit of the picture that is block ``at``."""
    words = around.words_around(at)
    if words is not None:
        return read_legend(*words)
    below = around.words_below(at)
    return _read_lines(below) if below else Legend()


def read_legend(element: HtmlElement, texts: Sequence[Block]) -> Legend:
    """Read caption and credit from the text blocks of a picture's own box ``element``."""
    names, pieces = _split(texts)
    caption = " ".join(pieces)[:_MAX_READ]
    for raw in sorted(_marked_credits(element, texts, caption), key=len, reverse=True):
        mixed = parse_credit(raw)
        if mixed and mixed[0] not in {"", raw} and not looks_like_credit(mixed[0]):
            caption = caption.replace(raw, mixed[0])
            names.append(mixed[1])
        else:
            caption = _without(caption, raw)
            names.append(clean_credit(raw))
    parsed = parse_credit(caption) or (None if names else _named_apart(texts, pieces, caption))
    if parsed and not (names and parsed[0] == caption):
        caption = parsed[0]
        names.append(parsed[1])
    return Legend(_plain(caption), _joined(names), frozenset(block.index for block in texts))


def _read_lines(lines: Sequence[Block]) -> Legend:
    """Read caption and credit from paragraphs below a picture."""
    names, pieces = _split(lines)
    caption = " ".join(pieces)
    parsed = None if names else parse_credit(caption, in_figure=len(lines) == 1)
    if parsed:
        caption = parsed[0]
        names.append(parsed[1])
    return Legend(_plain(caption), _joined(names), frozenset(line.index for line in lines))


def _split(texts: Sequence[Block]) -> tuple[list[str], list[str]]:
    """Tell the texts that are credits and nothing else from the other ones."""
    names: list[str] = []
    rest: list[str] = []
    for text in _pieces(texts):
        parsed = parse_credit(text) if len(text) <= _MAX_PIECE else None
        if parsed and not parsed[0]:
            names.append(parsed[1])
        else:
            rest.append(text)
    return names, rest


def _pieces(texts: Sequence[Block]) -> list[str]:
    """List the distinct texts; one that ends in a colon or an open bracket goes on in the next."""
    pieces: list[str] = []
    for text in dict.fromkeys(block.text for block in texts):
        if pieces and pieces[-1].endswith(_GOING_ON):
            pieces[-1] = f"{pieces[-1]} {text}"
        else:
            pieces.append(text)
    return pieces


def _marked_credits(element: HtmlElement, texts: Sequence[Block], caption: str) -> list[str]:
    """List the texts that are marked up as credit, as they stand in ``caption``."""
    found: list[str] = []
    for block in texts:
        if block.element is not element and names_holder(block.element):
            found.append(block.text)
        else:
            found.extend(inline_credits(block))
    return [text for text in dict.fromkeys(found) if text in caption and _may_be_credit(text, caption)]


def _may_be_credit(text: str, caption: str) -> bool:
    """Judge a text marked as credit: one that is all there is, or a long one, may be the caption too."""
    if not 1 < len(text) <= _MAX_CREDIT:
        return False
    parsed = parse_credit(text, in_figure=True)
    if len(text) < 0.9 * len(caption):
        return len(text) <= 100 or parsed is not None
    return bool(parsed and not parsed[0]) or (len(text) < 60 and looks_like_credit(text))


def _named_apart(texts: Sequence[Block], pieces: Sequence[str], caption: str) -> tuple[str, str] | None:
    """Read a rights holder without label: a caption's last piece, its first before a long one, or its end."""
    parts = list(pieces) if len(pieces) > 1 else list(_children(texts[0].element))
    if len(parts) > 1:
        for part, room in ((parts[-1], 0), (parts[0], 60)):
            left = len(caption) - len(part)
            if not len(part) <= 80 or part not in caption:
                continue
            labelled = parse_credit(part)
            if labelled and not labelled[0] and left:
                return _without(caption, part), labelled[1]
            shorter = len(part) + room < left or (part is parts[-1] and names_outlet(part))
            if shorter and left >= _MIN_CAPTION and looks_like_credit(part):
                return _without(caption, part), clean_credit(part)
    return parse_credit(caption, in_figure=True)


def _children(element: HtmlElement) -> Iterator[str]:
    """Yield the texts of a caption element's own parts."""
    yield from _words(element.text)
    for child in islice(element, _MAX_PIECES):
        if isinstance(child.tag, str):
            yield from _words("".join(islice(child.itertext(), _MAX_PIECES)))
        yield from _words(child.tail)


def _words(text: str | None) -> Iterator[str]:
    words = " ".join((text or "").split())
    if words:
        yield words


def _joined(names: Sequence[str]) -> str | None:
    """Join several credits of one picture; one that another holds is left out."""
    kept: dict[str, str] = {}
    for name in filter(None, names):
        bare = _UNSAID.sub("", name.casefold())
        if any(bare in other for other in kept):
            continue
        kept = {other: whole for other, whole in kept.items() if other not in bare} | {bare: name}
    return " / ".join(kept.values()) or None


def _without(text: str, part: str) -> str:
    at = text.rfind(part)
    return " ".join((text[:at] + " " + text[at + len(part) :]).split()) if at >= 0 else text


def _plain(caption: str) -> str | None:
    caption = _LEAD_IN.sub("", _UNCREDITED.sub("", caption))
    caption = _EMPTY_BRACKET.sub("", caption.strip(_TRIM + "©")).rstrip(_TRIM)
    return caption if len(caption) > 1 else None
