"""The words that belong to one picture: its caption, its credit and the blocks that hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extraction.credits import clean_credit, looks_like_credit, parse_credit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block, Box

# Longer texts beside a picture are the article's. The longest caption seen in print is near 100 words.
MAX_CAPTION = 700
_MAX_BLOCKS = 8
_MAX_CLIMB = 8
_MAX_ELEMENTS = 200

_MAX_READ = 1_400
_MAX_TEXTS = 25
_MAX_INSIDE = 40

_PICTURE_BOX = re.compile(
    r"ima?ge?|photo|picture|figure|foto|bild(?!ung)|galler|galer|slide|carousel|thumb|caption|legend|visual|media"
)
_CAPTION_NAME = re.compile(
    r"caption(?!s)|legend|bildunterschrift|bildtext|bildinfo|imagetext|infotext|figcap|didascalia|onderschrift|"
    r"(?:img|image|photo|picture|pic|foto)[-_]{0,2}(?:text|info|desc|title|note|pie)|tuzhu"
)
_CREDIT_NAME = re.compile(
    r"(?<!ac)credit|copyright|photographer|fotograf|bildautor|urheber|bildquelle|bildrechte|image-?source"
)
_CREDIT_BOX = re.compile(
    rf"{_CREDIT_NAME.pattern}|byline|rights|quelle|(?:^|[\s_-])(?:autor|author|source|agency|agentur|provider|"
    r"distributor|attribution|courtesy|owner|signature|firma)"
)
_CREDIT_TAGS = frozenset({"cite", "small", "footer"})
_SCANNED = (
    "span",
    "cite",
    "small",
    "footer",
    "p",
    "div",
    "em",
    "strong",
    "b",
    "i",
    "a",
    "figcaption",
    "li",
    "dd",
    "address",
)
_NOISE = re.compile(
    r"^(?:[\d\s/|.,:–-]{1,20}(?:of|von|de)?[\d\s|]{0,6}(?:min|sec|uhr)?\.?|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b.{0,45}|[×+<>«»‹›▲▼]|.{0,30}(?:vergrößern|vollbild|enlarge|fullscreen|full screen|"
    r"expand|in detailansicht|lightbox|zoom|agrandir|ampliar|toggle|slideshow|bildergalerie|image gallery|view gallery|"
    r"open image|read more|show more|weiterlesen|mehr lesen|확대보기|사진 확대|play|abspielen|share|teilen|tweet|facebook|whatsapp|video|audio|close|schließen|hide caption|image caption|image source|bildunterschrift anzeigen|"
    r"点击(?:查看|看)?(?:大图|原图)?|查看大图|advertisement|anzeige|next|previous|weiter|zurück).{0,25})$",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"^[▲△▼▽↑↓◎■●]|^[(（【\[]?(?:图为|圖為|图注|图说|圖說|上图|下图|左图|右图|图\s?\d{1,2}[：:\s]|图[：:]|资料图|資料圖)"
)
_CENTRED = re.compile(
    r"text-align:\s{0,3}center|(?:^|\s)(?:text-)?cent(?:er|re)(?:ed)?(?:\s|$)", re.IGNORECASE
)
_GOING_ON = (":", "：", "(", "（", "©", "[")
# What two spellings of one credit may differ in.
_UNSAID = re.compile(r"copyright|(?:19|20)\d\d|[\W_]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Legend:
    """What the page says of one picture; ``claimed`` are the indexes of the text blocks that say it."""

    caption: str | None = None
    credit: str | None = None
    claimed: frozenset[int] = frozenset()


NOTHING = Legend()


def find_legend(
    blocks: Sequence[Block], at: int, outside: Collection[Box], pictures: Collection[int], title: str = ""
) -> Legend:
    """Read caption and credit of the picture that is block ``at``.

    ``outside`` are the boxes that hold more than the picture (the article's container and what is around
    it), ``pictures`` the block indexes of all pictures of the article, ``title`` its headline.
    """
    found = _words(blocks, at, outside, pictures, title)
    if found is not None:
        return read_legend(*found)
    return _legend_below(blocks, at, pictures)


def read_legend(element: HtmlElement, texts: Sequence[Block]) -> Legend:
    """Read caption and credit from the text blocks of a picture's own box ``element``."""
    claimed = frozenset(block.index for block in texts)
    credits_: list[str] = []
    pieces: list[str] = []
    for text in _pieces(texts):
        parsed = parse_credit(text) if len(text) <= 200 else None
        if parsed and not parsed[0]:
            credits_.append(parsed[1])
        else:
            pieces.append(text)
    caption = " ".join(pieces)[:_MAX_READ]
    for raw in _marked_credits(element, texts, caption):
        caption = _without(caption, raw)
        credits_.append(clean_credit(raw))
    parsed = parse_credit(caption) or (None if credits_ else _named_last(element, pieces, caption))
    if parsed and not (credits_ and parsed[0] == caption):
        caption = parsed[0]
        credits_.append(parsed[1])
    return Legend(_plain(caption), _joined(credits_), claimed)


def _pieces(texts: Sequence[Block]) -> list[str]:
    """List the distinct texts; one that ends in a colon or an open bracket goes on in the next."""
    pieces: list[str] = []
    for text in dict.fromkeys(block.text for block in texts):
        if pieces and pieces[-1].endswith(_GOING_ON):
            pieces[-1] = f"{pieces[-1]} {text}"
        else:
            pieces.append(text)
    return pieces


def is_caption(block: Block) -> bool:
    """Whether a block stands in an element made for captions, whatever picture it belongs to."""
    return caption_box(block) is not None


def caption_box(block: Block) -> Box | None:
    """Find the caption element that a block stands in."""
    for _, box in zip(range(4), block.box.up(), strict=False):
        if box.tag == "figcaption" or _names_caption(box.hints):
            return box
    return None


# The same few names recur through a page and a site.
@lru_cache(maxsize=2048)
def _names_caption(hints: str) -> bool:
    return bool(_CAPTION_NAME.search(hints))


@lru_cache(maxsize=1024)
def _names_credit(hints: str) -> bool:
    return bool(_CREDIT_NAME.search(hints))


def holds(box: Box, block: Block) -> bool:
    """Whether ``block`` lies inside ``box``."""
    inner: Box | None = block.box
    while inner is not None and inner.depth > box.depth:
        inner = inner.parent
    return inner is box


def _inside(blocks: Sequence[Block], at: int, box: Box) -> list[Block]:
    """List the blocks of ``box`` around block ``at``; a box's blocks follow one another."""
    start = end = at
    while start > 0 and at - start < _MAX_INSIDE and holds(box, blocks[start - 1]):
        start -= 1
    while end + 1 < len(blocks) and end - at < _MAX_INSIDE and holds(box, blocks[end + 1]):
        end += 1
    return list(blocks[start : end + 1])


def _words(
    blocks: Sequence[Block], at: int, outside: Collection[Box], pictures: Collection[int], title: str
) -> tuple[HtmlElement, list[Block]] | None:
    """Find the picture's text blocks by climbing the boxes around it until one holds more than the picture.

    A figure's words are all the picture's; so are those of the innermost box named after pictures. Farther
    out only what is marked as caption or credit counts.
    """
    best: tuple[HtmlElement, list[Block]] | None = None
    in_figure = False
    for climbed, box in enumerate(blocks[at].box.up()):
        if climbed > _MAX_CLIMB or box in outside or box.tag in {"body", "html", "main", "article"}:
            break
        inside = _inside(blocks, at, box)
        if box.tag != "figure" and any(b.index != at and b.index in pictures for b in inside):
            break
        texts = [b for b in inside if not b.is_image and not _is_noise(b, title)]
        if len(texts) > _MAX_TEXTS:
            break
        headed = bool(title) and any(b.text == title for b in inside)
        chosen = _chosen(box, texts, climbed, marked_only=headed or best is not None)
        if in_figure and box.tag != "figure":
            chosen = [b for b in chosen if _names_credit(b.box.hints) or _is_credit_line(b, bare=True)]
        in_figure = in_figure or (box.tag == "figure" and bool(chosen))
        if chosen:
            earlier = best[1] if best else []
            best = box.element, sorted({b.index: b for b in (*earlier, *chosen)}.values(), key=_by_index)
    return best


def _by_index(block: Block) -> int:
    return block.index


def _chosen(box: Box, texts: list[Block], climbed: int, *, marked_only: bool) -> list[Block]:
    size = sum(len(b.text) for b in texts)
    plain = (
        len(texts) <= _MAX_BLOCKS and size <= MAX_CAPTION and sum(b.link_chars for b in texts) <= 0.6 * size
    )
    if plain and (box.tag == "figure" or (not marked_only and _PICTURE_BOX.search(box.hints))):
        return texts
    marked = [b for b in texts if len(b.text) <= MAX_CAPTION and _is_marked(b, box)]
    if not marked_only and plain and _is_pair(texts, marked, climbed):
        return texts
    return marked


def _is_pair(texts: Sequence[Block], marked: Sequence[Block], climbed: int) -> bool:
    """Whether a box without a telling name holds a picture and one or two short texts, nothing else."""
    if len(texts) > 2 or any(len(b.text) > 250 or b.heading or b.tag == "li" for b in texts):
        return False
    if len(texts) == 2 and marked:
        return True
    return climbed <= 1 and sum(len(b.text) for b in texts) <= 200 and not any(b.tag == "p" for b in texts)


def _is_marked(block: Block, scope: Box) -> bool:
    """Whether a box between the block and ``scope`` is made for captions or credits, or the block is a credit."""
    for box in block.box.up():
        if box is scope:
            break
        if box.tag == "figcaption" or _names_caption(box.hints) or _names_credit(box.hints):
            return True
    parsed = parse_credit(block.text) if len(block.text) <= 120 else None
    return bool(parsed and not parsed[0])


def _is_noise(block: Block, title: str) -> bool:
    text = block.text
    return text == title or (len(text) < 60 and bool(_NOISE.match(text)))


def _marked_credits(element: HtmlElement, texts: Sequence[Block], caption: str) -> list[str]:
    """List the texts that are marked up as credit, outermost elements first, as they stand in ``caption``."""
    found: list[str] = []
    for block in texts:
        if block.element is not element and _is_credit_element(block.element):
            found.append(block.text)
        else:
            found.extend(_inline_credits(block))
    return [text for text in dict.fromkeys(found) if text in caption and _may_be_credit(text, caption)]


def _inline_credits(block: Block) -> Iterator[str]:
    taken: set[HtmlElement] = set()
    for count, node in enumerate(block.element.iter(*_SCANNED)):
        if count > _MAX_ELEMENTS:
            break
        if node is block.element or not _is_credit_element(node):
            continue
        if any(around in taken for _, around in zip(range(3), node.iterancestors(), strict=False)):
            continue
        text = " ".join("".join(node.itertext()).split())
        if text in block.text:
            taken.add(node)
            yield text


def _is_credit_element(node: HtmlElement) -> bool:
    return node.tag in _CREDIT_TAGS or _names_holder(
        f"{node.get('class') or ''} {node.get('itemprop') or ''}"
    )


@lru_cache(maxsize=2048)
def _names_holder(hints: str) -> bool:
    return bool(_CREDIT_BOX.search(hints.lower()))


def _may_be_credit(text: str, caption: str) -> bool:
    """Judge a text marked as credit: one that is all there is may be the caption too, a long one hardly both."""
    if not 1 < len(text) <= 160:
        return False
    if len(text) < 0.9 * len(caption):
        return len(text) <= 100 or bool(parse_credit(text, in_figure=True))
    parsed = parse_credit(text, in_figure=True)
    return bool(parsed and not parsed[0]) or (len(text) < 60 and looks_like_credit(text))


def _named_last(element: HtmlElement, pieces: Sequence[str], caption: str) -> tuple[str, str] | None:
    """Read a caption's last piece of its own, or first before a long one, that names a rights holder."""
    parts = list(pieces) if len(pieces) > 1 else list(_children(element))
    if len(parts) > 1:
        for part, room in ((parts[-1], 0), (parts[0], 60)):
            left = len(caption) - len(part)
            if len(part) <= 80 and len(part) + room < left and part in caption and looks_like_credit(part):
                return _without(caption, part), part
    return parse_credit(caption, in_figure=True)


def _joined(names: Sequence[str]) -> str | None:
    """Join several credits of one picture; one that another holds is left out."""
    kept: dict[str, str] = {}
    for name in filter(None, names):
        bare = _UNSAID.sub("", name.casefold())
        if any(bare in other for other in kept):
            continue
        kept = {other: whole for other, whole in kept.items() if other not in bare} | {bare: name}
    return " / ".join(kept.values()) or None


def _children(element: HtmlElement) -> Iterator[str]:
    caption = next(element.iter("figcaption"), element)
    own = " ".join((caption.text or "").split())
    if own:
        yield own
    for child in caption:
        for text in ("".join(child.itertext()) if isinstance(child.tag, str) else "", child.tail or ""):
            if text.strip():
                yield " ".join(text.split())


def _without(text: str, part: str) -> str:
    at = text.rfind(part)
    return " ".join((text[:at] + " " + text[at + len(part) :]).split()) if at >= 0 else text


def _plain(caption: str) -> str | None:
    caption = caption.strip(" \u3000|/·–—-,;:=©")
    caption = re.sub(r"\s{0,3}[(（\[]\s{0,3}[)）\]]?$", "", caption).rstrip(" |/·–—-,;:=")
    return caption if len(caption) > 1 else None


def _legend_below(blocks: Sequence[Block], at: int, pictures: Collection[int]) -> Legend:
    """Caption and credit from short paragraphs right under a picture that has no box of its own."""
    below = [b for b in blocks[at + 1 : at + 3] if not b.is_image]
    if not below or below[0].index != at + 1 or below[0].heading or at + 1 in pictures:
        return NOTHING
    first = below[0]
    if _is_credit_line(first):
        return _legend_of(first)
    if (
        len(below) > 1
        and len(first.text) <= 300
        and first.link_chars < 10
        and _is_credit_line(below[1], bare=True)
    ):
        parsed = parse_credit(below[1].text)
        return Legend(first.text, parsed[1] if parsed else None, frozenset({at + 1, at + 2}))
    if _is_caption_line(first):
        return _legend_of(first)
    return NOTHING


def _legend_of(block: Block) -> Legend:
    parsed = parse_credit(block.text)
    claimed = frozenset({block.index})
    return (
        Legend(_plain(parsed[0]), parsed[1], claimed) if parsed else Legend(_plain(block.text), None, claimed)
    )


def _is_credit_line(block: Block, *, bare: bool = False) -> bool:
    if len(block.text) > 200:
        return False
    parsed = parse_credit(block.text)
    return bool(parsed and (not parsed[0] or not bare) and len(parsed[1]) <= 80)


def _is_caption_line(block: Block) -> bool:
    """▲, 图为 … or a short centred line. A bold line is a subheading."""
    text = block.text
    if len(text) > 120 or block.link_chars > 0.5 * len(text):
        return False
    if _MARKED.match(text):
        return True
    if block.bold_chars * 2 > len(text) or len(text) > 60:
        return False
    get = block.element.get
    return bool(_CENTRED.search(f"{get('style') or ''} {get('class') or ''} {get('align') or ''}"))
