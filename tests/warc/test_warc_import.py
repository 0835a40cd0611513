"""Imports of WARC and WACZ files into a real archive: what is kept, passed over, damaged, resumed."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
import zstandard
from foreign_warc import BASE, HOST, articles, body_of, gzipped, http, record, response, sha1
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.archive.reader import open_archive
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveBusy, UsageError
from newsarchive.reextract import reextract
from newsarchive.warc import importing
from newsarchive.warc.importing import Report, import_warc

if TYPE_CHECKING:
    from pathlib import Path

DAY = "2021-03-04T05:06:07Z"
FIRST = "/article/426000.html"


class Desk:
    """A folder for files and an archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive"

    def take(self, data: bytes, name: str = "a.warc.gz", **choice: str) -> Report:
        (self.folder / name).write_bytes(data)
        return import_warc(self.archive, [self.folder / name], **choice)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.archive / "archive.db") as connection:
            return connection.execute(sql).fetchall()

    def titles(self) -> set[str]:
        with open_archive(self.archive) as reader:
            return {article.title for article in reader.articles()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def as_wacz(records: list[bytes]) -> bytes:
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/a.warc.gz", gzipped(records[:2]))
        archive.writestr("archive/b.warc.gz", gzipped(records[2:]))
        archive.writestr("datapackage.json", "{}")
    return out.getvalue()


def as_zstd_with_dictionary(records: list[bytes]) -> bytes:
    data = records[0] + records[1]
    packed = zstandard.ZstdCompressor().compress(data)
    packer = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(data))
    head = b"\x5d\x2a\x4d\x18" + len(packed).to_bytes(4, "little") + packed
    return head + b"".join(packer.compress(part) for part in records)


FORMATS = {
    "gzip": gzipped,
    "gzip in one": lambda records: gzip.compress(b"".join(records)),
    "plain": b"".join,
    "zstd": lambda records: b"".join(zstandard.ZstdCompressor().compress(part) for part in records),
    "zstd with dictionary": as_zstd_with_dictionary,
    "wacz": as_wacz,
}


@pytest.mark.parametrize("form", FORMATS)
def test_articles_of_each_form_are_archived(desk: Desk, form: str) -> None:
    report = desk.take(FORMATS[form](articles()))
    assert (report.records, report.stored, report.damaged) == (4, 4, 0)
    assert report.changes["new"] == 4
    assert len(desk.titles()) == 4


def test_a_capture_keeps_bytes_time_address_and_headers(desk: Desk) -> None:
    secret = http(body_of(FIRST), Server="Heritrix saw it", Set_Cookie="id=7")
    desk.take(record("response", f"<{BASE}{FIRST}>", DAY, secret, WARC_IP_Address="192.0.2.9"))
    with open_archive(desk.archive) as reader:
        (capture,) = reader.raw.of(BASE + FIRST)
        assert reader.raw.payload(capture) == body_of(FIRST)
        assert (capture.fetched_at, capture.remote, capture.status) == (DAY, "192.0.2.9", 200)
        assert reader.raw.headers(capture) == (
            ("Content-Type", "text/html; charset=utf-8"), ("Server", "Heritrix saw it"),
        )  # fmt: skip
        (run,) = reader.runs()
    assert (run.site, run.status, run.options["file"]) == (HOST, "finished", "a.warc.gz")


def test_imported_articles_are_found(desk: Desk) -> None:
    desk.take(gzipped(articles(1)))
    with open_archive(desk.archive) as reader:
        (article,) = reader.articles()
        assert reader.count(article.title) == 1
        assert article.first_seen == "2021-03-04T05:00:07Z"


def test_other_records_are_counted_by_reason(desk: Desk) -> None:
    others = [
        record("warcinfo", "", DAY, b"software: x\r\n"),
        record("request", BASE + FIRST, DAY, b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "dns:portal.example", DAY, b"192.0.2.9"),
        record("response", f"{BASE}/a.png", DAY, http(b"\x89PNG", Content_Type="image/png")),
        record("response", f"{BASE}/old", DAY, http(b"moved", "301 Moved", Location=FIRST)),
        record("response", f"{BASE}/cut", DAY, http(b"<p>"), WARC_Truncated="length"),
        record("response", f"{BASE}/odd", DAY, b"no answer\r\n\r\nat all"),
        record("response", f"{BASE}/none", DAY, http(b"")),
        record("response", f"{BASE}/{'x' * 9_000}", DAY, http(b"<p>")),
    ]
    report = desk.take(gzipped([*others, *articles(1)]))
    assert report.skipped == {
        "record:warcinfo": 1, "record:request": 1, "not-http": 1, "not-text": 1, "redirect": 1,
        "truncated-by-its-crawler": 1, "no-http-answer": 1, "empty": 1, "no-address": 1,
    }  # fmt: skip
    assert (report.stored, report.damaged) == (1, 0)


def test_the_same_file_again_stores_nothing(desk: Desk) -> None:
    desk.take(gzipped(articles()))
    again = desk.take(gzipped(articles()), "renamed.warc.gz")
    assert (again.stored, again.duplicates) == (0, 4)
    assert desk.rows("SELECT count(*) FROM captures") == [(4,)]
    assert desk.rows("SELECT count(*) FROM runs") == [(1,)]


def test_the_same_record_twice_in_a_file_is_stored_once(desk: Desk) -> None:
    report = desk.take(gzipped([*articles(1), *articles(1)]))
    assert (report.stored, report.duplicates) == (1, 1)


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip", lambda body: body),
        ("br", lambda body: body),
    ],
)
def test_content_encodings_are_undone(desk: Desk, name: str, packed: object) -> None:
    block = http(packed(body_of(FIRST)), Content_Encoding=name)  # type: ignore[operator]
    report = desk.take(record("response", BASE + FIRST, DAY, block))
    assert report.changes["new"] == 1
    with open_archive(desk.archive) as reader:
        assert reader.raw.payload(reader.raw.find(BASE + FIRST)) == body_of(FIRST)


def test_brotli_is_undone(desk: Desk) -> None:
    brotli = pytest.importorskip("brotli", reason="brotli is not installed")
    block = http(brotli.compress(body_of(FIRST)), Content_Encoding="br")
    assert desk.take(record("response", BASE + FIRST, DAY, block)).changes["new"] == 1


def test_chunks_are_joined_and_digests_of_either_form_fit(desk: Desk) -> None:
    body = body_of(FIRST)
    chunked = b"5;x=y\r\n" + body[:5] + f"\r\n{len(body) - 5:x}\r\n".encode() + body[5:] + b"\r\n0\r\n\r\n"
    for number, (sent, hashed) in enumerate(((chunked, chunked), (chunked, body), (body, body))):
        block = http(sent, Transfer_Encoding="chunked")
        at = f"2021-03-0{number + 1}T00:00:00Z"
        data = record("response", BASE + FIRST, at, block, digest=False, WARC_Payload_Digest=sha1(hashed))
        assert desk.take(data, f"{number}.warc").damaged == 0
    assert desk.rows("SELECT count(*), count(DISTINCT payload_id) FROM captures") == [(3, 1)]


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        ({"Content_Encoding": "gzip"}, gzip.compress(b"<p>cut</p>", mtime=0)[:-9], "damaged-encoding"),
        ({"Content_Encoding": "gzip"}, gzip.compress(bytes(40_000_000), mtime=0), "too-large"),
        ({"Content_Encoding": "br"}, b"\x8b\x01", "damaged-encoding"),
        ({"Content_Encoding": "compress"}, b"\x1f\x9d", "encoding:compress"),
        ({"Transfer_Encoding": "chunked"}, b"1\r\na\r\n9\r\nb", "damaged-encoding"),
    ],
)
def test_bodies_that_cannot_be_decoded_are_counted(
    desk: Desk, headers: dict[str, str], body: bytes, reason: str
) -> None:
    report = desk.take(record("response", BASE + FIRST, DAY, http(body, **headers)))
    assert report.skipped == {reason: 1}


def test_a_revisit_is_resolved_by_address_and_date(desk: Desk) -> None:
    revisit = record(
        "revisit", f"{BASE}/twin.html", "2021-04-01T00:00:00Z", http(b""),
        WARC_Refers_To_Target_URI=BASE + FIRST, WARC_Refers_To_Date="2021-03-04T05:00:07.123456Z",
    )  # fmt: skip
    desk.take(gzipped(articles(1)))
    report = desk.take(gzipped([revisit]), "b.warc.gz")
    assert report.stored == 1
    with open_archive(desk.archive) as reader:
        assert reader.raw.payload(reader.raw.find(f"{BASE}/twin.html")) == body_of(FIRST)


def test_a_revisit_is_resolved_by_digest_and_by_record(desk: Desk) -> None:
    digest = sha1(body_of(FIRST))
    original = response(FIRST, body_of(FIRST), WARC_Payload_Digest=digest, WARC_Record_ID="<urn:x:1>")
    later = [
        record("revisit", BASE + FIRST, "2021-04-01T00:00:00Z", b"", WARC_Payload_Digest=digest),
        record("revisit", BASE + FIRST, "2021-04-02T00:00:00Z", http(b""), WARC_Refers_To="<urn:x:1>"),
        record("revisit", BASE + FIRST, "2021-04-03T00:00:00Z", http(b""), WARC_Refers_To="<urn:x:2>"),
    ]
    report = desk.take(gzipped([original, *later]))
    assert (report.stored, report.skipped) == (3, {"revisit-of-unknown": 1})
    assert desk.rows("SELECT DISTINCT payload_id FROM captures") == [(1,)]
    assert desk.rows("SELECT last_seen, revision FROM articles") == [("2021-04-02T00:00:00Z", 0)]


def test_what_was_not_modified_is_seen_again(desk: Desk) -> None:
    again = record(
        "revisit", BASE + FIRST, "2021-04-01T00:00:00Z", http(b"", "304 Not Modified"),
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/server-not-modified",
    )  # fmt: skip
    assert desk.take(gzipped([*articles(1), again])).stored == 2
    assert desk.take(gzipped([again])).duplicates == 1
    assert desk.rows("SELECT last_seen FROM articles") == [("2021-04-01T00:00:00Z",)]


def test_an_older_page_is_kept_but_undoes_nothing(desk: Desk) -> None:
    newer = body_of(FIRST).replace(b"</h1>", "（更新）</h1>".encode())
    desk.take(gzipped([response(FIRST, newer, "2022-01-01T00:00:00Z")]))
    before = desk.titles()
    report = desk.take(gzipped(articles(1)), "older.warc.gz")
    assert (report.older, report.stored) == (1, 1)
    assert desk.titles() == before
    assert desk.rows("SELECT count(*) FROM captures") == [(2,)]


def test_pages_of_one_article_are_joined(desk: Desk) -> None:
    pages = [
        response(f"/article/426005{end}.html", body_of(f"/article/426005{end}.html")) for end in ("_2", "")
    ]
    desk.take(gzipped(pages))
    with open_archive(desk.archive) as reader:
        (article,) = reader.articles()
    assert article.pages == 2
    assert desk.rows("SELECT revision FROM articles") == [(0,)]


def test_an_article_is_completed_when_its_further_page_comes_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PAGES", 1)
    pages = [
        response(f"/article/426005{end}.html", body_of(f"/article/426005{end}.html")) for end in ("", "_2")
    ]
    desk.take(gzipped(pages))
    with open_archive(desk.archive) as reader:
        (article,) = reader.articles()
    assert article.pages == 2
    assert desk.rows("SELECT cause FROM article_revisions ORDER BY revision") == [("first",), ("rules",)]
    assert desk.rows("SELECT count(*) FROM captures") == [(2,)]


def test_another_edition_is_kept_but_does_not_revise_the_article(desk: Desk) -> None:
    body = body_of(FIRST).replace(b"</h1>", "（港）</h1>".encode())
    editions = [
        response(f"{region}{FIRST}", body, f"2021-05-0{day}T00:00:00Z")
        for day, region in ((1, "/hk"), (2, "/tw"))
    ]
    report = desk.take(gzipped([*articles(1), *editions]))
    assert (report.stored, report.older) == (3, 0)
    assert desk.rows("SELECT revision FROM articles") == [(0,)]
    assert desk.rows("SELECT count(*) FROM captures") == [(3,)]


def test_each_host_is_a_site_of_its_own(desk: Desk) -> None:
    other = record("response", "http://www.other.example/a", DAY, http(body_of(FIRST)))
    report = desk.take(gzipped([*articles(1), other]))
    assert report.sites == {HOST, "other.example"}
    assert desk.rows("SELECT key, home FROM sites ORDER BY key") == [
        ("other.example", "http://www.other.example/"), (HOST, f"{BASE}/"),
    ]  # fmt: skip


def test_a_chosen_site_takes_what_its_crawl_would(desk: Desk) -> None:
    hosts = ("www.other.example", f"news.{HOST}", HOST)
    records = [record("response", f"https://{host}/a", DAY, http(body_of(FIRST))) for host in hosts]
    report = desk.take(gzipped(records), site=HOST)
    assert (report.sites, report.skipped) == ({HOST}, {"other-site": 1})
    with pytest.raises(UsageError, match="no host"):
        desk.take(gzipped(records), site="nowhere")


def test_an_interrupted_crawl_of_the_site_still_resumes(desk: Desk) -> None:
    with Writer.open(
        desk.archive, site=SiteSpec(HOST, "The Portal", f"{BASE}/start", "Asia/Tokyo")
    ) as writer:
        run = writer.run
        writer.finish("interrupted")
    desk.take(gzipped(articles(1)))
    assert desk.rows("SELECT name, home, timezone FROM sites") == [
        ("The Portal", f"{BASE}/start", "Asia/Tokyo")
    ]
    with Writer.open(desk.archive, site=SiteSpec(HOST)) as writer:
        assert (writer.run, writer.resumed) == (run, True)


def test_a_running_crawl_of_the_site_is_not_disturbed(desk: Desk) -> None:
    with Writer.open(desk.archive, site=SiteSpec(HOST)), pytest.raises(ArchiveBusy):
        desk.take(gzipped(articles(1)))


def test_reasons_that_a_file_invents_are_not_counted_without_end(desk: Desk) -> None:
    report = desk.take(b"".join(record(f"kind{number}", "", DAY, b"") for number in range(300)))
    assert len(report.skipped) == importing.REASONS + 1
    assert sum(report.skipped.values()) == 300


def test_what_was_imported_reads_the_same_again(desk: Desk) -> None:
    pages = [
        response(f"/article/426005{end}.html", body_of(f"/article/426005{end}.html")) for end in ("", "_2")
    ]
    desk.take(gzipped([*articles(), *pages]))
    report = reextract(desk.archive, dry_run=True, workers=0)
    assert (report.pages, report.changed, report.failed) == (5, 0, 0)


# -- damage


@pytest.mark.parametrize("form", ["gzip", "plain", "zstd"])
def test_a_cut_file_is_told_and_all_before_the_cut_is_kept(desk: Desk, form: str) -> None:
    whole = FORMATS[form](articles())
    report = desk.take(whole[: -len(FORMATS[form](articles()[3:])) // 2])
    assert (report.stored, report.damaged) == (3, 1)
    assert "ends" in report.damages[0]


def test_a_wacz_without_its_directory_gives_what_is_in_it(desk: Desk) -> None:
    data = as_wacz(articles())
    report = desk.take(data[: data.index(b"PK\x01\x02")])
    assert report.stored == 4
    assert report.damaged > 0


@pytest.mark.parametrize("form", ["gzip", "plain", "zstd"])
def test_a_damaged_record_is_told_and_reading_goes_on_behind_it(desk: Desk, form: str) -> None:
    parts = [FORMATS[form]([part]) for part in articles()]
    data = bytearray(b"".join(parts))
    data[len(parts[0]) + len(parts[1]) // 2] ^= 0xFF
    report = desk.take(bytes(data))
    assert (report.stored, report.damaged) == (3, 1)
    assert f"byte {len(parts[0])}:" in report.damages[0]


@pytest.mark.parametrize("wrong", [b"Content-Length: 9", b"Content-Length: 99999", b"Content-Length: x"])
def test_a_wrong_length_costs_its_record_and_one_at_most_behind(desk: Desk, wrong: bytes) -> None:
    first, second, *rest = articles()
    length = b"Content-Length: " + str(len(second.partition(b"\r\n\r\n")[2]) - 4).encode()
    assert length in second
    report = desk.take(b"".join([first, second.replace(length, wrong, 1), *rest]))
    assert report.damaged >= 1
    assert report.stored >= 2


def test_a_payload_that_is_not_what_was_written_is_damage(desk: Desk) -> None:
    block = http(body_of(FIRST))
    report = desk.take(
        record("response", BASE + FIRST, DAY, block, digest=False, WARC_Payload_Digest=sha1(b""))
    )
    assert (report.stored, report.damaged) == (0, 1)


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"\x28\xb5\x2f\xfd\0"])
def test_files_with_nothing_in_them_are_damage(desk: Desk, data: bytes) -> None:
    assert desk.take(data).damaged == 1


def test_a_file_that_is_no_warc_is_told(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no WARC"):
        desk.take(b"<html>")
    with pytest.raises(UsageError, match="No such file"):
        import_warc(desk.archive, [desk.folder / "missing.warc"])


@given(st.integers(0, 10**9), st.integers(0, 255))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_flipped_byte_is_stored_in_silence(tmp_path: Path, at: int, value: int) -> None:
    from newsarchive.warc.reading import Record, RecordReader
    from newsarchive.warc.streams import open_stream

    records = articles(3)
    data = bytearray(gzipped(records))
    at %= len(data)
    if at < 4 or data[at] == value:
        return
    data[at] = value
    (tmp_path / "x").write_bytes(bytes(data))
    with (tmp_path / "x").open("rb") as file:
        stream = open_stream(file)
        assert stream is not None
        items = list(RecordReader(stream, frozenset({"response"}), 10**6))
    blocks = [item.block for item in items if isinstance(item, Record)]
    assert set(blocks) <= {part.partition(b"\r\n\r\n")[2][:-4] for part in records}
    assert len(blocks) >= 2


# -- resuming


@pytest.mark.parametrize("form", FORMATS)
def test_an_interrupted_import_goes_on_where_it_stopped(
    desk: Desk, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PAGES", 1)
    path = desk.folder / "a.warc"
    path.write_bytes(FORMATS[form](articles()))
    seen: list[int] = []

    def stop(name: str, done: int, whole: int, report: Report) -> None:
        seen.append(report.records)
        if report.records == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_warc(desk.archive, [path], on_progress=stop)
    assert desk.rows("SELECT status FROM runs") == [("interrupted",)]
    report = import_warc(desk.archive, [path])
    assert (report.resumed, report.records, report.stored, report.duplicates) == (True, 2, 2, 0)
    assert desk.rows("SELECT status FROM runs") == [("finished",)]
    assert len(desk.titles()) == 4


def test_a_file_of_many_sites_goes_on_without_gaps_or_doubles(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PAGES", 3)
    records = [
        record("response", f"https://site{number % 3}.example/{number}", DAY, http(body_of(FIRST)))
        for number in range(9)
    ]
    path = desk.folder / "a.warc.gz"
    path.write_bytes(gzipped(records))
    opened = []
    really = importing.Importer.open

    def fail_at_fifth(*arguments: object, **named: object) -> object:
        opened.append(named)
        if len(opened) == 5:
            raise KeyboardInterrupt
        return really(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(importing.Importer, "open", fail_at_fifth)
    with pytest.raises(KeyboardInterrupt):
        import_warc(desk.archive, [path])
    report = import_warc(desk.archive, [path])
    assert report.resumed
    assert desk.rows("SELECT count(*), count(DISTINCT url) FROM captures") == [(9, 9)]


@pytest.mark.parametrize("stop_at", [2, 3, 4, 5])
def test_an_article_of_several_pages_survives_an_interruption_between_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(importing, "BATCH_PAGES", 1)
    first, second = (
        response(f"/article/426005{end}.html", body_of(f"/article/426005{end}.html")) for end in ("", "_2")
    )
    path = desk.folder / "a.warc.gz"
    path.write_bytes(gzipped([first, *articles(3), second]))

    def stop(name: str, done: int, whole: int, report: Report) -> None:
        if report.records == stop_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_warc(desk.archive, [path], on_progress=stop)
    import_warc(desk.archive, [path])
    with open_archive(desk.archive) as reader:
        pages = {article.url: article.pages for article in reader.articles()}
    assert pages[f"{BASE}/article/426005.html"] == 2
    assert len(pages) == 4
    assert desk.rows("SELECT count(*) FROM captures") == [(5,)]
