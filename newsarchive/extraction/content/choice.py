"""From scores to a choice: which blocks near the article belong to it, each refusal with its reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extraction.content.vocabulary import announces, leads_further

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.content.features import Features

# Log-odds from which a block is taken; headings and whole lists, tables and quotes among the article's
# paragraphs are taken more readily: by themselves they look like a page's furniture.
TAKEN = -0.4
HEADING_TAKEN = -1.5
UNIT_TAKEN = -3.0
# How much a block is judged by its likes (same tags and classes) and by the list or table it is part of.
LIKES_SHARE, UNIT_SHARE = 0.3, 0.9
# A paragraph that is nearly all link leads elsewhere.
MAX_LINK = 0.75
# A block below this is no article by itself.
_LEAST_CHARS = 10
# Line breaks in one box from which on its lines are verse and not an address or a menu.
_VERSES = 5
# Less text than this (characters) may be the page's furniture beside a poem.
_SCANT = 80
_UNIT_TAGS = frozenset({"ul", "ol", "table", "blockquote", "dl", "pre"})
_TWEET = re.compile(r"twitter-tweet|twitter-video|bluesky-embed|instagram-media")
_URL_ONLY = re.compile(r"https?://\S+$")


class Choice:
    """Decides block by block; ``reasons`` holds why a block near the article was refused.

    ``judge`` gives the log-odds of those blocks that nothing else speaks against.
    """

    def __init__(self, features: Features, judge: Callable[[Features, list[int]], list[float]]) -> None:
        setting = self.setting = features.setting
        self.blocks, self.links, self.keys = features.blocks, features.links, features.keys
        self.path = set(setting.main.up()) if setting.main else set()
        self._units: dict[Box, Box | None] = {}
        self.units = [self._unit(block) for block in self.blocks]
        self.reasons: dict[int, str] = {}
        self.open: list[int] = []
        self._refuse()
        self.scores = dict(zip(self.open, self._smoothed(judge(features, self.open)), strict=True))

    def _refuse(self) -> None:
        for i in range(len(self.blocks)):
            reason = self._refusal(i)
            if reason:
                self.reasons[i] = reason
            else:
                self.open.append(i)

    def taken(self) -> list[int]:
        """Positions in ``setting.near`` of the blocks that belong to the article, in order."""
        chosen = [i for i in self.open if self._take(i)]
        homes = {self.blocks[i].box.parent for i in chosen if self.units[i] is None}
        first, last = (chosen[0], chosen[-1]) if chosen else (0, -1)
        kept = set(chosen)
        kept.update(i for i in self.open if first < i < last and i not in kept and self._is_part(i, homes))
        if self.scores and sum(len(self.blocks[i].text) for i in kept) < _SCANT:
            kept = set(self._verse()) or kept or set(self._likeliest())
        for i in self.open:
            if i not in kept:
                self.reasons[i] = f"unlike the article's text ({self.scores[i]:.1f})"
        return sorted(kept)

    def _verse(self) -> list[int]:
        """Lines parted by breaks in one box: each too short to be judged alone, together a poem.

        Further stanzas stand in boxes beside the longest.
        """
        boxes: dict[Box, list[int]] = {}
        for i in self.open:
            boxes.setdefault(self.blocks[i].box, []).append(i)
        breaks = {box: sum(self.blocks[i].after_break for i in run) for box, run in boxes.items()}
        stanzas = [box for box, count in breaks.items() if count >= _VERSES]
        if not stanzas:
            return []
        longest = max(stanzas, key=lambda box: sum(len(self.blocks[i].text) for i in boxes[box]))
        beside = [box for box, count in breaks.items() if count and box.parent is longest.parent]
        return sorted(i for box in beside for i in boxes[box])

    def _likeliest(self) -> list[int]:
        """A page without anything like an article's text still has its most likely one."""
        best = max(self.scores, key=self.scores.__getitem__)
        return [best] if len(self.blocks[best].text) > _LEAST_CHARS else []

    def _unit(self, block: Block) -> Box | None:
        """The outermost list, table or quote around a block within the article's box."""
        own = block.box
        parent = own.parent
        if own in self.path or parent is None:
            return None
        # Boxes side by side share what is around them.
        if parent in self._units:
            unit = self._units[parent]
        else:
            unit, path = None, self.path
            box: Box | None = parent
            while box is not None and box not in path:
                if box.tag in _UNIT_TAGS:
                    unit = box
                box = box.parent
            self._units[parent] = unit
        return unit or (own if own.tag in _UNIT_TAGS else None)

    def _smoothed(self, scores: list[float]) -> list[float]:
        likes: list[int] = []
        units: list[int] = []
        weights: list[int] = []
        parts = 0
        for i in self.open:
            block = self.blocks[i]
            unit = self.units[i]
            likes.append(2 * self.keys[i] + (self.links[i] > 0.5))
            weights.append(min(200, len(block.text)))
            if unit is None:
                units.append(-1)
            else:
                units.append(unit.number)
                parts = max(parts, unit.number + 1)
        drawn = _drawn(scores, likes, 2 * len(self.keys), weights, LIKES_SHARE)
        return _drawn(drawn, units, parts, weights, UNIT_SHARE) if parts else drawn

    def _take(self, i: int) -> bool:
        unit = self.units[i]
        return self.scores[i] > TAKEN or (unit is not None and _TWEET.search(unit.hints) is not None)

    def _is_part(self, i: int, homes: set[Box | None]) -> bool:
        """Whether a doubtful block between the article's paragraphs is a subheading or list among them."""
        block, unit = self.blocks[i], self.units[i]
        if unit is not None:
            return self.scores[i] > UNIT_TAKEN and self.links[i] < 0.5 and unit.parent in homes
        if block.heading > 1 and self.links[i] < 0.5:
            return self.scores[i] > HEADING_TAKEN and not announces(block.text)
        return False

    def _refusal(self, i: int) -> str:
        """Why a block is refused whatever its score; "" when nothing speaks against it."""
        block, setting, link = self.blocks[i], self.setting, self.links[i]
        at = setting.near[i]
        # A line of code may be a bracket.
        if len(block.text) < _LEAST_CHARS and block.tag != "pre" and not any(map(str.isalnum, block.text)):
            return "no words"
        if setting.cards and at in setting.cards:
            return "in a row of cards of other stories"
        if setting.is_aside(block.box):
            return "in a part of the page that is not the article's"
        if setting.title_article and setting.is_elsewhere(block.box) and self._has_own_article(block):
            return "in another article's element"
        if setting.later and setting.is_announced(block.box, at, self.path):
            return "below a heading that announces other articles"
        if link > 0.3 and self.units[i] is None:
            text = block.text
            if link > MAX_LINK and len(text) > 15 and not _URL_ONLY.match(text):
                return "leads elsewhere: nearly all link"
            if len(text) < 150 and leads_further(text):
                return "leads elsewhere: says so"
        return ""

    def _has_own_article(self, block: Block) -> bool:
        own = self.setting.title_article
        if own is None or self.setting.mass[own.number] < 0.15 * self.setting.total_prose:
            return False
        return all(box is not own for box in block.box.up())


def _drawn(
    scores: list[float], groups: list[int], count: int, weights: list[int], share: float
) -> list[float]:
    """Scores drawn towards the weighted mean of those in the same of ``count`` groups (-1: left alone)."""
    sums, masses = [0.0] * count, [0.0] * count
    for i, group in enumerate(groups):
        if group >= 0:
            score, weight = scores[i], weights[i]
            sums[group] += score * weight
            masses[group] += weight
    drawn: list[float] = []
    for i, group in enumerate(groups):
        score = scores[i]
        if group >= 0:
            score = (1 - share) * score + share * sums[group] / masses[group]
        drawn.append(score)
    return drawn
