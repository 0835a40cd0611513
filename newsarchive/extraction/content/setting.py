"""Where on the page the article stands: the box that holds it and the blocks that may belong to it."""

from __future__ import annotations

import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.document.blocks import NO_HINTS
from newsarchive.extraction.content.cards import find_cards
from newsarchive.extraction.content.vocabulary import announces

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from newsarchive.document.blocks import Block, Box

# Text shorter than this (bytes of UTF-8, which weighs the scripts about alike) is no running text by itself.
MIN_PROSE = 60
# No character takes more than four bytes: a text of so few characters cannot be longer than that.
_MIN_CHARS = MIN_PROSE // 4
# The article's box is left for the one inside it while that holds this share of the likely running text.
_MAIN_SHARE = 0.75
# How much text counts that stands before the headline, under "read also", or in another article's element.
_BEFORE_TITLE, _LATER, _ELSEWHERE = 0.3, 0.2, 0.2
# A box with more of the running text than this is the page's substance, whatever its tag or class say.
_SUBSTANCE, _COMMENTS_SUBSTANCE = 0.7, 0.85
# A line as short as this is a heading by its place, whatever its tag, unless it is one of these.
_HEADING_CHARS = 20
_NO_HEADINGS = frozenset({"p", "li", "td", "blockquote", "figcaption"})
# So much visible running text (bytes) is an article without the hidden text beside it.
_ENOUGH = 1000
_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "dialog"})
_ASIDE_HINTS = re.compile(
    r"gdpr|related-?(?:posts?|articles?|news|stories)|taboola|outbrain|newsletter-?(?:signup|form|box)|"
    r"breaking-?news|most-?(?:read|popular)|author-?(?:bio|box|card)|about-?(?:the-?)?author|popup-|\bmodal\b|tooltip"
)
_COMMENT_HINTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus|kommentar\w*|commentlist|replies)(?:$|[\s_-])")
# Consent managers by the names they give their elements: their text is nowhere an article's.
_CONSENT_HINTS = re.compile(
    r"onetrust|ot-sdk|didomi|cookie-?(?:banner|consent|notice|law)|usercentrics|sourcepoint|qc-cmp|truste|cookiebot"
)
_ASIDE, _COMMENTS, _CONSENT = 1, 2, 4
# Blocks above the box that are looked at for a summary when the page's headline was not found.
_LOOK_BACK = 12


class Setting:
    """The text blocks of a page, what is running text among them, and the box the article is in.

    ``near`` are positions in ``texts`` of the blocks that may belong to the article: all within ``main``
    and those between the headline and it. ``title_at`` is the headline's position, -1 when not found.
    ``cards`` are the positions of what stands in rows of other stories' cards. ``boxes`` are those with
    text in them, by their numbers, and ``mass`` is the running text in each.
    """

    def __init__(self, blocks: Sequence[Block], title: str) -> None:
        self.texts = [block for block in blocks if not block.is_image]
        self.prose = [0.0] * len(self.texts)
        self._read_prose()
        self.cards = find_cards(self.texts)
        for at in self.cards:
            self.prose[at] = 0.0
        self.boxes = boxes_around(self.texts)
        self.mass = self._masses()
        self.total_prose = (self.mass[0] or 1.0) if self.boxes else 1.0
        # 0 while it is not known, else 1 if the box is not aside, and 2 if it is.
        self._aside = bytearray(len(self.boxes))
        self.title_at = find_title_block(self.texts, title)
        self.title_article = _article_around(self.texts[self.title_at].box) if self.title_at >= 0 else None
        self._elsewhere: dict[Box, bool] = {}
        self.later = self._later_boxes()
        self.main = self._main_box()
        self.near = self._near()
        self._read_near_headings()

    def _read_prose(self) -> None:
        """How much running text each block is: long, with punctuation, and not links."""
        least = MIN_PROSE
        for at, block in enumerate(self.texts):
            text = block.text
            chars = len(text)
            # Most blocks are too short, which bytes need not be counted to tell.
            if chars > least or (chars > _MIN_CHARS and not text.isascii()):
                size = block.size
                if size > least:
                    stops = block.stops
                    if stops:
                        free = 1 - block.link_chars / chars
                        self.prose[at] = size * free * free * (0.5 if stops == 1 else 1.0)

    def _masses(self) -> array[float]:
        """The running text in each box."""
        mass = array("d", bytes(8 * len(self.boxes)))
        for at, block in enumerate(self.texts):
            value = self.prose[at]
            if value:
                mass[block.box.number] += value
        add_upwards(mass, self.boxes)
        return mass

    def is_aside(self, box: Box) -> bool:
        """Whether a box or one around it is by its name not the article's: navigation, comments."""
        known = self._aside
        if not known[box.number]:
            self._judge_aside(box)
        return known[box.number] > 1

    def _judge_aside(self, box: Box) -> None:
        known = self._aside
        path: list[Box] = []
        around: Box | None = box
        while around is not None and not known[around.number]:
            path.append(around)
            around = around.parent
        aside = around is not None and known[around.number] > 1
        # From the outside in, and not by recursion: boxes nest as deep as the page's author wants.
        for inner in reversed(path):
            if not aside:
                share = self.mass[inner.number] / self.total_prose
                # What holds all there is cannot be aside, and a plain box says nothing of itself: most boxes
                # are one or the other, and asking each costs as much as all the rest.
                if share < 1 and (inner.tag in _ASIDE_TAGS or inner.has_attributes):
                    aside = self._names_itself_aside(inner, share)
            known[inner.number] = 1 + aside

    def _names_itself_aside(self, box: Box, share: float) -> bool:
        if box.tag in _ASIDE_TAGS and share < _SUBSTANCE:
            return True
        named = _names(box.hints)
        if named and (
            (named & _ASIDE and share < _SUBSTANCE)
            or (named & _COMMENTS and share < _COMMENTS_SUBSTANCE)
            or named & _CONSENT
        ):
            return True
        return box.is_hidden and self._can_do_without(box, share)

    def _can_do_without(self, box: Box, share: float) -> bool:
        """Hidden text counts where it is all there is: scripts show it, or it waits for payment."""
        if share < _SUBSTANCE:
            return True
        headline = self.texts[self.title_at].box.up() if self.title_at >= 0 else ()
        return (1 - share) * self.total_prose > _ENOUGH and all(around is not box for around in headline)

    def is_elsewhere(self, box: Box) -> bool:
        """Whether a box stands in another ``article`` element than the headline's."""
        if self.title_article is None:
            return False
        known = self._elsewhere.get(box)
        if known is None:
            own = _article_around(box)
            known = self._elsewhere[box] = own is not None and own is not self.title_article
        return known

    def _later_boxes(self) -> dict[Box, int]:
        """Boxes in which a heading announces other articles, with the position of the first such heading.

        Boxes without running text wait in ``_unread`` until it is known whether they are near the article.
        """
        later: dict[Box, int] = {}
        self._unread: list[tuple[int, Box]] = []
        for at, block in enumerate(self.texts):
            size = len(block.text)
            if size < 60 and (block.heading or (size < _HEADING_CHARS and block.tag not in _NO_HEADINGS)):
                box = block.box.parent or block.box
                if not self.mass[box.number]:
                    self._unread.append((at, box))
                elif box not in later and announces(block.text):
                    later[box] = at
        return later

    def _read_near_headings(self) -> None:
        """The headings near the article whose boxes hold no running text."""
        if self.near:
            start, end = self.near[0], self.near[-1]
            around = set(self.texts[start].box.up())
            for at, box in self._unread:
                if (start <= at <= end or box in around) and announces(self.texts[at].text):
                    self.later.setdefault(box, at)

    def is_announced(self, box: Box | None, at: int, outside: Collection[Box] = ()) -> bool:
        """Whether a heading above position ``at``, in a box around ``box``, announces others."""
        later = self.later
        while box is not None and box not in outside:
            if later.get(box, at) < at:
                return True
            box = box.parent
        return False

    def _main_box(self) -> Box | None:
        """From the root down into the box with most of the likely running text, while one has most."""
        boxes = self.boxes
        weight = array("d", bytes(8 * len(boxes)))
        seen: set[str] = set()
        for at, value in enumerate(self.prose):
            if value:
                block = self.texts[at]
                if block.text not in seen and not self.is_aside(block.box):
                    seen.add(block.text)
                    weight[block.box.number] += value * self._likelihood(at)
        if not seen:
            return None
        add_upwards(weight, boxes)
        return self._innermost(weight)

    def _innermost(self, weight: array[float]) -> Box | None:
        """Where the way ends that goes from the root into the heaviest box in each, while that has most."""
        boxes = self.boxes
        heaviest = [0] * len(boxes)
        for number in range(1, len(boxes)):
            inner = boxes[number]
            if weight[number] and inner is not None and inner.parent is not None:
                around = inner.parent.number
                rival = heaviest[around]
                if not rival or weight[number] > weight[rival]:
                    heaviest[around] = number
        main = rival = 0
        while weight[rival] >= _MAIN_SHARE * weight[main]:
            main, rival = rival, heaviest[rival]
            if not rival:
                break
        return boxes[main]

    def _likelihood(self, at: int) -> float:
        likely = 1.0
        if at < self.title_at:
            likely *= _BEFORE_TITLE
        if self.later and self.is_announced(self.texts[at].box, at):
            likely *= _LATER
        if self.is_elsewhere(self.texts[at].box):
            likely *= _ELSEWHERE
        return likely

    def _near(self) -> list[int]:
        main = self.main
        if main is None:
            return list(range(len(self.texts)))
        first, last = self._extent(main)
        start = self.title_at if 0 <= self.title_at < first else first - _LOOK_BACK
        return list(range(max(0, start - 3), last + 1))

    def _extent(self, main: Box) -> tuple[int, int]:
        """The first and last position in ``main``; what stands between them is in it too."""
        texts, prose = self.texts, self.prose
        first = 0
        for at, block in enumerate(texts):
            if prose[at] and _is_within(block.box, main):
                first = at
                break
        last = first
        while first > 0:
            block = texts[first - 1]
            if not _is_within(block.box, main):
                break
            first -= 1
        while last + 1 < len(texts):
            block = texts[last + 1]
            if not _is_within(block.box, main):
                break
            last += 1
        return first, last


def boxes_around(texts: Sequence[Block]) -> list[Box | None]:
    """The boxes that blocks stand in, by their numbers; None for those with no text in them."""
    last = -1
    for block in texts:
        if block.box.number > last:
            last = block.box.number
    boxes: list[Box | None] = [None] * (last + 1)
    for block in texts:
        box: Box | None = block.box
        while box is not None and boxes[box.number] is None:
            boxes[box.number] = box
            box = box.parent
    return boxes


def add_upwards(sums: array[float], boxes: Sequence[Box | None]) -> None:
    """Add what each box holds to what the one around it holds: a box comes before those in it."""
    for number in range(len(boxes) - 1, 0, -1):
        value = sums[number]
        if value:
            box = boxes[number]
            if box is not None and box.parent is not None:
                sums[box.parent.number] += value


def _article_around(box: Box) -> Box | None:
    """The nearest ``article`` element."""
    around: Box | None = box
    while around is not None and around.tag != "article":
        around = around.parent
    return around


def _is_within(box: Box, main: Box) -> bool:
    depth = main.depth
    around: Box | None = box
    while around is not None and around.depth > depth:
        around = around.parent
    return around is main


def find_title_block(texts: Sequence[Block], title: str) -> int:
    """Position of the block that shows ``title``, headings first; else of the first ``h1``; else -1."""
    shown = first_h1 = -1
    folded = " ".join(title.split()).casefold()
    limit = 1.3 * len(folded)
    for at, block in enumerate(texts):
        if block.tag == "h1" and first_h1 < 0:
            first_h1 = at
        if folded and len(folded) <= len(block.text) <= limit and folded in block.text.casefold():
            if block.heading:
                return at
            shown = at if shown < 0 else shown
    return shown if shown >= 0 else first_h1


@lru_cache(maxsize=16_384)
def _names(hints: str) -> int:
    """What a box's attributes call it, as bits."""
    if hints == NO_HINTS:
        return 0
    return (
        (_ASIDE_HINTS.search(hints) is not None) * _ASIDE
        | (_COMMENT_HINTS.search(hints) is not None) * _COMMENTS
        | (_CONSENT_HINTS.search(hints) is not None) * _CONSENT
    )
