"""What the elements around a picture are made for, told by tag, name and words: caption, credit, button."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.credits import parse_credit
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block, Box

# Longer texts beside a picture are the article's. The longest captions in print have near 100 words.
MAX_CAPTION = 700
_MAX_CREDIT_LINE = 120
_MAX_ELEMENTS = 100
_CAPTION_DEPTH = 4

_PICTURE_NAME = re.compile(
    r"ima?ge?|photo|picture|figure|foto|bild(?!ung)|galler|galer|slide|carousel|thumb|caption|legend|visual|media|"
    r"(?:^|[\s_-])pics?(?:$|[\s_-])"
)
_CAPTION_NAME = re.compile(
    r"(?<!has)(?<!has[-_])(?<!with[-_])(?<!no[-_])caption(?!s)|legend|bildunterschrift|bildtext|bildinfo|imagetext|infotext|figcap|didascalia|onderschrift|"
    r"(?:img|image|photo|picture|pic|foto)[-_]{0,2}(?:text|info|desc|title|note|pie)|tuzhu"
)
_CREDIT_NAME = re.compile(
    r"(?<!ac)credit|copyright|photographer|fotograf|bildautor|urheber|bildquelle|bildrechte|image-?source"
)
# Within a caption these name its rights holder; elsewhere they would name the article's.
_HOLDER_NAME = re.compile(
    rf"{_CREDIT_NAME.pattern}|byline|rights|quelle|(?:^|[\s_-])(?:autor|author|source|agency|agentur|provider|"
    r"distributor|attribution|courtesy|owner|signature|firma)"
)
_HOLDER_TAGS = frozenset({"cite", "small", "footer"})
_INLINE_TAGS = frozenset(
    ("span", "cite", "small", "footer", "p", "div", "em", "strong", "b", "i", "a", "li", "dd", "address")
)

_BUTTON = late(
    r"^\W{0,3}(?:(?:play|share|close|next|previous|video|audio|tweet|facebook|whatsapp|zoom|weiter|zurück|"
    r"anzeige|advert(?:isement)?|teilen|schließen|abspielen|email|pinterest|copy link|expand|x|"
    r"must watch|just watched|replay)\W{0,3}){1,4}$|"
    r"vergrößern|vollbild|enlarge|full ?screen|detailansicht|lightbox|agrandir la|ampliar (?:imagen|foto)|"
    r"slideshow|bildergalerie|image gallery|view gallery|open image|read more|show more|weiterlesen|"
    r"mehr lesen|확대보기|사진 확대|hide caption|toggle caption|anzeigen$|点击(?:查看|看)|查看(?:大图|原图)",
    re.IGNORECASE,
)
_COUNTER = late(
    r"(?:[\d\s/|.,:–-]{1,20}(?:of|von|de)?[\d\s|]{0,6}(?:min|sec|uhr)?\.?|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b.{0,45}|"
    r"[×+<>«»‹›▲▼\s]{1,9})$",
    re.IGNORECASE,
)
_MAX_NOISE = 60


# The same few names recur through a page and a site.
@lru_cache(maxsize=8192)
def names_caption(hints: str) -> bool:
    """Whether an element's names say that it holds a caption."""
    return bool(_CAPTION_NAME.search(hints))


@lru_cache(maxsize=1024)
def names_credit(hints: str) -> bool:
    """Whether an element's names say that it holds a picture's credit."""
    return bool(_CREDIT_NAME.search(hints))


def names_picture(hints: str) -> bool:
    """Whether an element's names say that it holds pictures."""
    return bool(_PICTURE_NAME.search(hints))


@lru_cache(maxsize=8192)
def _names_holder(hints: str) -> bool:
    return bool(_HOLDER_NAME.search(hints.lower()))


def names_holder(element: HtmlElement) -> bool:
    """Whether an element inside a caption is made for the rights holder."""
    if element.tag in _HOLDER_TAGS:
        return True
    css_class, itemprop = element.get("class"), element.get("itemprop")
    return bool(css_class or itemprop) and _names_holder(f"{css_class or ''} {itemprop or ''}")


def holds(box: Box, block: Block) -> bool:
    """Whether ``block`` lies inside ``box``."""
    inner: Box | None = block.box
    while inner is not None and inner.depth > box.depth:
        inner = inner.parent
    return inner is box


def caption_box(block: Block) -> Box | None:
    """Find the caption element that a block stands in."""
    box: Box | None = block.box
    for _ in range(_CAPTION_DEPTH):
        if box is None or box.tag == "figcaption" or names_caption(box.hints):
            return box
        box = box.parent
    return None


def names_words(block: Block, scope: Box) -> bool:
    """Whether a box from ``block`` up to ``scope`` (left out) is made for captions or credits."""
    for box in block.box.up():
        if box is scope:
            break
        if box.tag == "figcaption" or names_caption(box.hints) or names_credit(box.hints):
            return True
    return False


def says_credit(block: Block) -> bool:
    """Whether a block's words are a credit and nothing else."""
    parsed = parse_credit(block.text) if len(block.text) <= _MAX_CREDIT_LINE else None
    return bool(parsed and not parsed[0])


def is_credit(block: Block) -> bool:
    """Whether a block is a credit and nothing else, by its words or by the element around them."""
    if len(block.text) > _MAX_CREDIT_LINE:
        return False
    if says_credit(block) or names_credit(block.box.hints):
        return True
    return any(text == block.text for text in inline_credits(block, strictly=True))


def inline_credits(block: Block, *, strictly: bool = False) -> Iterator[str]:
    """Yield the texts of outermost elements within a block that are made for the rights holder.

    ``strictly`` leaves out elements whose names (author, source …) mean a picture's only inside a caption.
    """
    if not len(block.element):
        return
    taken: set[HtmlElement] = set()
    for node in islice(block.element.iter(), 1, _MAX_ELEMENTS):
        if node.tag not in _INLINE_TAGS:
            continue
        if strictly:
            css_class = node.get("class")
            named = css_class is not None and names_credit(css_class.lower())
        else:
            named = names_holder(node)
        if not named or any(a in taken for _, a in zip(range(3), node.iterancestors(), strict=False)):
            continue
        text = " ".join("".join(islice(node.itertext(), _MAX_ELEMENTS)).split())
        if text in block.text:
            taken.add(node)
            yield text


def is_noise(block: Block) -> bool:
    """Whether a block beside a picture is a button, a counter or a date."""
    text = block.text
    return len(text) < _MAX_NOISE and _is_control(text)


# The same controls stand at every picture of a site.
@lru_cache(maxsize=2048)
def _is_control(text: str) -> bool:
    return bool(_COUNTER.match(text) or _BUTTON.search(text))
