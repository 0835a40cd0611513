"""The rules of the crawl that need no network: pace, re-check intervals, order, scope, decoding."""

from __future__ import annotations

import gzip
import zlib
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.archive.records import PageState, QueuedRow
from newsarchive.crawl.entry import START, Entry, fingerprint
from newsarchive.crawl.failures import BadBody
from newsarchive.crawl.middlewares.decoding import encodings, unpack, unpack_all
from newsarchive.crawl.pace import MAX_DELAY, Pace, retry_after
from newsarchive.crawl.recheck import LONGEST, SHORTEST, map_is_due, next_check
from newsarchive.crawl.report import CrawlReport
from newsarchive.crawl.scope import Scope
from newsarchive.model import LinkRole, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TODAY = date(2026, 5, 4)


def state(**told: Any) -> PageState:
    plain = {"url": "u", "kind": "article", "status": 200, "reason": "", "etag": "", "last_modified": ""}
    moments = dict.fromkeys(("fetched_at", "first_fetched_at", "changed_at"), "2026-05-04T12:00:00Z")
    return PageState(**plain | moments | {"due_at": None, "checks": 1, "changes": 0} | told)


def wait(published: str | None, known: PageState | None = None) -> timedelta:
    due = next_check(OutcomeKind.ARTICLE, NOW, published, known)
    assert due is not None
    return due - NOW


def test_intervals_grow_with_age() -> None:
    waits = [wait(day) for day in ("2026-05-04T11:00:00+00:00", "2026-05-01", "2026-01-01", "2020-01-01")]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(hours=6)
    assert waits[-1] == LONGEST


def test_intervals_shrink_with_changes_but_not_for_ever() -> None:
    waits = [wait("2026-01-01", state(changes=n)) for n in (0, 1, 5)]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] == 2 * waits[1]
    assert wait(None, state(changes=1000)) == SHORTEST


def test_what_is_gone_is_left_alone_and_what_failed_is_not() -> None:
    assert next_check(OutcomeKind.GONE, NOW, None, None) is None
    assert next_check(OutcomeKind.FAILED, NOW, None, None) == NOW + timedelta(hours=1)
    long_ago = state(first_fetched_at="2026-01-01T00:00:00Z")
    assert next_check(OutcomeKind.FAILED, NOW, None, long_ago) is None
    archived = state(first_fetched_at="2026-01-01T00:00:00Z", article_id=7)
    assert next_check(OutcomeKind.FAILED, NOW, None, archived) is not None


def listing_wait(first: str, *, changes: int = 1, fruitful: bool = False) -> timedelta:
    known = state(kind="listing", first_fetched_at=first, changes=changes)
    due = next_check(OutcomeKind.LISTING, NOW, None, known, fruitful=fruitful)
    assert due is not None
    return due - NOW


def test_a_fruitful_listing_is_due_at_once() -> None:
    assert listing_wait("2026-05-01T12:00:00Z", fruitful=True) == timedelta(0)


def test_a_listing_never_seen_before_is_new_as_a_whole_which_says_little() -> None:
    for fruitful in (True, False):
        due = next_check(OutcomeKind.LISTING, NOW, None, None, fruitful=fruitful)
        assert due == NOW + timedelta(hours=1)


def test_a_listing_that_brings_nothing_is_asked_more_rarely_the_longer_it_stays_the_same() -> None:
    waits = [listing_wait(first) for first in ("2026-05-01T12:00:00Z", "2026-04-04T12:00:00Z", "2019-01-01")]
    assert waits == [timedelta(hours=36), timedelta(days=15), timedelta(days=30)]
    assert listing_wait("2026-04-04T12:00:00Z", changes=240) == timedelta(hours=1.5)
    assert listing_wait("2026-04-04T12:00:00Z", changes=9999) == timedelta(hours=1)


def test_a_past_days_listing_is_as_old_as_its_day() -> None:
    known = state(first_fetched_at="2026-05-01T12:00:00Z")
    past = next_check(OutcomeKind.LISTING, NOW, None, known, fruitful=True, day="2026-03-01")
    assert past is not None
    assert past > NOW + timedelta(days=10)
    today = NOW.date().isoformat()
    assert next_check(OutcomeKind.LISTING, NOW, None, known, fruitful=True, day=today) == NOW


@pytest.mark.parametrize(
    ("modified", "more", "expected"),
    [
        ("2026-04-30", {}, True),  # may have changed since
        ("2025-01-01", {}, False),
        ("2025-01-01", {"changes": 2}, True),  # it was seen to change, whatever its index says
        ("2025-01-01", {"kind": "other"}, True),
        ("2025-01-01", {"fetched_at": "2026-04-20T12:00:00Z"}, True),  # a week ago
        ("soon", {}, True),
    ],
)
def test_a_sitemap_dated_by_its_index_is_read_when_it_may_have_changed(
    modified: str, more: dict[str, Any], expected: bool
) -> None:
    known = state(**{"kind": "listing", "changes": 1, "fetched_at": "2026-05-01T11:00:00Z", **more})
    assert map_is_due(known, modified, NOW) is expected


def test_the_pace_follows_the_host_and_never_falls_below_its_floor() -> None:
    pace = Pace(1.0)
    pace.observe(4.0, ok=True)
    assert pace.delay == 4.0
    pace.observe(0.01, ok=False)
    assert pace.delay == 4.0
    for _ in range(30):
        pace.observe(0.01, ok=True)
    assert pace.delay == 1.0
    for _ in range(30):
        pace.complain()
    assert pace.delay == MAX_DELAY


def test_a_site_of_ones_own_is_not_slowed_but_held_when_it_asks() -> None:
    pace = Pace(0.0)
    pace.observe(4.0, ok=True)
    pace.complain()
    pace.require(10.0)
    assert pace.delay == 0.0
    pace.hold(3.0, now=100.0)
    assert pace.wait(101.0) == 2.0
    assert pace.wait(104.0) == 0.0


def test_crawl_delay_raises_the_floor() -> None:
    pace = Pace(1.0)
    pace.require(5.0)
    pace.observe(0.01, ok=True)
    assert pace.delay == 5.0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        (" 3 ", 3.0),
        ("Mon, 04 May 2026 12:00:30 GMT", 30.0),
        ("Mon, 04 May 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    assert retry_after(value, NOW) == expected


@given(st.text(max_size=60))
def test_retry_after_never_raises(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


def test_first_pages_then_hot_then_new_then_old_then_rechecks() -> None:
    def article(day: str = "", **more: Any) -> Entry:
        return Entry("https://a.example/1", LinkRole.ARTICLE, date=day, **more)

    wanted = [
        Entry("https://a.example/", START),
        Entry("https://a.example/c/", LinkRole.CATEGORY),
        Entry("https://a.example/rss", LinkRole.FEED),
        article("2020-01-01", source="hot"),
        article("2026-05-04"),
        article("2026-05-01T08:00:00+08:00"),
        article("2025-05-01"),
        article("2026-05-01", recheck=True),
    ]
    ranks = [entry.priority(TODAY) for entry in wanted]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_an_entry_survives_the_frontier() -> None:
    entry = Entry(
        "https://a.example/1",
        "article",
        "hot",
        3,
        "2026-05-04",
        '"tag"',
        "Mon, 04 May 2026 12:00:00 GMT",
        True,
    )
    row = entry.to_row(TODAY)
    back = Entry.from_row(QueuedRow(5, row.url, row.priority, row.state))
    assert (back.id, back.rank) == (5, row.priority)
    assert back.to_row(TODAY) == row


def test_addresses_of_one_article_share_a_fingerprint() -> None:
    one = fingerprint("https://www.a.example/article/300001.html")
    assert fingerprint("http://m.a.example/article/300001.html?utm_source=x#top") == one
    assert fingerprint("https://www.a.example/article/300002.html") != one


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://www.a.example/x", None),
        ("http://news.a.example/x", None),
        ("https://b.example/x", "offsite"),
        ("https://a.example.b.example/", "offsite"),
        ("http://127.0.0.1/", "offsite"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://a.example/", "scheme"),
        ("https://a.example/" + "x" * 5000, "too-long"),
        ("https://a.example@b.example/", "offsite"),
    ],
)
def test_scope(url: str, reason: str | None) -> None:
    assert Scope(["https://www.a.example/"]).refuse(url) == reason


def test_private_addresses_are_for_crawls_that_start_there() -> None:
    assert Scope(["https://a.example/"], ["10.0.0.1", "a.example"]).refuse("http://10.0.0.1/") == "private"
    assert Scope(["http://10.0.0.1/"]).refuse("http://10.0.0.1/x") is None
    assert Scope(["http://127.0.0.1:8000/"]).refuse("http://127.0.0.1:9000/") == "offsite"
    inside = Scope(["http://intranet.a.example/"], ["10.0.0.1"])
    inside.note_address("intranet.a.example", private=True)
    assert inside.refuse("http://10.0.0.1/") is None


RAW = b"some text, " * 1000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("pack", "coding"),
    [
        (gzip.compress, b"gzip"),
        (gzip.compress, b"x-gzip"),
        (zlib.compress, b"deflate"),
        (raw_deflate, b"deflate"),
    ],
)
def test_bodies_are_unpacked(pack: Callable[[bytes], bytes], coding: bytes) -> None:
    assert unpack(pack(RAW), coding, len(RAW)) == RAW


def test_gzip_members_follow_each_other_and_padding_is_harmless() -> None:
    assert unpack(gzip.compress(RAW) + gzip.compress(b"more") + b"\0" * 8, b"gzip", 100_000) == RAW + b"more"


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (gzip.compress(RAW, mtime=0)[:-20], b"gzip", "corrupt-encoding"),
        (b"no gzip at all", b"gzip", "corrupt-encoding"),
        (gzip.compress(RAW * 20, mtime=0), b"gzip", "too-large"),
        (RAW, b"br", "unsupported-encoding"),
    ],
)
def test_bodies_that_cannot_be_unpacked(body: bytes, coding: bytes, reason: str) -> None:
    with pytest.raises(BadBody) as raised:
        unpack(body, coding, len(RAW))
    assert raised.value.reason == reason


@given(st.binary(max_size=300))
def test_unpacking_raises_nothing_else(body: bytes) -> None:
    for coding in (b"gzip", b"deflate"):
        with suppress(BadBody):
            assert len(unpack(body, coding, 10_000)) <= 10_000


def test_what_was_never_packed_is_given_as_it_is() -> None:
    assert unpack(b" <html>", b"gzip", 100) == b" <html>"
    assert unpack(b"<html>", b"deflate", 100) == b"<html>"
    assert encodings([b"utf-8, gzip", b"none"]) == [b"gzip"]


def test_layers_of_coding() -> None:
    assert encodings([b"gzip, identity", b"Deflate"]) == [b"gzip", b"deflate"]
    assert unpack_all(zlib.compress(gzip.compress(RAW)), [b"gzip", b"deflate"], 100_000) == RAW
    with pytest.raises(BadBody):
        unpack_all(b"", [b"gzip"] * 3, 100)


@pytest.mark.parametrize(
    ("status", "failed", "expected"),
    [("finished", 0, 0), ("finished", 1, 2), ("failed", 0, 2), ("interrupted", 0, 130), ("limited", 0, 0)],
)
def test_exit_statuses(status: str, failed: int, expected: int) -> None:
    assert CrawlReport("s", 1, status, failed=failed).exit_status == expected
