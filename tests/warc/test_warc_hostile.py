"""Files made to break their reader: each ends with what is sound kept, within bounds of work and memory."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard
from foreign_warc import BASE, articles, body_of, gzipped, http, record, response

from newsarchive.archive.verify import verify
from newsarchive.errors import UsageError
from newsarchive.warc import streams
from newsarchive.warc.importing import Report, import_warc
from newsarchive.warc.reading import Damage, Record, RecordReader
from newsarchive.warc.selecting import KINDS
from newsarchive.warc.streams import open_stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Form = Callable[[list[bytes]], bytes]

FIRST = "/article/426000.html"


class CountingFile(io.BytesIO):
    """Knows how many of its bytes were read."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


def read(data: bytes | CountingFile) -> tuple[list[Record], list[Damage]]:
    """Records and damages of a file."""
    stream = open_stream(data if isinstance(data, CountingFile) else io.BytesIO(data))
    assert stream is not None
    items = list(RecordReader(stream, KINDS, 1_000_000))
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if isinstance(item, Damage)]


def take(folder: Path, data: bytes, name: str = "a.warc.gz") -> Report:
    (folder / name).write_bytes(data)
    return import_warc(folder / "archive", [folder / name])


def zstd(records: list[bytes]) -> bytes:
    return b"".join(zstandard.compress(part) for part in records)


def framed(data: bytes) -> bytes:
    """A dictionary's frame, as a WARC in zstd may begin with."""
    return b"\x5d\x2a\x4d\x18" + struct.pack("<I", len(data)) + data


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2021-02-30T00:00:00Z"]
)
def test_a_moment_that_no_calendar_has_is_damage(tmp_path: Path, date: str) -> None:
    report = take(tmp_path, gzipped([response(FIRST, body_of(FIRST), date), *articles()]))
    assert (report.stored, report.damages) == (4, ["a.warc.gz, byte 0: a record without a date"])


@pytest.mark.parametrize("form", [gzipped, zstd, b"".join], ids=["gzip", "zstd", "plain"])
def test_records_that_claim_all_the_rest_do_not_make_it_read_again_and_again(form: Form) -> None:
    claims = [
        response(f"/{n}.html", b"<p>of the tide</p>" * 9).replace(
            b"Content-Length: ", b"Content-Length: 9999"
        )
        for n in range(300)
    ]
    file = CountingFile(form([*claims, *articles()]))
    records, damages = read(file)
    assert (len(records), len(damages)) == (4, 300)
    assert file.count < 12 * len(file.getvalue())


def test_a_member_that_is_made_to_be_endless_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_BOMB", 1_048_576)
    claim = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 90000000000\r\n\r\n"
    records, damages = read(gzip.compress(claim + bytes(8_000_000)) + gzipped(articles()))
    assert [damage.what for damage in damages] == ["unpacks to more than 200 times its size"]
    assert len(records) == 4


def test_any_number_of_empty_members_takes_no_memory() -> None:
    data = gzip.compress(b"") * 15_000 + gzipped(articles())
    tracemalloc.start()
    try:
        assert len(read(data)[0]) == 4
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("form", "false"), [(gzipped, b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0"), (zstd, b"\x28\xb5\x2f\xfd\0")]
)
def test_what_only_looks_like_a_beginning_does_not_hide_the_real_one(form: Form, false: bytes) -> None:
    first, *rest = articles()
    records, damages = read(form([first]) + false * 3_000 + form(rest))
    assert (len(records), len(damages)) == (4, 1)


def test_a_dictionary_that_is_cut_is_damage(tmp_path: Path) -> None:
    assert take(tmp_path, framed(bytes(9_000))[:5_000]).damages == [
        "a.warc.gz, byte 0: the file ends within its dictionary"
    ]


def test_a_dictionary_that_unpacks_to_more_than_any_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zstandard.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        damages = take(tmp_path, framed(bomb) + zstd(articles())).damages
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert damages == ["a.warc.gz, byte 0: its dictionary is larger than any"]


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [(42, "<I", 0xFFFFFFF0), (42, "<I", 700), (6, "<H", 99)],
    ids=["off", "in", "version"],
)
def test_a_package_whose_directory_leads_astray_is_read_without_it(
    tmp_path: Path, at: int, form: str, value: int
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("../../archive/a.warc.gz", gzipped(articles()))
    data = bytearray(out.getvalue())
    struct.pack_into(form, data, data.rfind(b"PK\x01\x02") + at, value)
    report = take(tmp_path, bytes(data), "a.wacz")
    assert report.stored == 4
    assert report.damaged > 0


def test_a_body_of_endless_encodings_is_not_undone(tmp_path: Path) -> None:
    block = http(gzip.compress(b"<p>x"), Content_Encoding=", ".join(["gzip"] * 1_000))
    report = take(tmp_path, gzipped([record("response", BASE + "/x.html", "2021-03-04T05:06:07Z", block)]))
    assert report.skipped == {"too-many-encodings": 1}


def test_a_revisit_of_itself_and_a_circle_of_them_are_unknown(tmp_path: Path) -> None:
    circle = [
        record(
            "revisit", f"{BASE}/{here}.html", "2021-03-04T05:06:07Z", b"",
            WARC_Record_ID=f"<urn:uuid:{here}>", WARC_Refers_To=f"<urn:uuid:{there}>",
            WARC_Refers_To_Target_URI=f"{BASE}/{there}.html", WARC_Refers_To_Date="2021-03-04T05:06:07Z",
        )
        for here, there in [(1, 1), (2, 3), (3, 2)]
    ]  # fmt: skip
    report = take(tmp_path, gzipped([*circle, *articles()]))
    assert (report.stored, report.skipped) == (4, {"revisit-of-unknown": 3})


def test_addresses_that_are_none_are_passed_over(tmp_path: Path) -> None:
    addresses = [
        "file:///etc/passwd", "javascript:alert(1)", "http://[::1/x", "http://[zz]/", "http://a\0b.example/",
        "http://", "http://a..b/", "http://x.example/" + "p" * 60_000, "http://x.example:99999/", "dns:x",
    ]  # fmt: skip
    made = [record("response", url, "2021-03-04T05:06:07Z", http(body_of(FIRST))) for url in addresses]
    report = take(tmp_path, gzipped([*made, *articles()]))
    assert (report.stored, report.records, report.damaged) == (4, 14, 0)


def test_of_a_file_that_is_none_no_archive_is_made_and_nothing_beside_it_imported(tmp_path: Path) -> None:
    (tmp_path / "page.warc").write_bytes(b"<html>")
    (tmp_path / "a.warc.gz").write_bytes(gzipped(articles()))
    with pytest.raises(UsageError, match=r"page\.warc: is no WARC file"):
        import_warc(tmp_path / "archive", [tmp_path / "a.warc.gz", tmp_path / "page.warc"])
    assert not (tmp_path / "archive").exists()


def test_an_archive_into_which_nothing_came_is_sound(tmp_path: Path) -> None:
    assert take(tmp_path, b"\x1f\x8b").stored == 0
    assert list(verify(tmp_path / "archive")) == []
