"""What storing pages does to articles: idempotence, revisions, going away and coming back, runs and locks."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from archive_folder import SITE, START, Archive

from newsarchive.archive.database import APPLICATION_ID
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import Change, SiteSpec
from newsarchive.archive.schema import VERSIONS
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveBusy, ArchiveError, ArchiveTooNew
from newsarchive.model import Article, Image, Outcome, OutcomeKind, Page

URL = "https://portal.example/article-1.html"


def test_the_same_page_twice_changes_nothing_but_when_it_was_seen(archive: Archive) -> None:
    with archive.writer() as writer:
        assert archive.store(writer, 1, authors=("王健",), tags=("芯片",)) is Change.NEW
        assert archive.store(writer, 1, authors=("王健",), tags=("芯片",)) is Change.UNCHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        article = reader.article(1)
        assert len(list(reader.articles())) == 1
    assert article.revision == 0
    assert article.first_seen == article.last_changed == "2024-05-01T08:01:00Z"
    assert article.last_seen == "2024-05-01T08:02:00Z"


def test_a_new_body_adds_a_revision_and_keeps_the_old(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, body="旧文")
        assert archive.store(writer, 1, body="新文") is Change.CHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).body == "新文"
        assert reader.article(1).revision == 1
        assert reader.article(1, revision=0).body == "旧文"
        assert reader.article(1, at="2024-05-01T08:01:30Z").body == "旧文"
        assert [r.cause for r in reader.revisions(1)] == ["first", "publisher"]
        assert [hit.id for hit in reader.search("新文")] == [1]
        assert reader.search("旧文") == []


def test_a_new_author_is_a_change_but_no_revision(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, authors=("王健",))
        assert archive.store(writer, 1, authors=("林志佳",)) is Change.CHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).revision == 0
        assert reader.article(1).authors == ("林志佳",)
        assert reader.count("author:林志佳") == 1
        assert reader.count("author:王健") == 0


def test_a_new_date_moves_the_article_in_the_order(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, body="甲文章", published="2024-05-01")
        archive.store(writer, 2, body="乙文章", published="2024-05-02")
        writer.commit()
        archive.store(writer, 1, body="甲文章", published="2024-05-03T09:00:00+08:00")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [hit.id for hit in reader.search("文章")] == [1, 2]
        assert [hit.id for hit in reader.search("文章", until="2024-05-02")] == [2]


def test_the_other_scripts_edition_adds_no_revision(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, body="台湾的经济发展")
        assert archive.store(writer, 1, body="臺灣的經濟發展") is Change.UNCHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).body == "台湾的经济发展"


def test_every_field_comes_back_as_it_was_given(archive: Archive) -> None:
    given = {
        "published": "2024-04-26T10:00:00+08:00",
        "published_raw": "2024年4月26日 10:00",
        "modified": "2024-04-27",
        "authors": ("王健", "林志佳"),
        "source": "钛媒体 APP",
        "editor": "李四",
        "category": "科技",
        "breadcrumb": ("首页", "科技"),
        "tags": ("芯片", "AI"),
        "language": "zh-Hans",
        "variants": {"zh-Hant": "https://portal.example/hk/article-1.html"},
        "images": (
            Image("https://portal.example/a.jpg", "图", "视觉中国", 2),
            Image("https://portal.example/b.jpg"),
        ),
        "pages": 3,
        "provenance": {"title": "jsonld"},
    }
    with archive.writer() as writer:
        archive.store(writer, 1, **given)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        article = reader.article(URL)
    assert {name: getattr(article, name) for name in given} == given


def test_gone_keeps_the_text_with_the_evidence_and_return_is_recorded(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1)
        assert archive.gone(writer, 1, 410) is Change.GONE
        assert archive.gone(writer, 1, 410) is Change.UNCHANGED
        writer.commit()
        with open_archive(archive.folder) as reader:
            assert reader.article(1).status == "gone"
            assert reader.article(1).body == "正文1"
        assert archive.store(writer, 1) is Change.CHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).status == "live"
        assert [(c.status, c.evidence) for c in reader.status_changes(1)] == [
            ("gone", "http 410 (HTTP 410)"),
            ("live", "answered again"),
        ]


def test_a_failed_fetch_is_not_a_removal(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1)
        writer.record_failure(URL, "timeout", at=archive.tick())
        assert writer.page_state(URL) is not None
        writer.finish("failed")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).status == "live"
        assert next(reader.runs()).outcomes == {"article: article": 1, "failed: timeout": 1}


def test_addresses_that_led_to_an_article_find_it(archive: Archive) -> None:
    short = "https://portal.example/?p=1"
    with archive.writer() as writer:
        article = Article(
            url=URL, title="题", body="文", variants={"zh-Hant": "https://hk.portal.example/x/1.html"}
        )
        page = Page(URL, b"x", requested_url=short, fetched_at=archive.tick())
        writer.record(page, Outcome(OutcomeKind.ARTICLE, URL, "article", article))
        writer.commit()
        assert writer.knows_article(short)
        assert writer.knows_article("http://www.portal.example/article-1.html")
        assert not writer.knows_article("https://portal.example/article-2.html")
        with open_archive(archive.folder) as reader:
            assert reader.article(short).id == reader.article("https://hk.portal.example/x/1.html").id == 1


def test_due_pages_come_newest_first_and_not_modified_counts_as_seen(archive: Archive) -> None:
    with archive.writer() as writer:
        for number, published in ((1, "2024-01-01"), (2, "2024-03-01"), (3, None)):
            url = f"https://portal.example/article-{number}.html"
            article = Article(url=url, title="题", body=f"文{number}", published=published)
            page = Page(url, b"x", headers=(("ETag", '"v1"'),), fetched_at=archive.tick())
            writer.record(page, Outcome(OutcomeKind.ARTICLE, url, "article", article), due_at=START)
        due = list(writer.due_pages(START + timedelta(days=1)))
        assert [state.article_id for state in due] == [2, 1, 3]
        assert due[0].etag == '"v1"'
        later = START + timedelta(days=9)
        writer.record_not_modified(Page(due[0].url, b"", status=304, fetched_at=later), due_at=later)
        assert [state.article_id for state in writer.due_pages(START + timedelta(days=1))] == [1, 3]
        writer.commit()
        with open_archive(archive.folder) as reader:
            assert reader.article(2).last_seen == "2024-05-10T08:00:00Z"


def test_a_second_writer_of_the_site_is_told_who_holds_it(archive: Archive) -> None:
    with archive.writer(), pytest.raises(ArchiveBusy, match=r"run 1 of portal .* process \d+"):
        archive.writer()
    archive.writer().close()


def test_two_sites_are_written_side_by_side(archive: Archive) -> None:
    with archive.writer() as first, archive.writer(SiteSpec("other")) as second:
        archive.store(first, 1)
        first.commit()
        archive.store(second, 2)
        second.commit()
        archive.store(first, 3)
        first.finish("finished")
        second.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [article.site for article in reader.articles()] == ["portal", "other", "portal"]


def test_the_lock_of_a_killed_process_is_taken_over_and_its_run_resumed(archive: Archive) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from newsarchive.archive.writer import Writer;"
        "from newsarchive.archive.records import FrontierRow, SiteSpec;"
        "w = Writer.open(Path(sys.argv[1]), site=SiteSpec('portal'));"
        "w.frontier.push([FrontierRow(b'1', 'u1'), FrontierRow(b'2', 'u2')]); w.frontier.pop(1); w.commit();"
        "w.frontier.push([FrontierRow(b'3', 'u3')]); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(archive.folder)], check=False, cwd=root)
    with archive.writer() as writer:
        assert writer.resumed
        assert writer.run == 1
        assert writer.frontier.counts().queued == 2
        assert [row.url for row in writer.frontier.pop(9)] == ["u1", "u2"]


def test_a_finished_run_is_not_resumed_and_resume_can_be_refused(archive: Archive) -> None:
    with archive.writer() as writer:
        writer.finish("finished")
    with archive.writer() as writer:
        assert (writer.run, writer.resumed) == (2, False)
    with archive.writer(resume=False) as writer:
        assert (writer.run, writer.resumed) == (3, False)


def test_leaving_by_an_exception_keeps_only_what_was_committed(archive: Archive) -> None:
    def fail() -> None:
        with archive.writer() as writer:
            archive.store(writer, 1)
            writer.commit()
            archive.store(writer, 2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with open_archive(archive.folder) as reader:
        assert [article.id for article in reader.articles()] == [1]


def test_unstorable_characters_do_no_harm(archive: Archive) -> None:
    with archive.writer() as writer:
        assert archive.store(writer, 1, title="a\ud800b", body="零\0字节") is Change.NEW
        assert archive.store(writer, 1, title="a\ud800b", body="零\0字节") is Change.UNCHANGED
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article(1).title == "a?b"
        assert reader.count("零字节") == 1


def test_a_database_of_another_program_is_refused(archive: Archive) -> None:
    archive.folder.mkdir()
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(ArchiveError, match="another program"):
        archive.writer()
    with pytest.raises(ArchiveError, match="another program"):
        open_archive(archive.folder)


def test_a_file_that_is_no_database_is_refused(archive: Archive) -> None:
    archive.folder.mkdir()
    (archive.folder / "archive.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(ArchiveError, match="not a database"):
        archive.writer()


def test_a_newer_archive_asks_for_an_upgrade(archive: Archive) -> None:
    archive.writer().close()
    with sqlite3.connect(archive.folder / "archive.db") as connection:
        connection.execute(f"PRAGMA user_version = {len(VERSIONS) + 1}")
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    with pytest.raises(ArchiveTooNew, match="upgrade newsarchive"):
        archive.writer()
    with pytest.raises(ArchiveTooNew):
        open_archive(archive.folder)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="cannot be created"):
        Writer.open(tmp_path / "file" / "archive", site=SITE)
