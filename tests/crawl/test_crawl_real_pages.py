"""Real Chinese portal pages, served on loopback behind an index page and crawled with no profile."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from driver import Crawled, run_crawl
from loopback import Answer, Ask, listing_html, reply, running

from newsarchive.archive.reader import open_archive
from newsarchive.errors import NotFound

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
    stored = {}
    with running(handler) as server:
        crawled = run_crawl(server.url + "/", archive)
    with open_archive(archive) as reader:
        for path in gold:
            with suppress(NotFound):
                article = reader.article(server.url + path)
                stored[path] = (article.title, article.published)
    return Result(crawled, gold, stored)


def test_every_page_is_stored(result: Result) -> None:
    assert [record["id"] for path, record in result.gold.items() if path not in result.stored] == []


def test_titles_and_dates_are_as_labelled(result: Result) -> None:
    titles = dates = 0
    for path, record in result.gold.items():
        title, day = result.stored.get(path, ("", None))
        titles += plain(title) == plain(str(record["title"]))
        dates += (day or "")[:10] == str(record["published"] or "")[:10]
    assert (titles, dates) == (28, 28)


def plain(text: str) -> str:
    return "".join(text.split())
