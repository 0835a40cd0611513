"""The one walk over the tree: text blocks and pictures in document order, with what decisions need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noframes ol
    optgroup option p pre search section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - a list of tags is read as words
)
SKIPPED_TAGS = frozenset(
    """
    script style noscript template svg math iframe object select textarea head audio video canvas map datalist
    embed applet
    """.split()  # noqa: SIM905 - as above
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE, _BLOCK, _BREAK, _IMAGE, _ANCHOR, _SKIP, _BOLD, _CUSTOM = range(8)
_COUNTED = frozenset({_ANCHOR, _BOLD, _SKIP})
# These hold inline content only, so a custom element in them is inline too.
_PHRASING = _HEADINGS | {"p"}


class _Kinds(dict[str, int]):
    """Tag to kind of element; custom elements are containers, whatever else is unknown is inline."""

    def __missing__(self, tag: str) -> int:
        prefix, _, name = tag.rpartition(":")
        if prefix in {"html", "xhtml"}:
            return self.get(name, _INLINE)
        return _CUSTOM if "-" in tag else _INLINE


_KINDS = _Kinds(
    dict.fromkeys(BLOCK_TAGS, _BLOCK)
    | dict.fromkeys(SKIPPED_TAGS, _SKIP)
    | {"br": _BREAK, "img": _IMAGE, "amp-img": _IMAGE, "a": _ANCHOR, "button": _ANCHOR}
    | {"b": _BOLD, "strong": _BOLD}
    | dict.fromkeys(
        ("span", "i", "em", "u", "small", "font", "link", "meta", "path", "input", "label"), _INLINE
    )
)
# Left in text they break searches and comparisons and show nothing: zero-width marks, soft hyphens, controls.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffc]")
# A page that a person reads has some thousand; what lies behind is machine-made.
MAX_BLOCKS = 60_000
# Boxes around one block; pages that people read nest below a hundred, and each block's boxes are climbed.
MAX_BOXES = 150


class Box:
    """A block-level element that was open during the walk; a block's boxes lead up to the root."""

    __slots__ = ("_hints", "depth", "element", "parent", "tag")

    def __init__(self, element: HtmlElement, tag: str, parent: Box | None, depth: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.depth = depth
        self._hints: str | None = None

    @property
    def hints(self) -> str:
        """Class, id, role and the like in lower case: what the page's author says the box is for."""
        hints = self._hints
        if hints is None:
            get = self.element.get
            hints = f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}".lower()
            self._hints = hints
        return hints

    def up(self) -> Iterator[Box]:
        """This box and those around it, innermost first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True, eq=False)
class Block:
    """A maximal run of inline content: ``element`` is the nearest block-level element around it.

    An image is a block of its own: ``element`` is the ``img`` and ``is_image`` is set; ``link_chars`` is 1
    when it stands in a link. ``link_chars``, ``bold_chars``: characters of ``text`` in links, in bold type;
    ``links``: how many links begin in the block. ``after_break``: a ``<br>`` (not a new element) parts it
    from the block before.
    """

    index: int
    element: HtmlElement
    tag: str
    text: str
    link_chars: int = 0
    is_image: bool = False
    box: Box = None  # type: ignore[assignment]
    bold_chars: int = 0
    links: int = 0
    after_break: bool = False

    @property
    def heading(self) -> int:
        """1 to 6 in a heading, else 0."""
        return int(self.tag[1]) if self.tag in _HEADINGS else 0


def collect_blocks(root: HtmlElement) -> list[Block]:
    """All text blocks and images (``is_image``; ``element`` is the ``img``) of the tree in document order."""
    walk = _Walk(root)
    for top in root:
        if top.tag != "head":
            walk.run(top)
    return walk.blocks


class _Walk:
    """In document order through the tree; an element is closed when the next one stands outside it.

    One loop over ``iter()`` and plain lists costs half of what start and end events from lxml do, and boxes
    are made only for elements that turn out to hold text or a picture.
    """

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.containers: list[HtmlElement] = [root]
        self.boxes: list[Box] = [Box(root, "html", None, 0)]
        self.link_chars = self.bold_chars = self.links = 0
        self.after_break = False

    def run(self, top: HtmlElement) -> None:  # noqa: C901 - the one hot loop: a call per element doubles its cost
        """Read everything in ``top``, which stands right below the root."""
        pieces, containers, boxes, kinds = self.pieces, self.containers, self.boxes, _KINDS
        above: Any = top.getparent()
        stack, opened, in_link, in_bold, skipping = [above], [_INLINE], 0, 0, 0
        for element in chain(top.iter(), (None,)):
            parent = above if element is None else element.getparent()
            while stack[-1] is not parent:
                closed = stack.pop()
                if kind := opened.pop():
                    if kind == _BLOCK:
                        if pieces:
                            self._flush()
                        self.after_break = False
                        containers.pop()
                        del boxes[len(containers) :]
                    elif kind == _ANCHOR:
                        in_link -= 1
                    else:
                        in_bold -= kind == _BOLD
                        skipping -= kind == _SKIP
                # White space before any text is layout; after it, it parts words.
                if (text := closed.tail) and not skipping and (pieces or not text.isspace()):
                    pieces.append(text)
                    if in_link or in_bold:
                        self._mark(text, in_link, in_bold)
            if element is None:
                break
            kind = kinds[element.tag]  # type: ignore[index]  # comments were never parsed
            if kind == _BLOCK and not skipping:
                if pieces:
                    self._flush()
                self.after_break = False
                containers.append(element)
            elif kind:
                kind = self._enter(kind, element, skipping, in_link)
                in_link += kind == _ANCHOR
                in_bold += kind == _BOLD
                skipping += kind == _SKIP
            stack.append(element)
            opened.append(kind)
            if (text := element.text) and not skipping and (pieces or not text.isspace()):
                pieces.append(text)
                if in_link or in_bold:
                    self._mark(text, in_link, in_bold)

    def _enter(self, kind: int, element: HtmlElement, skipping: int, in_link: int) -> int:
        """Take note of an element that is less common; the kind to close it by."""
        if skipping:
            return kind if kind == _SKIP else _INLINE
        if kind == _ANCHOR:
            self.links += 1
        if kind in _COUNTED:
            return kind
        if kind == _CUSTOM:
            if self.containers[-1].tag in _PHRASING:
                return _INLINE
            if self.pieces:
                self._flush()
            self.after_break = False
            self.containers.append(element)
            return _BLOCK
        self._flush()
        self.after_break = kind == _BREAK
        if kind == _IMAGE and len(self.blocks) < MAX_BLOCKS:
            self.blocks.append(
                Block(len(self.blocks), element, "img", "", int(in_link > 0), True, self._box())
            )
        return _INLINE

    def _mark(self, text: str, in_link: int, in_bold: int) -> None:
        size = len(text.strip())
        if in_link:
            self.link_chars += size
        if in_bold:
            self.bold_chars += size

    def _box(self) -> Box:
        """The box of the innermost container, made now if nothing in it was seen before."""
        boxes = self.boxes
        depth = len(boxes)
        box = boxes[-1]
        if depth < len(self.containers):
            for element in self.containers[depth:MAX_BOXES]:
                box = Box(element, element.tag, box, depth)  # type: ignore[arg-type]  # no comments here
                boxes.append(box)
                depth += 1
        return box

    def _flush(self) -> None:
        """End the block at hand; an inline element that is still open goes on in the next one."""
        pieces, blocks = self.pieces, self.blocks
        if pieces:
            text = " ".join("".join(pieces).split())
            pieces.clear()
            if not text.isprintable():
                text = _UNSEEN.sub("", text).strip()
            if text and len(blocks) < MAX_BLOCKS:
                size, box = len(text), self._box()
                link, bold = min(self.link_chars, size), min(self.bold_chars, size)
                blocks.append(
                    Block(
                        len(blocks), box.element, box.tag, text, link, False, box, bold, self.links,
                        self.after_break,
                    )
                )  # fmt: skip
        self.link_chars = self.bold_chars = self.links = 0
