"""Blocks to paragraphs: one a line, table rows joined, what notices and captions claimed left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from newsarchive.document.blocks import Block, Box

_CELLS = frozenset({"td", "th"})


@dataclass(slots=True)
class Paragraph:
    """One line of the body and the block it begins with."""

    text: str
    block: Block


def join_paragraphs(
    blocks: Sequence[Block], claimed: Collection[int], rewritten: Mapping[int, str]
) -> list[Paragraph]:
    """The paragraphs of a body; ``claimed`` and ``rewritten`` are by ``Block.index``.

    The cells of a table row make one line, parted by spaces, so that a figure stays with what it measures.
    """
    paragraphs: list[Paragraph] = []
    row: Box | None = None
    for block in blocks:
        if block.is_image or block.index in claimed:
            continue
        text = rewritten.get(block.index, block.text).strip()
        if not text:
            continue
        this_row = _row_of(block)
        if this_row is not None and this_row is row:
            paragraphs[-1].text += " " + text
        else:
            paragraphs.append(Paragraph(text, block))
        row = this_row
    return paragraphs


def _row_of(block: Block) -> Box | None:
    """The table row of a block that is a plain cell; layout tables hold more than that."""
    box = block.box
    return box.parent if box.tag in _CELLS and not block.after_break else None
