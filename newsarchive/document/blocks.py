"""The one walk over the tree: text blocks and pictures in document order, with what decisions need.

``_walk.pyx`` does the same in compiled code where that was built (``compiled.py`` chooses). What is said here
is what both must give.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING, Any

from newsarchive.document.texts import as_line, count_stops, size_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
_INLINE, _BLOCK, _ANCHOR, _BOLD, _SKIP, _BREAK, _IMAGE, _CUSTOM = range(8)
# Nesting ends long before this (``parse.MAX_DEPTH``), so that links and bold type never run into each other.
_IN_BOLD = 4096
_MARKS = (0, 0, 1, _IN_BOLD, 0, 0, 0, 0)
# These hold inline content only, so a custom element in them is inline too.
_PHRASING = _HEADINGS | {"p"}


class _Kinds(dict[str, int]):
    """Tag to kind of element; custom elements are containers, whatever else is unknown is inline."""

    def __missing__(self, tag: object) -> int:
        if not isinstance(tag, str):
            return _SKIP  # a comment or the like, which lxml gives a function for a tag
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
_CODE_HINTS = re.compile(r"code|highlight|brush|\blang(?:uage)?-|syntax|prettyprint", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]{0,200}\n")
# A page that a person reads has some thousand; what lies behind is machine-made.
MAX_BLOCKS = 60_000
# Boxes around one block; pages that people read nest below a hundred, and each block's boxes are climbed.
MAX_BOXES = 150
# ``Box.hints`` and attributes of an element whose author says nothing.
NO_HINTS = "   "
_NO_ATTRIBUTES: dict[str, str] = {}


class Box:
    """A block-level element open during the walk; ``number``: 0 for the root, less than those in it."""

    __slots__ = ("_attributes", "_hints", "depth", "element", "number", "parent", "tag")

    def __init__(self, element: HtmlElement, tag: str, parent: Box | None, depth: int, number: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.depth = depth
        self.number = number
        self._hints: str | None = None
        self._attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """The element's attributes, read once: asking lxml for each costs more, and most boxes have none."""
        attributes = self._attributes
        if attributes is None:
            items = self.element.items()
            attributes = self._attributes = dict(items) if items else _NO_ATTRIBUTES
        return attributes

    @property
    def has_attributes(self) -> bool:
        """Whether the page's author says anything of the element: less to ask than what."""
        return bool(self.attributes)

    @property
    def is_hidden(self) -> bool:
        """Whether the element's own attributes hide it from a reader."""
        attributes = self.attributes
        if "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return True
        style = attributes.get("style", "")
        return "none" in style and "display:none" in style.replace(" ", "").lower()

    @property
    def hints(self) -> str:
        """Class, id, role and the like in lower case: what the page's author says the box is for."""
        hints = self._hints
        if hints is None:
            if attributes := self.attributes:
                get = attributes.get
                hints = f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}".lower()
            else:
                hints = NO_HINTS
            self._hints = hints
        return hints

    def up(self) -> Iterator[Box]:
        """This box and those around it, innermost first."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


class Block:
    """A maximal run of inline content: ``element`` is the nearest block-level element around it.

    An image is a block of its own: ``element`` is the ``img`` and ``is_image`` is set; ``link_chars`` is 1
    when it stands in a link. ``link_chars``, ``bold_chars``: characters of ``text`` in links, in bold type;
    ``links``: how many links begin in the block. ``after_break``: a ``<br>`` (not a new element) parts it
    from the block before.
    """

    __slots__ = (
        "_size", "_stops", "after_break", "bold_chars", "box", "element", "index", "is_image", "link_chars",
        "links", "tag", "text",
    )  # fmt: skip

    index: int
    element: HtmlElement
    tag: str
    text: str
    link_chars: int
    is_image: bool
    box: Box
    bold_chars: int
    links: int
    after_break: bool
    _size: int
    _stops: int

    @property
    def size(self) -> int:
        """Bytes of the text in UTF-8."""
        if self._size < 0:
            self._size = size_of(self.text)
        return self._size

    @property
    def stops(self) -> int:
        """Marks in the text that end or part sentences."""
        if self._stops < 0:
            self._stops = count_stops(self.text)
        return self._stops

    @property
    def heading(self) -> int:
        """1 to 6 in a heading, else 0."""
        return int(self.tag[1]) if self.tag in _HEADINGS else 0


def _holds_code(pre: HtmlElement) -> bool:
    first = next(pre.iterchildren(), None)
    return (first is not None and first.tag == "code") or _CODE_HINTS.search(pre.get("class", "")) is not None


def collect_blocks(root: HtmlElement) -> list[Block]:
    """All text blocks and images (``is_image``; ``element`` is the ``img``) of the tree in document order."""
    walk = _Walk(root)
    for top in root:
        if top.tag != "head":
            walk.run(top)
    return walk.blocks


def find_named(root: HtmlElement, names: Iterable[str]) -> dict[str, list[HtmlElement]]:
    """The elements of some tags in document order, by tag: a walk costs as much for one as for eight."""
    named: defaultdict[str, list[HtmlElement]] = defaultdict(list)
    for element in root.iter(*names):
        named[str(element.tag)].append(element)
    return dict(named)


class _Walk:
    """In document order through the tree, with the open elements on a stack.

    Lists of children and plain Python lists cost half of what start and end events from lxml do; what shows
    nothing (``_SKIP``) is never entered, and boxes are made only for elements that hold text or a picture.
    One number says whether text stands in links and bold type: open links, and open bold elements times 4096.
    """

    __slots__ = (
        "after_break", "blocks", "bold_chars", "boxes", "containers", "link_chars", "links", "numbers",
        "pieces",
    )  # fmt: skip

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.containers: list[HtmlElement] = [root]
        self.boxes: list[Box] = [Box(root, "html", None, 0, 0)]
        self.numbers = count(1)
        self.link_chars = self.bold_chars = self.links = 0
        self.after_break = False

    def run(self, top: HtmlElement) -> None:  # noqa: C901 - the one hot loop: a call per element doubles its cost
        """Read everything in ``top``, which stands right below the root."""
        pieces, containers, boxes, kinds = self.pieces, self.containers, self.boxes, _KINDS
        opened: list[tuple[Iterator[Any], Any, int]] = []
        siblings: Iterator[Any] = iter((top,))
        marks = 0
        while True:
            element = next(siblings, None)
            if element is not None:
                kind = kinds[element.tag]
                if kind > _SKIP:
                    kind = self._enter(kind, element, marks)
                elif kind == _BLOCK:
                    if pieces:
                        self._flush()
                    self.after_break = False
                    containers.append(element)
                elif kind == _ANCHOR:
                    self.links += 1
                marks += _MARKS[kind]
                if kind != _SKIP:
                    # White space before any text is layout; after it, it parts words.
                    if (text := element.text) and (pieces or not text.isspace()):
                        pieces.append(text)
                        if marks:
                            self._mark(text, marks)
                    if children := element.getchildren():
                        opened.append((siblings, element, kind))
                        siblings = iter(children)
                        continue
            elif opened:
                siblings, element, kind = opened.pop()
            else:
                return
            if kind == _BLOCK:
                if pieces:
                    self._flush()
                self.after_break = False
                containers.pop()
                del boxes[len(containers) :]
            marks -= _MARKS[kind]
            if (text := element.tail) and (pieces or not text.isspace()):
                pieces.append(text)
                if marks:
                    self._mark(text, marks)

    def _enter(self, kind: int, element: HtmlElement, marks: int) -> int:
        """Take note of an element that is less common; the kind to close it by."""
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
            image = self._add(element, "img", "", self._box())
            image.is_image = True
            image.link_chars = int(marks % _IN_BOLD > 0)
        return _INLINE

    def _mark(self, text: str, marks: int) -> None:
        size = len(text.strip())
        if marks % _IN_BOLD:
            self.link_chars += size
        if marks >= _IN_BOLD:
            self.bold_chars += size

    def _add(self, element: HtmlElement, tag: str, text: str, box: Box) -> Block:
        """A new block at the end; set field by field, which costs half of what ``__init__`` would."""
        block = Block()
        block.index = len(self.blocks)
        block.element = element
        block.tag = tag
        block.text = text
        block.box = box
        block.link_chars = block.bold_chars = block.links = 0
        block._size = block._stops = -1  # noqa: SLF001 - its own module: __init__ would cost twice as much
        block.is_image = block.after_break = False
        self.blocks.append(block)
        return block

    def _box(self) -> Box:
        """The box of the innermost container, made now if nothing in it was seen before."""
        boxes = self.boxes
        depth = len(boxes)
        box = boxes[-1]
        if depth < len(self.containers):
            for element in self.containers[depth:MAX_BOXES]:
                box = Box(element, element.tag, box, depth, next(self.numbers))  # type: ignore[arg-type]
                boxes.append(box)
                depth += 1
        return box

    def _flush(self) -> None:
        """End the block at hand; an inline element that is still open goes on in the next one."""
        pieces = self.pieces
        if pieces:
            text = pieces[0] if len(pieces) == 1 else "".join(pieces)
            pieces.clear()
            if "\n" in text and self.containers[-1].tag == "pre":
                self._add_lines(text)
            else:
                self._add_text(as_line(text))
        self.link_chars = self.bold_chars = self.links = 0

    def _add_lines(self, text: str) -> None:
        """Preformatted text: code by its lines, other text by its blank ones."""
        for line in text.split("\n") if _holds_code(self.containers[-1]) else _BLANK_LINES.split(text):
            self._add_text(as_line(line))
            self.after_break = True

    def _add_text(self, text: str) -> None:
        if text and len(self.blocks) < MAX_BLOCKS:
            boxes = self.boxes
            box = boxes[-1] if len(boxes) == len(self.containers) else self._box()
            block = self._add(box.element, box.tag, text, box)
            if self.link_chars:
                block.link_chars = min(self.link_chars, len(text))
            if self.bold_chars:
                block.bold_chars = min(self.bold_chars, len(text))
            block.links = self.links
            block.after_break = self.after_break
