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


def test_what_an_interrupted_run_counted_is_taken_back() -> None:
    first, second = CoverageCount(), CoverageCount()
    notes = []
    for name in ("1.html", "2.html", "3.html"):
        first.seen("listing", BASE + name, None)
        notes.append(first.news())
    first.stored(BASE + "1.html")
    first.gone(BASE + "2.html")
    notes.append(first.news())
    assert first.news() == ""
    second.restore(notes)
    assert second.news() == ""
    second.seen("listing", BASE + "3.html", None)
    second.seen("listing", BASE + "4.html", None)
    second.stored(BASE + "3.html")
    assert second.report() == (Coverage("listing", 4, 2, 1),)
