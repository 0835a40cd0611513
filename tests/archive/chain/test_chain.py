"""The chain of runs on real archives: unaltered it holds, whatever is altered breaks it at a named place."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.captures.compact import compact
from newsarchive.archive.captures.prune import prune
from newsarchive.archive.chain.check import ChainReport, check_chain
from newsarchive.archive.importer import ImportBook, Importer
from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.reviser import Reviser
from newsarchive.archive.runs import IMPORT
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import Writer
from newsarchive.model import Page

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2024, 5, 1, tzinfo=UTC)
FIRST, SECOND = SiteSpec("first.example"), SiteSpec("second.example")


def page(site: SiteSpec, number: int, **fields: Any) -> Page:
    body = f"<p>{site.key} 第{number}页</p>".encode()
    at = START + timedelta(minutes=number)
    return Page(f"https://{site.key}/{number}", **{"body": body, "fetched_at": at} | fields)


def crawl(folder: Path, site: SiteSpec, *numbers: int, status: str = "finished", **options: Any) -> None:
    with Writer.open(folder, site=site, **options) as writer:
        for number in numbers:
            writer.keep(page(site, number, headers=(("ETag", f'"{number}"'),), remote="192.0.2.1"))
        writer.finish(status)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Runs of two sites in turn: captures 1-3, 4-5, 6-7."""
    crawl(tmp_path, FIRST, 1, 2, 3)
    crawl(tmp_path, SECOND, 1, 2)
    crawl(tmp_path, FIRST, 4, 5)
    return tmp_path


def test_a_digest_that_is_lost_is_damage(archive: Path) -> None:
    edit = "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'chain_captures'"
    change(archive, "PRAGMA writable_schema = ON", edit)
    change(archive, "UPDATE chain_captures SET sha256 = NULL WHERE capture_id = 2")
    assert ["never written so" in damage.what for damage in check_chain(archive).damages] == [True]


def change(archive: Path, *statements: str) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def rows(archive: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def told(report: ChainReport) -> list[str]:
    return [f"{damage.where}: {damage.what}" for damage in report.damages]


def test_an_unaltered_archive_holds(archive: Path) -> None:
    report = check_chain(archive)
    assert told(report) == []
    assert (report.links, report.captures, report.gone, report.waiting) == (3, 7, 0, 0)


def test_the_head_can_be_worked_out_with_plain_tools(archive: Path) -> None:
    previous = "0" * 64
    for number, manifest in rows(archive, "SELECT id, manifest FROM chain_links ORDER BY id"):
        fields = json.loads(manifest)
        assert (fields["link"], fields["previous"]) == (number, previous)
        listed = rows(
            archive, f"SELECT sha256 FROM chain_captures WHERE link_id = {number} ORDER BY capture_id"
        )
        assert fields["captures_sha256"] == hashlib.sha256(b"".join(d for (d,) in listed)).hexdigest()
        previous = hashlib.sha256(manifest.encode()).hexdigest()
    assert check_chain(archive).head == previous


def test_a_captures_digest_is_the_hash_of_what_was_kept(archive: Path) -> None:
    text = (
        '[4,"second.example",2,"https://second.example/1",null,"2024-05-01T00:01:00Z",200,"192.0.2.1",'
        '"[]","[[\\"ETag\\",\\"\\\\\\"1\\\\\\"\\"]]","'
        + hashlib.sha256("<p>second.example 第1页</p>".encode()).hexdigest()
        + '"]'
    )
    kept = rows(archive, "SELECT sha256 FROM chain_captures WHERE capture_id = 4")[0][0]
    assert kept == hashlib.sha256(text.encode()).digest()


def test_runs_tell_their_hash(archive: Path) -> None:
    with open_archive(archive) as reader:
        newest, *_ = reader.runs()
    assert newest.chain == check_chain(archive).head


@pytest.mark.parametrize(
    "change_to",
    [
        "fetched_at = '2023-01-01T00:00:00Z'", "url = 'https://second.example/other'", "status = 404",
        "final_url = 'https://elsewhere.example/'", "remote = '203.0.113.9'", "payload_id = 1",
        "payload_id = NULL", "run_id = 1", "site_id = 1", "request_id = 77",
        "headers = (SELECT headers FROM captures WHERE id = 1)",
    ],
)  # fmt: skip
def test_an_altered_capture_is_named(archive: Path, change_to: str) -> None:
    change(archive, f"UPDATE captures SET {change_to} WHERE id = 5")
    (only,) = told(check_chain(archive))
    assert only.startswith("https://second.example/")
    assert only.endswith("capture 5 of link 2 (run 2 of second.example) was altered")


def test_other_bytes_with_their_own_hash_are_named(archive: Path) -> None:
    change(archive, "UPDATE payloads SET sha256 = zeroblob(32) WHERE id = 2")
    assert told(check_chain(archive)) == [
        "https://first.example/2: capture 2 of link 1 (run 1 of first.example) was altered"
    ]


def test_a_capture_taken_away_is_named(archive: Path) -> None:
    change(archive, "DELETE FROM captures WHERE id = 5")
    assert told(check_chain(archive)) == ["capture 5 of link 2 (run 2 of second.example): was taken away"]


def test_a_capture_taken_off_the_list_too_is_named(archive: Path) -> None:
    change(archive, "DELETE FROM captures WHERE id = 5", "DELETE FROM chain_captures WHERE capture_id = 5")
    assert told(check_chain(archive)) == [
        "link 2 (run 2 of second.example): the list of its captures was altered"
    ]


def test_a_capture_put_in_afterwards_is_named(archive: Path) -> None:
    columns = "site_id, run_id, url, fetched_at, status, request_id, headers"
    change(archive, f"INSERT INTO captures({columns}) SELECT {columns} FROM captures WHERE id = 5")
    assert told(check_chain(archive)) == [
        "https://second.example/2: capture 8 was put in after its run had ended"
    ]


def test_an_altered_digest_is_named(archive: Path) -> None:
    change(archive, "UPDATE chain_captures SET sha256 = zeroblob(32) WHERE capture_id = 6")
    assert told(check_chain(archive)) == [
        "https://first.example/4: capture 6 of link 3 (run 3 of first.example) was altered",
        "link 3 (run 3 of first.example): the list of its captures was altered",
    ]


def test_a_run_taken_away_is_named(archive: Path) -> None:
    change(archive, "DELETE FROM runs WHERE id = 2")
    assert told(check_chain(archive)) == [
        "link 2 (run 2 of second.example): the run is not in the archive any more"
    ]


def test_a_run_taken_away_with_its_link_is_noticed(archive: Path) -> None:
    change(
        archive,
        "DELETE FROM captures WHERE run_id = 2",
        "DELETE FROM chain_captures WHERE link_id = 2",
        "DELETE FROM chain_links WHERE id = 2",
        "DELETE FROM runs WHERE id = 2",
    )
    assert told(check_chain(archive)) == [
        "link 3 (run 3 of first.example): follows link 1: links are missing"
    ]


def test_links_closed_up_over_a_gap_are_noticed(archive: Path) -> None:
    change(
        archive,
        "DELETE FROM captures WHERE run_id = 2",
        "DELETE FROM chain_captures WHERE link_id = 2",
        "DELETE FROM chain_links WHERE id = 2",
        "DELETE FROM runs WHERE id = 2",
        "UPDATE chain_links SET id = 2 WHERE id = 3",
        "UPDATE chain_captures SET link_id = 2 WHERE link_id = 3",
    )
    found = told(check_chain(archive))
    assert "link 2 (run 3 of first.example): does not follow the link that stands before it" in found


def test_an_altered_manifest_is_named(archive: Path) -> None:
    change(
        archive, "UPDATE chain_links SET manifest = replace(manifest, '\"run\":2', '\"run\":9') WHERE id = 2"
    )
    assert "link 2 (run 9 of second.example): was altered: its hash is not that of its manifest" in told(
        check_chain(archive)
    )


def test_a_manifest_that_is_no_json_is_named(archive: Path) -> None:
    change(archive, "UPDATE chain_links SET manifest = '{' WHERE id = 1")
    assert "link 1 (run): was altered: its hash is not that of its manifest" in told(check_chain(archive))


def test_an_altered_manifest_with_its_own_hash_breaks_the_next(archive: Path) -> None:
    manifest = rows(archive, "SELECT manifest FROM chain_links WHERE id = 1")[0][0].replace(
        "finished", "failed"
    )
    digest = hashlib.sha256(manifest.encode()).hexdigest()
    change(archive, f"UPDATE chain_links SET manifest = '{manifest}', sha256 = x'{digest}' WHERE id = 1")
    assert "link 2 (run 2 of second.example): does not follow the link that stands before it" in told(
        check_chain(archive)
    )


def test_links_in_another_order_are_named(archive: Path) -> None:
    change(
        archive,
        "UPDATE chain_links SET id = 99 WHERE id = 1",
        "UPDATE chain_links SET id = 1 WHERE id = 2",
        "UPDATE chain_links SET id = 2 WHERE id = 99",
    )
    found = told(check_chain(archive))
    assert "link 1 (run 2 of second.example): does not follow the link that stands before it" in found


def test_a_run_altered_after_it_ended_is_named(archive: Path) -> None:
    change(archive, "UPDATE runs SET started_at = '2020-01-01T00:00:00Z' WHERE id = 2")
    assert told(check_chain(archive)) == [
        "link 2 (run 2 of second.example): the run was altered after it ended"
    ]


def test_the_end_of_the_chain_taken_away_is_shown_by_a_noted_head(archive: Path) -> None:
    noted = check_chain(archive).head
    assert check_chain(archive, noted=noted[:16].upper()).noted_link == 3
    change(
        archive,
        "DELETE FROM captures WHERE run_id = 3",
        "DELETE FROM chain_captures WHERE link_id = 3",
        "DELETE FROM chain_links WHERE id = 3",
        "DELETE FROM runs WHERE id = 3",
    )
    assert told(check_chain(archive)) == []
    (only,) = told(check_chain(archive, noted=noted))
    assert "hash of no link" in only


def test_the_last_link_alone_taken_away_is_noticed(archive: Path) -> None:
    change(archive, "DELETE FROM chain_captures WHERE link_id = 3", "DELETE FROM chain_links WHERE id = 3")
    assert "run 3 of first.example: has ended and is in no link: links are missing" in told(
        check_chain(archive)
    )


def test_a_noted_head_still_holds_when_more_has_come(archive: Path) -> None:
    noted = check_chain(archive).head
    crawl(archive, SECOND, 7)
    report = check_chain(archive, noted=noted)
    assert (told(report), report.noted_link, report.links) == ([], 3, 4)


def test_a_resumed_run_has_a_link_for_each_end(archive: Path) -> None:
    crawl(archive, SECOND, 3, status="interrupted")
    crawl(archive, SECOND, 4)
    report = check_chain(archive)
    assert (told(report), report.links, report.captures) == ([], 5, 9)
    assert rows(archive, "SELECT run_id FROM chain_links WHERE id > 3") == [(4,), (4,)]


def test_captures_of_a_run_that_goes_on_wait(archive: Path) -> None:
    with Writer.open(archive, site=SECOND) as writer:
        writer.keep(page(SECOND, 9))
        writer.commit()
        report = check_chain(archive)
    assert (told(report), report.waiting) == ([], 1)


def test_a_run_that_nobody_resumes_is_in_the_chain(archive: Path) -> None:
    with Writer.open(archive, site=SECOND) as writer:
        writer.keep(page(SECOND, 9))
        writer.commit()
    crawl(archive, SECOND, 10, resume=False)
    report = check_chain(archive)
    assert (told(report), report.links, report.captures) == ([], 5, 9)


def test_imports_and_re_extractions_are_in_the_chain(archive: Path) -> None:
    with Importer.open(archive, site=FIRST, options={IMPORT: "a file"}) as importer:
        importer.keep(page(FIRST, 90))
        importer.commit()
    with ImportBook(archive) as book:
        book.end("a file", "finished", {})
    with Reviser.open(archive, FIRST.key) as reviser:
        reviser.finish("finished", {})
    with Reviser.open(archive, FIRST.key):
        pass
    report = check_chain(archive)
    assert (told(report), report.links, report.captures) == ([], 6, 8)


def test_what_was_pruned_is_stated_and_the_rest_still_vouched_for(archive: Path) -> None:
    with Writer.open(archive, site=FIRST) as writer:
        writer.keep(page(FIRST, 20, body=b"busy", status=503))
        writer.finish("finished")
    noted = check_chain(archive).head
    assert prune(archive, keep_errors=timedelta(days=30)).errors == 1
    report = check_chain(archive, noted=noted)
    assert (told(report), report.gone, report.links) == ([], 1, 5)
    change(
        archive,
        "DELETE FROM captures WHERE id = 1",
        "UPDATE chain_captures SET gone_link_id = 5 WHERE capture_id = 1",
    )
    assert told(check_chain(archive)) == ["link 5 (prune): the list of its captures was altered"]


def test_the_number_of_a_pruned_capture_is_not_given_again(archive: Path) -> None:
    with Writer.open(archive, site=FIRST) as writer:
        writer.keep(page(FIRST, 20, body=b"busy", status=503))
        writer.finish("finished")
    prune(archive, keep_errors=timedelta(days=30))
    crawl(archive, FIRST, 21)
    assert rows(archive, "SELECT max(id) FROM captures") == [(9,)]
    assert told(check_chain(archive)) == []


def test_a_capture_that_was_pruned_and_is_there_is_named(archive: Path) -> None:
    change(
        archive,
        "INSERT INTO chain_links VALUES (4, 'prune', NULL, 'x', '{}', x'01')",
        "UPDATE chain_captures SET gone_link_id = 4 WHERE capture_id = 1",
    )
    assert any(
        found.endswith(
            "capture 1 of link 1 (run 1 of first.example) is there though it was said to be taken away"
        )
        for found in told(check_chain(archive))
    )


def test_packing_anew_changes_nothing_for_the_chain(tmp_path: Path) -> None:
    template = "".join(f"<a href='/section/{n * 37}'>栏目{n * 91}</a>" for n in range(300))
    with Writer.open(tmp_path, site=FIRST) as writer:
        for number in range(40):  # more than a dictionary is made of: its own pages stay as they are
            writer.keep(page(FIRST, number, body=f"{template}{number}".encode()))
        writer.finish("finished")
    assert compact(tmp_path).repacked > 0
    assert told(check_chain(tmp_path)) == []


def test_an_older_archive_is_vouched_for_from_the_next_end_of_a_run(archive: Path) -> None:
    change(archive, "DELETE FROM chain_captures", "DELETE FROM chain_links")
    report = check_chain(archive)
    assert (report.links, report.head, told(report)) == (0, "", [])
    crawl(archive, SECOND, 8)
    report = check_chain(archive)
    assert (told(report), report.links, report.captures) == ([], 4, 8)


def test_headers_that_were_damaged_before_can_be_vouched_for_as_they_are(archive: Path) -> None:
    with Writer.open(archive, site=SECOND) as writer:
        writer.keep(page(SECOND, 9))
        writer.commit()
        change(archive, "UPDATE captures SET headers = x'00' WHERE id = 8")
        writer.finish("finished")
    assert told(check_chain(archive)) == []
    assert [damage.part for damage in verify(archive)] == ["captures"]
