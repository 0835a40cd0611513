"""Every portal of `shapes` is found whole with no profile: each of its stories once, and nothing else."""

from __future__ import annotations

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from driver import Crawled, run_crawl
from loopback import headline, running
from shapes import COUNT, SHAPES

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE = 4


@dataclass(frozen=True)
class Result:
    crawled: Crawled
    titles: Counter[str]
    articles: int


def crawl_shape(name: str, archive: Path) -> Result:
    site = SHAPES[name]()
    with running(site) as server:
        crawled = run_crawl(site.start, archive, proxy=server.url)
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        titles = Counter(title for (title,) in db.execute("SELECT title FROM article_revisions"))
        (articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
    return Result(crawled, titles, articles)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folders = {name: tmp_path_factory.mktemp(name) for name in SHAPES}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = pool.map(crawl_shape, folders, folders.values())
    return dict(zip(folders, found, strict=True))


@pytest.mark.parametrize("name", SHAPES)
def test_every_story_is_found(results: dict[str, Result], name: str) -> None:
    wanted = {headline(number) for number in range(COUNT)}
    assert sorted(wanted - set(results[name].titles)) == []
    assert results[name].crawled.status == 0


@pytest.mark.parametrize("name", SHAPES)
def test_every_story_is_stored_once(results: dict[str, Result], name: str) -> None:
    assert results[name].articles == COUNT
    assert set(results[name].titles.values()) == {1}


def test_a_list_that_repeats_its_last_page_is_left(results: dict[str, Result]) -> None:
    assert results["a_last_page_without_end"].crawled.report["requests"] < COUNT + 20


def test_parameters_that_change_nothing_are_learnt_and_told(results: dict[str, Result]) -> None:
    report = results["tracked_links"].crawled.report
    assert report["requests"] < 100  # of the 192 addresses that the lists show
    assert any("changes nothing" in trap for trap in report["traps"])
