"""Real archives damaged in many ways: what was not hit comes out, what is lost is named, all is sound."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.captures.compact import compact
from newsarchive.archive.captures.prune import prune
from newsarchive.archive.chain.check import check_chain
from newsarchive.archive.database import migrate
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.salvage.pages import PageFile
from newsarchive.archive.salvage.rows import BTreePage, values
from newsarchive.archive.salvage.run import PARTIAL, salvage
from newsarchive.archive.salvage.shapes import Table, tables
from newsarchive.archive.salvage.trees import Tree
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import Writer
from newsarchive.demo import build_portal
from newsarchive.errors import ArchiveBusy, ArchiveError, ArchiveTooNew, NotFound, UsageError
from newsarchive.model import Page
from newsarchive.process import process
from newsarchive.profile import GENERIC
from newsarchive.reextract import reextract

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.archive.salvage.report import Report

ROOT = Path(__file__).parents[3]
BASE = "http://portal.example"
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
SITE = SiteSpec("portal", "The Portal", f"{BASE}/", "Asia/Shanghai")
SIZE = 4096
# What a row needs beside its foreign keys: what its bytes are packed against.
STANDS_ON = {"payloads": ("base_id", "dictionary_id"), "captures": ("payload_id",)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled portal's pages as crawled: two runs, a dictionary, an image row, a queue left behind."""
    folder = tmp_path_factory.mktemp("sound")
    portal = build_portal(articles=60)
    pages = [
        Page(f"{BASE}{path}", portal.respond(path, BASE).body, headers=(("ETag", path),), fetched_at=AT)
        for path in ["/", *(story.path for story in portal.articles)]
    ]
    for run, some in enumerate((pages[:30], pages[30:])):
        with Writer.open(folder, site=SITE, started_at=AT) as writer:
            for page in some:
                writer.record(page, process(page, GENERIC))
            writer.commit()
            front = Page(f"{BASE}/", pages[0].body + b"<p>%d</p>" % run, fetched_at=AT + timedelta(hours=run))
            writer.record(front, process(front, GENERIC))
            writer.finish("finished")
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    shutil.copytree(sound, tmp_path / "damaged")
    return tmp_path / "damaged"


@pytest.fixture
def rescued(tmp_path: Path) -> Path:
    return tmp_path / "rescued"


def rows(folder: Path, sql: str, *bound: object) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql, bound).fetchall()


def overwrite(folder: Path, numbers: set[int], fill: Callable[[int], bytes] = os.urandom) -> None:
    with (folder / "archive.db").open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * SIZE)
            file.write(fill(SIZE))


def root_of(folder: Path, name: str) -> int:
    return int(rows(folder, "SELECT rootpage FROM sqlite_master WHERE name = ?", name)[0][0])


def placed_rows(folder: Path) -> dict[str, list[tuple[dict[str, Any], set[int]]]]:
    """Every row of the sound archive, as SQLite gives it, with the pages that its bytes are on."""
    found: dict[str, list[tuple[dict[str, Any], set[int]]]] = {}
    with (
        closing(sqlite3.connect(folder / "archive.db")) as connection,
        PageFile(folder / "archive.db") as file,
    ):
        for table in tables(connection):
            there = set(connection.execute(f"SELECT {', '.join(names(table))} FROM {table.name}"))
            placed = []
            for page, _, _ in Tree(file, root_of(folder, table.name), table.has_rowid).pages():
                for at in page.cells:
                    used: set[int] = set()
                    cell = page.cell(file, at, used)
                    row = table.row(cell.rowid, values(cell.record))
                    assert row in there
                    placed.append((dict(zip(names(table), row, strict=True)), {page.number} | used))
            assert len(placed) == len(there)
            found[table.name] = placed
    return found


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def unexcused(sound: Path, rescued: Path, hit: set[int]) -> list[str]:
    """Rows not in the new archive though their pages were not hit and what they refer to is there."""
    placed, missing = placed_rows(sound), []
    with closing(sqlite3.connect(rescued / "archive.db")) as connection:
        for table in tables(connection):
            key = table.key or ", ".join(names(table))
            there = {
                row if not table.key else row[0]
                for row in connection.execute(f"SELECT {key} FROM {table.name}")
            }
            parents = [
                (key[3], key[2], key[4] or "id")
                for key in connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
                if key[3] in STANDS_ON.get(table.name, ()) or not is_nullable(table, key[3])
            ]
            for row, pages in placed.get(table.name, []):
                if pages & hit or (row[table.key] if table.key else tuple(row.values())) in there:
                    continue
                needed = [
                    connection.execute(f"SELECT 1 FROM {parent} WHERE {to} = ?", (row[column],)).fetchone()
                    for column, parent, to in parents
                    if row[column] is not None
                ]
                if all(needed):
                    missing.append(f"{table.name} {row}"[:200])
    return missing


def is_nullable(table: Table, name: str) -> bool:
    return any(column.name == name and column.is_nullable for column in table.columns)


def assert_sound(folder: Path) -> None:
    assert list(verify(folder)) == []
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "PRAGMA foreign_key_check") == []


def told(report: Report) -> list[str]:
    return [f"{loss.part}: {loss.where} {loss.what}" for loss in report.losses]


def test_of_a_sound_archive_everything_comes_out(sound: Path, rescued: Path) -> None:
    report = salvage(sound, rescued)
    assert told(report) == []
    assert unexcused(sound, rescued, set()) == []
    assert_sound(rescued)
    assert check_chain(rescued).head == check_chain(sound).head
    assert not check_chain(rescued).damages


@pytest.mark.parametrize("seed", range(8))
def test_what_overwritten_pages_did_not_hit_comes_out(
    sound: Path, damaged: Path, rescued: Path, seed: int
) -> None:
    chance = random.Random(seed)
    count = (damaged / "archive.db").stat().st_size // SIZE
    hit = {chance.randrange(2, count + 1) for _ in range(chance.choice((1, 4, 12, 20)))}
    if seed % 2:
        hit.add(1)  # the schema
    overwrite(damaged, hit, chance.randbytes if seed % 3 else bytes)
    before = contents(damaged)
    salvage(damaged, rescued)
    assert contents(damaged) == before
    assert unexcused(sound, rescued, hit) == []
    assert_sound(rescued)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("share", [0.35, 0.8])
def test_what_a_truncated_file_still_has_comes_out(
    sound: Path, damaged: Path, rescued: Path, share: float
) -> None:
    size = (damaged / "archive.db").stat().st_size
    os.truncate(damaged / "archive.db", int(size * share))
    report = salvage(damaged, rescued)
    assert unexcused(sound, rescued, set(range(int(size * share) // SIZE + 1, size // SIZE + 1))) == []
    assert_sound(rescued)
    assert report.losses


@pytest.mark.parametrize(
    "name", ["captures", "payloads", "pages", "article_revisions", "near_duplicate_keys"]
)
def test_pages_below_a_lost_root_are_found(sound: Path, damaged: Path, rescued: Path, name: str) -> None:
    root = root_of(damaged, name)
    with PageFile(damaged / "archive.db") as file:
        page = BTreePage.read(file, root)
    assert page is not None
    assert page.is_interior
    overwrite(damaged, {root})
    salvage(damaged, rescued)
    assert unexcused(sound, rescued, {root}) == []
    # Tables without row numbers have rows on their upper pages too.
    on_root = 0 if name != "near_duplicate_keys" else len(page.cells)
    count = f"SELECT count(*) FROM {name}"
    assert rows(rescued, count)[0][0] == rows(sound, count)[0][0] - on_root


def test_a_flipped_bit_in_a_body_costs_that_capture_and_names_it(damaged: Path, rescued: Path) -> None:
    number, blob, url = rows(
        damaged,
        "SELECT p.id, p.data, c.url FROM payloads p JOIN captures c ON c.payload_id = p.id WHERE p.id = 40",
    )[0]
    data = bytearray((damaged / "archive.db").read_bytes())
    at = data.find(blob[20:60])
    data[at + 11] ^= 4
    (damaged / "archive.db").write_bytes(data)
    report = salvage(damaged, rescued)
    assert told(report) == [f"captures: {url} its bytes of 2026-06-01T08:00:00Z are damaged"]
    assert rows(rescued, "SELECT count(*) FROM captures WHERE url = ?", url) == [(0,)]
    assert rows(rescued, "SELECT part, place FROM losses") == [("captures", url)]
    assert_sound(rescued)
    report = check_chain(rescued)
    assert (report.damages, report.gone) == ([], 1)
    assert rows(damaged, "SELECT id FROM payloads WHERE id = ?", number)


def test_a_lost_dictionary_is_put_together_again(sound: Path, damaged: Path, rescued: Path) -> None:
    assert compact(damaged).repacked > 0
    overwrite(damaged, {root_of(damaged, "capture_dictionaries")})
    report = salvage(damaged, rescued)
    assert report.remarks == ["dictionary 1 was put together again from its pages"]
    digest = "SELECT id, sha256, size FROM capture_dictionaries"
    assert rows(rescued, digest) == rows(sound, digest)
    assert_sound(rescued)
    assert told(report) == []


def test_lost_sites_and_runs_are_put_back_from_what_they_brought(damaged: Path, rescued: Path) -> None:
    before = rows(damaged, "SELECT id, site_id, status, started_at FROM runs ORDER BY id")
    overwrite(damaged, {root_of(damaged, name) for name in ("sites", "runs")})
    salvage(damaged, rescued)
    assert rows(rescued, "SELECT id, key, home FROM sites") == [(1, "portal", f"{BASE}/")]
    assert rows(rescued, "SELECT id, site_id, status, started_at FROM runs ORDER BY id") == before
    assert_sound(rescued)


def test_names_are_taken_from_their_index(sound: Path, damaged: Path, rescued: Path) -> None:
    overwrite(damaged, {root_of(damaged, name) for name in ("authors", "tags", "article_authors")})
    report = salvage(damaged, rescued)
    authors = "SELECT id, authors, tags FROM v_articles ORDER BY id"
    assert rows(rescued, authors) == rows(sound, authors)
    assert report.tables["authors"].rebuilt == len(rows(sound, "SELECT 1 FROM authors"))


def test_an_article_without_its_row_or_text_comes_back_by_reading_it_anew(
    sound: Path, damaged: Path, rescued: Path
) -> None:
    placed = placed_rows(sound)
    article = next(pages for row, pages in placed["articles"] if row["id"] == 20)
    text = next(pages for row, pages in placed["article_revisions"] if row["article_id"] == 50)
    overwrite(damaged, article | text)
    report = salvage(damaged, rescued)
    assert any("`newsarchive reextract` reads it anew" in line for line in told(report))
    assert_sound(rescued)
    reextract(rescued, workers=0)
    told_by = "SELECT url, title, body, published, source FROM v_articles ORDER BY url"
    assert rows(rescued, told_by) == rows(sound, told_by)
    assert_sound(rescued)


def test_the_log_beside_the_database_counts(damaged: Path, rescued: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged / "archive.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE articles SET source = 'from the log' WHERE id = 7")
        connection.execute("BEGIN")
        connection.execute("UPDATE articles SET source = 'never committed' WHERE id = 8")
        copy = tmp_path / "copy"
        shutil.copytree(damaged, copy)
    assert salvage(copy, rescued).log_pages > 0
    assert rows(rescued, "SELECT id FROM articles WHERE source = 'from the log'") == [(7,)]
    assert rows(rescued, "SELECT id FROM articles WHERE source = 'never committed'") == []


def test_a_log_cut_or_damaged_counts_up_to_there(damaged: Path, rescued: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(damaged / "archive.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        for number in (7, 8):
            connection.execute("UPDATE articles SET source = 'from the log' WHERE id = ?", (number,))
        copy = tmp_path / "copy"
        shutil.copytree(damaged, copy)
    log = bytearray((copy / "archive.db-wal").read_bytes())
    log[-100] ^= 1
    (copy / "archive.db-wal").write_bytes(log)
    salvage(copy, rescued)
    assert rows(rescued, "SELECT id FROM articles WHERE source = 'from the log'") == [(7,)]


def test_what_was_pruned_does_not_come_back(damaged: Path, rescued: Path) -> None:
    with Writer.open(damaged, site=SITE) as writer:
        for number in range(40):
            at = AT - timedelta(days=900 - number)
            writer.keep(Page(f"{BASE}/busy", os.urandom(3000), 503, fetched_at=at))
        writer.finish("finished")
    assert prune(damaged, keep_errors=timedelta(days=1)).errors == 40
    overwrite(damaged, {root_of(damaged, name) for name in ("captures", "payloads")})
    salvage(damaged, rescued)
    assert rows(rescued, "SELECT count(*) FROM captures WHERE status = 503") == [(0,)]


def test_a_dry_run_tells_the_same_and_leaves_nothing(damaged: Path, rescued: Path) -> None:
    overwrite(damaged, {root_of(damaged, "pages"), 60, 61, 62})
    dry = salvage(damaged, rescued, dry_run=True)
    assert not rescued.exists()
    assert dry.to_dict() == salvage(damaged, rescued).to_dict()


def test_an_older_archive_is_brought_up_to_date(tmp_path: Path, rescued: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
        migrate(connection, 1)
        connection.executescript(
            "INSERT INTO sites(id, key) VALUES (1, 'portal');"
            "INSERT INTO runs(id, site_id, status, started_at) VALUES (1, 1, 'finished', '2024-01-01');"
            "INSERT INTO articles(id, site_id, url, identity, first_seen, last_seen, last_changed, first_run,"
            " changed_run, search_id) VALUES (1, 1, 'https://portal.example/old.html',"
            " 'portal.example/old.html', '2024-01-01', '2024-01-01', '2024-01-01', 1, 1, 7);"
            "INSERT INTO article_revisions(article_id, revision, run_id, seen_at, cause, title, body)"
            " VALUES (1, 0, 1, '2024-01-01T00:00:00Z', 'first', '旧題', '從前的文章');"
        )
    salvage(tmp_path, rescued)
    with open_archive(rescued) as reader:
        assert [hit.title for hit in reader.search("从前")] == ["旧題"]


def test_pictures_that_are_whole_are_copied(damaged: Path, rescued: Path) -> None:
    import hashlib

    good, bad = hashlib.sha256(b"good").hexdigest(), hashlib.sha256(b"bad").hexdigest()
    (damaged / "images").mkdir()
    (damaged / "images" / "good.png").write_bytes(b"good")
    (damaged / "images" / "bad.png").write_bytes(b"bab")
    with closing(sqlite3.connect(damaged / "archive.db")) as connection, connection:
        at = "2026-01-01T00:00:00Z"
        sql = f"INSERT INTO image_files VALUES (?, 'stored', '', 1, '{at}', ?, ?, 'image/png', 4)"
        connection.execute(sql, (1, "images/good.png", good))
        connection.execute(sql, (2, "images/bad.png", bad))
        connection.execute(sql, (3, "images/../../../etc/passwd", bad))
    report = salvage(damaged, rescued)
    assert [path.name for path in (rescued / "images").iterdir()] == ["good.png"]
    assert [loss.part for loss in report.losses] == ["image_files"] * 2
    assert rows(rescued, "SELECT image_id FROM image_files") == [(1,)]


def test_an_archive_that_is_there_is_not_written_into(sound: Path, damaged: Path) -> None:
    before = (damaged / "archive.db").read_bytes()
    with pytest.raises(UsageError, match="holds an archive already"):
        salvage(sound, damaged)
    with pytest.raises(UsageError, match="holds an archive already"):
        salvage(damaged, damaged)
    assert (damaged / "archive.db").read_bytes() == before


def test_an_archive_being_written_is_not_read(damaged: Path, rescued: Path) -> None:
    with Writer.open(damaged, site=SITE), pytest.raises(ArchiveBusy, match=str(os.getpid())):
        salvage(damaged, rescued)
    assert not (rescued / "archive.db").exists()


def test_what_is_no_archive_is_told(tmp_path: Path, rescued: Path) -> None:
    with pytest.raises(NotFound):
        salvage(tmp_path, rescued)
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        connection.execute("CREATE TABLE other (id)")
    with pytest.raises(ArchiveError, match="another program"):
        salvage(tmp_path, rescued)


def test_a_newer_archive_is_told(damaged: Path, rescued: Path) -> None:
    with closing(sqlite3.connect(damaged / "archive.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveTooNew):
        salvage(damaged, rescued)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00", b"\xff" * 100_000])
def test_of_a_file_of_nothing_an_empty_archive_comes(tmp_path: Path, rescued: Path, content: bytes) -> None:
    (tmp_path / "archive.db").write_bytes(content)
    if content.startswith(b"SQLite"):
        content = b""
    report = salvage(tmp_path, rescued)
    assert report.losses
    assert rows(rescued, "SELECT count(*) FROM articles") == [(0,)]


def test_killed_it_leaves_no_archive_and_is_begun_anew(damaged: Path, rescued: Path) -> None:
    script = f"""
import time
from pathlib import Path
from newsarchive.archive.salvage.run import salvage
def slow(part, done, whole):
    print(part, flush=True)
    time.sleep(0.05)
salvage(Path({str(damaged)!r}), Path({str(rescued)!r}), progress=slow)
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    while b"bodies" not in process.stdout.readline():
        pass
    with pytest.raises(ArchiveBusy, match="another salvage"):
        salvage(damaged, rescued)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert not (rescued / "archive.db").exists()
    assert (rescued / PARTIAL).exists()
    assert told(salvage(damaged, rescued)) == []
    assert [path.name for path in rescued.iterdir()] == ["archive.db"]
    assert_sound(rescued)


def test_a_full_disk_is_told_and_leaves_nothing(damaged: Path, rescued: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, before[1]))
    try:
        with pytest.raises(ArchiveError, match="make room"):
            salvage(damaged, rescued)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(rescued.iterdir()) == []
    assert told(salvage(damaged, rescued)) == []


def test_interrupted_it_leaves_nothing(damaged: Path, rescued: Path) -> None:
    def stop(part: str, done: int, whole: int) -> None:
        if part == "search index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        salvage(damaged, rescued, progress=stop)
    assert list(rescued.iterdir()) == []


def test_a_difference_outlives_what_it_is_kept_as_a_difference_to(damaged: Path, rescued: Path) -> None:
    ((base, later),) = rows(damaged, "SELECT base_id, max(id) FROM payloads WHERE base_id IS NOT NULL")
    with closing(sqlite3.connect(damaged / "archive.db")) as connection, connection:
        connection.execute("UPDATE payloads SET sha256 = zeroblob(32) WHERE id = ?", (base,))
    salvage(damaged, rescued)
    assert rows(rescued, "SELECT count(*) FROM payloads WHERE id = ?", base) == [(0,)]
    assert rows(rescued, "SELECT base_id FROM payloads WHERE id = ?", later) == [(None,)]
    assert_sound(rescued)
