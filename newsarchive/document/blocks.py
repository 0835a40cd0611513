"""The one walk over the tree: text blocks and pictures in document order, with the features decisions need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noframes ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul".split()
)
SKIPPED_TAGS = frozenset(
    "script style noscript template svg math iframe object select textarea head audio video canvas map datalist "
    "embed applet".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE, _BLOCK, _BREAK, _IMAGE, _ANCHOR, _SKIP, _BOLD, _CUSTOM = range(8)
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
_UNSEEN = dict.fromkeys([*range(32), *range(127, 160), 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFC])
# A page that a person reads has some thousand; what lies behind is machine-made.
MAX_BLOCKS = 60_000


class Box:
    """A block-level element that was open during the walk; a block's boxes lead up to the root."""

    __slots__ = ("_hints", "depth", "element", "parent", "tag")

    def __init__(self, element: HtmlElement, tag: str, parent: Box | None) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.depth = parent.depth + 1 if parent else 0
        self._hints: str | None = None

    @property
    def hints(self) -> str:
        """Class, id, role and the like in lower case: what the page's author says the box is for."""
        if self._hints is None:
            get = self.element.get
            self._hints = (
                f"{get('class', '')} {get('id', '')} {get('role', '')} {get('itemprop', '')}".lower()
            )
        return self._hints

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
    when it stands in a link. ``link_chars``, ``bold_chars``: characters of ``text`` inside links or bold type;
    ``links``: how many links begin in the block. ``after_break``: a ``<br>`` (not a new element) parts it from
    the block before.
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
    return _Walk(root).run()


class _Walk:
    """Event by event through the tree; only what changes the state of the walk costs a call."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.box = Box(root, "html", None)
        self.in_link = self.in_bold = 0
        self.link_chars = self.bold_chars = self.links = 0
        self.after_break = False

    def run(self) -> list[Block]:
        pieces, kinds = self.pieces, _KINDS
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, element in walk:
            kind = kinds[element.tag]
            if event == "start":
                if kind:
                    if kind == _SKIP:
                        walk.skip_subtree()
                        continue
                    self._open(kind, element)
                text = element.text
            else:
                if kind:
                    self._close(kind, element)
                text = element.tail
            # White space before any text is layout; after it, it parts words.
            if text and (pieces or not text.isspace()):
                pieces.append(text)
                if self.in_link:
                    self.link_chars += len(text.strip())
                if self.in_bold:
                    self.bold_chars += len(text.strip())
        self._flush()
        return self.blocks

    def _open(self, kind: int, element: HtmlElement) -> None:
        if kind == _BLOCK or (kind == _CUSTOM and self.box.tag not in _PHRASING):
            if self.pieces:
                self._flush()
            self.after_break = False
            self.box = Box(element, element.tag, self.box)
        elif kind == _ANCHOR:
            self.in_link += 1
            self.links += 1
        elif kind == _BOLD:
            self.in_bold += 1
        elif kind == _BREAK:
            self._flush()
            self.after_break = True
        elif kind == _IMAGE and len(self.blocks) < MAX_BLOCKS:
            self._flush()
            linked = 1 if self.in_link else 0
            self.blocks.append(Block(len(self.blocks), element, "img", "", linked, True, self.box))

    def _close(self, kind: int, element: HtmlElement) -> None:
        if kind == _BLOCK or (kind == _CUSTOM and self.box.element is element):
            if self.pieces:
                self._flush()
            self.after_break = False
            self.box = self.box.parent or self.box
        elif kind == _ANCHOR:
            self.in_link -= 1
        elif kind == _BOLD:
            self.in_bold -= 1

    def _flush(self) -> None:
        """Ends the block at hand; an inline element that is still open goes on in the next one."""
        text = _clean("".join(self.pieces))
        self.pieces.clear()
        if text and len(self.blocks) < MAX_BLOCKS:
            size, box = len(text), self.box
            link, bold = min(self.link_chars, size), min(self.bold_chars, size)
            self.blocks.append(
                Block(
                    len(self.blocks),
                    box.element,
                    box.tag,
                    text,
                    link,
                    False,
                    box,
                    bold,
                    self.links,
                    self.after_break,
                )
            )
        self.link_chars = self.bold_chars = self.links = 0


def _clean(text: str) -> str:
    text = " ".join(text.split())
    return text if text.isprintable() else text.translate(_UNSEEN).strip()
