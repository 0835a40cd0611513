"""Where on the page the article stands: the box that holds it and the blocks that may belong to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extraction.vocabulary import LATER_LINES, line_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document.blocks import Block, Box

# Text shorter than this (bytes of UTF-8, which weighs the scripts about alike) is no running text by itself.
MIN_PROSE = 60
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
# Blocks above the box that are looked at for a summary when the page's headline was not found.
_LOOK_BACK = 12


class Setting:
    """The text blocks of a page, what is running text among them, and the box the article is in.

    ``near`` are positions in ``texts`` of the blocks that may belong to the article: all within ``main``
    and those between the headline and it. ``title_at`` is the headline's position, -1 when not found.
    """

    def __init__(self, blocks: Sequence[Block], title: str) -> None:
        self.texts = [block for block in blocks if not block.is_image]
        self.sizes = [len(block.text.encode("utf-8", "replace")) for block in self.texts]
        self.prose = [_prose(block, size) for block, size in zip(self.texts, self.sizes, strict=True)]
        self.total_prose = sum(self.prose) or 1.0
        self.mass: dict[Box, float] = {}
        for block, prose in zip(self.texts, self.prose, strict=True):
            if prose:
                for box in block.box.up():
                    self.mass[box] = self.mass.get(box, 0.0) + prose
        self._aside: dict[Box, bool] = {}
        self.title_at = find_title_block(self.texts, title)
        self.title_article = self.article_of(self.title_at) if self.title_at >= 0 else None
        self.later = self._later_boxes()
        self.main = self._main_box()
        self.near = self._near()

    def is_aside(self, box: Box) -> bool:
        """Whether a box or one around it is by its name not the article's: navigation, comments."""
        path: list[Box] = []
        around: Box | None = box
        while around is not None and around not in self._aside:
            path.append(around)
            around = around.parent
        aside = around is not None and self._aside[around]
        # From the outside in, and not by recursion: boxes nest as deep as the page's author wants.
        for inner in reversed(path):
            aside = self._aside[inner] = aside or self._names_itself_aside(inner)
        return aside

    def _names_itself_aside(self, box: Box) -> bool:
        share = self.mass.get(box, 0.0) / self.total_prose
        return (
            (share < _SUBSTANCE and (box.tag in _ASIDE_TAGS or _names_aside(box.hints)))
            or (is_hidden(box) and self._can_do_without(box, share))
            or (share < _COMMENTS_SUBSTANCE and _names_comments(box.hints))
            or (share < 1 and _names_consent(box.hints))
        )

    def _can_do_without(self, box: Box, share: float) -> bool:
        """Hidden text counts where it is all there is: scripts show it, or it waits for payment."""
        if share < _SUBSTANCE:
            return True
        headline = self.texts[self.title_at].box.up() if self.title_at >= 0 else ()
        return (1 - share) * self.total_prose > _ENOUGH and all(around is not box for around in headline)

    def article_of(self, at: int) -> Box | None:
        """The nearest ``article`` element around a text block."""
        return next((box for box in self.texts[at].box.up() if box.tag == "article"), None)

    def is_elsewhere(self, at: int) -> bool:
        """Whether a block stands in another ``article`` element than the headline's."""
        if self.title_article is None:
            return False
        own = self.article_of(at)
        return own is not None and own is not self.title_article

    def _later_boxes(self) -> dict[Box, int]:
        """Boxes in which a heading announces other articles, with the position of the first such heading."""
        later: dict[Box, int] = {}
        for at, block in enumerate(self.texts):
            heads = block.heading or (len(block.text) < _HEADING_CHARS and block.tag not in _NO_HEADINGS)
            if heads and len(block.text) < 60 and line_group(block.text) in LATER_LINES:
                later.setdefault(block.box.parent or block.box, at)
        return later

    def _main_box(self) -> Box | None:
        """From the root down into the box with most of the likely running text, while one has most."""
        weight: dict[Box, float] = {}
        inner: dict[Box, set[Box]] = {}
        seen: set[str] = set()
        root: Box | None = None
        for at, value in enumerate(self.prose):
            block = self.texts[at]
            if not value or block.text in seen or self.is_aside(block.box):
                continue
            seen.add(block.text)
            likely = value * self._likelihood(at)
            below: Box | None = None
            for box in block.box.up():
                weight[box] = weight.get(box, 0.0) + likely
                if below is not None:
                    inner.setdefault(box, set()).add(below)
                root = below = box
        while root is not None:
            boxes = sorted(inner.get(root, ()), key=lambda box: -weight[box])
            if not boxes or weight[boxes[0]] < _MAIN_SHARE * weight[root]:
                break
            root = boxes[0]
        return root

    def _likelihood(self, at: int) -> float:
        likely = 1.0
        if at < self.title_at:
            likely *= _BEFORE_TITLE
        if self.later and any(self.later.get(box, at) < at for box in self.texts[at].box.up()):
            likely *= _LATER
        if self.is_elsewhere(at):
            likely *= _ELSEWHERE
        return likely

    def _near(self) -> list[int]:
        main = self.main
        if main is None:
            return list(range(len(self.texts)))
        within: dict[Box, bool] = {}
        inside = [at for at, block in enumerate(self.texts) if _is_within(block.box, main, within)]
        first = inside[0]
        start = self.title_at if 0 <= self.title_at < first else first - _LOOK_BACK
        return [*range(max(0, start - 3), first), *inside]


def _is_within(box: Box, main: Box, known: dict[Box, bool]) -> bool:
    path: list[Box] = []
    around: Box | None = box
    while around is not None and around is not main and around not in known and around.depth > main.depth:
        path.append(around)
        around = around.parent
    found = around is main or (around is not None and known.get(around, False))
    known.update(dict.fromkeys(path, found))
    return found


def _prose(block: Block, size: int) -> float:
    """How much running text a block is: long, with punctuation, and not links."""
    if size <= MIN_PROSE:
        return 0.0
    text = block.text
    return size * (1 - block.link_chars / len(text)) ** 2 * min(1.0, count_stops(text) / 2)


def count_stops(text: str) -> int:
    """Marks that end or part sentences, of any script."""
    count = text.count
    stops = count(". ") + count(", ") + count("? ") + count("! ") + count(": ") + count("; ")
    if not text.isascii():
        stops += (
            count("。") + count("，") + count("、") + count("；") + count("：") + count("？") + count("！")
        )
        stops += count("।") + count("،")
    return stops + (text[-1] in ".!?:…")


def is_hidden(box: Box) -> bool:
    """Whether the box's own attributes hide it from a reader."""
    get = box.element.get
    if get("hidden") is not None or get("aria-hidden") == "true":
        return True
    style = get("style")
    return style is not None and "none" in style and "display:none" in style.replace(" ", "").lower()


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


@lru_cache(maxsize=8192)
def _names_aside(hints: str) -> bool:
    return _ASIDE_HINTS.search(hints) is not None


@lru_cache(maxsize=8192)
def _names_comments(hints: str) -> bool:
    return _COMMENT_HINTS.search(hints) is not None


@lru_cache(maxsize=8192)
def _names_consent(hints: str) -> bool:
    return _CONSENT_HINTS.search(hints) is not None
