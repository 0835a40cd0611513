"""Exported WARC files, read back by other programs: records, ids, digests, parts, what goes wrong."""

from __future__ import annotations

import gzip
import json
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from captured_archive import FIRST, HOME, LISTING, SECOND, Read, Stored, read_back

from newsarchive.errors import ArchiveError, NotFound, UsageError
from newsarchive.warc import records
from newsarchive.warc.export import export_warc
from newsarchive.warc.importing import import_warc

if TYPE_CHECKING:
    from typing import Any

pytest.importorskip("warcio", reason="the extra `warc` is not installed")


def exported(stored: Stored, tmp_path: Path, **choice: Any) -> list[Read]:
    export_warc(stored.folder, tmp_path / "out.warc.gz", **choice)
    return read_back(tmp_path / "out.warc.gz")


def of_kind(found: list[Read], *kinds: str) -> list[Read]:
    return [record for record in found if record.kind in kinds]


def answers(found: list[Read]) -> list[Read]:
    return of_kind(found, "response", "revisit")


def test_every_answer_is_written_with_its_request(stored: Stored, tmp_path: Path) -> None:
    found = exported(stored, tmp_path)
    assert [r.kind for r in found[:5]] == ["warcinfo", "response", "request", "response", "request"]
    assert len(answers(found)) == len(stored.bodies)
    ids = {r.named["WARC-Record-ID"] for r in answers(found)}
    assert {r.named["WARC-Concurrent-To"] for r in of_kind(found, "request")} == ids


def test_payloads_come_back_byte_for_byte(stored: Stored, tmp_path: Path) -> None:
    found = {r.named["WARC-Record-ID"]: r for r in answers(exported(stored, tmp_path))}
    bodies = [found[r.named.get("WARC-Refers-To", number)].payload for number, r in found.items()]
    assert bodies == stored.bodies


def test_an_answer_keeps_address_time_remote_and_headers(stored: Stored, tmp_path: Path) -> None:
    home = answers(exported(stored, tmp_path))[0]
    assert home.named["WARC-Target-URI"] == HOME
    assert home.named["WARC-Date"] == "2024-05-01T08:01:00Z"
    assert home.named["WARC-IP-Address"] == "192.0.2.7"
    assert home.status == "200 OK"
    assert home.http == (("Content-Type", "text/html; charset=gb18030"), ("X-Odd", "caf\xe9; a=\xff"))


def test_header_bytes_are_not_rewritten(stored: Stored, tmp_path: Path) -> None:
    exported(stored, tmp_path)
    assert b"X-Odd: caf\xe9; a=\xff\r\n" in gzip.decompress((tmp_path / "out.warc.gz").read_bytes())


def test_equal_bytes_are_a_revisit_of_the_first(stored: Stored, tmp_path: Path) -> None:
    _, first, twin, *_ = answers(exported(stored, tmp_path))
    assert twin.kind == "revisit"
    assert twin.named["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert twin.named["WARC-Refers-To"] == first.named["WARC-Record-ID"]
    assert twin.named["WARC-Refers-To-Target-URI"] == FIRST
    assert twin.named["WARC-Refers-To-Date"] == first.named["WARC-Date"]
    assert twin.named["WARC-Payload-Digest"] == first.named["WARC-Payload-Digest"]


def test_a_304_is_a_revisit_that_was_not_modified(stored: Stored, tmp_path: Path) -> None:
    again = answers(exported(stored, tmp_path))[-1]
    assert again.named["WARC-Profile"].endswith("/1.1/revisit/server-not-modified")
    assert (again.status, again.http) == ("304 Not Modified", (("ETag", '"1"'),))


def test_what_tells_of_an_encoding_that_is_undone_is_moved_aside(stored: Stored, tmp_path: Path) -> None:
    moved = answers(exported(stored, tmp_path))[4]
    assert moved.http[2:] == (
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-Content-Length", "3"),
        ("Content-Length", "12"),
    )


def test_the_address_before_redirects_is_kept(stored: Stored, tmp_path: Path) -> None:
    moved = answers(exported(stored, tmp_path))[4]
    assert moved.named["WARC-Target-URI"] == SECOND
    assert moved.named["X-Archive-Requested-URI"] == f"{HOME}old"


def test_an_article_comes_as_metadata_once_with_its_newest_answer(stored: Stored, tmp_path: Path) -> None:
    found = exported(stored, tmp_path)
    told = {r.named["WARC-Target-URI"]: r for r in of_kind(found, "metadata")}
    assert set(told) == {FIRST, SECOND}
    article = json.loads(told[FIRST].payload)
    assert (article["title"], article["authors"]) == ("标题", ["王一"])
    assert article["provenance"] == {"title": "heading"}
    assert told[FIRST].named["WARC-Concurrent-To"] == answers(found)[-1].named["WARC-Record-ID"]


def test_the_same_archive_gives_the_same_records(stored: Stored, tmp_path: Path) -> None:
    assert exported(stored, tmp_path)[1:] == exported(stored, tmp_path)[1:]


def test_a_later_export_refers_to_records_of_an_earlier_one(stored: Stored, tmp_path: Path) -> None:
    first = answers(exported(stored, tmp_path))[1]
    (later,) = answers(exported(stored, tmp_path, since_run=1))
    assert later.named["WARC-Refers-To"] == first.named["WARC-Record-ID"]


def test_past_the_size_further_parts_begin(stored: Stored, tmp_path: Path) -> None:
    report = export_warc(stored.folder, tmp_path / "out.warc.gz", size=1)
    assert report.files == ["out.warc.gz", *(f"out-{number:05}.warc.gz" for number in range(1, 6))]
    assert sorted(file.name for file in tmp_path.glob("*.gz")) == sorted(report.files)
    for name in report.files:
        info, answer, *_ = read_back(tmp_path / name)
        assert info.named["WARC-Filename"] == name
        assert answer.named["WARC-Warcinfo-ID"] == info.named["WARC-Record-ID"]


def test_parts_are_imported_in_the_order_they_were_written(stored: Stored, tmp_path: Path) -> None:
    report = export_warc(stored.folder, tmp_path / "out.warc.gz", size=1)
    files = sorted(tmp_path / name for name in report.files)
    assert files[0].name == "out-00001.warc.gz"
    taken = import_warc(tmp_path / "other", files)
    assert (taken.stored, taken.skipped["revisit-of-unknown"]) == (5, 0)


def test_a_part_is_no_larger_than_asked(stored: Stored, tmp_path: Path) -> None:
    report = export_warc(stored.folder, tmp_path / "out.warc.gz", size=4_000)
    sizes = [(tmp_path / name).stat().st_size for name in report.files]
    assert len(sizes) > 1
    assert max(sizes) <= 4_000


def test_parts_of_an_earlier_export_are_not_mixed_in(stored: Stored, tmp_path: Path) -> None:
    (tmp_path / "out-00001.warc.gz").touch()
    with pytest.raises(UsageError, match="earlier export"):
        export_warc(stored.folder, tmp_path / "out.warc.gz")


def test_warcio_finds_no_fault(stored: Stored, tmp_path: Path) -> None:
    exported(stored, tmp_path)
    done = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", "-v", tmp_path / "out.warc.gz"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "digest pass" in done.stdout, "fail" in done.stdout) == (0, True, False)


def test_fastwarc_finds_no_fault(stored: Stored, tmp_path: Path) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc", reason="FastWARC is not installed")
    exported(stored, tmp_path)
    with (tmp_path / "out.warc.gz").open("rb") as file:
        blocks = [r.verify_block_digest() for r in fastwarc.ArchiveIterator(file, parse_http=False)]
    with (tmp_path / "out.warc.gz").open("rb") as file:
        payloads = [
            record.verify_payload_digest()
            for record in fastwarc.ArchiveIterator(file, record_types=fastwarc.WarcRecordType.response)
        ]
    assert blocks == [True] * 15
    assert payloads == [True] * 4


def test_a_damaged_capture_is_left_out_and_told(stored: Stored, tmp_path: Path) -> None:
    with sqlite3.connect(stored.folder / "archive.db") as connection:
        connection.execute("UPDATE payloads SET data = x'00' WHERE id = 2")
    report = export_warc(stored.folder, tmp_path / "out.warc.gz")
    assert (report.captures, report.damaged) == (3, 3)
    assert "payload 2" in report.examples[0]
    assert [r.payload for r in answers(read_back(tmp_path / "out.warc.gz"))] == [
        LISTING,
        b"",
        b"<p>moved</p>",
    ]


def test_a_capture_whose_address_is_damaged_is_left_out_and_told(stored: Stored, tmp_path: Path) -> None:
    with sqlite3.connect(stored.folder / "archive.db") as connection:
        connection.execute("UPDATE captures SET url = 'https://[portal.example/' WHERE id = 1")
    report = export_warc(stored.folder, tmp_path / "out.warc.gz")
    assert (report.captures, report.damaged) == (5, 1)
    assert "address is damaged" in report.examples[0]


def test_nothing_is_left_of_an_export_that_is_interrupted(stored: Stored, tmp_path: Path) -> None:
    def stop(done: int, whole: int) -> None:
        assert whole == 6
        if done == 3:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(KeyboardInterrupt):
        export_warc(stored.folder, out / "out.warc.gz", on_progress=stop)
    assert list(out.iterdir()) == []


def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(stored: Stored, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(ArchiveError, match="disk is full"):
            export_warc(stored.folder, out / "out.warc.gz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(out.iterdir()) == []


def test_an_unknown_site_and_an_empty_choice_are_told(stored: Stored, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="it has: portal"):
        export_warc(stored.folder, tmp_path / "out.warc.gz", site="elsewhere")
    with pytest.raises(NotFound, match="no captures"):
        export_warc(stored.folder, tmp_path / "out.warc.gz", since_run=2)
    assert list(tmp_path.glob("*out*")) == []


@pytest.mark.parametrize("name", ["out.warc", "out.zip", ".warc.gz"])
def test_another_name_is_refused(stored: Stored, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"NAME\.warc\.gz"):
        export_warc(stored.folder, tmp_path / name)


def test_a_missing_library_is_told_with_the_extras_name(
    stored: Stored, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warcio.warcwriter", None)
    with pytest.raises(UsageError, match=r"newsarchive\[warc\]"):
        export_warc(stored.folder, tmp_path / "out.warc.gz")


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_a_header_never_breaks_its_line(stored: Stored, text: str) -> None:
    from newsarchive.archive.captures.exchange import Exchange

    with Exchange(stored.folder) as exchange:
        head = records.response_head(next(exchange.each()), (("X", text),), 1)
    assert head.count(b"\r\n") == 3
    assert head.count(b"\n") == 3


def test_an_address_fits_on_a_line() -> None:
    assert records.target("https://a.example/<b> c\r\n") == "https://a.example/%3Cb%3E%20c%0D%0A"
