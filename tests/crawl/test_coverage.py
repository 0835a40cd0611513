from __future__ import annotations

from newsarchive.crawl.coverage import CoverageCount
from newsarchive.crawl.report import Coverage

BASE = "https://news.example/article/"


def test_dead_links_are_no_gap() -> None:
    count = CoverageCount()
    for name in ("1.html", "2.html", "3.html", "3.html"):
        count.seen("listing", BASE + name, None)
    count.stored(BASE + "1.html")
    count.gone(BASE + "2.html")
    assert count.report() == (Coverage("listing", 3, 1, 1),)
    assert count.report()[0].missing == 1


def test_an_address_that_was_stored_is_not_gone() -> None:
    count = CoverageCount()
    count.seen("hot", BASE + "1.html", None)
    count.gone(BASE + "1.html")
    count.stored(BASE + "1.html")
    assert count.report() == (Coverage("hot", 1, 1, 0),)
