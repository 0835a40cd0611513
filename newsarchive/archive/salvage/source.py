"""A damaged archive as rows: trees walked, pages that nothing leads to claimed, indexes asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.archive.salvage.rows import INTERIORS, LEAF_TABLE, Broken, BTreePage, values
from newsarchive.archive.salvage.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.archive.salvage.pages import PageFile
    from newsarchive.archive.salvage.rows import Cell, Value
    from newsarchive.archive.salvage.shapes import Index, Table

Row = tuple["Value", ...]


@dataclass(slots=True)
class Reading:
    """How reading a table went: its tree, cells that could not be read, and what was known of their rows."""

    tree: Tree
    broken_cells: int = 0
    broken_rows: dict[int, Row] = field(default_factory=dict)
    claimed: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing of the table is missing."""
        return not (self.tree.lost_pages or self.broken_cells)


class Source:
    """The rows of a damaged database; ``roots`` are where the schema says that tables and indexes begin."""

    def __init__(self, file: PageFile, tables: Sequence[Table], fallback: dict[str, tuple[int, str]]) -> None:
        self.file = file
        self.tables = tables
        self.readings: dict[str, Reading] = {}
        self.indexes: dict[str, Tree] = {}
        self.unclaimed = 0
        """Rows on pages that nothing leads to and that could belong to several tables."""
        self._used: set[int] = set()
        self.has_schema = False
        self._roots = fallback | self._read_schema()

    def _read_schema(self) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        tree = Tree(self.file, 1, has_rowid=True)
        for page, _, _ in tree.pages():
            for at in page.cells:
                try:
                    kind, name, _, root, _ = values(page.cell(self.file, at, self._used).record)
                except (Broken, ValueError):
                    continue
                if isinstance(name, str) and isinstance(root, int) and root > 0:
                    found[name] = (root, str(kind))
        self._used |= tree.reached
        self.has_schema = not tree.lost_pages
        return found

    def rows(self, table: Table) -> Iterator[Row]:
        """Every row of a table that its tree leads to."""
        tree = Tree(self.file, self._roots.get(table.name, (0, ""))[0], table.has_rowid)
        reading = self.readings[table.name] = Reading(tree)
        for page, low, high in tree.pages():
            for cell in self._cells(page, reading):
                is_in_place = low < cell.rowid <= high or not table.has_rowid
                row = table.row(cell.rowid, values(cell.record)) if is_in_place else None
                if row is None:
                    reading.broken_cells += 1
                else:
                    yield row
        self._used |= tree.reached

    def _cells(self, page: BTreePage, reading: Reading | None) -> Iterator[Cell]:
        for at in page.cells:
            try:
                cell = page.cell(self.file, at, self._used)
                values(cell.record)
            except Broken as error:
                if reading is not None:
                    reading.broken_cells += 1
                    if error.rowid is not None and page.kind == LEAF_TABLE:
                        reading.broken_rows[error.rowid] = error.known
                continue
            yield cell

    def walk_indexes(self) -> None:
        """Learn which indexes are whole, and which pages they and the search index take."""
        copied = {table.name for table in self.tables}
        for name, (root, kind) in self._roots.items():
            if name not in copied and root > 1:
                # Of the search index's tables those two have no row numbers.
                tree = Tree(self.file, root, kind == "table" and not name.endswith(("_idx", "_config")))
                for _ in tree.pages():
                    pass
                self.indexes[name] = tree
                self._used |= tree.reached

    def index_records(self, index: Index) -> Iterator[Row]:
        """What an index holds, as far as it can be read."""
        tree = Tree(self.file, self._roots.get(index.name, (0, ""))[0], has_rowid=False)
        for page, _, _ in tree.pages():
            for cell in self._cells(page, None):
                yield values(cell.record)

    def orphans(self) -> Iterator[tuple[Table, Row]]:
        """Rows of pages that no tree leads to any more, of the one table that they can belong to.

        Call it when all tables were read and all indexes walked. A page is left alone when the database gave
        it up (it may hold rows that were deleted), and when it could belong to several tables.
        """
        free = self.file.free()
        damaged = [table for table in self.tables if self.readings[table.name].tree.lost_pages]
        if not damaged and self.has_schema:
            return
        for number in range(2, self.file.count + 1):
            if number in self._used or number in free:
                continue
            page = BTreePage.read(self.file, number)
            if page is not None and page.cells and not (page.kind in INTERIORS and page.kind != 2):
                yield from self._claim(page, damaged)

    def _claim(self, page: BTreePage, damaged: list[Table]) -> Iterator[tuple[Table, Row]]:
        cells = [(cell.rowid, values(cell.record)) for cell in self._cells(page, None)]
        claims: dict[str, list[tuple[Table, Row]]] = {}
        for table in damaged:
            if table.has_rowid == (page.kind == LEAF_TABLE):
                rows = self._rows_of(table, cells)
                if rows and 2 * len(rows) > len(page.cells):
                    claims[table.name] = [(table, row) for row in rows]
        if page.kind != LEAF_TABLE:
            claims |= {name: [] for name in self._claiming_indexes(cells)}
        if len(claims) == 1:
            (found,) = claims.values()
            if found:
                self.readings[found[0][0].name].claimed += 1
            yield from found
        elif claims:
            self.unclaimed += len(cells)

    def _rows_of(self, table: Table, cells: list[tuple[int, Row]]) -> list[Row]:
        tree = self.readings[table.name].tree
        if table.has_rowid:
            cells = [(rowid, stored) for rowid, stored in cells if tree.is_missing(rowid)]
        rows = (table.row(rowid, stored) for rowid, stored in cells)
        return [row for row in rows if row is not None]

    def _claiming_indexes(self, cells: list[tuple[int, Row]]) -> Iterator[str]:
        for table in self.tables:
            for index in table.indexes:
                tree = self.indexes.get(index.name)
                if tree is not None and tree.lost_pages:
                    fitting = sum(table.fits(index, stored) for _, stored in cells)
                    if 2 * fitting > len(cells):
                        yield index.name

    def damaged_pages(self) -> Counter[str]:
        """Pages that could not be read, by table."""
        counted = {name: len(reading.tree.lost_pages) for name, reading in self.readings.items()}
        return Counter({name: count for name, count in counted.items() if count})
