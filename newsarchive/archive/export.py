"""Writes rows of the archive as JSON Lines, CSV or Parquet, in bounded memory."""

from __future__ import annotations

import csv
import json
from dataclasses import fields
from importlib import import_module
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from newsarchive.archive.records import ArticleRecord
from newsarchive.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMATS = ("jsonl", "csv", "parquet")
# Rows of one Parquet row group: a few MB of text.
PARQUET_BATCH = 2_000
# A cell that begins with one of these is run as a formula by spreadsheets (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_jsonl(rows: Iterable[Any], out: IO[str]) -> int:
    """One JSON object a line, keys in the order of the contract; return how many rows."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
        out.write(json.dumps(row.to_dict(), ensure_ascii=False))
        out.write("\n")
    return count


def write_csv(rows: Iterable[Any], out: IO[str], *, columns: tuple[str, ...] = (), bom: bool = False) -> int:
    """CSV that a spreadsheet opens without running formulas; lists and objects are JSON in one cell.

    ``out`` should be opened with ``newline=""`` and encoding UTF-8; ``bom`` writes the mark by which Excel
    recognises it. Texts that begin like a formula get an apostrophe in front. ``columns`` names the header of
    an empty export.
    """
    plain = (row.to_dict() for row in rows)
    first = next(plain, None)
    header = list(first) if first is not None else list(columns)
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    count = 0
    for row in chain([first] if first is not None else [], plain):
        writer.writerow([_cell(row[name]) for name in header])
        count += 1
    return count


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def write_parquet(rows: Iterable[Any], path: Path, *, kind: type = ArticleRecord) -> int:
    """Parquet in row groups of ``PARQUET_BATCH``; ``kind`` is the rows' record type, which gives the columns.

    Texts and numbers are columns of their type, lists and objects JSON text. Needs the ``parquet`` extra:
    ``UsageError`` says so where it is missing; ``ArchiveError`` when the file cannot be written.
    """
    try:
        # pyarrow brings no types: as modules of type Any it needs no exception from the checks.
        pa: Any = import_module("pyarrow")
        pq: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise UsageError("Parquet needs pyarrow: pip install 'newsarchive[parquet]'") from None
    schema = pa.schema(
        [(item.name, pa.int64() if item.type in _INTEGERS else pa.string()) for item in fields(kind)]
    )
    count = 0
    try:
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in _batches(rows):
                columns = {name: [_parquet_value(row[name]) for row in batch] for name in schema.names}
                writer.write_table(pa.table(columns, schema=schema))
                count += len(batch)
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be written ({error})") from error
    return count


_INTEGERS = ("int", "int | None")


def _batches(rows: Iterable[Any]) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while batch := [row.to_dict() for row in islice(iterator, PARQUET_BATCH)]:
        yield batch


def _parquet_value(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def record_columns(kind: type) -> tuple[str, ...]:
    """Columns of a record type in the order of the contract."""
    return tuple(item.name for item in fields(kind))


def article_columns() -> tuple[str, ...]:
    """Columns of the article record in the order of the contract."""
    return record_columns(ArticleRecord)
