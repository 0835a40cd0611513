"""Reads and writes the two records by which FTS5 knows its segments: their structure, and sums over all rows.

As described in section 9.2 of https://www.sqlite.org/fts5.html; numbers are SQLite's varints.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from newsarchive.errors import ArchiveError

# FTS5 never has more (FTS5_MAX_SEGMENT).
MAX_SEGMENTS = 2_000
_COOKIE = 4

Segment = tuple[int, int, int]
"""Number of a segment, its first leaf and its last."""


@dataclass(slots=True)
class Level:
    """Segments of about one size, oldest first; the first ``merging`` of them are being merged."""

    merging: int = 0
    segments: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class Structure:
    """Which segments there are, newest level first; ``written`` counts leaves, ``cookie`` stays as it is."""

    cookie: bytes = bytes(_COOKIE)
    written: int = 0
    levels: list[Level] = field(default_factory=list)

    @classmethod
    def read(cls, block: bytes) -> Structure:
        """Read the record. Raises ``ArchiveError`` where it is none."""
        count, _, written, *rest = _numbers(block[_COOKIE:])
        structure, numbers = cls(block[:_COOKIE], written), iter(rest)
        for _ in range(count):
            try:
                level = Level(next(numbers))
                level.segments += [
                    (next(numbers), next(numbers), next(numbers)) for _ in range(next(numbers))
                ]
            except (StopIteration, RuntimeError) as error:
                raise ArchiveError("the search index is damaged; run `newsarchive reindex`") from error
            structure.levels.append(level)
        return structure

    def block(self) -> bytes:
        """The record's bytes."""
        told = [len(self.levels), sum(len(level.segments) for level in self.levels), self.written]
        for level in self.levels:
            told += [level.merging, len(level.segments)]
            told += [number for segment in level.segments for number in segment]
        return self.cookie + b"".join(map(varint, told))

    def add(self, leaves: int) -> int:
        """Add a new segment of so many leaves; its number. Raises ``ArchiveError`` where none is free."""
        used = {number for level in self.levels for number, _, _ in level.segments}
        free = next((number for number in range(1, MAX_SEGMENTS + 1) if number not in used), None)
        if free is None:
            raise ArchiveError("the search index is in too many pieces; run `newsarchive reindex`")
        if not self.levels:
            self.levels.append(Level())
        self.levels[0].segments.append((free, 1, leaves))
        self.written += leaves
        return free

    @property
    def longest(self) -> int:
        """How many segments the level has that has most."""
        return max((len(level.segments) for level in self.levels), default=0)

    @property
    def is_merging(self) -> bool:
        """Whether a merge was begun and is not ended."""
        return any(level.merging for level in self.levels)


@dataclass(slots=True)
class Sums:
    """How many rows there are, and how many words in each column of all of them."""

    rows: int
    words: list[int]

    @classmethod
    def read(cls, block: bytes, columns: int) -> Sums:
        """Read the record; of an empty index it is empty."""
        rows, *words = _numbers(block) or [0]
        return cls(rows, (words + [0] * columns)[:columns])

    def block(self) -> bytes:
        """The record's bytes."""
        return b"".join(map(varint, [self.rows, *self.words]))

    def add(self, words: list[int], times: int) -> None:
        """Add a row with so many words, or take it out (``times`` is 1 or -1)."""
        self.rows = max(0, self.rows + times)
        self.words = [max(0, have + times * more) for have, more in zip(self.words, words, strict=True)]


def varint(value: int) -> bytes:
    """A number of up to 56 bits: seven bits a byte, the highest first."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))


def _numbers(block: bytes) -> list[int]:
    numbers: list[int] = []
    value = 0
    for byte in block:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers
