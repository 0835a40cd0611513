"""Pruning a real archive: what is old goes, what an article or a difference stands on stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.captures import prune as module
from newsarchive.archive.captures.prune import Pruned, prune
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveBusy, NotFound, UsageError
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2024, 1, 1, 8, tzinfo=UTC)
NOW = START + timedelta(days=400)
YEAR, MONTH = timedelta(days=365), timedelta(days=30)
SITE = SiteSpec("portal")
HOME, JOINED, FURTHER = (f"https://portal.example/{name}" for name in ("", "joined", "joined-2"))
TEMPLATE = "".join(f"<a href='/section/{n * 37}'>栏目{n * 91}</a>" for n in range(200))


def url(number: int) -> str:
    return f"https://portal.example/{number}"


def page(address: str, day: int, words: str, status: int = 200) -> Page:
    return Page(address, f"{TEMPLATE}<p>{words}</p>".encode(), status, fetched_at=START + timedelta(days=day))


def article(address: str, words: str, pages: int = 1) -> Outcome:
    made = Article(url=address, title="题", body=words, pages=pages)
    return Outcome(OutcomeKind.ARTICLE, address, "article", made)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Twelve articles of day 0, a listing of every tenth day, an edited article, a joined one, errors."""
    with Writer.open(tmp_path, site=SITE) as writer:
        for number in range(12):
            writer.record(page(url(number), 0, f"第{number}篇"), article(url(number), f"第{number}篇"))
        writer.record(page(url(0), 5, "改后"), article(url(0), "改后"))
        writer.keep(page(FURTHER, 1, "下半篇"))
        writer.record(page(JOINED, 1, "上半篇"), article(JOINED, "上半篇\n下半篇", pages=2))
        for day in range(0, 400, 10):
            front = page(HOME, day, f"第{day}天")
            writer.record(front, Outcome(OutcomeKind.LISTING, HOME, "listing"))
        for day in (2, 380, 399):
            writer.keep(page(url(3), day, f"故障{day}", status=503))
        writer.finish("finished")
    return tmp_path


def rows(archive: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def run(archive: Path, **policy: Any) -> Pruned:
    return prune(archive, **{"keep_captures": YEAR, "keep_errors": MONTH, "now": NOW} | policy)


def test_what_is_old_goes_and_the_last_good_answers_stay(archive: Path) -> None:
    before = {address for (address,) in rows(archive, "SELECT DISTINCT url FROM captures")}
    pruned = run(archive)
    # Of the listing days 0 to 30 (day 35 is a year ago), and the first text of the edited article.
    assert (pruned.captures, pruned.errors) == (5, 1)
    good = rows(archive, "SELECT DISTINCT url FROM captures WHERE status = 200 AND payload_id IS NOT NULL")
    assert {address for (address,) in good} == before
    assert rows(archive, f"SELECT count(*) FROM captures WHERE url = '{url(0)}'") == [(1,)]


def test_a_dry_run_tells_the_same_and_writes_nothing(archive: Path) -> None:
    before = (archive / "archive.db").read_bytes()
    told = run(archive, dry_run=True)
    assert (archive / "archive.db").read_bytes() == before
    assert run(archive) == told
    assert run(archive) == Pruned(0, 0, 0, 0)


def test_what_is_told_to_be_freed_is_freed(archive: Path) -> None:
    size = "SELECT (SELECT sum(length(data)) FROM payloads) + (SELECT sum(length(headers)) FROM captures)"
    before = rows(archive, size)[0][0]
    assert run(archive).bytes == before - rows(archive, size)[0][0] > 0


def test_the_archive_is_sound_afterwards_and_every_body_comes_back(archive: Path) -> None:
    run(archive, keep_captures=timedelta(0))
    assert list(verify(archive)) == []
    with open_archive(archive) as reader:
        assert all(reader.raw.payload(capture) for capture in reader.raw.each())


def test_a_base_goes_only_with_its_last_difference(archive: Path) -> None:
    based = (
        "SELECT count(*) FROM payloads WHERE base_id IS NOT NULL AND base_id NOT IN (SELECT id FROM payloads)"
    )
    first = rows(archive, f"SELECT payload_id FROM captures WHERE url = '{HOME}' ORDER BY id")[0][0]
    run(archive)
    assert rows(archive, based) == [(0,)]
    assert rows(archive, f"SELECT count(*) FROM payloads WHERE id = {first}") == [(1,)]
    with Writer.open(archive, site=SITE) as writer:
        other = replace(page(HOME, 399, ""), body=bytes(range(256)) * 9)
        writer.record(other, Outcome(OutcomeKind.LISTING, HOME, "listing"))
        writer.finish("finished")
    run(archive, keep_captures=timedelta(0))
    assert rows(archive, f"SELECT count(*) FROM payloads WHERE id = {first}") == [(0,)]


def test_further_pages_stay_with_the_article_they_were_joined_to(archive: Path) -> None:
    with Writer.open(archive, site=SITE) as writer:
        writer.keep(page(FURTHER, 300, "另一时候的下半篇"))
        writer.finish("finished")
    run(archive)
    assert rows(archive, f"SELECT count(*) FROM captures WHERE url = '{FURTHER}'") == [(2,)]


def test_the_answer_that_a_kept_304_speaks_of_stays(archive: Path) -> None:
    with Writer.open(archive, site=SITE) as writer:
        writer.record_not_modified(Page(url(5), b"", 304, fetched_at=START + timedelta(days=200)))
        writer.record(page(url(5), 250, "新文"), article(url(5), "新文"))
        writer.finish("finished")
    run(archive)
    kept = rows(archive, f"SELECT status FROM captures WHERE url = '{url(5)}' ORDER BY id")
    assert kept == [(200,), (304,), (200,)]


def test_the_answer_that_gave_the_text_outlives_a_notice_in_its_place(archive: Path) -> None:
    with Writer.open(archive, site=SITE) as writer:
        writer.record(page(url(6), 30, "维护中"), Outcome(OutcomeKind.OTHER, url(6), "no-text"))
        writer.finish("finished")
    run(archive, keep_captures=timedelta(0))
    assert len(rows(archive, f"SELECT 1 FROM captures WHERE url = '{url(6)}'")) == 2


def test_errors_alone_can_be_taken_away(archive: Path) -> None:
    assert run(archive, keep_captures=None).captures == 0
    assert rows(archive, "SELECT count(*) FROM captures WHERE status >= 400") == [(2,)]


def test_another_site_is_not_touched(archive: Path) -> None:
    with Writer.open(archive, site=SiteSpec("other")) as writer:
        writer.finish("finished")
    assert run(archive, site="other") == Pruned(0, 0, 0, 0)
    with pytest.raises(NotFound, match="it has: other, portal"):
        run(archive, site="elsewhere")


def test_dictionaries_that_are_used_stay_and_others_go(archive: Path) -> None:
    with Writer.open(archive, site=SITE) as writer:
        writer.keep(page(url(99), 399, "用词典的一页"))
        writer.finish("finished")
    with closing(sqlite3.connect(archive / "archive.db")) as connection, connection:
        connection.executescript(
            "INSERT INTO capture_dictionaries SELECT 7, site_id, made_at, size, sha256, data"
            " FROM capture_dictionaries; INSERT INTO capture_dictionaries SELECT 8, site_id, made_at, size,"
            " sha256, data FROM capture_dictionaries WHERE id = 7;"
        )
    run(archive)
    assert rows(archive, "SELECT id FROM capture_dictionaries ORDER BY id") == [(1,), (8,)]


def test_a_running_crawl_is_not_disturbed(archive: Path) -> None:
    with Writer.open(archive, site=SITE), pytest.raises(ArchiveBusy):
        run(archive)
    assert run(archive).captures == 5


def test_interrupted_the_rest_goes_the_next_time(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    told = run(archive, dry_run=True)
    monkeypatch.setattr(module, "_STEP", 4)
    with pytest.raises(KeyboardInterrupt):
        run(archive, progress=stop)
    assert list(verify(archive)) == []
    rest = run(archive)
    assert (rest.captures + rest.errors, rest.payloads) == (told.captures + told.errors - 4, told.payloads)


def test_without_a_policy_nothing_is_done(archive: Path) -> None:
    with pytest.raises(UsageError, match="--keep-captures"):
        run(archive, keep_captures=None, keep_errors=None)


def test_no_archive_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
