"""Packing anew on a real archive: smaller, the same bytes, nothing replaced unchecked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.captures import compact as module
from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.compact import Compacted, compact
from newsarchive.archive.captures.dictionaries import FIRST, MAX_PAGES
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveBusy, NotFound
from newsarchive.model import Page

if TYPE_CHECKING:
    from pathlib import Path

SITE = SiteSpec("portal")
# The dictionary is made of the newest: fifteen pages and robots.txt; as many as it takes for one are older.
EARLY = FIRST + MAX_PAGES - 1
TEMPLATE = "".join(f"<a href='/section/{n * 37}'>栏目{n * 91}</a>" for n in range(300))
SIZE = "SELECT sum(length(data)) FROM payloads"
UNPACKED = "SELECT count(*) FROM payloads WHERE dictionary_id IS NULL AND base_id IS NULL"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Pages before and after the site's first dictionary, a difference to an early one, a small odd one."""
    with Writer.open(tmp_path, site=SITE) as writer:
        for number in range(EARLY + 3):
            words = f"{TEMPLATE}第{number % EARLY}篇，改了{number // EARLY}次"
            at = datetime(2024, 5, 1, tzinfo=UTC) + timedelta(minutes=number)
            writer.keep(Page(f"https://portal.example/{number % EARLY}", words.encode(), fetched_at=at))
        writer.keep(
            Page(
                "https://portal.example/robots.txt", b"\x01\x02", fetched_at=datetime(2024, 5, 2, tzinfo=UTC)
            )
        )
        writer.commit()
        writer.keep(Page("https://portal.example/new", f"{TEMPLATE}新".encode()))
        writer.finish("finished")
    return tmp_path


def rows(archive: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as connection, connection:
        return connection.execute(sql).fetchall()


def bodies(archive: Path) -> list[bytes]:
    with open_archive(archive) as reader:
        return [reader.raw.payload(capture) for capture in reader.raw.each()]


def test_early_pages_become_small_and_every_body_comes_back(archive: Path) -> None:
    before, size = bodies(archive), rows(archive, SIZE)[0][0]
    report = compact(archive)
    assert bodies(archive) == before
    assert list(verify(archive)) == []
    assert (report.payloads, report.repacked, report.damaged) == (FIRST, FIRST, 0)
    assert report.bytes_before - report.bytes_after == size - rows(archive, SIZE)[0][0]
    assert report.bytes_after * 5 < report.bytes_before
    # The pages that the dictionary was made of.
    assert rows(archive, UNPACKED) == [(MAX_PAGES,)]


def test_a_second_time_nothing_is_left(archive: Path) -> None:
    compact(archive)
    assert compact(archive).repacked == 0


def test_a_damaged_payload_is_named_and_left(archive: Path) -> None:
    rows(archive, "UPDATE payloads SET data = x'00' WHERE id = 3")
    report = compact(archive)
    assert (report.damaged, report.repacked) == (1, FIRST - 1)
    assert "payload 3" in report.told[0]
    assert rows(archive, "SELECT data FROM payloads WHERE id = 3") == [(b"\x00",)]


def test_what_does_not_come_back_is_not_replaced(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Codec.pack
    monkeypatch.setattr(Codec, "pack", lambda self, data, number=None: real(self, data[:-1], number))
    report = compact(archive)
    assert (report.repacked, report.damaged) == (0, FIRST)
    monkeypatch.undo()
    assert list(verify(archive)) == []


def test_interrupted_it_goes_on_where_it_stopped(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_STEP", 5)
    with pytest.raises(KeyboardInterrupt):
        compact(archive, progress=stop)
    assert list(verify(archive)) == []
    assert compact(archive).repacked == FIRST - 5


def test_a_crawl_packs_on_as_before(archive: Path) -> None:
    compact(archive)
    with Writer.open(archive, site=SITE) as writer:
        writer.keep(Page("https://portal.example/0", f"{TEMPLATE}又一次".encode()))
        writer.finish("finished")
    assert bodies(archive)[-1] == f"{TEMPLATE}又一次".encode()
    assert rows(archive, "SELECT dictionary_id FROM payloads ORDER BY id DESC LIMIT 1") == [(1,)]


def test_a_running_crawl_is_not_disturbed(archive: Path) -> None:
    with Writer.open(archive, site=SITE), pytest.raises(ArchiveBusy):
        compact(archive)


def test_a_site_without_dictionary_has_nothing_to_pack(archive: Path) -> None:
    with Writer.open(archive, site=SiteSpec("other")) as writer:
        writer.keep(Page("https://other.example/", b"<p>one page</p>" * 30))
        writer.finish("finished")
    assert compact(archive, site="other") == Compacted()
    with pytest.raises(NotFound, match="it has: other, portal"):
        compact(archive, site="elsewhere")
