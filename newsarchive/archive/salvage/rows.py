"""Rows of one page: its cells parted, their overflow followed, their values decoded; strictly.

File format: https://www.sqlite.org/fileformat2.html (b-tree pages 1.6, overflow 1.7, records 2.1).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.archive.salvage.pages import PageFile

Value = int | float | str | bytes | None
INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
INTERIORS = (INTERIOR_INDEX, INTERIOR_TABLE)
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_FIRST_TEXT = 12


class Broken(Exception):
    """The bytes are none that SQLite wrote. ``rowid`` where the cell's own number could still be read."""

    def __init__(self, what: str, rowid: int | None = None, known: tuple[Value, ...] = ()) -> None:
        super().__init__(what)
        self.rowid = rowid
        self.known = known
        """The row's first values, up to where its bytes are lost."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a page: the page below (of interior pages), the row's number (of tables), and its record."""

    child: int
    rowid: int
    record: bytes


@dataclass(frozen=True, slots=True)
class BTreePage:
    """A page of a b-tree with the places of its cells."""

    number: int
    kind: int
    data: bytes
    cells: tuple[int, ...]
    last_child: int

    @classmethod
    def read(cls, file: PageFile, number: int) -> BTreePage | None:
        """The page, or None when it is no page of a b-tree (any more)."""
        data = file.get(number)
        if data is None:
            return None
        at = 100 if number == 1 else 0
        kind = data[at]
        if kind not in (*INTERIORS, LEAF_INDEX, LEAF_TABLE):
            return None
        (count,) = struct.unpack_from(">H", data, at + 3)
        first = at + (12 if kind in INTERIORS else 8)
        if first + 2 * count > file.size:
            return None
        cells = struct.unpack_from(f">{count}H", data, first)
        if any(not first + 2 * count <= cell <= file.size - 4 for cell in cells):
            return None
        last = int.from_bytes(data[at + 8 : at + 12], "big") if kind in INTERIORS else 0
        return cls(number, kind, data, cells, last)

    @property
    def is_interior(self) -> bool:
        """Tell whether pages are below it."""
        return self.kind in INTERIORS

    def cell(self, file: PageFile, at: int, used: set[int]) -> Cell:
        """The cell at a place; its overflow pages are noted in ``used``. Raises ``Broken``."""
        data, child, rowid = self.data, 0, 0
        if self.is_interior:
            child = int.from_bytes(data[at : at + 4], "big")
            at += 4
        if self.kind == INTERIOR_TABLE:
            rowid, _ = varint(data, at)
            return Cell(child, rowid, b"")
        size, at = varint(data, at)
        if self.kind == LEAF_TABLE:
            rowid, at = varint(data, at)
        return Cell(child, rowid, _payload(file, self, at, size, rowid, used))


def _payload(file: PageFile, page: BTreePage, at: int, size: int, rowid: int, used: set[int]) -> bytes:
    """A cell's whole record (1.6): what is on the page, then the chain of overflow pages to its very end."""
    usable = file.size
    most = usable - 35 if page.kind == LEAF_TABLE else (usable - 12) * 64 // 255 - 23
    if size <= most:
        if not 0 <= size <= usable - at:
            raise Broken("reaches beyond its page", rowid)
        return page.data[at : at + size]
    least = (usable - 12) * 32 // 255 - 23
    here = least + (size - least) % (usable - 4)
    here = here if here <= most else least
    if at + here + 4 > usable or size > file.count * usable:
        raise Broken("reaches beyond its page", rowid)
    pieces, got = [page.data[at : at + here]], here
    following = int.from_bytes(page.data[at + here : at + here + 4], "big")
    mine: set[int] = set()
    while got < size:
        data = file.get(following) if 1 < following <= file.count and following not in mine else None
        if data is None:
            raise Broken("its overflow is lost", rowid, _beginning(b"".join(pieces)))
        mine.add(following)
        pieces.append(data[4 : 4 + min(size - got, usable - 4)])
        got += len(pieces[-1])
        following = int.from_bytes(data[:4], "big")
    if following:
        raise Broken("its overflow does not end", rowid, _beginning(b"".join(pieces)[: size - usable + 4]))
    used |= mine
    return b"".join(pieces)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and the place behind it (1.6). Raises ``Broken``."""
    value = 0
    try:
        for place in range(at, at + 8):
            byte = data[place]
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, place + 1
        value = value << 8 | data[at + 8]
    except IndexError:
        raise Broken("ends within a number") from None
    return value - (1 << 64) if value >> 63 else value, at + 9


def values(record: bytes) -> tuple[Value, ...]:
    """The values of a record. Raises ``Broken`` unless it is one to its last byte."""
    found, end = [], varint(record, 0)[0]
    for code, at, length in _layout(record):
        end = at + length
        if end > len(record):
            raise Broken("its values are longer than it")
        found.append(_value(code, record[at:end]))
    if end != len(record):
        raise Broken("its values are shorter than it")
    return tuple(found)


def _beginning(record: bytes) -> tuple[Value, ...]:
    """The first values of a record whose end is lost."""
    found: list[Value] = []
    try:
        for code, at, length in _layout(record):
            if at + length > len(record):
                break
            found.append(_value(code, record[at : at + length]))
    except Broken:
        return tuple(found)
    return tuple(found)


def _layout(record: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, place and length of each value (2.1)."""
    end, at = varint(record, 0)
    if not at <= end <= len(record):
        raise Broken("its head is longer than it")
    place = end
    while at < end:
        code, at = varint(record, at)
        if code < 0 or code in (10, 11):
            raise Broken("a value of no type")
        length = _INTEGERS.get(code, 0) if code < _FIRST_TEXT else (code - _FIRST_TEXT) // 2
        length = 8 if code == 7 else length
        yield code, place, length
        place += length
    if at != end:
        raise Broken("its head ends within a number")


def _value(code: int, data: bytes) -> Value:
    if code >= _FIRST_TEXT:
        if code % 2 == 0:
            return data
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Broken("text that is none") from None
    if code in _INTEGERS:
        return int.from_bytes(data, "big", signed=True)
    if code == 7:
        number: float = struct.unpack(">d", data)[0]
        return number
    return None if code == 0 else code - 8
