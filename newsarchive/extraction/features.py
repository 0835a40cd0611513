"""Blocks to numbers: what the classifier of blocks looks at."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

from newsarchive.extraction.setting import count_stops
from newsarchive.extraction.vocabulary import N_HINTS, N_LINES, hint_mask, line_group

if TYPE_CHECKING:
    from newsarchive.document.blocks import Block, Box
    from newsarchive.extraction.setting import Setting

_ENDS = tuple('.!?…。！？।」』”"’)）»')
_LEADS_ON = (":", "：", ">", "»", "›", "→")
_TAG_KINDS = {
    "p": 1, "li": 2, "h1": 3, "h2": 4, "h3": 5, "h4": 6, "h5": 7, "h6": 7, "div": 8, "td": 9, "th": 9,
    "figcaption": 10, "blockquote": 11, "article": 12, "section": 12, "dd": 13, "dt": 13, "pre": 14,
}  # fmt: skip
_AROUND = ("nav", "footer", "header", "aside", "form", "figure", "table", "ul", "ol", "section", "blockquote",
           "li", "figcaption", "dl", "address")  # fmt: skip
_AROUND_BITS = {tag: 1 << i for i, tag in enumerate(_AROUND)}
_LEVELS = 3
_FAR = 60
# A block with as much running text marks the article's course.
STRONG = 100


def names() -> list[str]:
    """The features' names, in the order of a row."""
    text = (
        "size link stops stop_density ends leads_on first bold links digits upper word_length marks address "
        "copyright repeats title description told tag"
    ).split()
    lines = [f"line{group}" for group in range(1, N_LINES + 1)]
    place = "depth aside elsewhere title_steps above_title"
    box = [*place.split(), *(f"in_{tag}" for tag in _AROUND)]
    hints = [f"{level}_hint{i}" for level in ("own", "parent", "far") for i in range(N_HINTS)]
    levels = [
        f"box{n}_{what}" for n in range(_LEVELS) for what in ("size", "link", "prose", "share", "blocks")
    ]
    course = (
        "signature signature_count position before seen after_title after_first last_strong next_strong br"
    )
    around = [
        f"{where}_{what}"
        for where in ("prev2", "prev1", "next1", "next2")
        for what in ("size", "link", "stops", "tag", "parent", "heading", "gap")
    ]
    return [*text, *lines, *box, *hints, *levels, *course.split(), "under", *around]


class Features:
    """Rows of numbers for the blocks near the article of one page."""

    def __init__(self, setting: Setting, title: str, description: str, told: str) -> None:
        self.setting = setting
        self.near = setting.near
        self.blocks = [setting.texts[at] for at in self.near]
        self.sizes = [setting.sizes[at] for at in self.near]
        self.prose = [setting.prose[at] for at in self.near]
        self.links = [block.link_chars / len(block.text) for block in self.blocks]
        self.stops = [count_stops(block.text) for block in self.blocks]
        self.title = " ".join(title.split())
        self.description = " ".join(description.split())[:60]
        self.told = told
        self.total_size = sum(self.sizes) or 1
        self.total_prose = sum(self.prose) or 1.0
        self._weigh()
        title_at = setting.title_at
        around = setting.texts[title_at].box.up() if title_at >= 0 else ()
        self.title_path = {box: steps for steps, box in enumerate(around)}

    def _weigh(self) -> None:
        """Sums over the boxes around each block, up to the article's."""
        main = self.setting.main
        self.boxes: dict[Box, list[float]] = {}
        self.signatures: dict[tuple[str, str, str, str], list[float]] = {}
        self.repeats: dict[str, int] = {}
        for i, block in enumerate(self.blocks):
            size, prose, link = self.sizes[i], self.prose[i], self.sizes[i] * self.links[i]
            for box in block.box.up():
                sums = self.boxes.setdefault(box, [0.0, 0.0, 0.0, 0.0])
                sums[0] += size
                sums[1] += link
                sums[2] += prose
                sums[3] += 1
                if box is main:
                    break
            sums = self.signatures.setdefault(signature(block), [0.0, 0.0])
            sums[0] += prose
            sums[1] += 1
            self.repeats[block.text] = self.repeats.get(block.text, 0) + 1

    def rows(self) -> list[list[float]]:
        """One row a block, in the order of :func:`names`."""
        box_rows: dict[Box, list[float]] = {}
        before = size_before = 0.0
        strong = [i for i, prose in enumerate(self.prose) if prose > STRONG]
        first_strong = strong[0] if strong else 0
        following = iter([*strong, len(self.blocks) + _FAR])
        next_strong, last_strong = next(following), -1
        seen: set[str] = set()
        under: dict[Box | None, int] = {}
        rows = []
        for i, block in enumerate(self.blocks):
            if i >= next_strong:
                next_strong = next(following)
            box = block.box
            if box not in box_rows:
                box_rows[box] = self._box_row(i, box)
            group = line_group(block.text)
            alike = self.signatures[signature(block)]
            start = block.text[:60]
            row = self._text_row(i, block, group)
            row += box_rows[box]
            row += (
                alike[0] / self.total_prose,
                alike[1],
                size_before / self.total_size,
                before / self.total_prose,
                float(start in seen and len(start) > 25),
                self._after_title(i),
                max(-30, min(_FAR, i - first_strong)),
                min(40, i - last_strong) if last_strong >= 0 else 50,
                min(40, next_strong - i),
                float(block.after_break),
                under.get(box.parent, 0),
            )
            self._add_neighbours(row, i, block)
            rows.append(row)
            seen.add(start)
            size_before += self.sizes[i]
            before += self.prose[i]
            if self.prose[i] > STRONG:
                last_strong = i
            if block.heading:
                under[box.parent] = group
        return rows

    def _after_title(self, i: int) -> float:
        title_at = self.setting.title_at
        return max(-30, min(_FAR, self.near[i] - title_at)) if title_at >= 0 else -99

    def _add_neighbours(self, row: list[float], i: int, block: Block) -> None:
        for j in (i - 2, i - 1, i + 1, i + 2):
            if 0 <= j < len(self.blocks):
                other = self.blocks[j]
                row += (
                    log2(self.sizes[j] + 1),
                    self.links[j],
                    min(20, self.stops[j]),
                    float(other.box.tag == block.box.tag),
                    float(other.box.parent is block.box.parent),
                    other.heading,
                    abs(other.index - block.index),
                )
            else:
                row += (-1, -1, -1, -1, -1, -1, -1)

    def _text_row(self, i: int, block: Block, group: int) -> list[float]:
        text, size = block.text, self.sizes[i]
        length = len(text)
        first = text[0]
        count = text.count
        row: list[float] = [
            log2(size + 1),
            self.links[i],
            self.stops[i],
            100 * self.stops[i] / size,
            float(text.endswith(_ENDS)),
            float(text.endswith(_LEADS_ON)),
            1.0 if first.islower() else 2.0 if first.isupper() else 3.0 if first.isdigit() else 4.0 * first.isalpha(),
            block.bold_chars / length,
            block.links,
            sum(map(count, "0123456789")) / length if length < 200 else 0.0,
            float(length < 200 and text.isupper()),
            length / (count(" ") + 1),
            count("|") + count("»") + count("›") + count("/"),
            float("@" in text or "http" in text or "www." in text),
            float("©" in text),
            self.repeats[text] - 1,
            self._like_title(text),
            float(length > 20 and text[:50] in self.description) if self.description else 0.0,
            (1.0 if text[:60] in self.told else 0.0) if self.told else -1.0,
            _TAG_KINDS.get(block.tag, 0),
        ]  # fmt: skip
        lines = [0.0] * N_LINES
        if group:
            lines[group - 1] = 1.0
        return row + lines

    def _like_title(self, text: str) -> float:
        if not self.title:
            return 0.0
        return 2.0 if text == self.title else float(text in self.title or self.title in text)

    def _box_row(self, i: int, box: Box) -> list[float]:
        setting = self.setting
        tags = far = steps = 0
        near: list[int] = []
        title_steps, above_title = -1, -1
        for around in box.up():
            if around is setting.main:
                break
            tags |= _AROUND_BITS.get(around.tag, 0)
            mask = (
                hint_mask(around.hints) if setting.mass.get(around, 0.0) < 0.85 * setting.total_prose else 0
            )
            if len(near) < 2:
                near.append(mask)
            else:
                far |= mask
        for steps, around in enumerate(box.up()):
            if around in self.title_path:
                title_steps, above_title = self.title_path[around], min(12, steps)
                break
        near += [0] * (2 - len(near))
        depth = box.depth - setting.main.depth if setting.main else 0
        row: list[float] = [
            depth, float(setting.is_aside(box)), float(setting.is_elsewhere(self.near[i])), title_steps, above_title,
        ]  # fmt: skip
        row += [tags >> bit & 1 for bit in range(len(_AROUND))]
        for mask in (*near, far):
            row += [mask >> bit & 1 for bit in range(N_HINTS)]
        self._add_levels(row, box)
        return row

    def _add_levels(self, row: list[float], box: Box) -> None:
        level: Box | None = box
        for _ in range(_LEVELS):
            sums = self.boxes.get(level) if level is not None else None
            if sums is None or level is None:
                row += (-1, -1, -1, -1, -1)
                continue
            size = sums[0] or 1.0
            row += (
                log2(size + 1),
                sums[1] / size,
                sums[2] / size,
                sums[2] / self.total_prose,
                min(60, sums[3]),
            )
            level = level.parent


def signature(block: Block) -> tuple[str, str, str, str]:
    """Blocks alike in tag and class, under parents alike, are treated alike by the page's author."""
    box = block.box
    parent = box.parent or box
    return box.tag, box.hints, parent.tag, parent.hints
