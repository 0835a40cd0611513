"""Reads captures: which there are of an address, and the exact bytes of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import load_dictionary
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.database import storage_errors
from newsarchive.archive.moments import utc_moment_text
from newsarchive.archive.naming import url_key
from newsarchive.errors import ArchiveError, NotFound
from newsarchive.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

Headers = tuple[tuple[str, str], ...]
_SELECT = """
SELECT c.id, s.key, c.run_id, c.url, coalesce(c.final_url, c.url), c.fetched_at, c.status, c.remote,
       coalesce(p.size, 0), lower(hex(coalesce(p.sha256, x''))), c.payload_id
FROM captures c JOIN sites s ON s.id = c.site_id LEFT JOIN payloads p ON p.id = c.payload_id
"""
_STEP = 500


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a site. ``url`` was asked for, ``final_url`` answered; ``fetched_at`` is UTC.

    ``size`` (bytes) and ``sha256`` are the body's; ``payload_id`` is None for an answer without one.
    """

    id: int
    site: str
    run: int
    url: str
    final_url: str
    fetched_at: str
    status: int
    remote: str
    size: int
    sha256: str
    payload_id: int | None


class CaptureReader:
    """The captures of an open archive. Everything may raise ``ArchiveError`` for what is damaged."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._codec = Codec(lambda number: load_dictionary(connection, number))
        self._payloads = Payloads(connection, self._codec)

    def get(self, number: int) -> Capture:
        """The capture of that number. Raises ``NotFound``."""
        with storage_errors(self._path):
            row = self._connection.execute(f"{_SELECT} WHERE c.id = ?", (number,)).fetchone()
        if row is None:
            raise NotFound(f"capture {number} is not in the archive")
        return Capture(*row)

    def in_run(self, url: str, run: int) -> Capture | None:
        """The last good capture that a run made of an address."""
        with storage_errors(self._path):
            row = self._connection.execute(
                f"{_SELECT} WHERE c.url = ? AND c.run_id = ? AND c.payload_id IS NOT NULL"
                " AND c.status BETWEEN 200 AND 299 ORDER BY c.id DESC LIMIT 1",
                (url, run),
            ).fetchone()
        return Capture(*row) if row else None

    def newest(self, url: str) -> Capture | None:
        """The newest good capture of an address, of any run."""
        with storage_errors(self._path):
            row = self._connection.execute(
                f"{_SELECT} WHERE c.url = ? AND c.payload_id IS NOT NULL"
                " AND c.status BETWEEN 200 AND 299 ORDER BY c.fetched_at DESC, c.id DESC LIMIT 1",
                (url,),
            ).fetchone()
        return Capture(*row) if row else None

    def of(self, key: int | str) -> list[Capture]:
        """All captures of an article (by id or any address it has) or of any other address, oldest first."""
        with storage_errors(self._path):
            urls = self._urls(key)
            marks = ", ".join("?" * len(urls))
            rows = self._connection.execute(
                f"{_SELECT} WHERE c.url IN ({marks}) ORDER BY c.fetched_at, c.id", urls
            ).fetchall()
        return [Capture(*row) for row in rows]

    def find(self, key: int | str, at: str | None = None) -> Capture:
        """The newest capture with a body (at an ISO instant or day: the one valid then).

        An answer that succeeded is preferred to an error page. Raises ``NotFound``.
        """
        until = utc_moment_text(at, "UTC") if at else "9999"
        held = [c for c in self.of(key) if c.payload_id is not None and c.fetched_at <= until]
        good = [c for c in held if c.status < 400]
        if not held:
            when = f" of {at} or earlier" if at else ""
            raise NotFound(f"{key}: the archive has no capture of it{when}")
        return (good or held)[-1]

    def _urls(self, key: int | str) -> list[str]:
        """The requested addresses that belong to what ``key`` names."""
        if isinstance(key, int) or key.isdecimal():
            rows = self._connection.execute("SELECT url FROM pages WHERE article_id = ?", (int(key),))
            return [url for (url,) in rows]
        rows = self._connection.execute(
            "SELECT url FROM pages WHERE article_id IN (SELECT id FROM articles WHERE identity = ?1"
            " UNION SELECT article_id FROM article_urls WHERE identity = ?1)",
            (url_key(key),),
        )
        return [url for (url,) in rows] or [key]

    def payload(self, capture: Capture) -> bytes:
        """The body exactly as it was stored, checked against its hash."""
        with storage_errors(self._path):
            return self._payloads.get(capture.payload_id) if capture.payload_id is not None else b""

    def headers(self, capture: Capture) -> Headers:
        """The answer's header fields, in order."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT headers, dictionary_id FROM captures WHERE id = ?", (capture.id,)
            ).fetchone()
            if row is None:
                raise NotFound(f"capture {capture.id} is not in the archive any more")
            return header_fields(self._codec.unpack(*row))

    def page(self, capture: Capture) -> Page:
        """The page as it was fetched. Raises ``ArchiveError`` where its bytes or its moment are damaged."""
        try:
            fetched_at = datetime.fromisoformat(capture.fetched_at).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ArchiveError(f"capture {capture.id}: its moment is damaged ({error})") from error
        return Page(
            capture.final_url,
            self.payload(capture),
            capture.status,
            self.headers(capture),
            fetched_at,
            capture.url if capture.final_url != capture.url else "",
        )

    def request_headers(self, capture: Capture) -> Headers:
        """The header fields it was asked with."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT r.headers FROM captures c JOIN capture_requests r ON r.id = c.request_id"
                " WHERE c.id = ?",
                (capture.id,),
            ).fetchone()
        if row is None:
            raise NotFound(f"capture {capture.id} is not in the archive any more")
        return header_fields(row[0])

    def each(self, *, site: str | None = None, since_run: int = 0) -> Iterator[Capture]:
        """All captures in the order they were made; reads as it is consumed."""
        last = 0
        while True:
            with storage_errors(self._path):
                rows = self._connection.execute(
                    f"{_SELECT} WHERE c.id > ? AND c.run_id > ? AND (? IS NULL OR s.key = ?)"
                    " ORDER BY c.id LIMIT ?",
                    (last, since_run, site, site, _STEP),
                ).fetchall()
            if not rows:
                return
            yield from (Capture(*row) for row in rows)
            last = rows[-1][0]


def header_fields(text: bytes | str) -> Headers:
    """Stored header fields in order. Raises ``ArchiveError`` for what was never written so."""
    try:
        return tuple((str(name), str(value)) for name, value in json.loads(text))
    except (ValueError, TypeError) as error:
        raise ArchiveError("a capture's header fields are damaged") from error
