"""What a kill, a full disk, an older schema or an older index do to an archive: nothing lasting."""

from __future__ import annotations

import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from archive_folder import SITE, Archive

from newsarchive.archive import database
from newsarchive.archive.database import database_path, migrate, open_for_writing
from newsarchive.archive.reader import open_archive
from newsarchive.archive.reindex import reindex
from newsarchive.archive.schema import VERSIONS
from newsarchive.archive.verify import verify
from newsarchive.errors import ArchiveBusy, ArchiveError

if TYPE_CHECKING:
    from newsarchive.archive.writer import Writer

ROOT = Path(__file__).parents[2]
TABLES = "articles article_revisions article_authors article_tags pages search_index_docsize"
INGEST = """
import sys
from pathlib import Path
sys.path.insert(0, "tests/archive")
from archive_folder import Archive
from newsarchive.archive.records import FrontierRow
archive = Archive(Path(sys.argv[1]))
with archive.writer() as writer:
    if not writer.resumed:
        writer.frontier.push(FrontierRow(str(n).encode(), str(n)) for n in range(20_000))
        writer.commit()
    print("ready", flush=True)
    while rows := writer.frontier.pop(10):
        for row in rows:
            text = f"第{row.url}篇文章的正文" * 9
            archive.store(writer, row.url, body=text, authors=("王健",), tags=("芯片",))
            writer.frontier.done(row.id)
            writer.commit_if_due()
"""


def assert_sound(folder: Path) -> int:
    """Check the file, and that each article is there whole with its index rows; return how many there are."""
    connection = sqlite3.connect(database_path(folder))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    counts = {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in (
            "articles",
            "article_revisions",
            "article_authors",
            "article_tags",
            "pages",
            "search_index_docsize",
        )
    }
    done = connection.execute("SELECT count(*) FROM frontier WHERE status = 2").fetchone()[0]
    connection.execute("INSERT INTO search_index(search_index) VALUES ('integrity-check')")
    connection.close()
    assert set(counts.values()) == {done}
    return done


def test_killed_at_any_moment_no_batch_is_half_written(archive: Archive) -> None:
    source = random.Random(5)
    stored = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", INGEST, str(archive.folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.2 + source.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        now = assert_sound(archive.folder)
        assert now >= stored
        stored = now
    assert stored > 0


def fill(archive: Archive, writer: Writer) -> None:
    for number in range(1, 5_000):
        archive.store(writer, number, body=f"第{number}篇" * 500)
        writer.commit_if_due()


def test_a_full_disk_is_told_and_the_archive_stays_usable(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 0)
        writer.finish("finished")
    size = max(path.stat().st_size for path in archive.folder.iterdir())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    writer = archive.writer()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 200_000, before[1]))
    try:
        with pytest.raises(ArchiveError, match="make room") as caught:
            fill(archive, writer)
        with pytest.raises(ArchiveError, match="earlier storage error"):
            archive.store(writer, "later")
        writer.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.exit_status == 2
    with open_archive(archive.folder) as reader:
        kept = len(list(reader.articles()))
    with archive.writer() as writer:
        assert writer.resumed
        archive.store(writer, "more")
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert len(list(reader.articles())) == kept + 1
        assert reader.count("正文more") == 1


def test_a_reader_holding_a_transaction_does_not_stop_the_writer(archive: Archive) -> None:
    with archive.writer() as writer:
        reader = sqlite3.connect(database_path(archive.folder), isolation_level=None)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        archive.store(writer, 1)
        writer.commit()
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        reader.close()


@pytest.mark.parametrize("version", range(1, len(VERSIONS) + 1))
def test_every_earlier_schema_is_brought_up_with_its_data(archive: Archive, version: int) -> None:
    archive.folder.mkdir()
    with sqlite3.connect(database_path(archive.folder), isolation_level=None) as connection:
        migrate(connection, version)
        connection.executescript(
            "INSERT INTO sites(id, key) VALUES (1, 'portal');"
            "INSERT INTO runs(id, site_id, status, started_at) VALUES (1, 1, 'finished', '2024-01-01');"
            "INSERT INTO articles(id, site_id, url, identity, first_seen, last_seen, last_changed, first_run,"
            " changed_run, search_id) VALUES (1, 1, 'https://portal.example/old.html',"
            " 'portal.example/old.html', '2024-01-01', '2024-01-01', '2024-01-01', 1, 1, 7);"
            "INSERT INTO article_revisions(article_id, revision, run_id, seen_at, cause, title, body)"
            " VALUES (1, 0, 1, '2024-01-01T00:00:00Z', 'first', '旧題', '從前的文章');"
        )
    connection.close()
    with archive.writer() as writer:
        archive.store(writer, 2)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert reader.article("https://portal.example/old.html").title == "旧題"
        assert [hit.id for hit in reader.search("从前")] == [1]
    with sqlite3.connect(database_path(archive.folder)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(VERSIONS),)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        applied = [row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert applied == [f"m{number:03}" for number in range(1, len(VERSIONS) + 1)]
    connection.close()


def test_a_migration_that_fails_half_way_leaves_the_archive_as_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, title="题")
        writer.finish("finished")
    step = "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT;\n"
    further = len(VERSIONS) + 1
    with sqlite3.connect(database_path(archive.folder), isolation_level=None) as connection:
        monkeypatch.setattr(database, "VERSIONS", (*VERSIONS, step + "INSERT INTO nowhere VALUES (1);\n"))
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            migrate(connection, further)
        assert connection.execute("PRAGMA user_version").fetchone() == (further - 1,)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'notes'").fetchall() == []
        filling = "INSERT INTO notes SELECT id FROM articles;\n"
        monkeypatch.setattr(database, "VERSIONS", (*VERSIONS, step + filling))
        migrate(connection, further)
        assert connection.execute("SELECT id FROM notes").fetchall() == [(1,)]
        assert connection.execute("PRAGMA user_version").fetchone() == (further,)
    connection.close()


def test_an_index_of_other_rules_is_refused_for_reading_and_built_anew_by_the_writer(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, body="台湾的经济")
        writer.finish("finished")
    with sqlite3.connect(database_path(archive.folder)) as connection:
        connection.execute("UPDATE search_state SET version = '0'")
    connection.close()
    with open_archive(archive.folder) as reader, pytest.raises(ArchiveError, match="newsarchive reindex"):
        reader.search("台湾")
    archive.writer().close()
    with open_archive(archive.folder) as reader:
        assert reader.count("臺灣") == 1


def test_the_index_of_an_older_archive_takes_todays_settings(archive: Archive) -> None:
    with archive.writer() as writer:
        archive.store(writer, 1, body="台湾的经济")
        writer.finish("finished")
    with sqlite3.connect(database_path(archive.folder)) as connection:
        connection.execute("INSERT INTO search_index(search_index, rank) VALUES ('automerge', 4)")
        connection.execute("DELETE FROM search_characters_config WHERE k = 'hashsize'")
    archive.writer().close()
    for table in ("search_index", "search_characters"):
        kept = dict(connection.execute(f"SELECT k, v FROM {table}_config"))
        assert {"automerge": 16, "hashsize": 262144}.items() <= kept.items()
    connection.close()


def test_reindex_goes_on_after_a_kill_and_waits_for_crawls(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsarchive.archive.reindex.CHUNK", 2)
    with archive.writer() as writer:
        for number in range(7):
            archive.store(writer, number, body="同一个词")
        writer.commit()
        with pytest.raises(ArchiveBusy, match=SITE.key):
            reindex(archive.folder)
        writer.finish("finished")
    done: list[tuple[int, int]] = []

    def stop(now: int, total: int) -> None:
        done.append((now, total))
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(archive.folder, stop)
    assert done == [(2, 7), (4, 7)]
    connection = open_for_writing(archive.folder)
    connection.execute("DELETE FROM site_locks")
    connection.close()
    assert reindex(archive.folder, lambda now, total: done.append((now, total))) == 7
    assert done[2] == (6, 7)
    with open_archive(archive.folder) as reader:
        assert reader.count("同一") == 7


def test_a_page_that_is_taken_back_leaves_nothing_in_what_its_batch_remembers(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = "国家统计局周三公布的数据显示，今年前四个月规模以上工业企业利润同比增长，其中装备制造业贡献最大。"

    with archive.writer() as writer:

        def fails(number: int, **fields: object) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(writer, "_store_surroundings", lambda *_: 1 // 0)
                with pytest.raises(ZeroDivisionError):
                    archive.store(writer, number, **fields)

        archive.store(writer, 1, body="台湾的" + story, authors=("甲",))
        fails(2, body="芯片，" * 30, authors=("乙",), tags=("电",))
        fails(1, body="欧洲的经济", authors=("甲",))
        archive.store(writer, 3, title="另外", body="另外一篇", authors=("丙", "乙"), tags=("水", "电"))
        archive.store(writer, 4, body="芯片，" * 30 + "后来")
        archive.store(writer, 5, body="台湾的" + story)
        writer.finish("finished")
    with open_archive(archive.folder) as reader:
        assert [reader.count(query) for query in ("台湾", "欧洲", "芯片")] == [2, 0, 1]
        one, three, four, five = sorted(reader.articles(), key=lambda article: article.url)
    assert (one.authors, three.authors, four.authors) == (("甲",), ("丙", "乙"), ())
    assert three.tags == ("水", "电")
    assert (four.duplicate_of, five.duplicate_of) == (None, one.url)
    assert not list(verify(archive.folder))
