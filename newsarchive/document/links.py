"""The links of a block as texts and addresses; ``_walk.pyx`` reads the same without making elements."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document.blocks import Block

# Text; address, relation and class as written, None where there is none.
Link = tuple[str, str | None, str | None, str | None]


def read_links(block: Block, limit: int, related: bool = False) -> list[Link]:
    """The first ``limit`` links in the block's element, which may hold other blocks too, in document order.

    ``related``: of these only those that say a relation (``rel``).
    """
    links = islice(block.element.iter("a"), limit)
    return [
        ("".join(link.itertext()), link.get("href"), rel, link.get("class"))
        for link in links
        if (rel := link.get("rel")) is not None or not related
    ]
