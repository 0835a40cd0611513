"""The pictures of an article in order: real address, caption, credit, and the text blocks these occupy."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import MAX_CAPTION, holds, names_caption, says_credit
from newsarchive.extraction.pictures.captions import Legend, find_legend, read_legend
from newsarchive.extraction.pictures.credit_data import credits_by_file, file_key
from newsarchive.extraction.pictures.credits import clean_credit, looks_like_credit, parse_credit
from newsarchive.extraction.pictures.decoration import is_byline, is_decoration, is_drawing, is_junk_url
from newsarchive.extraction.pictures.place import Place
from newsarchive.extraction.pictures.urls import figure_url, picture_url
from newsarchive.extraction.pictures.words import Surroundings
from newsarchive.model import Image
from newsarchive.patterns import late

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
_CAPTION_DEPTH = 6
_BYLINE = 100
# A line of nothing but a credit is no longer.
_CREDIT_LINE = 40
# A Chinese paragraph that short right under a picture is its caption where the page does so throughout.
_SHORT_LINE = 45
_LONG_LINE = 200
_HAN = late(r"[\u3400-\u9fff]")
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
        self.place = Place(document, texts)
        self.found: dict[int, Image] = {}
        self.claimed: set[int] = set()
        self.known: dict[Box, Box | None] = dict.fromkeys(self.place.outside)

    def run(self) -> Pictures:
        """Find all pictures."""
        place = self.place
        reach = place.reach()
        offers = ((i, url) for i in reach if self.blocks[i].is_image and (url := self.address(i)))
        urls = dict(islice(offers, MAX_PICTURES))
        title = place.headline.text if place.headline else ""
        around = Surroundings(self.blocks, place.outside, urls.keys(), title, self.summaries(), place.prose)
        for index, url in urls.items():
            legend = find_legend(around, index)
            if _names_author(legend):
                continue
            if not legend.credit and place.stands_with_other_prose(index, legend.claimed):
                continue
            self.note(index, url, Legend() if legend.claimed & self.claimed else legend)
        self.pair_left_captions(reach)
        self.claim_lines_below()
        self.look_up_credits()
        self.claim_lone_credits()
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
        if is_decoration(self.blocks, index, self.place.outside) or self.place.is_in_row_of_links(index):
            return None
        url = picture_url(self.blocks[index].element)
        if url is None or is_junk_url(url) or (is_drawing(url) and not self.place.is_amid_text(index)):
            return None
        return self.document.absolute(url)

    def pair_left_captions(self, reach: range) -> None:
        """Give captions that stand apart, as in a slider's own list, their picture."""
        groups: dict[Box, list[Block]] = {}
        prose, known, claimed = self.place.container, self.known, self.claimed
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
            if box in self.place.outside and text.index > self.place.first:
                break
            for index in bare:
                if holds(box, self.blocks[index]):
                    return index
        return None

    def hidden_picture(self, caption: Box) -> str | None:
        """The address of a picture that the boxes around a caption show without an ``img``."""
        for _, box in zip(range(3), caption.up(), strict=False):
            if box in self.place.outside:
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
            if self.place.prose == "p" and b.tag == "div" and b.box is not self.place.container
        }
        for index, block in (odd or self.short_sentences(below)).items():
            self.found[index] = replace(self.found[index], caption=block.text)
            self.claimed.add(block.index)

    def short_sentences(self, below: dict[int, Block]) -> dict[int, Block]:
        """The short Chinese sentence under each picture, where the page's paragraphs are much longer."""
        lines = {i: b for i, b in below.items() if _is_short_chinese(b.text)}
        if len(lines) < 3 or len(lines) < 0.7 * len(below):
            return {}
        usual = median(len(block.text) for block in self.place.texts)
        return lines if usual >= 2.5 * median(len(b.text) for b in lines.values()) else {}

    def claim_lone_credits(self) -> None:
        """Take credits that stand alone out of the text too where their picture is not on the page."""
        for block in self.place.texts:
            if len(block.text) <= _CREDIT_LINE and not block.text.isascii() and says_credit(block):
                self.claimed.add(block.index)

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
        return plain and len(block.text) <= _LONG_LINE and holds(self.place.container, block)


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
