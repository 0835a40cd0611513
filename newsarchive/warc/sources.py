"""The WARC files that a name on the command line stands for: one, or those in a WACZ."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from os import SEEK_END
from typing import IO, TYPE_CHECKING, Final, Self, cast

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_ZIP: Final = b"PK\x03\x04"
_LOCAL: Final = 30
"""Bytes of what stands before a file's name; the last four tell how long name and extra fields are."""
_LOOKED_AT: Final = 65_536
_SUFFIXES: Final = (".warc", ".warc.gz", ".warc.zst", ".warc.zstd")


@dataclass(frozen=True, slots=True)
class Entry:
    """One WARC file: ``open`` gives its bytes, ``size`` how many they are."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class _Section:
    """A stretch of a file that reads as a file; WACZ keeps its WARC files as they are."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    @classmethod
    def of(cls, file: IO[bytes], info: zipfile.ZipInfo) -> Self | None:
        """Where a package says that a file of it is; None when nothing is there."""
        file.seek(info.header_offset)
        head = file.read(_LOCAL)
        if len(head) < _LOCAL or not head.startswith(_ZIP):
            return None
        behind = sum(struct.unpack("<HH", head[-4:]))
        return cls(file, info.header_offset + _LOCAL + behind, info.file_size)

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes."""
        self._file.seek(self._start + self._at)
        data = self._file.read(min(size, self._size - self._at))
        self._at += len(data)
        return data

    def seek(self, at: int, whence: int = 0) -> int:
        """Go to byte ``at``; ``whence`` 2 counts from the end."""
        self._at = min(at + (self._size if whence == SEEK_END else 0), self._size)
        return self._at

    def tell(self) -> int:
        """How far it is read."""
        return self._at


@contextmanager
def entries(path: Path) -> Iterator[list[Entry]]:
    """The WARC files of ``path``, in order, while the block runs.

    A WACZ whose directory is cut off or damaged counts as one file. Raises ``UsageError`` for a file
    that cannot be opened and for a ZIP file that is no WACZ.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    with file:
        whole = Entry(path.name, path.stat().st_size, lambda: file)
        yield (_in_wacz(file, path) if file.read(len(_ZIP)) == _ZIP else None) or [whole]


def _in_wacz(file: IO[bytes], path: Path) -> list[Entry]:
    try:
        infos = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError):
        return []
    found = [info for info in infos if info.filename.lower().endswith(_SUFFIXES)]
    if not found:
        raise UsageError(f"{path}: a ZIP file without WARC files: no WACZ")
    if packed := [info.filename for info in found if info.compress_type != zipfile.ZIP_STORED]:
        raise UsageError(f"{path}: {packed[0]} is compressed once more, which WACZ forbids: unpack it first")
    sections = [_Section.of(file, info) for info in found]
    if None in sections:
        return []
    return [_entry(info.filename, section) for info, section in zip(found, sections, strict=True) if section]


def _entry(name: str, section: _Section) -> Entry:
    return Entry(name, section.seek(0, SEEK_END), lambda: cast("IO[bytes]", section))


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Files in the order they were written: ``NAME.warc.gz`` before ``NAME-00001.warc.gz``.

    Shells sort them the other way round, and revisits in the parts refer to what came first.
    """

    def key(path: Path) -> tuple[str, str, int]:
        stem, _, suffix = path.name.partition(".")
        name, dash, number = stem.rpartition("-")
        part = bool(dash) and len(number) == 5 and number.isdecimal()
        return str(path.parent), f"{name if part else stem}.{suffix}", int(number) if part else 0

    return sorted(paths, key=key)


def fingerprint(path: Path, *choice: str) -> str:
    """What tells an import from others, wherever the file lies: its beginning, its size, what is chosen."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        digest.update(file.read(_LOOKED_AT))
        digest.update(str(file.seek(0, 2)).encode())
    for word in choice:
        digest.update(b"\0" + word.encode("utf-8", "replace"))
    return digest.hexdigest()[:32]
