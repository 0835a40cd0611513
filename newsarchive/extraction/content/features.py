"""Blocks to numbers: what the classifier of blocks looks at."""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import TYPE_CHECKING

from newsarchive.extraction.content.vocabulary import HINTS, hint_mask, leads_further

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.content.setting import Setting

_ENDS = frozenset('.!?…。！？।」』”"’)）»')
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
STRONG = 100
# Blocks near the article's begin this far from the last and next of them, at most.
_MAX_LAST, _MAX_NEXT, _NO_LAST = 40, 40, 50

Row = list[float]
_Level = tuple[float, float, float, float, float]
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


_FURTHER = names().index("further")


class Features:
    """Rows of numbers for the blocks near the article of one page."""

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
        title_at = setting.title_at
        self.title_path = set(setting.texts[title_at].box.up() if title_at >= 0 else ())
        self.contexts: dict[Box, _Context] = {}
        self.around: dict[_Context, tuple[float, ...]] = {}
        self.places: dict[Box, tuple[float, ...]] = {}
        self.above: dict[Box | None, tuple[float, ...]] = {}
        if self.blocks:
            self._weigh()
            self.of_text, self.of_course = self._of_text(), self._of_course()
            self.of_neighbours = self._of_neighbours()

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

        Rows are made one by one as most blocks refused without the classifier would else get one in vain.
        """
        box = self.blocks[i].box
        place = self.places.get(box)
        if place is None:
            place = self.places[box] = self._place(box)
        return [*self.of_text[i], *place, *self.of_course[i], *self.of_neighbours[i]]

    def complete(self, i: int, row: Row) -> Row:
        """The row of one block with "further", which costs most and is asked for least."""
        row[_FURTHER] = float(leads_further(self.texts[i]))
        return row

    def _weigh(self) -> None:
        """Sums over the boxes around each block, up to the article's, and over blocks alike."""
        main = self.setting.main
        boxes: dict[Box, list[float]] = {}
        alike: dict[int, list[float]] = {}
        for i, block in enumerate(self.blocks):
            size, prose, key = self.sizes[i], self.prose[i], self.keys[i]
            _add(boxes, block.box, (size, size * self.links[i], prose, 1))
            both = alike.get(key)
            if both is None:
                alike[key] = [prose, 1]
            else:
                both[0] += prose
                both[1] += 1
        # As in sums_around: side by side first, what that makes further up at once.
        beside: dict[Box, list[float]] = {}
        for box, sums in boxes.items():
            if box is not main and box.parent is not None:
                _add(beside, box.parent, sums)
        for parent, sums in beside.items():
            around: Box | None = parent
            while around is not None:
                _add(boxes, around, sums)
                around = None if around is main else around.parent
        self.boxes, self.alike = boxes, alike

    def _of_text(self) -> list[tuple[float, ...]]:
        """What the blocks themselves are like."""
        texts, described = self.texts, self.description
        repeated = Counter(texts) if len(set(texts)) < len(texts) else None
        logs = self.logs = [log2(size + 1) for size in self.sizes]
        rows: list[tuple[float, ...]] = []
        for i, block in enumerate(self.blocks):
            text = block.text
            n = len(text)
            size, stops = self.sizes[i], block.stops
            rows.append((
                logs[i],
                self.links[i],
                stops,
                100 * stops / size if stops else 0.0,
                1.0 if text[-1:] in _ENDS else 0.0,
                block.bold_chars / n if block.bold_chars else 0.0,
                block.links,
                n / (text.count(" ") + 1),
                0.0,
                repeated[text] - 1 if repeated is not None else 0.0,
                1.0 if described and n > 20 and text[:50] in described else 0.0,
                _TAG_KINDS.get(block.tag, 0),
            ))  # fmt: skip
        return rows

    def _of_course(self) -> list[tuple[float, ...]]:
        """What precedes each block, and how far it is from those that mark the article's course."""
        total, count, title_at = self.total_prose, len(self.blocks), self.setting.title_at
        strong = [i for i, prose in enumerate(self.prose) if prose > STRONG]
        first = strong[0] if strong else 0
        since, until = _steps_since(strong, count), _steps_until(strong, count)
        before = 0.0
        rows: list[tuple[float, ...]] = []
        for i, block in enumerate(self.blocks):
            both = self.alike[self.keys[i]]
            rows.append((
                both[0] / total,
                both[1],
                before / total,
                _clamped(self.near[i] - title_at) if title_at >= 0 else -99,
                _clamped(i - first),
                since[i],
                until[i],
                1.0 if block.after_break else 0.0,
            ))  # fmt: skip
            before += self.prose[i]
        return rows

    def _of_neighbours(self) -> list[tuple[float, ...]]:
        """Size, share of links and distance of the two blocks before each and the two behind it."""
        none = [-1.0, -1.0]
        count = len(self.blocks)
        sizes, links = [*none, *self.logs, *none], [*none, *self.links, *none]
        # How far each block, and what would come behind the last two, is from the first and second before it.
        one, two = [-1.0] * (count + 2), [-1.0] * (count + 2)
        for i, block in enumerate(self.blocks):
            at = block.index
            if i > 0:
                earlier = self.blocks[i - 1]
                one[i] = at - earlier.index
            if i > 1:
                earlier = self.blocks[i - 2]
                two[i] = at - earlier.index
        return [
            (
                sizes[i], links[i], two[i], sizes[i + 1], links[i + 1], one[i],
                sizes[i + 3], links[i + 3], one[i + 1], sizes[i + 4], links[i + 4], two[i + 2],
            )
            for i in range(count)
        ]  # fmt: skip

    def _place(self, box: Box) -> tuple[float, ...]:
        """Where the blocks of a box stand: what is around it and how much text it and those around hold."""
        main = self.setting.main
        context = self._context(box)
        around = self.around.get(context)
        if around is None:
            tags, own, outer, far, steps = context
            around = self.around[context] = (
                min(_MAX_STEPS, steps),
                *_AROUND_ROWS[tags],
                *_HINT_ROWS[own],
                *_HINT_ROWS[outer],
                *_HINT_ROWS[far],
            )
        depth = box.depth - main.depth if main else 0
        return (depth, *around, *self._level(box), *self._levels_above(box.parent))

    def _context(self, box: Box) -> _Context:
        """Tags around in the article's box; hints of box, parent and others; steps to the title."""
        path: list[Box] = []
        around: Box | None = box
        contexts, main, mass = self.contexts, self.setting.main, self.setting.mass
        known = contexts.get(box)
        if known is not None:
            return known
        most = _SUBSTANCE * self.setting.total_prose
        while around is not None and around not in contexts and around is not main:
            path.append(around)
            around = around.parent
        context = contexts.get(around) if around is not None else None
        if context is None:
            context = (0, 0, 0, 0, 0 if around in self.title_path else -1)
        for inner in reversed(path):
            tags, own, parent, far, steps = context
            named = mass.get(inner, 0.0) < most and inner.has_attributes
            context = contexts[inner] = (
                tags | _AROUND_BITS.get(inner.tag, 0),
                hint_mask(inner.hints) if named else 0,
                own,
                far | parent,
                0 if inner in self.title_path else steps + 1 if steps >= 0 else -1,
            )
        return context

    def _levels_above(self, box: Box | None) -> tuple[float, ...]:
        """The sums of a box and of the one around it; most blocks share theirs with others."""
        known = self.above.get(box)
        if known is None:
            around = box.parent if box is not None else None
            known = self.above[box] = (
                *(self._level(box) if box is not None else _NO_LEVEL),
                *(self._level(around) if around is not None else _NO_LEVEL),
            )
        return known

    def _level(self, box: Box) -> _Level:
        sums = self.boxes.get(box)
        if sums is None:
            return _NO_LEVEL
        all_sizes, links, prose, count = sums
        size = all_sizes or 1.0
        share = prose / self.total_prose
        return log2(size + 1), links / size, prose / size, share, min(_FAR, count)


def _add(boxes: dict[Box, list[float]], box: Box, numbers: Sequence[float]) -> None:
    sums = boxes.get(box)
    if sums is None:
        boxes[box] = [*numbers]
    else:
        size, link, prose, count = numbers
        sums[0] += size
        sums[1] += link
        sums[2] += prose
        sums[3] += count


_NO_LEVEL: _Level = (-1.0, -1.0, -1.0, -1.0, -1.0)
_AROUND_ROWS = [tuple(mask >> bit & 1 for bit in range(len(_AROUND))) for mask in range(1 << len(_AROUND))]
_HINT_ROWS = [tuple(mask >> bit & 1 for bit in range(len(HINTS))) for mask in range(1 << len(HINTS))]


def _clamped(steps: int) -> int:
    return -30 if steps < -30 else _FAR if steps > _FAR else steps  # noqa: FURB136 - a third of max(min())


def _steps_since(marks: Sequence[int], count: int) -> list[int]:
    """For each position how far behind the last mark before it, a mark itself not counted."""
    steps: list[int] = [_NO_LAST] * (marks[0] + 1 if marks else count)
    for mark, until in zip(marks, [*marks[1:], count - 1], strict=False):
        steps += [min(_MAX_LAST, i - mark) for i in range(mark + 1, until + 1)]
    return steps


def _steps_until(marks: Sequence[int], count: int) -> list[int]:
    """For each position how far ahead the next mark behind it is."""
    steps: list[int] = []
    for mark in marks:
        steps += [min(_MAX_NEXT, mark - i) for i in range(len(steps), mark)]
    return steps + [_MAX_NEXT] * (count - len(steps))


def signature(block: Block) -> tuple[str, str, str, str]:
    """Blocks alike in tag and class, under parents alike, are treated alike by the page's author."""
    box = block.box
    parent = box.parent or box
    return box.tag, box.hints, parent.tag, parent.hints
