"""The article's own text: which blocks of the page belong to it, and why the others near it do not."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from newsarchive.document.texts import size_of
from newsarchive.extraction.content.boilerplate import boilerplate_among, is_boilerplate, is_small_print
from newsarchive.extraction.content.choice import Choice
from newsarchive.extraction.content.embedded import embedded_blocks
from newsarchive.extraction.content.features import Features
from newsarchive.extraction.content.forest import log_odds
from newsarchive.extraction.content.setting import Setting
from newsarchive.extraction.content.vocabulary import announces
from newsarchive.model import Removal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.extraction.sitestats import SiteStats
    from newsarchive.profile import Profile

# Pages with more blocks near the article are machine-made lists; the rest is left aside, unread.
_MAX_NEAR = 6_000
# Text blocks above and below the body in which bylines and notices are looked for.
_MARGIN_ABOVE, _MARGIN_BELOW = 12, 12
_SHOWN_CHARS = 300
_INDEX = attrgetter("index")


# A body below this (characters) may be all that a page shows before its scripts run; what these hold is taken
# when it is as many times as long.
_MIN_BODY, _EMBEDDED_GAIN = 150, 3
# A line below this (characters) is no paragraph by itself.
_LINE = 50
# How many blocks at either end may be small print, and how long a heading among them is at most.
_SMALL_PRINT, _HEADING = 4, 20
# How far behind the headline its date may stand, how long that line is at most, and what it holds.
_MASTHEAD, _DATELINE = 3, 70
_DAY = re.compile(
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}|^.{0,12}(?<!\d)\d{1,2}[-/]\d{1,2}(?:\s\d{1,2}:\d\d)?$"
)
_ENDS = ("。", ".", "！", "!", "？", "?", "”", "…", "：")
# ``Body.source`` of text that is not in the page's elements: its blocks have no neighbours there.
EMBEDDED = "script data"


@dataclass(slots=True)
class Body:
    """``blocks``: text blocks and pictures that belong to the article, in order.

    ``near``: all text blocks from a little above the body to a little below, kept or not: bylines, captions
    and notices stand among them. ``removed`` is filled only for an explanation.
    """

    blocks: list[Block] = field(default_factory=list)
    near: list[Block] = field(default_factory=list)
    removed: list[Removal] = field(default_factory=list)
    source: str = "generic"


def find_body(
    document: Document,
    profile: Profile,
    title: str = "",
    *,
    site: SiteStats | None = None,
    explain: bool = False,
) -> Body:
    """The blocks of the article whose headline is ``title`` ("" when unknown).

    A profile's ``body`` and ``remove`` selectors come first; ``site`` tells which text repeats across the
    site. ``Body.source`` says what decided.
    """
    if profile.declares("body"):
        body = _declared_body(document, profile)
        if body is not None:
            return body
    body = _generic_body(document, profile, title, site, explain=explain)
    if sum(len(block.text) for block in body.blocks) < _MIN_BODY:
        embedded = [block for block in embedded_blocks(document) if not is_boilerplate(block.text)]
        if _size(embedded) > _EMBEDDED_GAIN * max(_MIN_BODY, _size(body.blocks)):
            return Body(embedded, embedded, body.removed, EMBEDDED)
    if profile.declares("body"):
        body.source = "profile:missed"
    return body


def _size(blocks: Sequence[Block]) -> int:
    """How much the blocks say, in Latin letters: one of Han says as much as three (bytes of UTF-8)."""
    return sum(size_of(block.text) for block in blocks)


def read_features(document: Document, title: str) -> Features:
    """The features of the blocks near the article."""
    setting = Setting(document.blocks, title)
    del setting.near[_MAX_NEAR:]
    described = document.meta.get("og:description") or document.meta.get("description") or [""]
    return Features(setting, described[0])


def _generic_body(
    document: Document, profile: Profile, title: str, site: SiteStats | None, *, explain: bool
) -> Body:
    features = read_features(document, title)
    if not features.blocks:
        return Body()
    choice = Choice(features, log_odds)
    removed: list[Removal] = []
    chosen = choice.taken()
    told = _left_out([features.blocks[i] for i in chosen], profile, site, document)
    reasons = {i: reason for i, reason in zip(chosen, told, strict=True) if reason}
    reasons |= _headlines(features, chosen)
    reasons |= _at_the_ends(features.blocks, [i for i in chosen if i not in reasons])
    reasons |= _behind_appeals([i for i in chosen if len(features.blocks[i].text) >= _LINE], reasons, chosen)
    choice.reasons |= reasons
    taken = [features.blocks[i] for i in chosen if i not in reasons]
    if explain:
        removed = [
            Removal(features.blocks[i].text[:_SHOWN_CHARS], reason)
            for i, reason in sorted(choice.reasons.items())
        ]
    return Body(_with_pictures(document.blocks, taken), _surroundings(features.setting, taken), removed)


def _at_the_ends(blocks: Sequence[Block], taken: list[int]) -> dict[int, str]:
    """Small print, and headings of what is not there, at the ends of the text.

    Looked for from either end until a paragraph is neither.
    """
    found: dict[int, str] = {}
    for ordered in (taken[::-1][:_SMALL_PRINT], taken[:_SMALL_PRINT]):
        for i in ordered:
            block = blocks[i]
            if is_small_print(block.text):
                found[i] = "small print"
            elif len(block.text) < _HEADING and (block.heading > 1 or not found) and announces(block.text):
                found[i] = "announces other articles"
            else:
                break
    return found if len(found) < len(taken) else {}


def _headlines(features: Features, chosen: list[int]) -> dict[int, str]:
    """The headline and its date where they stand among the paragraphs, as in tables of old pages."""
    setting = features.setting
    found: dict[int, str] = {}
    for i in chosen[:_MASTHEAD]:
        text, at = features.blocks[i].text, setting.near[i]
        if at == setting.title_at:
            found[i] = "the headline"
        elif 0 <= setting.title_at < at <= setting.title_at + _MASTHEAD and _is_dateline(text):
            found[i] = "the date below the headline"
    return found if len(found) < len(chosen) else {}


def _is_dateline(text: str) -> bool:
    return len(text) <= _DATELINE and _DAY.search(text) is not None and not text.endswith(_ENDS)


def _behind_appeals(long: list[int], refused: dict[int, str], chosen: list[int]) -> dict[int, str]:
    """Short lines between an appeal at the article's end ("scan the code below") and that end."""
    last_long = max((i for i in long if i not in refused), default=-1)
    appeal = next((i for i in chosen if i > last_long and i in refused), None)
    if last_long < 0 or appeal is None:
        return {}
    return {i: "behind an appeal to readers" for i in chosen if i > appeal and i not in refused}


def _declared_body(document: Document, profile: Profile) -> Body | None:
    """What stands in the elements that the profile names; None when they are not on the page."""
    roots = set(profile.select_elements(document.root, "body"))
    if not roots:
        return None
    blocks = [block for block in document.blocks if any(box.element in roots for box in block.box.up())]
    texts = [block for block in blocks if not block.is_image]
    refused = {
        block.index
        for block, reason in zip(texts, _left_out(texts, profile, None, document), strict=True)
        if reason
    }
    kept = [block for block in blocks if block.index not in refused]
    return Body(kept, texts, source="profile:body") if texts else None


def _left_out(
    blocks: Sequence[Block], profile: Profile, site: SiteStats | None, document: Document
) -> list[str]:
    """Why blocks that look like the article's are left out all the same; "" for those that are not."""
    reasons = ["boilerplate" if told else "" for told in boilerplate_among(blocks, document)]
    removed = set(profile.select_elements(document.root, "remove")) if profile.declares("remove") else set()
    for i, block in enumerate(blocks):
        if removed and any(box.element in removed for box in block.box.up()):
            reasons[i] = "profile: remove"
        elif profile.boilerplate and profile.is_boilerplate(block.text):
            reasons[i] = "profile: boilerplate"
        elif site is not None and site.is_boilerplate(block.text):
            reasons[i] = "repeats across the site"
    return reasons


def _with_pictures(blocks: Sequence[Block], taken: list[Block]) -> list[Block]:
    """The body's text with the pictures between its first and last block put back in their places."""
    if not taken:
        return []
    chosen = {block.index for block in taken}
    first, last = taken[0].index, taken[-1].index
    return [block for block in blocks[first : last + 1] if block.is_image or block.index in chosen]


def _surroundings(setting: Setting, taken: list[Block]) -> list[Block]:
    """All text from above the body's first block to below its last."""
    if not taken:
        return []
    first = bisect_left(setting.texts, taken[0].index, key=_INDEX)
    last = bisect_left(setting.texts, taken[-1].index, key=_INDEX)
    return setting.texts[max(0, first - _MARGIN_ABOVE) : last + 1 + _MARGIN_BELOW]
