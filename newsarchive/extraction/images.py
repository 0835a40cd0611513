"""The pictures of an article in order: real address, caption, credit, and the text blocks these occupy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.model import Image


@dataclass(frozen=True, slots=True)
class Pictures:
    """``images`` as (block index, picture) in page order; ``claimed`` are the indexes of the text blocks
    that are captions or credits and so no paragraphs of the body."""

    images: tuple[tuple[int, Image], ...] = ()
    claimed: frozenset[int] = frozenset()


def find_images(document: Document, body_blocks: Sequence[Block]) -> Pictures:
    """Pictures of the article that ``body_blocks`` (its text, in order) belong to, the lead picture included."""
    return Pictures()
