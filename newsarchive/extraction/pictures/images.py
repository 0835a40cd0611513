"""The pictures of an article in order: real address, caption, credit, and the text blocks these occupy."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from statistics import median
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import MAX_CAPTION, holds, names_caption
from newsarchive.extraction.pictures.captions import Legend, find_legend, read_legend
from newsarchive.extraction.pictures.credit_data import credits_by_file, file_key
from newsarchive.extraction.pictures.credits import clean_credit, looks_like_credit, parse_credit
from newsarchive.extraction.pictures.decoration import is_byline, is_decoration, is_junk_url
from newsarchive.extraction.pictures.urls import figure_url, picture_url
from newsarchive.extraction.pictures.words import Surroundings
from newsarchive.model import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of an article.

    ``images`` are (block index, picture) in page order; ``claimed`` are the indexes of the text blocks that
    are captions or credits and so no paragraphs of the body.
    """

    images: tuple[tuple[int, Image], ...] = ()
    claimed: frozenset[int] = frozenset()


# A page with more is a gallery of thumbnails or an attack; the first ones tell enough.
MAX_PICTURES = 200
# How many blocks above the headline and below the last paragraph a picture of the article may stand.
_LEAD_REACH = 30
_TAIL_REACH = 6
_CAPTION_DEPTH = 6
_BYLINE = 100
_PROSE = 40
# A Chinese paragraph that short right under a picture is its caption where the page does so throughout.
_SHORT_LINE = 45
_LONG_LINE = 200
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")


def find_images(document: Document, body_blocks: Sequence[Block]) -> Pictures:
    """Find the pictures of the article whose text is ``body_blocks`` (in order), the lead picture too."""
    texts = [block for block in body_blocks if not block.is_image]
    return _Gathering(document, texts).run() if texts else Pictures()


class _Gathering:
    """One page's pictures being found: where they may stand, which count, what is said of each."""

    def __init__(self, document: Document, texts: Sequence[Block]) -> None:
        self.document = document
        self.blocks = document.blocks
        self.texts = texts
        self.body = {block.index for block in texts}
        self.first, self.last = texts[0].index, texts[-1].index
        self.container = _common(texts[0].box, texts[-1].box)
        self.outside = set(self.container.up())
        self.headline = _headline(document, self.first)
        self.found: dict[int, Image] = {}
        self.claimed: set[int] = set()
        self.prose = Counter(block.tag for block in texts).most_common(1)[0][0]
        self.known: dict[Box, Box | None] = dict.fromkeys(self.outside)

    def run(self) -> Pictures:
        """Find all pictures."""
        reach = self.reach()
        offers = ((i, url) for i in reach if self.blocks[i].is_image and (url := self.address(i)))
        urls = dict(islice(offers, MAX_PICTURES))
        title = self.headline.text if self.headline else ""
        around = Surroundings(self.blocks, self.outside, urls.keys(), title, self.summaries(), self.prose)
        for index, url in urls.items():
            legend = find_legend(around, index)
            if _names_author(legend):
                continue
            if self.stands_with_other_prose(index, legend):
                continue
            self.note(index, url, Legend() if legend.claimed & self.claimed else legend)
        self.pair_left_captions(reach)
        self.claim_lines_below()
        self.look_up_credits()
        return Pictures(tuple(_distinct(sorted(self.found.items()))), frozenset(self.claimed))

    def summaries(self) -> set[str]:
        """Texts of the page's head that may stand near a lead picture and are not about it."""
        names = ("og:title", "og:description", "description")
        return {text for name in names for text in self.document.meta.get(name, ())}

    def note(self, index: int, url: str, legend: Legend) -> None:
        """Keep a picture with what was read of it."""
        credit = legend.credit or _told_by_attributes(self.blocks[index].element)
        self.found[index] = Image(url, legend.caption, credit)
        self.claimed |= legend.claimed

    def address(self, index: int) -> str | None:
        """The address of an image that is a picture of the article, else None."""
        if is_decoration(self.blocks, index, self.outside):
            return None
        url = picture_url(self.blocks[index].element)
        return None if url is None or is_junk_url(url) else self.document.absolute(url)

    def stands_with_other_prose(self, index: int, legend: Legend) -> bool:
        """Whether a picture shares its own box with a text that is neither about it nor of the article.

        So stand the authors' portraits beside their lives, and what else the page would have read.
        """
        near = index + 1
        if legend.credit or near >= len(self.blocks) or near in legend.claimed or near in self.body:
            return False
        text = self.blocks[near]
        if len(text.text) < (_PROSE if text.text.isascii() else _PROSE // 2):
            return False
        boxes = takewhile(self.is_own, islice(self.blocks[index].box.up(), 2))
        return any(holds(box, text) for box in boxes) and not parse_credit(text.text, in_figure=True)

    def is_own(self, box: Box) -> bool:
        """Whether a box around a picture is neither a figure nor one around the article."""
        return box not in self.outside and box.tag != "figure"

    def reach(self) -> range:
        """Block indexes from a little above the headline to a little below the last paragraph."""
        start, end = self.first, self.last
        if self.headline:
            start = self.headline.index
            home = _article_box(self.headline.box)
            while (
                start > 0
                and self.headline.index - start < _LEAD_REACH
                and holds(home, self.blocks[start - 1])
            ):
                start -= 1
        else:
            start = max(0, start - _LEAD_REACH // 2)
        limit = min(len(self.blocks), self.last + _TAIL_REACH)
        while end + 1 < limit and holds(self.container, self.blocks[end + 1]):
            end += 1
        return range(start, end + 1)

    def pair_left_captions(self, reach: range) -> None:
        """Give captions that stand apart, as in a slider's own list, their picture."""
        groups: dict[Box, list[Block]] = {}
        prose, known, claimed = self.container, self.known, self.claimed
        for block in self.blocks[reach.start : reach.stop]:
            inner = block.box
            if block.is_image or block.index in claimed or (block.tag == "p" and inner.parent is prose):
                continue
            box = known[inner] if inner in known else self.caption_box(inner)
            if box is not None:
                groups.setdefault(box, []).append(block)
        for box, texts in islice(groups.items(), 2 * MAX_PICTURES):
            headed = box.tag != "figcaption" and any(b.heading for b in texts)
            if headed or sum(len(b.text) for b in texts) > MAX_CAPTION:
                continue
            legend = read_legend(box.element, texts)
            if _names_author(legend):
                continue
            at = self.owner(texts[0])
            if at is not None:
                self.note(at, self.found[at].url, legend)
            elif len(self.found) < MAX_PICTURES and (url := self.hidden_picture(box)):
                self.note(texts[0].index, self.document.absolute(url), legend)
            elif box.tag == "figcaption":
                self.claimed |= legend.claimed

    def caption_box(self, box: Box) -> Box | None:
        """The innermost caption element around, short of the article's container."""
        path: list[Box] = []
        inner: Box | None = box
        found: Box | None = None
        while inner is not None and len(path) < _CAPTION_DEPTH:
            if inner in self.known:
                found = self.known[inner]
                break
            path.append(inner)
            if inner.tag == "figcaption" or names_caption(inner.hints):
                found = inner
                break
            inner = inner.parent
        for inner in path:
            self.known[inner] = found
        return found

    def owner(self, text: Block) -> int | None:
        """The picture without words that shares the closest box with a caption."""
        bare = [i for i, image in self.found.items() if image.caption is None and image.credit is None]
        for box in text.box.up():
            if box in self.outside and text.index > self.first:
                break
            for index in bare:
                if holds(box, self.blocks[index]):
                    return index
        return None

    def hidden_picture(self, caption: Box) -> str | None:
        """The address of a picture that the boxes around a caption show without an ``img``."""
        for _, box in zip(range(3), caption.up(), strict=False):
            if box in self.outside:
                break
            if url := figure_url(box.element):
                return url
        return None

    def claim_lines_below(self) -> None:
        """Take plain lines right under pictures for captions where the page sets its captions so."""
        below = {
            index: self.blocks[index + 1]
            for index, image in self.found.items()
            if image.caption is None and image.credit is None and self.is_line(index + 1)
        }
        if not below:
            return
        odd = {
            i: b
            for i, b in below.items()
            if self.prose == "p" and b.tag == "div" and b.box is not self.container
        }
        for index, block in (odd or self.short_sentences(below)).items():
            self.found[index] = replace(self.found[index], caption=block.text)
            self.claimed.add(block.index)

    def short_sentences(self, below: dict[int, Block]) -> dict[int, Block]:
        """The short Chinese sentence under each picture, where the page's paragraphs are much longer."""
        lines = {i: b for i, b in below.items() if _is_short_chinese(b.text)}
        if len(lines) < 3 or len(lines) < 0.7 * len(below):
            return {}
        usual = median(len(block.text) for block in self.texts)
        return lines if usual >= 2.5 * median(len(b.text) for b in lines.values()) else {}

    def look_up_credits(self) -> None:
        """Ask the page's structured data for the rights holders that it does not show."""
        bare = [index for index, image in self.found.items() if image.credit is None]
        named = credits_by_file(self.document.jsonld) if bare else {}
        for index in bare if named else ():
            image = self.found[index]
            said = named.get(file_key(image.url))
            if said:
                self.found[index] = replace(image, credit=clean_credit(said) or None)

    def is_line(self, index: int) -> bool:
        """Whether a block is a plain line of the article's container, neither heading nor link."""
        if index >= len(self.blocks) or index in self.claimed:
            return False
        block = self.blocks[index]
        plain = not (block.is_image or block.heading or block.bold_chars or block.link_chars)
        return plain and len(block.text) <= _LONG_LINE and holds(self.container, block)


def _is_short_chinese(text: str) -> bool:
    short = len(text) <= _SHORT_LINE and text.endswith("。")
    return short and bool(_HAN.search(text)) and not _KANA.search(text)


def _names_author(legend: Legend) -> bool:
    return bool(legend.caption and len(legend.caption) < _BYLINE and is_byline(legend.caption))


def _told_by_attributes(image: HtmlElement) -> str | None:
    """The credit that ``title`` or ``alt`` ends in: "… | Bildquelle: Name", "… (Photo: Name)"."""
    for name in ("data-credit", "data-copyright", "title", "alt"):
        text = image.get(name)
        if not text or len(text) > 1_000:
            continue
        if name.startswith("data-"):
            return text.strip() if looks_like_credit(text.strip()) else None
        parsed = parse_credit(text) or (parse_credit(text, in_figure=True) if " | " in text else None)
        if parsed and parsed[0]:
            return parsed[1]
    return None


def _distinct(images: list[tuple[int, Image]]) -> list[tuple[int, Image]]:
    """Each picture once: a page may carry it for small and for large screens, its words at one of them."""
    kept: list[tuple[int, Image]] = []
    places: dict[str, int] = {}
    for index, image in images:
        at = places.setdefault(image.url, len(kept))
        if at == len(kept):
            kept.append((index, image))
        elif kept[at][1].caption is None:
            kept[at] = (kept[at][0], replace(image, credit=image.credit or kept[at][1].credit))
        elif image.caption not in {None, kept[at][1].caption}:
            kept.append((index, image))
    return kept


def _common(one: Box, other: Box) -> Box:
    around = set(one.up())
    return next(box for box in other.up() if box in around)


def _headline(document: Document, first: int) -> Block | None:
    """The ``h1`` above the first paragraph that the page's own title begins with, else the nearest."""
    above = [block for block in document.blocks[: first + 1] if block.tag == "h1"]
    titles = document.meta.get("og:title", [])
    return next(
        (b for b in above if any(t[:25] == b.text[:25] for t in titles)), above[-1] if above else None
    )


def _article_box(box: Box) -> Box:
    """The article element around ``box``, or a box some steps up where the page has none."""
    steps = list(box.up())
    named = next((b for b in steps if b.tag in {"article", "main"}), None)
    return named or steps[min(2, len(steps) - 1)]
