"""Cards of other stories: boxes in a row, each a linked headline with a sentence or two without links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.document.blocks import Block, Box

    # Boxes of one parent and one tag that may be cards, each with the position of a headline in it.
    _Row = list[tuple[Box, int]]

# A card's headline in characters, nearly all of it link; other text from a length on is its summary.
_SHORTEST, _LONGEST, _LINKED, _SUMMARY = 8, 250, 0.8, 40
# What a card holds: blocks of text, a headline or two among them, and at most so many summaries.
_FEWEST, _MOST, _HEADLINES, _SUMMARIES = 2, 7, 2, 2
# So many make a row, if they are this share of the boxes beside them.
_ROW, _SHARE = 3, 0.8
# A card's box is so near to its blocks.
_LEVELS = 6
# Text that may be a summary (Han sentences are short) has its headline so few blocks away.
_SENTENCE, _NEAR = 12, 3
# Blocks that are looked through for more of the same card.
_FAR = 40


def find_cards(texts: Sequence[Block]) -> set[int]:
    """Positions in ``texts`` of what stands in rows of cards.

    An article's own list of "ten things" has headings that lead nowhere; cards are told by their links alone,
    since no class or heading need name them.
    """
    headlines: list[int] = []
    for at, block in enumerate(texts):
        if block.link_chars:
            size = len(block.text)
            if _SHORTEST <= size <= _LONGEST and block.link_chars > _LINKED * size:
                headlines.append(at)
    found: set[int] = set()
    if len(headlines) < _ROW or not _may_hold_cards(texts, headlines):
        return found
    linked = set(headlines)
    for row in _rows(texts, headlines):
        cards = _cards(texts, row, linked)
        if cards and len(cards) >= _SHARE * _count_siblings(texts, *row[0]):
            found.update(*cards)
    return found


def _may_hold_cards(texts: Sequence[Block], headlines: Sequence[int]) -> bool:
    """Whether enough sentences have a headline nearby: cheap to ask, and on some pages the answer is no."""
    kinds: dict[tuple[int, str], int] = {}
    near, sentence, end = _NEAR, _SENTENCE, len(texts)
    before = -near - 1
    for behind in [*headlines, end + near]:
        # From one headline to the next; in a menu nothing is between them.
        for at in range(max(0, before + 1), min(behind, end)):
            if at - before <= near or behind - at <= near:
                block = texts[at]
                if len(block.text) > sentence:
                    # Those of one row stand equally deep in the same kind of element.
                    box = block.box
                    kind = (box.depth, box.tag)
                    many = kinds.get(kind, 0) + 1
                    kinds[kind] = many
                    if many >= _ROW:
                        return True
        before = behind
    return False


def _rows(texts: Sequence[Block], headlines: Sequence[int]) -> Iterable[_Row]:
    """What may be rows by the headlines in them, which most boxes of a page hold none or too many of."""
    held: dict[Box, int] = {}
    within: dict[Box, int] = {}
    most, levels, last = _HEADLINES, _LEVELS, len(headlines) - 1
    for i, at in enumerate(headlines):
        block = texts[at]
        box: Box | None = block.box
        # A headline between headlines has a box to itself, which is no card, or shares it with one of them
        # (if these are not too deep in it).
        between = False
        if 0 < i < last and headlines[i - 1] == at - 1 and headlines[i + 1] == at + 1:
            before, behind = texts[at - 1], texts[at + 1]
            between = before.box.depth <= block.box.depth >= behind.box.depth
        for _ in range(levels):
            if box is None:
                break
            many = held.get(box, 0) + 1
            held[box] = many
            if many > most + 1:
                break  # what holds too much stands in what holds too much
            if many == most or not between:
                within[box] = at
            box = box.parent
    rows: dict[tuple[Box | None, str], _Row] = {}
    for box, at in within.items():
        if held[box] <= _HEADLINES and box.parent is not None:
            rows.setdefault((box.parent, box.tag), []).append((box, at))
    return [row for row in rows.values() if len(row) >= _ROW]


def _cards(texts: Sequence[Block], row: _Row, linked: set[int]) -> list[range]:
    """The positions of each card's blocks; nothing if too few of the row are cards."""
    least = max(_ROW, _SHARE * len(row))
    cards = []
    for done, (box, at) in enumerate(row):
        if card := _card(texts, box, at, linked):
            cards.append(card)
        elif len(row) - (done + 1 - len(cards)) < least:
            return []
    return cards


def _card(texts: Sequence[Block], box: Box, at: int, linked: set[int]) -> range:
    """The positions of a card's blocks, ``at`` among them; nothing if the box is no card by itself."""
    inside = [at]
    deepest = _LEVELS
    for way in (range(at - 1, max(-1, at - _FAR), -1), range(at + 1, min(len(texts), at + _FAR))):
        for position in way:
            block = texts[position]
            levels = _levels_below(box, block.box)
            if levels < 0 or len(inside) > _MOST:
                break
            if levels < deepest:
                inside.append(position)
    if _FEWEST <= len(inside) <= _MOST:
        others = [len(texts[i].text) for i in inside if i not in linked]
        summaries = [size for size in others if size > _SUMMARY]
        if len(inside) - len(others) <= _HEADLINES and len(summaries) <= _SUMMARIES:
            return range(min(inside), min(inside) + len(inside))
    return range(0)


def _levels_below(box: Box, inner: Box) -> int:
    """How many levels ``inner`` is below ``box``, -1 if it is outside of it."""
    levels = inner.depth - box.depth
    for _ in range(levels):
        inner = inner.parent or inner
    return levels if inner is box else -1


def _count_siblings(texts: Sequence[Block], box: Box, at: int) -> int:
    """How many boxes like ``box``, which holds position ``at``, its parent holds, itself among them."""
    parent, tag = box.parent, box.tag
    alike: set[Box] = set()
    for way in (range(at, -1, -1), range(at + 1, len(texts))):
        for position in way:
            block = texts[position]
            inner = block.box
            levels = inner.depth - box.depth
            for _ in range(levels):
                inner = inner.parent or inner
            if inner.parent is not parent and inner is not parent:
                break
            if levels < _LEVELS and inner.tag == tag and inner is not parent:
                alike.add(inner)
    return len(alike)
