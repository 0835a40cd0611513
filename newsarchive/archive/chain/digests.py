"""The digest of one capture: everything that is kept of an answer, in a form that anybody can hash again."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import load_dictionary
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

# Outer joins: of a damaged archive every capture that is there is looked at.
_SELECT = """
SELECT c.id, s.key, c.run_id, c.url, c.final_url, c.fetched_at, c.status, c.remote, r.headers,
       c.headers, c.dictionary_id, lower(hex(p.sha256))
FROM captures c
LEFT JOIN sites s ON s.id = c.site_id
LEFT JOIN capture_requests r ON r.id = c.request_id
LEFT JOIN payloads p ON p.id = c.payload_id
"""
_STEP = 500


class CaptureDigests:
    """Digests of an open archive's captures.

    A digest is the SHA-256 of a JSON list in UTF-8, without spaces and with characters as they are: number,
    site, run, address, answering address or null, moment, status, remote address, request headers, response
    headers, and the SHA-256 of the body in hexadecimal or an empty text. Both headers are the texts of the
    JSON lists that the archive keeps; what cannot be read is null.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._codec = Codec(lambda number: load_dictionary(connection, number))

    def of_run(self, run: int) -> Iterator[tuple[int, bytes]]:
        """Number and digest of each capture of a run, by number, that is in no link yet."""
        last = 0
        sql = (
            f"{_SELECT} WHERE c.run_id = ? AND c.id > ?"
            " AND NOT EXISTS (SELECT 1 FROM chain_captures x WHERE x.capture_id = c.id) ORDER BY c.id LIMIT ?"
        )
        while rows := self._connection.execute(sql, (run, last, _STEP)).fetchall():
            yield from ((row[0], self._digest(row)) for row in rows)
            last = rows[-1][0]

    def between(self, first: int, last: int) -> dict[int, tuple[str, bytes]]:
        """Address and digest of the captures with numbers from ``first`` to ``last``."""
        rows = self._connection.execute(f"{_SELECT} WHERE c.id BETWEEN ? AND ?", (first, last))
        return {row[0]: (row[3], self._digest(row)) for row in rows}

    def _digest(self, row: tuple[object, ...]) -> bytes:
        *told, blob, dictionary, body = row
        values = [*told, self._headers(blob, dictionary), body]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def _headers(self, blob: object, dictionary: object) -> str | None:
        try:
            return self._codec.unpack(blob, dictionary).decode()  # type: ignore[arg-type]
        except (ArchiveError, UnicodeDecodeError):
            return None
