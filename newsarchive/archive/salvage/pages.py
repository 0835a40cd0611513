"""The pages of a database file as they stand, with those of its log: read only, however damaged.

File formats: https://www.sqlite.org/fileformat2.html (header 1.3, freelist 1.5, write-ahead log 4).
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

MAGIC = b"SQLite format 3\x00"
# What every archive has unless somebody changed it; also taken when the header is lost.
PAGE_SIZE = 4096
_HEADER = 100
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_LOG_HEADER, _FRAME_HEADER = 32, 24


class PageFile:
    """The pages of the database at ``path``; committed pages of the log beside it stand before them.

    A context manager. Nothing is written and nothing locked; the log's index (``-shm``) is not looked at.
    Raises OSError when the file cannot be read at all.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self._log: int | None = None
        self._frames: dict[int, int] = {}
        head = os.pread(self._file, _HEADER, 0)
        self.size = _page_size(head)
        log = path.with_name(path.name + "-wal")
        if log.is_file() and log.stat().st_size > _LOG_HEADER:
            self._log = os.open(log, os.O_RDONLY)
            self._read_log(os.fstat(self._log).st_size)
        self.count = max([-(-os.fstat(self._file).st_size // self.size), *self._frames])

    @property
    def log_pages(self) -> int:
        """How many pages are taken from the log."""
        return len(self._frames)

    @property
    def head(self) -> bytes | None:
        """The file's header, None when it is not one."""
        first = self.get(1)
        return first[:_HEADER] if first is not None and first.startswith(MAGIC) else None

    def get(self, number: int) -> bytes | None:
        """A whole page by its number from 1; None where the file ends before it, or a disk cannot read it."""
        try:
            if number in self._frames and self._log is not None:
                page = os.pread(self._log, self.size, self._frames[number])
            else:
                page = os.pread(self._file, self.size, (number - 1) * self.size) if number > 0 else b""
        except OSError:
            return None
        return page if len(page) == self.size else None

    def free(self) -> set[int]:
        """The pages that the database does not use, as far as their list can be read."""
        head = self.head
        free: set[int] = set()
        trunk = int.from_bytes(head[32:36], "big") if head else 0
        while 1 < trunk <= self.count and trunk not in free:
            page = self.get(trunk)
            if page is None:
                break
            following, leaves = struct.unpack_from(">II", page)
            if leaves > self.size // 4 - 2 or following > self.count:
                break
            numbers = struct.unpack_from(f">{leaves}I", page, 8)
            if any(number > self.count for number in numbers):
                break
            free |= {trunk, *numbers}
            trunk = following
        return free

    def _read_log(self, length: int) -> None:
        """Take the pages of whole transactions: frames whose salts and running sums are the log's own."""
        assert self._log is not None  # noqa: S101 - called with an open log
        header = os.pread(self._log, _LOG_HEADER, 0)
        magic, _, size, _, salt1, salt2, *sums = struct.unpack(">8I", header)
        order = ">" if magic & 1 else "<"
        if magic not in _LOG_MAGIC or size != self.size or _sums(header[:24], (0, 0), order) != tuple(sums):
            return
        running: tuple[int, int] = (sums[0], sums[1])
        pending: dict[int, int] = {}
        for at in range(_LOG_HEADER, length - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
            frame = os.pread(self._log, _FRAME_HEADER + size, at)
            number, whole, one, two, *told = struct.unpack_from(">6I", frame)
            running = _sums(frame[_FRAME_HEADER:], _sums(frame[:8], running, order), order)
            if (one, two) != (salt1, salt2) or tuple(told) != running:
                return
            pending[number] = at + _FRAME_HEADER
            if whole:
                self._frames |= pending
                pending = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)
        if self._log is not None:
            os.close(self._log)


def _page_size(head: bytes) -> int:
    if not head.startswith(MAGIC):
        return PAGE_SIZE
    size = int.from_bytes(head[16:18], "big")
    size = 65_536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else PAGE_SIZE


def _sums(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    """The log's checksum (4.2): two running sums over pairs of 32-bit words."""
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for at in range(0, len(words), 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return one, two
