"""Every query of the page on querying runs, and answers from an archive that has something to answer."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from archive_folder import START, Archive

from newsarchive.model import Article, Image, Outcome, OutcomeKind, Page

PAGE = (Path(__file__).parents[2] / "docs" / "querying.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    archive = Archive(tmp_path_factory.mktemp("querying"))
    text = "人工智能的发展让许多行业重新思考自己的方向，这一点大家都看得很清楚，没有人怀疑。"
    fields = {
        "published": "2024-05-01T10:00:00+08:00",
        "authors": ("王健",),
        "category": "科技",
        "source": "钛媒体",
        "images": (Image("https://portal.example/a.jpg", "图", "视觉中国"),),
        "provenance": {"title": "jsonld"},
    }
    with archive.writer() as writer:
        archive.store(writer, "a", body=text, **fields)
        archive.store(writer, "b", body=text, **fields)
        archive.store(writer, "c", body="旧的文章", **fields)
        archive.store(writer, "c", body="新的文章", **fields)
        archive.gone(writer, "c")
        archive.hot(writer, "a", "z")
        url = "https://portal.example/due.html"
        due = Outcome(OutcomeKind.ARTICLE, url, "article", Article(url=url, title="题", body="再问一次"))
        writer.record(Page(url, b"", fetched_at=archive.tick()), due, due_at=START)
        writer.finish("finished")
    return sqlite3.connect(f"file:{archive.folder}/archive.db?mode=ro", uri=True)


def test_the_page_has_at_least_fifteen_queries() -> None:
    assert len(QUERIES) >= 15


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0][:60])
def test_the_query_answers(connection: sqlite3.Connection, query: str) -> None:
    assert connection.execute(query).fetchall()


def test_every_table_and_view_is_described(connection: sqlite3.Connection) -> None:
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        if not re.match(r"sqlite_|_sqlite|search_(index|characters)_", name) and name != "site_locks"
    ]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
