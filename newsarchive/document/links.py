"""What stands in a block's element: links, pieces of text, attributes; ``_walk.pyx`` reads the nodes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block

MAX_LINK_ELEMENTS: Final = 1_000
MAX_LINK_CHARS: Final = 20_000
"""What a link holds at most, itself and white space included, to say anything.

Links of a hostile page stand in each other, 700 deep: each would repeat all text of those in it.
"""

# Text; address, relation and class as written, None where there is none.
Link = tuple[str, str | None, str | None, str | None]


def read_links(block: Block, limit: int, related: bool = False) -> list[Link]:
    """The first ``limit`` links in the block's element, which may hold other blocks too, in document order.

    ``related``: of these only those that say a relation (``rel``).
    """
    links = islice(block.element.iter("a"), limit)
    return [
        (text_of(link), link.get("href"), rel, link.get("class"))
        for link in links
        if (rel := link.get("rel")) is not None or not related
    ]


def text_of(link: HtmlElement) -> str:
    """All text in a link; "" where it is around too much to say anything."""
    if len(link) == 0:
        text = link.text or ""
    elif next(islice(link.iter(), MAX_LINK_ELEMENTS, None), None) is not None:
        return ""
    else:
        text = "".join(map(str, link.itertext()))
    return text if len(text) <= MAX_LINK_CHARS else ""


def read_pieces(block: Block, room: int) -> tuple[str, ...]:
    """The texts in the block's element as its elements part them.

    None where it has no elements, or holds more than ``room`` characters: other blocks too.
    """
    return pieces_of(block.element, room)


def pieces_of(element: HtmlElement, room: int) -> tuple[str, ...]:
    """The same for an element."""
    if len(element) == 0:
        return ()
    pieces: list[str] = []
    for text in element.itertext():
        pieces.append(text)
        room -= len(text)
        if room < 0:
            return ()
    return tuple(pieces)


def read_attributes(block: Block, tags: Collection[str], limit: int) -> list[tuple[str, dict[str, str]]]:
    """The first ``limit`` elements of some tags in the block's element: each one's tag and attributes."""
    elements = islice(block.element.iter(*tags), limit)
    return [(str(element.tag), dict(element.items())) for element in elements]
