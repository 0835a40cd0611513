"""Raw captures on a real database: equal bytes once, differences, dictionaries, damage named."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import FIRST, SECOND, load_dictionary, next_due
from newsarchive.archive.captures.packing import Packed, Packer
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.captures.reading import header_fields
from newsarchive.archive.captures.store import CaptureStore
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.seen import Seen
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveError
from newsarchive.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2024, 5, 1, tzinfo=UTC)
TEMPLATE = "".join(
    f"<div class='row-{n}'><a href='/section/{n * 37}'>栏目{n * 91}</a></div>" for n in range(300)
)


class Vault:
    """A capture store on a real file, with a clock."""

    def __init__(self, folder: Path) -> None:
        with Writer.open(folder, site=SiteSpec("portal")) as writer:
            self.run = writer.run
        self.connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.store = CaptureStore(self.connection, 1)
        self.minutes = 0

    def keep(self, url: str, body: bytes, ready: Packed | None = None, **fields: object) -> int:
        self.minutes += 1
        at = NOW + timedelta(minutes=self.minutes)
        page = Page(url, body, fetched_at=at, **fields)  # type: ignore[arg-type]
        return self.store.store(page, Seen(1, self.run, at.isoformat(), "UTC"), ready=ready)

    def one(self, sql: str, *values: object) -> object:
        row = self.connection.execute(sql, values).fetchone()
        return row[0] if row else None

    def payload(self, capture: int) -> bytes:
        payloads = Payloads(self.connection, Codec(lambda number: load_dictionary(self.connection, number)))
        return payloads.get(int(str(self.one("SELECT payload_id FROM captures WHERE id = ?", capture))))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path)
    yield made
    made.connection.close()


def page(words: str) -> bytes:
    return f"<html><body>{TEMPLATE}<p>{words}</p></body></html>".encode()


def test_the_bytes_come_back(vault: Vault) -> None:
    body = bytes(range(256)) * 3
    assert vault.payload(vault.keep("https://a.example/1", body)) == body


def test_what_was_packed_before_is_stored_as_it_is(vault: Vault) -> None:
    body = page("原文")
    by_another = zstandard.ZstdCompressor(level=1).compress(body)
    ready = Packed(hashlib.sha256(body).digest(), None, by_another)
    capture = vault.keep("https://a.example/1", body, ready)
    assert vault.one("SELECT data FROM payloads") == by_another
    assert vault.payload(capture) == body


def test_what_was_packed_of_another_body_or_with_an_earlier_dictionary_is_packed_anew(vault: Vault) -> None:
    early = Packer().pack(page("后来"))
    capture = vault.keep("https://a.example/0", page("原文"), Packer().pack(page("别的")))
    assert vault.payload(capture) == page("原文")
    for number in range(FIRST):
        vault.keep(f"https://a.example/{number}", page(f"第{number}篇"))
    vault.store.renew_dictionary()
    capture = vault.keep("https://a.example/x", page("后来"), early)
    assert vault.payload(capture) == page("后来")
    assert vault.one("SELECT dictionary_id FROM payloads ORDER BY id DESC LIMIT 1") == 1


def test_a_dictionary_is_handed_out_whole_and_once(vault: Vault) -> None:
    assert vault.store.dictionary is None
    for number in range(FIRST):
        vault.keep(f"https://a.example/{number}", page(f"第{number}篇"))
    vault.store.renew_dictionary()
    handed = vault.store.dictionary
    assert handed is not None
    assert handed is vault.store.dictionary
    body = page("新的")
    assert Packer(handed).pack(body) == vault.store.pack(body)


def test_equal_bytes_are_kept_once(vault: Vault) -> None:
    vault.keep("https://a.example/1", b"same")
    vault.keep("https://a.example/2", b"same")
    assert vault.one("SELECT count(*) FROM payloads") == 1
    assert vault.one("SELECT count(*) FROM captures") == 2


def test_an_empty_answer_has_no_payload(vault: Vault) -> None:
    capture = vault.keep("https://a.example/1", b"", status=500)
    assert vault.one("SELECT payload_id FROM captures WHERE id = ?", capture) is None


def test_a_changed_page_is_kept_as_a_difference(vault: Vault) -> None:
    vault.keep("https://a.example/", page("早晨"))
    capture = vault.keep("https://a.example/", page("傍晚"))
    assert vault.payload(capture) == page("傍晚")
    assert int(str(vault.one("SELECT length(data) FROM payloads ORDER BY id DESC"))) < 100


def test_differences_never_stand_on_differences(vault: Vault) -> None:
    for hour in range(5):
        vault.keep("https://a.example/", page(f"第{hour}版"))
    assert vault.one("SELECT count(DISTINCT base_id) FROM payloads") == 1
    assert vault.one(
        "SELECT count(*) FROM payloads p JOIN payloads b ON b.id = p.base_id WHERE b.base_id IS NOT NULL"
    ) == 0  # fmt: skip


def test_a_page_that_became_another_is_a_base_of_its_own(vault: Vault) -> None:
    vault.keep("https://a.example/", page("早晨"))
    vault.keep("https://a.example/", bytes(range(256)) * 8)
    assert vault.one("SELECT base_id FROM payloads ORDER BY id DESC") is None


def test_a_site_gets_its_dictionary_when_pages_are_there(vault: Vault) -> None:
    for number in range(FIRST):
        vault.keep(f"https://a.example/{number}", page(f"第{number}篇"))
    vault.store.renew_dictionary()
    capture = vault.keep("https://a.example/new", page("新的一篇"))
    blob = "SELECT length(p.data) FROM payloads p JOIN captures c ON c.payload_id = p.id WHERE c.id = ?"
    assert vault.payload(capture) == page("新的一篇")
    assert int(str(vault.one(blob, capture))) < int(str(vault.one(blob, 1))) / 10


def test_old_captures_stay_readable_when_a_dictionary_is_renewed(vault: Vault) -> None:
    captures = []
    for number in range(SECOND + 5):
        captures.append(vault.keep(f"https://a.example/{number}", page(f"第{number}篇")))
        vault.store.renew_dictionary()
    assert vault.one("SELECT count(*) FROM capture_dictionaries") == 2
    assert [vault.payload(capture) for capture in captures[::40]] == [
        page(f"第{number}篇") for number in range(0, SECOND + 5, 40)
    ]


def test_dictionaries_are_made_ever_more_rarely() -> None:
    assert [next_due(made) for made in range(4)] == [12, 200, 20_000, 40_000]


def test_headers_and_the_answering_address_are_kept(vault: Vault) -> None:
    capture = vault.keep("https://a.example/1", b"x", headers=(("ETag", '"1"'),), remote="192.0.2.7")
    blob = vault.one("SELECT headers FROM captures WHERE id = ?", capture)
    assert isinstance(blob, bytes)
    assert Codec(lambda _: b"").unpack(blob) == b'[["ETag","\\"1\\""]]'
    assert vault.one("SELECT remote FROM captures WHERE id = ?", capture) == "192.0.2.7"


def test_request_headers_are_kept_once(vault: Vault) -> None:
    for number in range(3):
        vault.keep(f"https://a.example/{number}", b"x", request_headers=(("User-Agent", "archive"),))
    assert vault.one("SELECT count(*) FROM capture_requests") == 1


def test_a_304_points_to_the_bytes_it_speaks_of(vault: Vault) -> None:
    first = vault.keep("https://a.example/1", b"the article")
    answer = Page("https://a.example/1", b"", status=304)
    again = vault.store.store_not_modified(answer, Seen(1, vault.run, "2024-05-02T00:00:00Z", "UTC"))
    assert vault.payload(again) == vault.payload(first)


def test_a_304_does_not_speak_of_the_error_page_that_came_between(vault: Vault) -> None:
    first = vault.keep("https://a.example/1", b"the article")
    vault.keep("https://a.example/1", b"come back later", status=503)
    again = vault.store.store_not_modified(
        Page("https://a.example/1", b"", status=304), Seen(1, vault.run, "2024-05-02T00:00:00Z", "UTC")
    )
    assert vault.payload(again) == vault.payload(first)


def test_header_fields_that_are_no_unicode_come_back(vault: Vault) -> None:
    odd = (("X-Odd", "a\udcff"),)
    capture = vault.keep("https://a.example/1", b"x", headers=odd, request_headers=odd)
    blob = vault.one("SELECT headers FROM captures WHERE id = ?", capture)
    assert isinstance(blob, bytes)
    assert header_fields(Codec(lambda _: b"").unpack(blob)) == odd


def test_dictionaries_that_are_gone_are_not_made_again(tmp_path: Path) -> None:
    made = Vault(tmp_path)
    made.connection.execute("UPDATE runs SET started_at = '2024-05-01T00:00:00Z'")
    for number in range(SECOND + 1):
        made.keep(f"https://a.example/{number}", b"<p>%d</p>" % number)
        made.store.renew_dictionary()
    made.connection.execute("UPDATE payloads SET dictionary_id = NULL WHERE dictionary_id = 1")
    made.connection.execute("UPDATE captures SET dictionary_id = NULL WHERE dictionary_id = 1")
    made.connection.execute("DELETE FROM capture_dictionaries WHERE id = 1")
    CaptureStore(made.connection, 1).renew_dictionary()
    assert made.one("SELECT count(*) FROM capture_dictionaries") == 1
    made.connection.close()


@pytest.mark.parametrize("at", [4, 12, -1])
def test_a_flipped_bit_is_found_and_named(vault: Vault, at: int) -> None:
    capture = vault.keep("https://a.example/1", page("原文"))
    blob = bytearray(vault.one("SELECT data FROM payloads"))  # type: ignore[call-overload]
    blob[at] ^= 1
    vault.connection.execute("UPDATE payloads SET data = ?", (bytes(blob),))
    with pytest.raises(ArchiveError, match="payload 1"):
        vault.payload(capture)


def test_a_missing_payload_is_named(vault: Vault) -> None:
    vault.keep("https://a.example/1", b"x")
    with pytest.raises(ArchiveError, match="payload 77 is missing"):
        Payloads(vault.connection, Codec(lambda _: b"")).get(77)


def test_a_damaged_dictionary_is_named(vault: Vault) -> None:
    for number in range(FIRST):
        vault.keep(f"https://a.example/{number}", page(f"第{number}篇"))
    vault.store.renew_dictionary()
    vault.connection.execute("UPDATE capture_dictionaries SET sha256 = zeroblob(32)")
    with pytest.raises(ArchiveError, match="dictionary 1 is damaged"):
        load_dictionary(vault.connection, 1)


def test_a_frame_that_claims_too_much_is_refused() -> None:
    import zstandard

    blob = zstandard.ZstdCompressor().compress(bytes(300 * 1024 * 1024))
    with pytest.raises(ArchiveError, match="more than any page"):
        Codec(lambda _: b"").unpack(blob)


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_come_back(data: bytes, other: bytes) -> None:
    codec = Codec(lambda _: other or b"-")
    assert codec.unpack(codec.pack(data)) == data
    assert codec.unpack(codec.pack(data, 1), 1) == data
    assert codec.unpack_against(codec.pack_against(data, other or b"-"), other or b"-") == data


@given(st.binary(max_size=200))
def test_bytes_that_are_no_frame_are_refused(blob: bytes) -> None:
    with pytest.raises(ArchiveError, match="damaged"):
        Codec(lambda _: b"").unpack(b"\x00" + blob)
