"""What the blocks of a page are in all: how many linked headlines, and how long a stretch of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document.blocks import Block

# From these weights on a linked line is a headline, and one without links text; a letter of Latin weighs 1.
HEADLINE, _LINE = 22, 40


@dataclass(frozen=True, slots=True)
class Shape:
    """What the blocks of a page say: lines that are linked headlines, and the longest stretch of text that
    none of them interrupts (teasers under headlines are short stretches, an article is a long one).
    """  # noqa: D205 - the summary needs two lines

    headlines: int
    stretch: int


def shape_of(blocks: Sequence[Block]) -> Shape:
    """Count the headlines and measure the text between them."""
    headlines = stretch = longest = 0
    least = HEADLINE
    for block in blocks:
        size = len(block.text)
        # One character of Han or kana weighs two or three letters, and none weighs more.
        if 3 * size < least:
            continue
        weight = size + block.size // 2 if block.size > size else size
        if block.link_chars * 2 > size:
            if block.links == 1 and weight >= least:
                headlines += 1
                longest = max(longest, stretch)
                stretch = 0
        elif weight > _LINE:
            stretch += weight
    return Shape(headlines, max(longest, stretch))
