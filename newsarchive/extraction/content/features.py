"""Blocks to numbers: what the classifier of blocks looks at."""

from __future__ import annotations

from array import array
from collections import Counter
from math import log2
from typing import TYPE_CHECKING

from newsarchive.extraction.content.vocabulary import HINTS, hint_mask, leads_further

if TYPE_CHECKING:
    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.content.setting import Setting

    Row = array[float]

_TAG_KINDS = {
    "p": 1, "li": 2, "h1": 3, "h2": 4, "h3": 5, "h4": 6, "h5": 7, "h6": 7, "div": 8, "td": 9, "th": 9,
    "figcaption": 10, "blockquote": 11, "article": 12, "section": 12, "dd": 13, "dt": 13, "pre": 14,
}  # fmt: skip
_AROUND = ("aside", "figure", "table", "blockquote")
_AROUND_BITS = {tag: 1 << bit for bit, tag in enumerate(_AROUND)}
_LEVELS = 3
_FAR, _MAX_STEPS = 60, 12
# Above this share of the running text a box's name says nothing of a single block.
_SUBSTANCE = 0.85
# A block with as much running text marks the article's course.
_STRONG = 100
# Blocks near the article's begin this far from the last and next of them, at most.
_MAX_LAST, _MAX_NEXT, _NO_LAST = 40, 40, 50

_LEVEL_SIZE = 5
_Context = tuple[int, int, int, int, int]


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


_WIDTH = len(names())
_FURTHER = names().index("further")
# Where in a row the features of each kind begin.
_PLACE = names().index("depth")
_LEVEL = names().index("box0_size")
_COURSE = names().index("signature")
_NEIGHBOURS = names().index("prev2_size")


class Features:
    """Rows of numbers for the blocks near the article of one page, one behind the other in ``table``.

    ``rows`` is the same as it is written to; what boxes hold is kept by their numbers.
    """

    def __init__(self, setting: Setting, description: str) -> None:
        self.setting = setting
        self.near = setting.near
        self.blocks: list[Block] = []
        self.prose: list[float] = []
        self.texts: list[str] = []
        self.sizes: list[int] = []
        self.links: list[float] = []
        # Numbers of the blocks' signatures, which cost more to compare.
        self.keys: list[int] = []
        self._read(setting.texts, setting.prose)
        self.total_prose = sum(self.prose) or 1.0
        self.description = " ".join(description.split())[:60]
        count, boxes = len(self.blocks), len(setting.boxes)
        self.table = array("d", bytes(8 * _WIDTH * count))
        self.rows = self.table
        # Four sums for each box, and what rows say of them; bit 0: that is known; bit 1: so is its context.
        self.sums = array("d", bytes(8 * 4 * boxes))
        self.levels = array("d", bytes(8 * _LEVEL_SIZE * boxes))
        self.known = bytearray(boxes)
        self.contexts: list[_Context] = [_NO_CONTEXT] * boxes
        self.placed = bytearray(count)
        title_at = setting.title_at
        self.title_path = set(setting.texts[title_at].box.up() if title_at >= 0 else ())
        if count:
            self._weigh()
            self._write_text()
            self._write_course()
            self._write_neighbours()

    def _read(self, texts: list[Block], prose: list[float]) -> None:
        """What is asked of the blocks: in loops, since the compiler takes types for no other variables."""
        numbers: dict[tuple[str, str, str, str], int] = {}
        for at in self.near:
            block = texts[at]
            text = block.text
            alike = signature(block)
            key = numbers.get(alike)
            if key is None:
                key = numbers[alike] = len(numbers)
            self.blocks.append(block)
            self.prose.append(prose[at])
            self.texts.append(text)
            self.sizes.append(block.size)
            self.links.append(block.link_chars / len(text) if block.link_chars else 0.0)
            self.keys.append(key)

    def row(self, i: int) -> Row:
        """The numbers of one block in the order of :func:`names`; "further" is left at 0.

        What the boxes around it say is written now, as most blocks refused without the classifier would else
        get that in vain.
        """
        if not self.placed[i]:
            self.placed[i] = 1
            block = self.blocks[i]
            self._write_place(block.box, _WIDTH * i)
        return self.table[_WIDTH * i : _WIDTH * i + _WIDTH]

    def complete(self, i: int, row: Row) -> Row:
        """The row of one block with "further", which costs most and is asked for least."""
        row[_FURTHER] = float(leads_further(self.texts[i]))
        return row

    def _weigh(self) -> None:
        """Sums over the boxes around each block, up to the article's."""
        sums, boxes, main = self.sums, self.setting.boxes, self.setting.main
        for i, block in enumerate(self.blocks):
            at = 4 * block.box.number
            size = self.sizes[i]
            sums[at] += size
            sums[at + 1] += size * self.links[i]
            sums[at + 2] += self.prose[i]
            sums[at + 3] += 1
        # A box comes before those in it, so that each has what it holds when that is added further up.
        for number in range(len(boxes) - 1, 0, -1):
            at = 4 * number
            if sums[at + 3]:
                box = boxes[number]
                if box is not None and box is not main and box.parent is not None:
                    above = 4 * box.parent.number
                    sums[above] += sums[at]
                    sums[above + 1] += sums[at + 1]
                    sums[above + 2] += sums[at + 2]
                    sums[above + 3] += sums[at + 3]

    def _write_text(self) -> None:
        """What the blocks themselves are like."""
        rows, texts, described = self.rows, self.texts, self.description
        repeated = Counter(texts) if len(set(texts)) < len(texts) else None
        for i, block in enumerate(self.blocks):
            text = block.text
            n = len(text)
            size, stops, at = self.sizes[i], block.stops, _WIDTH * i
            end = text[n - 1]
            rows[at] = log2(size + 1)
            rows[at + 1] = self.links[i]
            rows[at + 2] = stops
            if stops:
                rows[at + 3] = 100 * stops / size
            # Written out: so the compiler compares characters.
            if end in '.!?…。！？।」』”"’)）»':
                rows[at + 4] = 1.0
            if block.bold_chars:
                rows[at + 5] = block.bold_chars / n
            rows[at + 6] = block.links
            rows[at + 7] = n / (text.count(" ") + 1)
            if repeated is not None:
                rows[at + 9] = repeated[text] - 1
            if described and n > 20 and text[:50] in described:
                rows[at + 10] = 1.0
            rows[at + 11] = _TAG_KINDS.get(block.tag, 0)

    def _write_course(self) -> None:
        """What precedes each block, and how far it is from those that mark the article's course."""
        rows, prose, near, keys = self.rows, self.prose, self.near, self.keys
        total, count, title_at = self.total_prose, len(self.blocks), self.setting.title_at
        alike, many = array("d", bytes(8 * count)), array("d", bytes(8 * count))
        first = last = following = -1
        for i, value in enumerate(prose):
            key = keys[i]
            alike[key] += value
            many[key] += 1
            if first < 0 and value > _STRONG:
                first = i
        before = 0.0
        for i, block in enumerate(self.blocks):
            at, key, value = _WIDTH * i + _COURSE, keys[i], prose[i]
            rows[at] = alike[key] / total
            rows[at + 1] = many[key]
            rows[at + 2] = before / total
            rows[at + 3] = _clamped(near[i] - title_at) if title_at >= 0 else -99
            rows[at + 4] = _clamped(i - max(0, first))
            rows[at + 5] = _NO_LAST if last < 0 else min(_MAX_LAST, i - last)
            if block.after_break:
                rows[at + 7] = 1.0
            before += value
            if value > _STRONG:
                last = i
        for i in range(count - 1, -1, -1):
            rows[_WIDTH * i + _COURSE + 6] = _MAX_NEXT if following < 0 else min(_MAX_NEXT, following - i)
            if prose[i] > _STRONG:
                following = i

    def _write_neighbours(self) -> None:
        """Size, share of links and distance of the two blocks before each and the two behind it."""
        rows, count = self.rows, len(self.blocks)
        for i in range(count):
            block = self.blocks[i]
            at = _WIDTH * i + _NEIGHBOURS
            for place in range(4):
                # The second and first before, the first and second behind.
                other = i + place - (2 if place < 2 else 1)
                cell = at + 3 * place
                if 0 <= other < count:
                    beside = self.blocks[other]
                    rows[cell] = rows[_WIDTH * other]
                    rows[cell + 1] = rows[_WIDTH * other + 1]
                    rows[cell + 2] = abs(block.index - beside.index)
                else:
                    rows[cell] = rows[cell + 1] = rows[cell + 2] = -1.0

    def _write_place(self, box: Box, at: int) -> None:
        """Where the blocks of a box stand: what is around it and how much text it and those around hold."""
        rows, main = self.rows, self.setting.main
        tags, own, parent, far, steps = self._context(box)
        at += _PLACE
        rows[at] = box.depth - main.depth if main is not None else 0
        rows[at + 1] = min(_MAX_STEPS, steps)
        for bit in range(4):
            rows[at + 2 + bit] = tags >> bit & 1
            rows[at + 6 + bit] = own >> bit & 1
            rows[at + 10 + bit] = parent >> bit & 1
            rows[at + 14 + bit] = far >> bit & 1
        at += _LEVEL - _PLACE
        around: Box | None = box
        for _ in range(_LEVELS):
            self._write_level(around, at)
            at += _LEVEL_SIZE
            if around is not None:
                around = around.parent

    def _context(self, box: Box) -> _Context:
        """Tags around in the article's box; hints of box, parent and others; steps to the title."""
        path: list[Box] = []
        around: Box | None = box
        contexts, known, main, mass = self.contexts, self.known, self.setting.main, self.setting.mass
        most = _SUBSTANCE * self.setting.total_prose
        while around is not None and not known[around.number] & 2 and around is not main:
            path.append(around)
            around = around.parent
        if around is not None and known[around.number] & 2:
            context = contexts[around.number]
        else:
            context = (0, 0, 0, 0, 0 if around in self.title_path else -1)
        for inner in reversed(path):
            tags, own, parent, far, steps = context
            named = inner.has_attributes and mass[inner.number] < most
            context = contexts[inner.number] = (
                tags | _AROUND_BITS.get(inner.tag, 0),
                hint_mask(inner.hints) if named else 0,
                own,
                far | parent,
                0 if inner in self.title_path else steps + 1 if steps >= 0 else -1,
            )
            known[inner.number] |= 2
        return context

    def _write_level(self, box: Box | None, at: int) -> None:
        """The sums of a box; most blocks share those of the boxes around with others."""
        rows, sums, levels = self.rows, self.sums, self.levels
        number = box.number if box is not None else -1
        if number < 0 or not sums[4 * number + 3]:
            for i in range(_LEVEL_SIZE):
                rows[at + i] = -1.0
            return
        own = _LEVEL_SIZE * number
        if not self.known[number] & 1:
            self.known[number] |= 1
            size, prose = sums[4 * number] or 1.0, sums[4 * number + 2]
            levels[own] = log2(size + 1)
            levels[own + 1] = sums[4 * number + 1] / size
            levels[own + 2] = prose / size
            levels[own + 3] = prose / self.total_prose
            levels[own + 4] = min(_FAR, sums[4 * number + 3])
        for i in range(_LEVEL_SIZE):
            rows[at + i] = levels[own + i]


_NO_CONTEXT: _Context = (0, 0, 0, 0, -1)


def _clamped(steps: int) -> int:
    return -30 if steps < -30 else _FAR if steps > _FAR else steps  # noqa: FURB136 - a third of max(min())


def signature(block: Block) -> tuple[str, str, str, str]:
    """Blocks alike in tag and class, under parents alike, are treated alike by the page's author."""
    box = block.box
    parent = box.parent or box
    return box.tag, box.hints, parent.tag, parent.hints
