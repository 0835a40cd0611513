"""Exports: what each format holds, and that spreadsheets run nothing of it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.export import article_columns, record_columns, write_csv, write_jsonl, write_parquet
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import ArticleRecord, HotRecord
from newsarchive.model import Image

if TYPE_CHECKING:
    from pathlib import Path

    from archive_folder import Archive

CONTRACT = (
    "id site url title published published_raw modified authors source editor category breadcrumb"
    " tags language variants body images pages status first_seen last_seen last_changed revision"
    " duplicate_of provenance"
)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    with archive.writer() as writer:
        archive.store(
            writer,
            1,
            title='=HYPERLINK("http://evil.example")',
            body="第一段\n第二段",
            authors=("-王健", "@b"),
            images=(Image("https://portal.example/a.jpg", "图", None, 1),),
        )
        archive.store(writer, 2, title="＋全形", source="+1")
        writer.finish("finished")
    return archive


def test_json_lines_hold_the_record_of_the_contract(filled: Archive) -> None:
    out = io.StringIO()
    with open_archive(filled.folder) as reader:
        assert write_jsonl(reader.articles(), out) == 2
    first = json.loads(out.getvalue().splitlines()[0])
    assert list(first) == CONTRACT.split()
    assert first["images"] == [
        {"url": "https://portal.example/a.jpg", "caption": "图", "credit": None, "position": 1}
    ]
    assert article_columns() == tuple(CONTRACT.split())


def test_csv_runs_no_formula_and_reads_back(filled: Archive) -> None:
    out = io.StringIO(newline="")
    with open_archive(filled.folder) as reader:
        assert write_csv(reader.articles(), out, bom=True) == 2
    text = out.getvalue()
    assert text.startswith("\ufeffid,")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    assert rows[0]["title"] == '\'=HYPERLINK("http://evil.example")'
    assert rows[0]["body"] == "第一段\n第二段"
    assert json.loads(rows[0]["authors"]) == ["-王健", "@b"]
    assert rows[1]["title"] == "'＋全形"
    assert rows[1]["source"] == "'+1"
    assert rows[1]["published"] == ""


def test_an_empty_export_still_has_its_header() -> None:
    out = io.StringIO(newline="")
    assert write_csv([], out, columns=record_columns(HotRecord)) == 0
    assert out.getvalue() == "site,list,observed_at,rank,title,url,author,date,article_id\r\n"


def test_parquet_holds_every_row_in_typed_columns(filled: Archive, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "articles.parquet"
    with open_archive(filled.folder) as reader:
        assert write_parquet(reader.articles(), target, kind=ArticleRecord) == 2
    table = parquet.read_table(target)
    assert table.column_names == CONTRACT.split()
    assert table.column("id").to_pylist() == [1, 2]
    assert table.column("authors").to_pylist() == ['["-王健", "@b"]', "[]"]
    assert str(table.schema.field("revision").type) == "int64"


def test_only_what_changed_since_a_run(filled: Archive) -> None:
    with filled.writer() as writer:
        filled.store(writer, 2, title="新的标题")
        filled.store(writer, 3)
        writer.finish("finished")
    with open_archive(filled.folder) as reader:
        assert [article.id for article in reader.articles(since_run=1)] == [2, 3]
        assert [article.id for article in reader.articles(since_run=2)] == []
