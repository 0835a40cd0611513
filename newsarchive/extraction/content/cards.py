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


class _Card:
    """What the blocks in a box are."""

    __slots__ = ("headlines", "places", "summaries")

    def __init__(self) -> None:
        self.places: list[int] = []
        self.headlines = self.summaries = 0

    def is_one(self) -> bool:
        """Whether it looks like a card by itself."""
        return (
            _BLOCKS[0] <= len(self.places) <= _BLOCKS[1]
            and _HEADLINES[0] <= self.headlines <= _HEADLINES[1]
            and self.summaries <= _SUMMARIES
        )


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
        cards = [card for card in row if card.is_one()]
        if len(cards) >= _ROW and len(cards) >= _SHARE * len(row):
            for card in cards:
                found.update(card.places)
    return found


def _may_hold_cards(texts: Sequence[Block], headlines: list[bool]) -> bool:
    """Whether enough sentences have a headline nearby: cheap to ask, and on many pages the answer is no."""
    near = 0
    for at, block in enumerate(texts):
        if (
            len(block.text) > _SENTENCE
            and not headlines[at]
            and any(headlines[max(0, at - _NEAR) : at + _NEAR + 1])
        ):
            near += 1
            if near >= _ROW:
                return True
    return False


def _boxes(texts: Sequence[Block], headlines: list[bool], summaries: list[bool]) -> dict[Box, _Card]:
    boxes: dict[Box, _Card] = {}
    for at, block in enumerate(texts):
        box: Box | None = block.box
        for _ in range(_LEVELS):
            if box is None:
                break
            card = boxes.get(box)
            if card is None:
                card = boxes[box] = _Card()
            card.places.append(at)
            if headlines[at]:
                card.headlines += 1
            elif summaries[at]:
                card.summaries += 1
            box = box.parent
    return boxes


def _siblings(boxes: dict[Box, _Card]) -> list[list[_Card]]:
    """The boxes in groups of one parent and one tag."""
    groups: dict[tuple[Box, str], list[_Card]] = {}
    for box, card in boxes.items():
        if box.parent is not None:
            groups.setdefault((box.parent, box.tag), []).append(card)
    return [group for group in groups.values() if len(group) >= _ROW]
