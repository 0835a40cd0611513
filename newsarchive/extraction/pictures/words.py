"""Which text blocks are said of one picture: those in its own box, or short lines right below it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import (
    MAX_CAPTION,
    holds,
    is_credit,
    is_noise,
    names_caption,
    names_picture,
    names_words,
    says_credit,
)
from newsarchive.extraction.pictures.credits import parse_credit
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block, Box

_TOO_LARGE = frozenset({"body", "html", "main", "article"})
_MAX_CLIMB = 8
_MAX_BLOCKS = 8
_MAX_TEXTS = 25
_MAX_INSIDE = 40
_PAIR_CHARS = 250
_PLAIN_PAIR_CHARS = 200
_OWN_CHARS = 400
_OWN_TEXTS = 3
# Lines under a picture that are no longer may be its caption.
_LINE_CHARS = 60
_SENTENCE_ENDS = ("。", ".", "！", "!", "？", "?", "”", "：", ":")
# An alternative text that is shorter ("photo", a name) says too little to know a caption by.
_TELLING = 10

_MARKED = late(
    r"^[▲△▼▽↑↓◎■●]|^[(（【\[]?(?:图为|圖為|图注|图说|圖說|上图|下图|左图|右图|图\s?\d{1,2}[：:\s]|图[：:]|资料图|資料圖)"
)
_TRAIL = late(r"[>»›＞][^>»›＞]{1,40}[>»›＞]")
_CENTRED = re.compile(
    r"text-align:\s{0,3}center|(?:^|[\s_-])(?:text-?)?cent(?:er|re)(?:ed)?(?:\s|$)", re.IGNORECASE
)


class Surroundings:
    """What stands around the pictures of one article; each block's nature is judged once."""

    def __init__(
        self,
        blocks: Sequence[Block],
        outside: Collection[Box],
        pictures: Collection[int],
        title: str = "",
        summaries: Collection[str] = (),
        prose: str = "",
    ) -> None:
        """Take the page's ``blocks`` and the block indexes of the article's ``pictures``.

        ``outside`` are the boxes that hold more than one picture and its words: the article's container and
        what is around it. ``title`` is the headline as shown, ``summaries`` are what the page's head tells;
        ``prose`` is the tag of the article's paragraphs.
        """
        self.blocks = blocks
        self.outside = outside
        self.pictures = pictures
        self.title = title
        self.summaries = summaries
        self.prose = prose
        self._noise: dict[int, bool] = {}
        self._credits: dict[int, bool] = {}

    def words_around(self, at: int) -> tuple[HtmlElement, list[Block]] | None:
        """Find the text blocks of picture ``at`` by climbing the boxes around it until one holds more.

        A figure's words are all the picture's; so are those of the innermost box named after pictures.
        Farther out only what is marked as caption or credit counts, around a figure only credits. Gives the
        box's element and its blocks, None where there are none.
        """
        best: tuple[HtmlElement, list[Block]] | None = None
        in_figure = False
        start = end = at
        for climbed, box in enumerate(self.blocks[at].box.up()):
            if climbed > _MAX_CLIMB or box in self.outside or box.tag in _TOO_LARGE:
                break
            before = start, end
            start, end = self._widened(start, end, box)
            beyond = in_figure and box.tag != "figure"
            if start == end or (beyond and before == (start, end)):
                continue
            inside = self.blocks[start : end + 1]
            if box.tag != "figure" and any(b.index != at and b.index in self.pictures for b in inside):
                break
            texts = [b for b in inside if not (b.is_image or self._is_noise(b))]
            if len(texts) > _MAX_TEXTS:
                break
            if beyond:
                chosen = [b for b in texts if self._is_credit(b)]
            else:
                has_words = best is not None and not all(self._is_credit(b) for b in best[1])
                chosen = self._chosen(box, inside, texts, climbed, has_words=has_words)
            if chosen:
                in_figure = in_figure or box.tag == "figure"
                united = {b.index: b for b in (*(best[1] if best else ()), *chosen)}
                best = box.element, [united[index] for index in sorted(united)]
        return best

    def words_below(self, at: int) -> list[Block]:
        """Find the lines right under a picture without a box of its own that are its caption and credit."""
        below = [b for b in self.blocks[at + 1 : at + 3] if not b.is_image]
        if not below or below[0].index != at + 1 or below[0].heading:
            return []
        first = below[0]
        if _ends_in_credit(first) or (len(first.text) <= _PAIR_CHARS and tells_same(self.blocks[at], first)):
            return [first]
        if (
            len(below) > 1
            and len(first.text) <= _PAIR_CHARS
            and first.link_chars < 10
            and says_credit(below[1])
        ):
            return below
        if self._is_noise(first):
            return []
        return [first] if _is_caption_line(first) or self._is_broken_off(at, first) else []

    def _is_broken_off(self, at: int, line: Block) -> bool:
        """Whether a short Chinese line stands in the picture's own paragraph, parted from it by a break.

        Elsewhere the things that a list is made of stand so.
        """
        own = self.blocks[at].box
        if line.box is not own or own.tag != "p" or not line.after_break:
            return False
        text = line.text
        return len(text) <= _LINE_CHARS and "\u4e00" <= text[0] <= "\u9fff" and not text.endswith("：")

    def _widened(self, start: int, end: int, box: Box) -> tuple[int, int]:
        """Extend a range of blocks inside ``box`` to all its blocks, which follow one another."""
        blocks = self.blocks
        first, last = max(0, start - _MAX_INSIDE), min(len(blocks) - 1, end + _MAX_INSIDE)
        while start > first and holds(box, blocks[start - 1]):
            start -= 1
        while end < last and holds(box, blocks[end + 1]):
            end += 1
        return start, end

    def _is_noise(self, block: Block) -> bool:
        known = self._noise.get(block.index)
        if known is None:
            known = self._noise[block.index] = block.text == self.title or is_noise(block)
        return known

    def _is_credit(self, block: Block) -> bool:
        known = self._credits.get(block.index)
        if known is None:
            known = self._credits[block.index] = is_credit(block)
        return known

    def _chosen(
        self, box: Box, inside: Sequence[Block], texts: list[Block], climbed: int, *, has_words: bool
    ) -> list[Block]:
        size = sum(len(b.text) for b in texts)
        links = sum(b.link_chars for b in texts)
        plain = len(texts) <= _MAX_BLOCKS and size <= MAX_CAPTION and links <= 0.6 * size
        if plain and box.tag == "figure":
            return texts
        headed = bool(self.title) and any(b.text == self.title for b in inside)
        plain = plain and not headed and not has_words
        if plain and names_picture(box.hints):
            return texts
        marked = [
            b for b in texts if len(b.text) <= MAX_CAPTION and (names_words(b, box) or self._is_credit(b))
        ]
        own = plain and (_is_pair(texts, marked, climbed) or self._is_own(inside, texts))
        return texts if own else marked

    def _is_own(self, inside: Sequence[Block], texts: Sequence[Block]) -> bool:
        """Whether the few short texts that share a picture's innermost box are about it, whatever its name.

        Told by a credit, by the alternative text, or by standing right under it in another element than the
        article's paragraphs.
        """
        size = sum(len(b.text) for b in texts)
        if not 0 < len(texts) <= _OWN_TEXTS or size > _OWN_CHARS or any(_is_foreign(b) for b in texts):
            return False
        if any(b.text in self.summaries for b in texts):
            return False
        picture = next(b for b in inside if b.is_image)
        if any(self._is_credit(b) or tells_same(picture, b) for b in texts):
            return True
        if any(b.tag == self.prose for b in texts):
            return parse_credit(texts[-1].text) is not None
        return self.prose == "p" and texts[0].index > picture.index


def _is_foreign(block: Block) -> bool:
    text = block.text
    return bool(block.heading or block.tag == "li" or block.link_chars * 2 > len(text) or _TRAIL.search(text))


def tells_same(picture: Block, block: Block) -> bool:
    """Whether a text says what the picture's alternative text says."""
    told = " ".join((picture.element.get("alt") or "")[:MAX_CAPTION].split())
    text = block.text
    short = min(len(told), len(text))
    return short >= _TELLING and (text.startswith(told[:_TELLING]) and (told in text or text in told))


def _is_pair(texts: Sequence[Block], marked: Sequence[Block], climbed: int) -> bool:
    """Whether a box without a telling name holds a picture and one or two short texts, nothing else."""
    if len(texts) > 2 or any(len(b.text) > _PAIR_CHARS or b.heading or b.tag == "li" for b in texts):
        return False
    if len(texts) == 2 and marked:
        return True
    size = sum(len(b.text) for b in texts)
    return climbed <= 1 and size <= _PLAIN_PAIR_CHARS and not any(b.tag == "p" for b in texts)


def _ends_in_credit(block: Block) -> bool:
    parsed = parse_credit(block.text) if len(block.text) <= _PLAIN_PAIR_CHARS else None
    return bool(parsed and len(parsed[1]) <= 80)


def _is_caption_line(block: Block) -> bool:
    """Whether a line begins like a caption (▲, 图为 …) or is short and centred; bold ones are subheadings."""
    text = block.text
    if len(text) > 120 or block.link_chars > 0.5 * len(text):
        return False
    if _MARKED.match(text):
        return True
    if block.bold_chars * 2 > len(text) or len(text) > _LINE_CHARS:
        return False
    if block.tag == "center" or names_caption(block.box.hints):
        return True
    element = block.element
    if len(element) == 1 and element[0].tag in ("em", "i") and not (element.text or "").strip():
        return not text.endswith(_SENTENCE_ENDS)
    get = element.get
    return bool(_CENTRED.search(f"{get('style') or ''} {get('class') or ''} {get('align') or ''}"))
