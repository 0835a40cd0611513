"""Stored pages read anew: the same rules change nothing, what better rules change is told and stored."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.articles import ArticleStore
from newsarchive.archive.captures import stored_pages
from newsarchive.archive.captures.stored_pages import AT_ONCE, StoredPage, StoredPages
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import Change, SiteSpec
from newsarchive.archive.reviser import Reviser
from newsarchive.archive.writer import Writer
from newsarchive.demo import build_portal
from newsarchive.errors import ArchiveBusy, ArchiveError, NotFound
from newsarchive.joining import join
from newsarchive.model import Outcome, OutcomeKind, Page
from newsarchive.process import process
from newsarchive.profile import GENERIC
from newsarchive.reextract import Report, reextract, worker
from newsarchive.reextract.pool import Pool
from newsarchive.reextract.worker import Reading, Worker

if TYPE_CHECKING:
    from pathlib import Path

BASE = "http://portal.example"
SITE = SiteSpec("portal", home=f"{BASE}/", timezone="Asia/Shanghai")
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
PROFILE = 'key = "portal"\n[select]\ntitle = "time, .date, body p"\n'


@cache
def pages() -> tuple[Page, ...]:
    """The bundled portal's front page and its articles of one page."""
    portal = build_portal(articles=30)
    paths = ["/", *(story.path for story in portal.articles)]
    made = (Page(f"{BASE}{path}", portal.respond(path, BASE).body, fetched_at=AT) for path in paths)
    return tuple(page for page in made if not process(page, GENERIC).next_pages)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with Writer.open(folder, site=SITE) as writer:
        for page in pages():
            writer.record(page, process(page, GENERIC))
        writer.finish("finished")
    return folder


@pytest.fixture
def archive(crawled: Path, tmp_path: Path) -> Path:
    shutil.copytree(crawled, tmp_path / "archive")
    return tmp_path / "archive"


def run(archive: Path, **options: object) -> Report:
    return reextract(archive, workers=0, **options)  # type: ignore[arg-type]


def spoil(archive: Path, sql: str) -> None:
    """Make stored values what worse rules could have given."""
    with sqlite3.connect(archive / "archive.db") as connection:
        connection.execute(sql)


def test_the_same_rules_change_nothing(archive: Path) -> None:
    report = run(archive)
    assert (report.changed, report.failed, report.fields) == (0, 0, {})
    assert report.pages == report.unchanged > 20


def test_processes_find_the_same(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET source = 'x' WHERE id % 3 = 0")
    alone, together = run(archive, dry_run=True), reextract(archive, dry_run=True, workers=2)
    assert together.to_dict() == alone.to_dict()


def test_pages_are_loaded_some_at_a_time_and_few_if_they_are_large(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(StoredPages(archive)) as stored:
        numbers = stored.numbers()
        sizes = [len(stored.load(number).page.body) for number in numbers]
        assert len(stored.load_some(numbers)) == AT_ONCE
        monkeypatch.setattr(stored_pages, "MOST_BYTES", sizes[0] + 1)
        assert [page.page.body for page in loaded(stored.load_some(numbers))] == [
            stored.load(number).page.body for number in numbers[:2]
        ]


def test_a_damaged_page_is_told_among_those_loaded_with_it(archive: Path) -> None:
    spoil(archive, "UPDATE payloads SET data = x'00' WHERE id = 3")
    with closing(StoredPages(archive)) as stored:
        some = stored.load_some([2, 3, 4, 999_999])
    assert [type(one) for one in some] == [StoredPage, ArchiveError, StoredPage, NotFound]


def loaded(some: list[StoredPage | ArchiveError | NotFound]) -> list[StoredPage]:
    return [one for one in some if isinstance(one, StoredPage)]


def test_a_dry_run_writes_nothing(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET source = 'x'")
    before = (archive / "archive.db").read_bytes()
    assert run(archive, dry_run=True).changed > 0
    assert (archive / "archive.db").read_bytes() == before


def test_what_differs_is_counted_by_field_with_examples(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET editor = '某某' WHERE id IN (1, 2)")
    report = run(archive, dry_run=True)
    assert report.fields == {"editor": 2}
    assert [example.stored for example in report.examples["editor"]] == ["某某", "某某"]


def test_a_better_text_is_a_revision_of_its_own_cause(archive: Path) -> None:
    spoil(archive, "UPDATE article_revisions SET body = '旧规则只取到一句。' WHERE article_id = 1")
    assert run(archive).fields == {"body": 1}
    with open_archive(archive) as reader:
        assert [r.cause for r in reader.revisions(1)] == ["first", "rules"]


def test_afterwards_nothing_is_left_to_change(archive: Path) -> None:
    spoil(archive, "UPDATE article_revisions SET body = '旧', title = '旧' WHERE article_id % 2 = 0")
    spoil(archive, "UPDATE articles SET published = '2001-01-01', breadcrumb_id = NULL")
    assert run(archive).changed > 0
    assert run(archive).changed == 0


def store_as(archive: Path, **worse: str) -> str:
    """Store one article as worse rules would have read it; its real title."""
    page = pages()[1]
    outcome = process(page, GENERIC)
    assert outcome.article is not None
    with Writer.open(archive, site=SITE) as writer:
        writer.record(page, replace(outcome, article=replace(outcome.article, **worse)))
        writer.finish("finished")
    return outcome.article.title


def test_the_new_text_is_found_by_searching_and_the_old_is_not(archive: Path) -> None:
    title = store_as(archive, title="无关的旧标题")
    run(archive)
    with open_archive(archive) as reader:
        assert reader.search(f'"{title[:6]}"')
        assert not reader.search("无关的旧标题")


def test_nobody_was_asked_so_nothing_was_seen_again(archive: Path) -> None:
    spoil(archive, "UPDATE article_revisions SET body = '旧' WHERE article_id = 1")
    with open_archive(archive) as reader:
        before = reader.article(1).last_seen
    run(archive)
    with open_archive(archive) as reader:
        assert reader.article(1).last_seen == before


def test_an_article_that_is_gone_stays_gone(archive: Path) -> None:
    spoil(archive, "UPDATE article_revisions SET body = '旧' WHERE article_id = 1")
    spoil(archive, "UPDATE articles SET status = 'gone' WHERE id = 1")
    run(archive)
    with open_archive(archive) as reader:
        assert (reader.article(1).status, reader.article(1).revision) == ("gone", 1)


def test_a_page_that_better_rules_take_for_an_article_becomes_one(tmp_path: Path) -> None:
    page = pages()[1]
    with Writer.open(tmp_path, site=SITE) as writer:
        writer.record(page, Outcome(OutcomeKind.OTHER, page.url, "no-text"))
        writer.finish("finished")
    assert run(tmp_path).fields == {"kind": 1}
    with open_archive(tmp_path) as reader:
        assert [article.first_seen for article in reader.articles()] == ["2026-06-01T08:00:00Z"]
    assert run(tmp_path).changed == 0


def test_a_named_profile_is_tried_out(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(PROFILE, encoding="utf-8")
    assert "title" in run(archive, profile=str(file), dry_run=True).fields


def test_filters_choose_the_pages(archive: Path) -> None:
    with open_archive(archive) as reader:
        article = reader.article(3)
        in_section = [a for a in reader.articles() if a.category == article.category]
    assert run(archive, category=article.category, dry_run=True).pages == len(in_section)


def test_a_wrong_site_is_told(archive: Path) -> None:
    with pytest.raises(NotFound, match="it has: portal"):
        run(archive, site="elsewhere")


def test_a_damaged_capture_is_counted_and_the_rest_is_read(archive: Path) -> None:
    spoil(archive, "UPDATE payloads SET data = x'00' WHERE id = 3")
    report = run(archive)
    assert report.failed == 1
    assert "payload 3" in report.failures[0][1]


def test_a_capture_of_no_moment_is_counted_and_the_rest_is_read(archive: Path) -> None:
    spoil(archive, "UPDATE captures SET fetched_at = 'long ago' WHERE id = 3")
    report = run(archive)
    assert report.failed == 1
    assert "moment is damaged" in report.failures[0][1]


def test_an_article_whose_fields_are_damaged_is_counted_and_the_rest_is_read(archive: Path) -> None:
    spoil(archive, "UPDATE provenances SET sources = '{' WHERE id = (SELECT provenance_id FROM articles)")
    report = run(archive)
    assert report.pages > report.failed > 0
    assert "never written so" in report.failures[0][1]


def test_a_crawl_that_is_running_is_not_disturbed(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET editor = 'x' WHERE id = 1")
    with Writer.open(archive, site=SITE), pytest.raises(ArchiveBusy):
        run(archive)


def test_an_interrupted_crawl_is_still_resumed_afterwards(archive: Path) -> None:
    with Writer.open(archive, site=SITE) as writer:
        crawl = writer.run
        writer.finish("interrupted")
    spoil(archive, "UPDATE articles SET editor = 'x' WHERE id = 1")
    run(archive)
    with Writer.open(archive, site=SITE) as writer:
        assert (writer.resumed, writer.run) == (True, crawl)


def test_the_run_is_in_the_book_of_runs(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET editor = 'x' WHERE id = 1")
    run(archive)
    with open_archive(archive) as reader:
        last = next(reader.runs())
    assert (last.status, last.articles_changed) == ("finished", 1)


def test_sites_that_change_in_turn_do_not_wait_for_each_other(archive: Path) -> None:
    for number, page in enumerate(pages()[1:7]):
        site = SiteSpec(f"other{number % 2}")
        moved = replace(page, url=page.url.replace("portal.example", f"{site.key}.example"))
        with Writer.open(archive, site=site) as writer:
            writer.record(moved, process(moved, GENERIC))
            writer.finish("finished")
    spoil(archive, "UPDATE articles SET editor = 'x'")
    assert run(archive).failed == 0
    with open_archive(archive) as reader:
        assert [r.status for r in reader.runs() if r.articles_changed] == ["finished"] * 3
    assert run(archive).changed == 0


def test_an_older_answer_that_came_later_is_not_taken_for_the_newest(archive: Path) -> None:
    page = pages()[1]
    older = replace(page, body=b"<p>an import of long ago</p>", fetched_at=datetime(2016, 1, 1, tzinfo=UTC))
    with Writer.open(archive, site=SITE) as writer:
        writer.keep(older)
        writer.finish("finished")
    assert run(archive).changed == 0


def test_what_a_crawl_brought_meanwhile_is_not_overwritten(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET editor = 'x' WHERE id = 1")
    with closing(StoredPages(archive)) as stored:
        number = next(n for n in stored.numbers() if (a := stored.load(n).article) and a.id == 1)
        page = stored.load(number).page
    outcome = process(page, GENERIC)
    assert outcome.article is not None
    with Writer.open(archive, site=SITE) as writer:
        writer.record(replace(page, body=page.body + b"<!-- new -->", fetched_at=datetime.now(UTC)), outcome)
        writer.finish("finished")
    with Reviser.open(archive, "portal") as reviser:
        assert reviser.revise(page, outcome.article, number) is Change.NONE
        reviser.finish("finished", {})


class Dying(Worker):
    """A worker that a page kills, as a fault in a C library would."""

    def read(self, capture: int, stored: StoredPage | ArchiveError | NotFound) -> Reading:
        if capture == 21:
            os._exit(1)
        return super().read(capture, stored)


def start_dying(*arguments: Any) -> None:
    worker.start(*arguments)
    worker._worker[:] = [Dying(arguments[0], arguments[1], keep=arguments[2])]  # noqa: SLF001 - dies there


def test_a_page_that_kills_its_process_costs_that_page_alone(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "start", start_dying)
    pool = Pool(1, (archive, {}, False))
    found = {reading.capture: reading.failure for reading in pool.readings(range(10, 30))}
    pool.close()
    assert list(found) == list(range(10, 30))
    assert {number for number, failure in found.items() if "died" in failure} == {21}


def test_ctrl_c_ends_a_re_extraction_whole(archive: Path) -> None:
    spoil(archive, "UPDATE articles SET editor = 'x'")
    stopped: list[int] = []

    def stop(done: int, _: int) -> None:
        if done == 8:
            stopped.append(done)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reextract(archive, workers=0, on_progress=stop)
    with open_archive(archive) as reader:
        last = next(reader.runs())
    assert (last.status, last.articles_changed > 0) == ("interrupted", True)
    assert run(archive).changed > 0


def test_ctrl_c_in_the_middle_of_a_page_takes_that_batch_back(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(archive, "UPDATE articles SET editor = 'x'")
    real, calls = ArticleStore.store, []

    def store(self: ArticleStore, *arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, *arguments)

    monkeypatch.setattr(ArticleStore, "store", store)
    with pytest.raises(KeyboardInterrupt):
        run(archive)
    monkeypatch.undo()
    with open_archive(archive) as reader:
        assert next(reader.runs()).status == "interrupted"
    assert run(archive).changed > 3


@pytest.fixture
def joined(tmp_path: Path) -> Path:
    """One article of several pages, as a crawl stores it."""
    portal = build_portal(articles=30)
    folder = tmp_path / "joined"
    fetched = (
        Page(f"{BASE}{s.path}", portal.respond(s.path, BASE).body, fetched_at=AT) for s in portal.articles
    )
    first = next(page for page in fetched if process(page, GENERIC).next_pages)
    outcomes, waiting = [process(first, GENERIC)], list(process(first, GENERIC).next_pages)
    with Writer.open(folder, site=SITE) as writer:
        for address in waiting:
            reply = portal.respond(address.removeprefix(BASE), BASE)
            part = Page(address, reply.body, fetched_at=AT)
            writer.keep(part)
            outcomes.append(process(part, GENERIC, part=True))
        writer.record(first, join(outcomes))
        writer.finish("finished")
    with open_archive(folder) as reader:
        assert reader.article(1).pages > 1
    return folder


def test_an_article_of_several_pages_is_joined_again(joined: Path) -> None:
    report = run(joined)
    assert (report.pages, report.changed, report.failed) == (1, 0, 0)


def test_a_damaged_further_page_shortens_no_article(joined: Path) -> None:
    spoil(joined, "UPDATE payloads SET data = x'00' WHERE id = 1")
    spoil(joined, "UPDATE articles SET editor = 'x'")
    assert (run(joined).failed, run(joined).changed) == (1, 0)


def test_a_missing_further_page_shortens_no_article(joined: Path) -> None:
    spoil(joined, "DELETE FROM captures WHERE id = 1")
    report = run(joined)
    assert (report.failed, report.changed) == (1, 0)
    assert "further page" in report.failures[0][1]


def test_a_further_page_that_another_run_brought_is_joined_too(joined: Path) -> None:
    spoil(
        joined, "INSERT INTO runs(site_id, status, started_at) VALUES (1, 'finished', '2026-06-01T07:00:00Z')"
    )
    spoil(joined, "UPDATE captures SET run_id = 2 WHERE id = 1")
    report = run(joined)
    assert (report.pages, report.changed, report.failed) == (1, 0, 0)
