"""Lines that name the source, writers and editors of an article: recognised, read, and claimed from the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block


@dataclass(frozen=True, slots=True)
class Notice:
    """What one such line names; ``rest`` is the text around it that is not part of the notice."""

    authors: tuple[str, ...] = ()
    source: str | None = None
    editor: str | None = None
    rest: str = ""


@dataclass(slots=True)
class Notices:
    """What the lines of one body name.

    ``claimed`` holds the ``Block.index`` of blocks that are such a line from end to end;
    ``rewritten`` the text that is left of blocks of which only a part is.
    """

    authors: tuple[str, ...] = ()
    source: str | None = None
    editor: str | None = None
    claimed: set[int] = field(default_factory=set)
    rewritten: dict[int, str] = field(default_factory=dict)


def parse_notice(text: str) -> Notice | None:
    """The notice in ``text``, or None when it holds none."""
    return None


def find_notices(body_blocks: Sequence[Block], document: Document) -> Notices:
    """The notices among the blocks of a body and in the lines right above it."""
    return Notices()
