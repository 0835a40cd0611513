"""Words that automatic conversion between Chinese scripts leaves behind, and the words they stand for."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Final

from newsarchive.patterns import late
from newsarchive.text.compiled import flags, loops

# Simplified forms (as ``fold`` gives them) of words that phrase-table conversion to Traditional text put in
# and that converting back by character does not undo. Only words that hardly occur otherwise: 程式 (within
# 方程式) or 资讯 would make a search find what nobody wrote.
_CLASSES: Final = (
    ("领域", "领网域"),
    ("主板", "主机板"),
    ("软件", "软体"),
    ("硬件", "硬体"),
    ("协议", "协定"),
    ("网络", "网路"),
    ("互联网", "网际网路"),
    ("服务器", "伺服器"),
    ("内存", "记忆体"),
    ("硬盘", "硬碟"),
    ("光盘", "光碟"),
    ("鼠标", "滑鼠"),
    ("芯片", "晶片"),
    ("人工智能", "人工智慧"),
    ("带宽", "频宽"),
    ("出租车", "计程车"),
    ("台式机", "桌上型电脑"),
    ("笔记本电脑", "笔记型电脑"),
)
_ALTERNATIVES: Final = {form: forms for forms in _CLASSES for form in forms}
_CANONICAL: Final = {form: forms[0] for forms in _CLASSES for form in forms[1:]}
_PAIRS: Final = frozenset(form[:2] for form in _CANONICAL)
_FORM: Final = late("|".join(sorted(_ALTERNATIVES, key=len, reverse=True)))
MAX_SPELLINGS = 8


def spellings(folded: str) -> tuple[str, ...]:
    """``folded`` itself first, then the same words as conversion may have left them (at most eight)."""
    pieces: list[tuple[str, ...]] = []
    end = 0
    for match in _FORM.finditer(folded):
        pieces.append((folded[end : match.start()],))
        form = match[0]
        pieces.append((form, *(other for other in _ALTERNATIVES[form] if other != form)))
        end = match.end()
        if len(pieces) > 2 * MAX_SPELLINGS:
            break
    if not pieces:
        return (folded,)
    pieces.append((folded[end:],))
    found: dict[str, None] = {}
    for choice in product(*pieces):
        found.setdefault("".join(choice))
        if len(found) == MAX_SPELLINGS:
            break
    return tuple(found)


@cache
def _beginnings() -> bytes:
    return flags(pair[0] for pair in _PAIRS)


def unify(folded: str) -> str:
    """``folded`` with every such word in its usual form, for comparing texts; the length may change."""
    if loops is not None and not loops.has_pair(folded, _beginnings(), _PAIRS):
        return folded
    for form, usual in _CANONICAL.items():
        if form in folded:
            folded = folded.replace(form, usual)
    return folded
