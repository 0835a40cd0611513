"""The one walk over the tree: text blocks and pictures in document order, with the features decisions need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
SKIPPED_TAGS = frozenset("script style noscript template svg iframe object select textarea head".split())


@dataclass(slots=True)
class Block:
    """A maximal run of inline content: ``element`` is the nearest block-level element around it."""

    index: int
    element: HtmlElement
    tag: str
    text: str
    link_chars: int = 0
    is_image: bool = False


def collect_blocks(root: HtmlElement) -> list[Block]:
    """All text blocks and images (``is_image``; ``element`` is the ``img``) of the tree in document order."""
    blocks: list[Block] = []
    pieces: list[str] = []
    link_chars = 0

    def flush(element: HtmlElement) -> None:
        nonlocal link_chars
        text = " ".join("".join(pieces).split())
        if text:
            blocks.append(Block(len(blocks), element, element.tag, text, min(link_chars, len(text))))
        pieces.clear()
        link_chars = 0

    def walk(element: HtmlElement, owner: HtmlElement, in_link: bool) -> None:
        nonlocal link_chars
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED_TAGS:
            return
        is_block = tag in BLOCK_TAGS
        if is_block or tag == "br":
            flush(owner)
        if tag == "img":
            blocks.append(Block(len(blocks), element, tag, "", is_image=True))
        inner = element if is_block else owner
        linked = in_link or tag == "a"
        if element.text:
            pieces.append(element.text)
            link_chars += len(element.text) if linked else 0
        for child in element:
            walk(child, inner, linked)
            if child.tail:
                pieces.append(child.tail)
                link_chars += len(child.tail) if linked else 0
        if is_block:
            flush(element)

    walk(root, root, False)
    flush(root)
    return blocks
