"""Progress goes to standard error: lines now and then where there is no terminal, nothing when quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.cli import progress as shown
from newsarchive.crawl.report import Coverage, CrawlReport, Progress

if TYPE_CHECKING:
    import pytest

NOW = Progress(
    pages=12, articles=7, queued=30, errors=1, requests=14, seconds=3.0, rate=4.25, url="http://x/"
)


def test_a_moment_in_words() -> None:
    assert shown.describe(NOW) == "12 pages, 7 articles, 4.2 pages/s, 30 queued, 1 errors"


def test_quiet_asks_for_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    with shown.progress(quiet=True) as on_progress:
        assert on_progress is None
    assert capsys.readouterr() == ("", "")


def test_lines_come_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(shown.time, "monotonic", lambda: clock[0])
    with shown.progress(quiet=False) as on_progress:
        assert on_progress is not None
        for second in range(25):
            clock[0] = 100.0 + second
            on_progress(NOW)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [shown.describe(NOW)] * 2


def test_the_report_tells_the_gap_the_traps_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    from newsarchive.cli.views.report import print_report

    print_report(
        CrawlReport(
            site="news.example",
            run=3,
            status="interrupted",
            message="interrupted; the same command resumes",
            pages=40,
            articles_new=30,
            failed=1,
            queued=5,
            seconds=2.0,
            failures={"http://news.example/a\x1b[2J": "timeout"},
            traps={"/calendar/*": 31},
            coverage=(Coverage("listing", 50, 30, 8), Coverage("feed", 4, 4)),
        )
    )
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line.strip() for line in err.splitlines()]
    assert lines[0] == "news.example interrupted: the same command resumes"
    assert "found in listings: 50 articles, 30 stored, 8 removed or no article, 12 not yet" in lines
    assert "found in feeds: 4 articles, all stored" in lines
    assert "trap closed: /calendar/* (31 addresses skipped)" in lines
    assert "http://news.example/a␛[2J: timeout" in lines
    assert lines[-1] == "5 addresses wait; the same command goes on with them"
