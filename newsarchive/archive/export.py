"""Writes rows of the archive as JSON Lines, CSV or Parquet, in bounded memory."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsarchive.archive.records import ArticleRecord

FORMATS = ("jsonl", "csv", "parquet")


def write_jsonl(rows: Iterable[Any], out: IO[str]) -> int:
    """One JSON object a line, keys in the order of the contract; return how many rows."""
    raise NotImplementedError


def write_csv(rows: Iterable[Any], out: IO[str], *, columns: tuple[str, ...] = ()) -> int:
    """CSV that a spreadsheet opens without running formulas; lists and objects are JSON in one cell.

    The file should be opened with ``newline=""`` and encoding ``utf-8-sig`` where a BOM is wanted.
    """
    raise NotImplementedError


def write_parquet(rows: Iterable[Any], path: Path, *, kind: type = object) -> int:
    """Parquet in batches (needs the ``parquet`` extra; ``UsageError`` says so where it is missing)."""
    raise NotImplementedError


def article_columns() -> tuple[str, ...]:
    """The article record's columns in the order of the contract."""
    raise NotImplementedError
