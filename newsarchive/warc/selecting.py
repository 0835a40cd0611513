"""Takes the pages out of WARC records: which are kept, what they answered, and which only repeat another."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag

from newsarchive.errors import ArchiveError
from newsarchive.model import Page
from newsarchive.urls import MAX_URL
from newsarchive.warc.answers import Answer, Unreadable, parse_answer, plain_bodies
from newsarchive.warc.reading import digest_of, new_hash
from newsarchive.warc.records import REQUESTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsarchive.warc.reading import Record

KINDS: Final = frozenset({"response", "revisit"})
_TYPES: Final = re.compile(r"html|xml|json|text/plain", re.IGNORECASE)
_PACKED_SITEMAP: Final = re.compile(r"sitemap[^/]{0,60}\.gz$", re.IGNORECASE)
_REMEMBERED: Final = 100_000
"""Records whose address and moment are kept for revisits that name only them or their digest."""

Moment = tuple[str, datetime]


class Skipped(Exception):
    """A record that is not kept; the message is the reason counted."""


class Broken(Exception):
    """A record whose payload is not what was written."""


class Selector:
    """Gives the page of a record. ``body_at`` finds pages that were taken before, by address and moment."""

    def __init__(self, body_at: Callable[[str, datetime | None], Page | None]) -> None:
        self._body_at = body_at
        self._originals: OrderedDict[str, Moment] = OrderedDict()

    def page(self, record: Record) -> Page:
        """The page of a response or a resolved revisit. Raises ``Skipped`` and ``Broken``.

        A page that was not modified since it was taken before has the status 304 and no body.
        """
        self._check_kind(record)
        url = urldefrag(record.field("warc-target-uri")).url
        if not url.lower().startswith(("http://", "https://")):
            raise Skipped("not-http")
        if len(url) > MAX_URL or not url.isprintable():
            raise Skipped("no-address")
        at = moment(record.field("warc-date"))
        if at is None:
            raise Broken("a record without a date")
        answer = self._answer(record)
        self._check_answer(answer, url)
        headers = answer.headers
        if answer.status == HTTPStatus.NOT_MODIFIED:
            body = self._unmodified(record, url)
        elif record.kind == "revisit":
            original = self._original(record, url)
            body, headers = original.body, headers or original.headers
        else:
            body = _body(record, answer)
        if not body and answer.status != HTTPStatus.NOT_MODIFIED:
            raise Skipped("empty")
        requested = record.field(REQUESTED.lower())
        page = Page(
            url, body, answer.status, headers, at, requested if requested != url else "",
            remote=record.field("warc-ip-address"),
        )  # fmt: skip
        if record.kind == "response":
            self._remember(record, (page.requested_url or url, at))
        return page

    @staticmethod
    def _check_kind(record: Record) -> None:
        if record.kind not in KINDS:
            raise Skipped(f"record:{record.kind[:20]}")
        if record.field("warc-segment-number"):
            raise Skipped("segmented")
        if record.field("warc-truncated"):
            raise Skipped("truncated-by-its-crawler")
        if record.block is None:
            raise Skipped("too-large")

    @staticmethod
    def _answer(record: Record) -> Answer:
        block = record.block or b""
        if record.kind == "revisit" and not block.startswith(b"HTTP/"):
            # Some writers leave out what was answered.
            return Answer(HTTPStatus.OK, (), b"")
        try:
            return parse_answer(block)
        except Unreadable as error:
            raise Skipped(str(error)) from None

    @staticmethod
    def _check_answer(answer: Answer, url: str) -> None:
        if answer.status != HTTPStatus.NOT_MODIFIED and not 200 <= answer.status < 600:
            raise Skipped("no-http-answer")
        if 300 <= answer.status < 400 and answer.status != HTTPStatus.NOT_MODIFIED:
            raise Skipped("redirect")
        declared = answer.header("content-type")
        if declared and not _TYPES.search(declared) and not _PACKED_SITEMAP.search(url):
            raise Skipped("not-text")

    def _original(self, record: Record, url: str) -> Page:
        told = record.field("warc-refers-to-target-uri") or url
        at = moment(record.field("warc-refers-to-date"))
        places = [self._originals.get(key) for key in _keys(record)]
        for place in (*places, (told, at) if at else None):
            if place is not None and (page := self._find(*place)) is not None:
                return page
        raise Skipped("revisit-of-unknown")

    def _find(self, url: str, at: datetime | None) -> Page | None:
        try:
            return self._body_at(url, at)
        except ArchiveError:
            # The archive's own copy is damaged: as good as unknown.
            return None

    def _unmodified(self, record: Record, url: str) -> bytes:
        if self._find(record.field(REQUESTED.lower()) or url, None) is None:
            raise Skipped("revisit-of-unknown")
        return b""

    def _remember(self, record: Record, place: Moment) -> None:
        for key in (record.field("warc-record-id"), record.field("warc-payload-digest").lower()):
            if key:
                self._originals[key] = place
        while len(self._originals) > _REMEMBERED:
            self._originals.popitem(last=False)


def _keys(record: Record) -> tuple[str, str]:
    """What a revisit calls its original by: its record, or its bytes."""
    return record.field("warc-refers-to"), record.field("warc-payload-digest").lower()


def _body(record: Record, answer: Answer) -> bytes:
    try:
        body, unpacked = plain_bodies(answer)
    except Unreadable as error:
        raise Skipped(str(error)) from None
    if not digest_of(record.field("warc-block-digest")):
        _check_payload(record, (answer.body, body, unpacked))
    return unpacked


def _check_payload(record: Record, bodies: tuple[bytes, ...]) -> None:
    """Where the block was not vouched for: writers disagree on which encodings the payload's digest is of."""
    text = record.field("warc-payload-digest")
    wanted = digest_of(text)
    if wanted is None:
        return
    for body in bodies:
        hashed = new_hash(text)
        if hashed is None:
            return
        hashed.update(body)
        if hashed.digest() == wanted:
            return
    raise Broken("not the bytes that were written (the payload's digest differs)")


def digest(page: Page) -> bytes | None:
    """SHA-256 of a page's body; None for one that was not modified."""
    return None if page.status == HTTPStatus.NOT_MODIFIED else hashlib.sha256(page.body).digest()


def moment(text: str) -> datetime | None:
    """A WARC date (UTC, with or without fractions of any length); None for what is none."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?", text)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match[1] + (match[2] or "Z")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
