"""Real Chinese portal pages, served on loopback behind an index page and crawled with no profile."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from driver import Crawled, run_crawl
from loopback import Answer, Ask, listing_html, reply, running

BENCH = Path(__file__).parents[3] / "shared" / "bench" / "zh"
pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="the shared pages are not here")


@dataclass(frozen=True)
class Result:
    crawled: Crawled
    gold: dict[str, dict[str, object]]
    stored: dict[str, tuple[str, str | None]]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    lines = (BENCH / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {f"/article/{900001 + i}.html": json.loads(line) for i, line in enumerate(lines)}

    def handler(ask: Ask) -> Answer | None:
        if ask.path == "/":
            return reply(
                listing_html("首页", [(path, str(record["title"])) for path, record in gold.items()])
            )
        record = gold.get(ask.path)
        if record is None:
            return None
        raw = gzip.decompress((BENCH / "pages" / f"{record['id']}.html.gz").read_bytes())
        return reply(raw, content_type="text/html")

    archive = tmp_path_factory.mktemp("real")
    with running(handler) as server:
        crawled = run_crawl(server.url + "/", archive, max_pages=200)
        base = server.url
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        rows = db.execute(
            "SELECT u.url, r.title, a.published FROM articles a JOIN article_revisions r ON r.article_id = a.id"
            " JOIN (SELECT url, id AS article_id FROM articles UNION SELECT url, article_id FROM article_urls) u"
            " ON u.article_id = a.id"
        ).fetchall()
    return Result(crawled, gold, {url.removeprefix(base): (title, day) for url, title, day in rows})


def test_every_page_is_stored(result: Result) -> None:
    assert [record["id"] for path, record in result.gold.items() if path not in result.stored] == []


def test_titles_and_dates_are_as_labelled(result: Result) -> None:
    titles = dates = 0
    for path, record in result.gold.items():
        title, day = result.stored.get(path, ("", None))
        titles += plain(title) == plain(str(record["title"]))
        dates += (day or "")[:10] == str(record["published"] or "")[:10]
    assert titles >= 25
    assert dates >= 25


def plain(text: str) -> str:
    return "".join(text.split())
