"""Where on a page the pictures of its article may stand, told from headline and paragraphs."""

from __future__ import annotations

from collections import Counter
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import holds
from newsarchive.extraction.pictures.credits import parse_credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box

# How many blocks above the headline and below the last paragraph a picture of the article may stand.
_LEAD_REACH = 30
_TAIL_REACH = 6
# An article of fewer characters may tell the rest by a row of pictures with captions.
_FEW_WORDS = 600
_HEADLINE_REACH = 60
_MIN_HEADLINE = 6
# Drawings in these are signs beside words.
_IN_TEXT = frozenset({"li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_PROSE = 40
_OWN_BOXES = 2


class Place:
    """The article's place among the blocks of its page.

    ``container`` is the innermost box around all ``texts`` (the paragraphs), ``outside`` that one and those
    around it, ``prose`` the tag of most paragraphs.
    """

    def __init__(self, document: Document, texts: Sequence[Block]) -> None:
        self.blocks = document.blocks
        self.texts = texts
        self.body = {block.index for block in texts}
        self.first, self.last = texts[0].index, texts[-1].index
        self.container = _common(texts[0].box, texts[-1].box)
        if self.container.tag == "p" and self.container.parent:
            self.container = self.container.parent
        self.outside = set(self.container.up())
        self.headline = _headline(document, self.first)
        self.prose = Counter(block.tag for block in texts).most_common(1)[0][0]

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
        limit = self.last + _TAIL_REACH
        tells_by_pictures = sum(len(text.text) for text in self.texts) < _FEW_WORDS
        while end + 1 < min(limit, len(self.blocks)) and holds(self.container, self.blocks[end + 1]):
            end += 1
            # Pictures in links lead to other pages' stories.
            if tells_by_pictures and self.blocks[end].is_image and not self.blocks[end].link_chars:
                limit = end + _TAIL_REACH
        return range(start, end + 1)

    def is_amid_text(self, index: int) -> bool:
        """Whether a picture stands between the article's paragraphs, in none of them."""
        if not self.first < index < self.last or not holds(self.container, self.blocks[index]):
            return False
        boxes = takewhile(lambda box: box not in self.outside, self.blocks[index].box.up())
        return all(box.tag not in _IN_TEXT for box in boxes)

    def is_in_row_of_links(self, index: int) -> bool:
        """Whether a picture above the headline stands beside a trail, a menu or a login instead of alone."""
        title = self.headline
        if title is None or index > title.index:
            return False
        boxes = list(islice(takewhile(lambda box: not holds(box, title), self._up(index)), _OWN_BOXES))
        return any(
            text.links and text.link_chars * 3 > len(text.text) and _holds_one(boxes, text)
            for near in (index + 1, index - 1)
            if 0 <= near < len(self.blocks) and not (text := self.blocks[near]).is_image
        )

    def stands_with_other_prose(self, index: int, claimed: frozenset[int]) -> bool:
        """Whether a picture shares its own box with a text that is neither said of it nor of the article.

        So stand the authors' portraits beside their lives, and what else the page would have read.
        ``claimed`` are the blocks said of the picture.
        """
        near = index + 1
        if near >= len(self.blocks) or near in claimed or near in self.body:
            return False
        text = self.blocks[near]
        if len(text.text) < (_PROSE if text.text.isascii() else _PROSE // 2):
            return False
        own = takewhile(lambda box: box not in self.outside and box.tag != "figure", self._up(index))
        return _holds_one(islice(own, _OWN_BOXES), text) and not parse_credit(text.text, in_figure=True)

    def _up(self, index: int) -> Iterable[Box]:
        return self.blocks[index].box.up()


def _holds_one(boxes: Iterable[Box], text: Block) -> bool:
    return any(holds(box, text) for box in boxes)


def _common(one: Box, other: Box) -> Box:
    around = set(one.up())
    return next(box for box in other.up() if box in around)


def _headline(document: Document, first: int) -> Block | None:
    """The headline above the first paragraph, known by the page's own title: an ``h1``, else any text.

    Where no text begins the title, the nearest ``h1``.
    """
    above = document.blocks[: first + 1]
    heads = [block for block in above if block.tag == "h1"]
    titles = document.meta.get("og:title", [])
    if found := next((b for b in heads if any(t[:25] == b.text[:25] for t in titles)), None):
        return found
    heads_own = document.root.iterchildren("head")
    titles_of_head = (title for head in heads_own for title in head.iterchildren("title"))
    titles = [*titles, *(e.text.strip() for e in titles_of_head if e.text)]
    starts = {title[:_MIN_HEADLINE] for title in titles}
    near = [b for b in above[-_HEADLINE_REACH:] if b.text[:_MIN_HEADLINE] in starts and not b.link_chars]
    long = (b for b in reversed(near) if len(b.text) >= _MIN_HEADLINE)
    found = next((block for block in long if any(title.startswith(block.text) for title in titles)), None)
    return found or (heads[-1] if heads else None)


def _article_box(box: Box) -> Box:
    """The article element around ``box``, or a box some steps up where the page has none."""
    steps = list(box.up())
    named = next((b for b in steps if b.tag in {"article", "main"}), None)
    inner = [b for b in steps if b.tag not in {"body", "html"}]
    near = inner if len(inner) > 1 else steps
    return named or near[min(2, len(near) - 1)]
