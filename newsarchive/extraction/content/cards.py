"""Cards of other stories: boxes in a row, each a linked headline with a sentence or two without links."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document.blocks import Block, Box

# A card's headline in characters, nearly all of it link; other text from a length on is its summary.
_HEADLINE, _LINKED, _SUMMARY = (8, 250), 0.8, 40
# What a card holds: blocks of text, headlines among them, and at most so many summaries.
_BLOCKS, _HEADLINES, _SUMMARIES = (2, 7), (1, 2), 2
# So many make a row, if they are this share of the boxes beside them.
_ROW, _SHARE = 3, 0.8
# A card's box is so near to its blocks.
_LEVELS = 6
# Text that may be a summary (Han sentences are short) has its headline so few blocks away.
_SENTENCE, _NEAR = 12, 3


# Of a box: position of its first block, how many there are (in a row), headlines, summaries.
_Card = list[int]


def find_cards(texts: Sequence[Block]) -> set[int]:
    """Positions in ``texts`` of what stands in rows of cards.

    An article's own list of "ten things" has headings that lead nowhere; cards are told by their links alone,
    since no class or heading need name them.
    """
    low, high = _HEADLINE
    headlines = [
        block.link_chars > 0
        and low <= (size := len(block.text)) <= high
        and block.link_chars > _LINKED * size
        for block in texts
    ]
    summaries = [len(block.text) > _SUMMARY for block in texts]
    found: set[int] = set()
    if not _may_hold_cards(texts, headlines):
        return found
    for row in _siblings(_boxes(texts, headlines, summaries)):
        cards = [card for card in row if _is_card(card)]
        if len(cards) >= _ROW and len(cards) >= _SHARE * len(row):
            for first, count, _, _ in cards:
                found.update(range(first, first + count))
    return found


def _may_hold_cards(texts: Sequence[Block], headlines: list[bool]) -> bool:
    """Whether enough sentences have a headline nearby: cheap to ask, and on many pages the answer is no."""
    if sum(headlines) < _ROW:
        return False
    kinds: dict[tuple[int, str], int] = {}
    last = -_NEAR - 1
    for at, block in enumerate(texts):
        if headlines[at]:
            last = at
        elif len(block.text) > _SENTENCE and (
            at - last <= _NEAR or True in headlines[at + 1 : at + _NEAR + 1]
        ):
            # Those of one row stand equally deep in the same kind of element.
            kind = (block.box.depth, block.box.tag)
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] >= _ROW:
                return True
    return False


def _boxes(texts: Sequence[Block], headlines: list[bool], summaries: list[bool]) -> dict[Box, _Card]:
    boxes: dict[Box, _Card] = {}
    most = _BLOCKS[1]
    for at, block in enumerate(texts):
        box: Box | None = block.box
        headline, summary = headlines[at], summaries[at] and not headlines[at]
        for _ in range(_LEVELS):
            if box is None:
                break
            card = boxes.get(box)
            if card is None:
                boxes[box] = [at, 1, headline, summary]
            else:
                card[1] += 1
                if card[1] > most + 1:
                    break  # what holds too much stands in what holds too much
                card[2] += headline
                card[3] += summary
            box = box.parent
    return boxes


def _is_card(card: _Card) -> bool:
    """Whether a box looks like a card by itself."""
    _, count, headlines, summaries = card
    return (
        _BLOCKS[0] <= count <= _BLOCKS[1]
        and _HEADLINES[0] <= headlines <= _HEADLINES[1]
        and summaries <= _SUMMARIES
    )


def _siblings(boxes: dict[Box, _Card]) -> list[list[_Card]]:
    """The boxes in groups of one parent and one tag."""
    groups: dict[tuple[Box, str], list[_Card]] = {}
    for box, card in boxes.items():
        if box.parent is not None:
            groups.setdefault((box.parent, box.tag), []).append(card)
    return [group for group in groups.values() if len(group) >= _ROW]
