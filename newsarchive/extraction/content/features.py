"""Blocks to numbers: what the classifier of blocks looks at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from math import log2
from typing import TYPE_CHECKING

from newsarchive.extraction.content.setting import count_stops
from newsarchive.extraction.content.vocabulary import HINTS, hint_mask, leads_further

if TYPE_CHECKING:
    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.content.setting import Setting

_ENDS = tuple('.!?…。！？।」』”"’)）»')
_TAG_KINDS = {
    "p": 1, "li": 2, "h1": 3, "h2": 4, "h3": 5, "h4": 6, "h5": 7, "h6": 7, "div": 8, "td": 9, "th": 9,
    "figcaption": 10, "blockquote": 11, "article": 12, "section": 12, "dd": 13, "dt": 13, "pre": 14,
}  # fmt: skip
_AROUND = ("aside", "figure", "table", "blockquote")
_AROUND_BITS = {tag: 1 << bit for bit, tag in enumerate(_AROUND)}
_LEVELS = 3
_FAR = 60
# Above this share of the running text a box's name says nothing of a single block.
_SUBSTANCE = 0.85
# A block with as much running text marks the article's course.
STRONG = 100


def names() -> list[str]:
    """The features' names, in the order of a row."""
    text = "size link stops stop_density ends bold links word_length further repeats description tag"
    place = [*["depth", "above_title"], *(f"in_{tag}" for tag in _AROUND)]
    hints = [f"{level}_{hint}" for level in ("own", "parent", "far") for hint in HINTS]
    levels = [
        f"box{n}_{what}" for n in range(_LEVELS) for what in ("size", "link", "prose", "share", "blocks")
    ]
    course = "signature signature_count before after_title after_first last_strong next_strong br"
    around = [
        f"{where}_{what}"
        for where in ("prev2", "prev1", "next1", "next2")
        for what in ("size", "link", "gap")
    ]
    return [*text.split(), *place, *hints, *levels, *course.split(), *around]


class Features:
    """Rows of numbers for the blocks near the article of one page."""

    def __init__(self, setting: Setting, description: str) -> None:
        self.setting = setting
        self.near = setting.near
        self.blocks = [setting.texts[at] for at in self.near]
        self.sizes = [setting.sizes[at] for at in self.near]
        self.prose = [setting.prose[at] for at in self.near]
        self.links = [block.link_chars / len(block.text) for block in self.blocks]
        self.logs = [log2(size + 1) for size in self.sizes]
        self.description = " ".join(description.split())[:60]
        self.total_prose = sum(self.prose) or 1.0
        self._weigh()
        self._course()
        title_at = setting.title_at
        around = setting.texts[title_at].box.up() if title_at >= 0 else ()
        self.title_path = set(around)
        self.contexts: dict[Box, tuple[int, int, int, int, int]] = {}
        self.levels: dict[Box, tuple[float, ...]] = {}

    def _weigh(self) -> None:
        """Sums over the boxes around each block, up to the article's."""
        main = self.setting.main
        self.boxes: dict[Box, list[float]] = {}
        self.signatures: dict[tuple[str, str, str, str], list[float]] = {}
        self.repeats: dict[str, int] = {}
        self.keys = [signature(block) for block in self.blocks]
        boxes, signatures, repeats = self.boxes, self.signatures, self.repeats
        columns = zip(self.blocks, self.sizes, self.prose, self.links, self.keys, strict=True)
        for block, size, prose, share, key in columns:
            link = size * share
            box: Box | None = block.box
            while box is not None:
                sums = boxes.get(box)
                if sums is None:
                    boxes[box] = [size, link, prose, 1]
                else:
                    sums[0] += size
                    sums[1] += link
                    sums[2] += prose
                    sums[3] += 1
                box = None if box is main else box.parent
            alike = signatures.get(key)
            if alike is None:
                signatures[key] = [prose, 1]
            else:
                alike[0] += prose
                alike[1] += 1
            repeats[block.text] = repeats.get(block.text, 0) + 1

    def _course(self) -> None:
        """What precedes each block, and where the blocks are that mark the article's course."""
        self.strong = [i for i, prose in enumerate(self.prose) if prose > STRONG]
        self.before = list(accumulate(self.prose, initial=0.0))
        self.box_rows: dict[Box, tuple[float, ...]] = {}

    def rows(self) -> list[list[float]]:
        """One row a block, in the order of :func:`names`."""
        return [self.row(i) for i in range(len(self.blocks))]

    def row(self, i: int) -> list[float]:
        """The row of one block, in the order of :func:`names`."""
        block, strong = self.blocks[i], self.strong
        box_row = self.box_rows.get(block.box)
        if box_row is None:
            box_row = self.box_rows[block.box] = self._box_row(block.box)
        alike = self.signatures[self.keys[i]]
        at = bisect_left(strong, i)
        next_at = bisect_right(strong, i, at)
        row = [
            *self._text_row(i, block),
            *box_row,
            alike[0] / self.total_prose,
            alike[1],
            self.before[i] / self.total_prose,
            self._after_title(i),
            max(-30, min(_FAR, i - (strong[0] if strong else 0))),
            min(40, i - strong[at - 1]) if at else 50,
            min(40, strong[next_at] - i) if next_at < len(strong) else 40,
            float(block.after_break),
        ]
        self._add_neighbours(row, i, block.index)
        return row

    def _after_title(self, i: int) -> float:
        title_at = self.setting.title_at
        return max(-30, min(_FAR, self.near[i] - title_at)) if title_at >= 0 else -99

    def _add_neighbours(self, row: list[float], i: int, index: int) -> None:
        for j in (i - 2, i - 1, i + 1, i + 2):
            if 0 <= j < len(self.blocks):
                row += (self.logs[j], self.links[j], abs(self.blocks[j].index - index))
            else:
                row += _NO_NEIGHBOUR

    def _text_row(self, i: int, block: Block) -> tuple[float, ...]:
        text, size = block.text, self.sizes[i]
        length, stops = len(text), count_stops(text)
        return (
            self.logs[i],
            self.links[i],
            stops,
            100 * stops / size,
            float(text.endswith(_ENDS)),
            block.bold_chars / length,
            block.links,
            length / (text.count(" ") + 1),
            float(leads_further(text)),
            self.repeats[text] - 1,
            float(length > 20 and bool(self.description) and text[:50] in self.description),
            _TAG_KINDS.get(block.tag, 0),
        )

    def _box_row(self, box: Box) -> tuple[float, ...]:
        main = self.setting.main
        tags, own, parent, far, steps = self._context(box)
        levels: tuple[float, ...] = ()
        level: Box | None = box
        for _ in range(_LEVELS):
            levels += self._level(level) if level is not None else _NO_LEVEL
            level = level.parent if level is not None else None
        return (
            box.depth - main.depth if main else 0,
            min(12, steps),
            *_AROUND_ROWS[tags],
            *_HINT_ROWS[own],
            *_HINT_ROWS[parent],
            *_HINT_ROWS[far],
            *levels,
        )

    def _context(self, box: Box) -> tuple[int, int, int, int, int]:
        """Tags around in the article's box; hints of box, parent and others; steps to the title."""
        path: list[Box] = []
        around: Box | None = box
        main = self.setting.main
        while around is not None and around not in self.contexts and around is not main:
            path.append(around)
            around = around.parent
        known = self.contexts.get(around) if around is not None else None
        tags, own, parent, far, steps = known or (0, 0, 0, 0, 0 if around in self.title_path else -1)
        for inner in reversed(path):
            share = self.setting.mass.get(inner, 0.0) / self.setting.total_prose
            tags |= _AROUND_BITS.get(inner.tag, 0)
            far |= parent
            parent = own
            own = hint_mask(inner.hints) if share < _SUBSTANCE else 0
            steps = 0 if inner in self.title_path else steps + 1 if steps >= 0 else -1
            self.contexts[inner] = (tags, own, parent, far, steps)
        return tags, own, parent, far, steps

    def _level(self, box: Box) -> tuple[float, ...]:
        known = self.levels.get(box)
        if known is None:
            sums = self.boxes.get(box)
            if sums is None:
                return _NO_LEVEL
            size = sums[0] or 1.0
            known = self.levels[box] = (
                log2(size + 1),
                sums[1] / size,
                sums[2] / size,
                sums[2] / self.total_prose,
                min(60, sums[3]),
            )
        return known


_NO_NEIGHBOUR = (-1.0, -1.0, -1.0)
_NO_LEVEL = (-1.0, -1.0, -1.0, -1.0, -1.0)
_AROUND_ROWS = [tuple(mask >> bit & 1 for bit in range(len(_AROUND))) for mask in range(1 << len(_AROUND))]
_HINT_ROWS = [tuple(mask >> bit & 1 for bit in range(len(HINTS))) for mask in range(1 << len(HINTS))]


def signature(block: Block) -> tuple[str, str, str, str]:
    """Blocks alike in tag and class, under parents alike, are treated alike by the page's author."""
    box = block.box
    parent = box.parent or box
    return box.tag, box.hints, parent.tag, parent.hints
