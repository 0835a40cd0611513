"""The article's own text: which blocks of the page belong to it, and why the others near it do not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.sitestats import SiteStats
    from newsarchive.model import Removal
    from newsarchive.profile import Profile


@dataclass(slots=True)
class Body:
    """``blocks``: text blocks and pictures that belong to the article, in order.

    ``near``: all text blocks from the headline to a little below the last one kept, kept or not: bylines,
    captions and notices stand among them. ``removed`` is filled only for an explanation.
    """

    blocks: list[Block] = field(default_factory=list)
    near: list[Block] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    source: str = "generic"


_STOP = re.compile(r"[.。,，!！?？;；:：]")


def find_body(
    document: Document,
    profile: Profile,
    title: str = "",
    *,
    site: SiteStats | None = None,
    explain: bool = False,
) -> Body:
    """The blocks of the article whose headline is ``title`` ("" when unknown)."""
    weight: dict[Box, float] = {}
    for block in document.blocks:
        if block.is_image or len(block.text) < 20:
            continue
        value = (len(block.text) - 2 * block.link_chars) * min(1.0, len(_STOP.findall(block.text)) / 2)
        for box, share in zip(block.box.up(), (1.0, 1.0, 0.4, 0.1), strict=False):
            weight[box] = weight.get(box, 0) + value * share
    if not weight:
        return Body()
    best = max(weight, key=weight.__getitem__)
    inside = [b for b in document.blocks if best in b.box.up()]
    kept = [b for b in inside if b.is_image or b.link_chars * 2 < len(b.text)]
    return Body(kept, inside)
