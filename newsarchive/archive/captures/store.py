"""Writes captures: every answer as it came, equal bytes once, in the transaction of its page."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import (
    load_dictionary,
    make_dictionary,
    newest_dictionary,
    next_due,
    source_pages,
)
from newsarchive.archive.captures.packing import Dictionary, Packed, packed
from newsarchive.archive.captures.payloads import Payloads

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.seen import Seen
    from newsarchive.model import Page

Fields = tuple[tuple[str, str], ...]

# json.dumps would make an encoder for each text that is not written its own way.
_as_they_are = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_in_ascii = json.JSONEncoder(separators=(",", ":")).encode

# Differences are taken to pages up to this size; behind them zstd would need a larger window and more memory.
_MAX_BASE = 4 * 1024 * 1024
# What differs must be less than this share of the page packed alone, or a new base is begun.
_WORTH = 0.6
# The number of a capture that was pruned is never given again: the chain knows it.
_NEXT = """
SELECT 1 + max((SELECT coalesce(max(id), 0) FROM captures),
               (SELECT coalesce(max(capture_id), 0) FROM chain_captures))
"""
# Different request headers (referrers, validators) that are looked up without asking the database.
_REMEMBERED = 1_000


class CaptureStore:
    """The writing half, on the batch's connection. ``site_id`` is the run's site."""

    def __init__(self, connection: Connection, site_id: int) -> None:
        self._connection = connection
        self._site_id = site_id
        self._codec = Codec(lambda number: load_dictionary(connection, number))
        self._payloads = Payloads(connection, self._codec)
        self._dictionary = newest_dictionary(connection, site_id)
        self._handed: Dictionary | None = None
        self._requests: dict[Fields, int] = {}
        self._stored = self._count()
        self._made = self._count_made()
        self._at = ""

    def _count(self, until: str = "9999") -> int:
        """The site's captures of runs begun by then; by run, so that an index alone answers."""
        row = self._connection.execute(
            "SELECT count(*) FROM captures WHERE run_id IN"
            " (SELECT id FROM runs WHERE site_id = ? AND started_at <= ?)",
            (self._site_id, until),
        )
        counted: int = row.fetchone()[0]
        return counted

    def _count_made(self) -> int:
        """The dictionaries made so far, also those that were of no more use and are gone."""
        made, newest = self._connection.execute(
            "SELECT count(*), max(made_at) FROM capture_dictionaries WHERE site_id = ?", (self._site_id,)
        ).fetchone()
        stored = self._count(newest) if made else 0
        while made and next_due(made) <= stored:
            made += 1
        return int(made)

    @property
    def dictionary(self) -> Dictionary | None:
        """What bodies are packed against now; the same object until that changes."""
        number = self._dictionary
        if number is not None and (self._handed is None or self._handed.number != number):
            self._handed = Dictionary(number, load_dictionary(self._connection, number))
        return self._handed

    def pack(self, body: bytes) -> Packed:
        """Pack a body that is to be stored soon: several in a row are quicker than one here and there."""
        return packed(body, self._codec, self._dictionary)

    def store(self, page: Page, seen: Seen, digest: bytes = b"", ready: Packed | None = None) -> int:
        """Keep one answer; a body that is already there costs a row of its own and no bytes. Its number.

        ``digest`` is the body's SHA-256, if it is known. ``ready`` saves packing if it was made of this body
        and with today's dictionary.
        """
        url = page.requested_url or page.url
        payload_id = self._payload(page.body, url, digest, ready) if page.body else None
        return self._insert(page, url, seen, payload_id)

    def store_not_modified(self, page: Page, seen: Seen) -> int:
        """Keep a 304: a row that points to the bytes that the site says are still the same."""
        url = page.requested_url or page.url
        # Not the newest bytes of all: an error page may have come between, and imports come in any order.
        row = self._connection.execute(
            "SELECT payload_id FROM captures WHERE url = ? AND fetched_at <= ? AND payload_id IS NOT NULL"
            " AND (status = 304 OR status BETWEEN 200 AND 299) ORDER BY fetched_at DESC, id DESC LIMIT 1",
            (url, seen.at),
        ).fetchone()
        return self._insert(page, url, seen, row[0] if row else None)

    def _insert(self, page: Page, url: str, seen: Seen, payload_id: int | None) -> int:
        headers = self._codec.pack(headers_text(page.headers).encode(), self._dictionary)
        cursor = self._connection.execute(
            "INSERT INTO captures(id, site_id, run_id, url, final_url, fetched_at, status, remote,"
            " request_id, dictionary_id, headers, payload_id)"
            f" VALUES (({_NEXT}), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._site_id, seen.run_id, url, page.url if page.url != url else None, seen.at, page.status,
                page.remote, self._request(page.request_headers), self._dictionary, headers,
                payload_id,
            ),
        )  # fmt: skip
        self._stored += 1
        self._at = seen.at
        return int(cursor.lastrowid or 0)

    def _request(self, headers: Fields) -> int:
        """The number of the headers a request was sent with; they are the same for most of a run."""
        known = self._requests.get(headers)
        if known is not None:
            return known
        text = headers_text(headers)
        row = self._connection.execute(
            "SELECT id FROM capture_requests WHERE headers = ?", (text,)
        ).fetchone()
        if row is None:
            # Not remembered yet: the page this row belongs to may still be taken back.
            cursor = self._connection.execute("INSERT INTO capture_requests(headers) VALUES (?)", (text,))
            return int(cursor.lastrowid or 0)
        if len(self._requests) < _REMEMBERED:
            self._requests[headers] = row[0]
        return int(row[0])

    def _payload(self, body: bytes, url: str, digest: bytes, ready: Packed | None) -> int:
        digest = digest or hashlib.sha256(body).digest()
        row = self._connection.execute("SELECT id FROM payloads WHERE sha256 = ?", (digest,)).fetchone()
        if row:
            known: int = row[0]
            return known
        if ready is None or (ready.digest, ready.dictionary_id) != (digest, self._dictionary):
            ready = self.pack(body)
        blob, base_id = ready.blob, None
        earlier = self._latest(url)
        if earlier:
            blob, base_id = self._smaller(body, blob, earlier[1] or earlier[0])
        cursor = self._connection.execute(
            "INSERT INTO payloads(sha256, size, dictionary_id, base_id, data) VALUES (?, ?, ?, ?, ?)",
            (digest, len(body), None if base_id else self._dictionary, base_id, blob),
        )
        return int(cursor.lastrowid or 0)

    def _latest(self, url: str) -> tuple[int, int | None] | None:
        """The payload that was last seen at an address, and the one it is kept as a difference to."""
        found: tuple[int, int | None] | None = self._connection.execute(
            "SELECT p.id, p.base_id FROM captures c JOIN payloads p ON p.id = c.payload_id"
            " WHERE c.url = ? ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1",
            (url,),
        ).fetchone()
        return found

    def _smaller(self, body: bytes, alone: bytes, base_id: int) -> tuple[bytes, int | None]:
        """The body as a difference to ``base_id`` when that is worth it; a base is none itself."""
        base = self._payloads.get(base_id)
        if max(len(base), len(body)) > _MAX_BASE:
            return alone, None
        difference = self._codec.pack_against(body, base)
        return (difference, base_id) if len(difference) < _WORTH * len(alone) else (alone, None)

    def renew_dictionary(self) -> None:
        """Make the site's next dictionary when enough was stored; call it between pages, before a commit."""
        if self._stored < next_due(self._made):
            return
        numbers = source_pages(self._connection, self._site_id)
        pages = [self._payloads.get(number) for number in numbers]
        self._made += 1
        made = make_dictionary(self._connection, self._site_id, pages[::-1], self._at)
        self._dictionary = made or self._dictionary


def headers_text(headers: Fields) -> str:
    """Header fields as one JSON list of pairs, order and repeats kept; always valid UTF-8."""
    text = _as_they_are(headers)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _in_ascii(headers)
    return text
