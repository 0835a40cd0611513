"""Walks a b-tree from its root past whatever is damaged, and remembers where something is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.archive.salvage.rows import (
    INTERIOR_INDEX,
    INTERIOR_TABLE,
    LEAF_INDEX,
    LEAF_TABLE,
    Broken,
    BTreePage,
    varint,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.archive.salvage.pages import PageFile

LOWEST, HIGHEST = -(1 << 63) - 1, (1 << 63) - 1
# A tree of twenty levels would hold more pages than a file can have.
_DEEPEST = 20


@dataclass(slots=True)
class Tree:
    """The tree at ``root``. ``gaps`` are ranges of row numbers (above, up to) that could not be reached."""

    file: PageFile
    root: int
    has_rowid: bool
    reached: set[int] = field(default_factory=set)
    lost_pages: list[int] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)

    def pages(self) -> Iterator[tuple[BTreePage, int, int]]:
        """The pages that hold rows, in order, each with the range its row numbers must lie in."""
        yield from self._below(self.root, LOWEST, HIGHEST, 0)

    def _below(self, number: int, low: int, high: int, depth: int) -> Iterator[tuple[BTreePage, int, int]]:
        kinds = (INTERIOR_TABLE, LEAF_TABLE) if self.has_rowid else (INTERIOR_INDEX, LEAF_INDEX)
        is_new = number not in self.reached and depth < _DEEPEST
        page = BTreePage.read(self.file, number) if is_new else None
        if page is None or page.kind not in kinds:
            self._lose(number, low, high)
            return
        self.reached.add(number)
        if not (page.is_interior and self.has_rowid):
            yield page, low, high
        if page.is_interior:
            for child, above, up_to in self._children(page, low, high):
                yield from self._below(child, above, up_to, depth + 1)

    def _children(self, page: BTreePage, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        above = low
        for at in page.cells:
            child, up_to = int.from_bytes(page.data[at : at + 4], "big"), high
            if self.has_rowid:
                try:
                    up_to, _ = varint(page.data, at + 4)
                except Broken:
                    up_to = low
                if not above < up_to <= high:
                    self._lose(page.number, above, high)
                    continue
            yield child, above, up_to
            above = up_to if self.has_rowid else low
        yield page.last_child, above, high

    def _lose(self, number: int, low: int, high: int) -> None:
        self.lost_pages.append(number)
        self.gaps.append((low, high))

    def is_missing(self, rowid: int) -> bool:
        """Tell whether a row of that number could have been where nothing could be read."""
        return any(low < rowid <= high for low, high in self.gaps)
