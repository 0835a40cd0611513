"""The files of an export: split by size, written under temporary names, renamed when all are whole."""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Final, Self

from newsarchive.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

SUFFIX: Final = ".warc.gz"
DEFAULT_SIZE: Final = 1_000_000_000
"""Bytes of one file, as the WARC standard recommends."""
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the system says of a full disk or a folder into one ``ArchiveError`` line."""
    try:
        yield
    except OSError as error:
        why = "the disk is full: make room and run the same command again" if error.errno in _FULL else None
        raise ArchiveError(f"{path}: cannot be written ({why or error.strerror or error})") from error


class Files:
    """``NAME.warc.gz``, ``NAME-00001.warc.gz`` … in one folder. A context manager: an exception leaves none.

    Raises ``UsageError`` for another name and where an earlier export has further parts, ``ArchiveError``
    when the files cannot be written.
    """

    def __init__(self, output: Path) -> None:
        if not output.name.endswith(SUFFIX) or output.name == SUFFIX:
            raise UsageError(f"{output.name}: a WARC file is named like NAME{SUFFIX}")
        self._output = output
        self._stem = output.name.removesuffix(SUFFIX)
        self._opened: list[tuple[Path, Path]] = []
        self._file: IO[bytes] | None = None
        self.names: list[str] = []
        if further := sorted(output.parent.glob(f"{_literal(self._stem)}-[0-9][0-9][0-9][0-9][0-9]{SUFFIX}")):
            raise UsageError(f"{further[0]} is of an earlier export: remove its parts or choose another name")

    def begin(self) -> str:
        """Begin the next file and return its name."""
        number = len(self.names)
        name = f"{self._stem}-{number:05}{SUFFIX}" if number else self._output.name
        path = self._output.with_name(name)
        temporary = path.with_name(f".{name}.part")
        self._close()
        with writing(path):
            self._file = temporary.open("wb")
        self._opened.append((temporary, path))
        self.names.append(name)
        return name

    def write(self, data: bytes) -> None:
        """Append to the open file."""
        assert self._file is not None  # noqa: S101 - begin() was called
        with writing(self._opened[-1][1]):
            self._file.write(data)

    def _close(self) -> None:
        if self._file is not None:
            with writing(self._opened[-1][1]):
                self._file.close()
            self._file = None

    def _finish(self) -> None:
        self._close()
        for temporary, path in self._opened:
            with writing(path):
                temporary.replace(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            if self._file is not None:
                with suppress(OSError):
                    self._file.close()
            for temporary, _ in self._opened:
                temporary.unlink(missing_ok=True)


def _literal(name: str) -> str:
    """A name that stands for itself in a pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
