"""Sorts more lines than memory holds: sorted runs on the disk, merged as they are read."""

from __future__ import annotations

import heapq
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN: Final = 50_000
"""Lines held at once: some 15 MB of an index."""


class SortedLines:
    """Lines added in any order, given sorted by their bytes; runs are kept in ``folder``."""

    def __init__(self, folder: Path, run: int = RUN) -> None:
        self._folder = folder
        self._run = run
        self._held: list[bytes] = []
        self._files: list[Path] = []

    def add(self, line: str) -> None:
        """Add a line, without its end."""
        self._held.append(line.encode("utf-8", "replace") + b"\n")
        if len(self._held) >= self._run:
            self._spill()

    def _spill(self) -> None:
        path = self._folder / f"run-{len(self._files)}"
        with path.open("wb") as file:
            file.writelines(sorted(self._held))
        self._files.append(path)
        self._held.clear()

    def __iter__(self) -> Iterator[bytes]:
        files: list[IO[bytes]] = []
        try:
            for path in self._files:
                files.append(path.open("rb"))  # noqa: PERF401 - those opened before one fails must be closed
            yield from heapq.merge(*files, sorted(self._held))
        finally:
            for file in files:
                file.close()
