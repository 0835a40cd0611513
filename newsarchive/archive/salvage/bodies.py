"""Checks what was brought over of captures: dictionaries put together again, each body against its hash."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import (
    dictionary_of,
    keep_dictionary,
    load_dictionary,
    source_pages,
)
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.captures.reading import header_fields
from newsarchive.archive.damage import Damage
from newsarchive.archive.moments import utc_text
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.salvage.copying import Missing, Progress
    from newsarchive.archive.salvage.report import Report

_NO_HEADERS = b"[]"


class Bodies:
    """Works on the new database. What cannot be read is taken out and told, by its address."""

    def __init__(self, connection: Connection, missing: Missing, report: Report, progress: Progress) -> None:
        self._connection = connection
        self._missing = missing
        self._report = report
        self._progress = progress
        self.lost_captures: list[int] = []

    def restore_dictionaries(self) -> None:
        """Put dictionaries that are lost together again, from the pages that they were made of.

        They are whole pages of the site, kept as captures too: those captured last before its first use.
        """
        used = dict(
            self._connection.execute(
                "SELECT dictionary_id, min(id) FROM captures WHERE dictionary_id IS NOT NULL"
                " GROUP BY dictionary_id"
            ).fetchall()
        )
        for number, first_use in sorted(used.items()):
            try:
                load_dictionary(self._connection, number)
            except ArchiveError:
                self._restore(number, first_use)

    def _restore(self, number: int, first_use: int) -> None:
        kept = self._connection.execute(
            "SELECT site_id, sha256 FROM capture_dictionaries WHERE id = ?", (number,)
        ).fetchone()
        known = self._missing.get("capture_dictionaries", {}).get(number, {})
        digest = kept[1] if kept else known.get("sha256")
        (site,) = self._connection.execute(
            "SELECT site_id FROM captures WHERE id = ?", (first_use,)
        ).fetchone()
        self._connection.execute("DELETE FROM capture_dictionaries WHERE id = ?", (number,))
        codec = Codec(lambda other: load_dictionary(self._connection, other))
        payloads = Payloads(self._connection, codec)
        try:
            pages = [payloads.get(page) for page in source_pages(self._connection, site, first_use)]
        except ArchiveError:
            pages = []
        data = dictionary_of(pages[::-1])
        if data and (hashlib.sha256(data).digest() == digest if digest else self._unpacks(number, data)):
            keep_dictionary(self._connection, site, data, utc_text(None), number)
            self._report.of("capture_dictionaries").rebuilt += not kept
            self._report.remarks.append(f"dictionary {number} was put together again from its pages")
        else:
            self._report.of("capture_dictionaries").lost += 1
            self._report.of("capture_dictionaries").copied -= bool(kept)
            told = "is lost, and with it what was packed against it"
            self._report.losses.append(Damage("dictionaries", f"dictionary {number}", told))

    def _unpacks(self, number: int, data: bytes) -> bool:
        """Tell whether bodies packed against the dictionary come back with ``data``."""
        codec = Codec(lambda _: data)
        rows = self._connection.execute(
            "SELECT sha256, data FROM payloads WHERE dictionary_id = ? LIMIT 20", (number,)
        ).fetchall()
        for digest, blob in rows:
            try:
                if hashlib.sha256(codec.unpack(blob, number)).digest() == digest:
                    return True
            except ArchiveError:
                continue
        return False

    def check_bodies(self) -> None:
        """Take out bodies that are not what their hash says, differences to them too."""
        codec = Codec(lambda number: load_dictionary(self._connection, number))
        payloads = Payloads(self._connection, codec)
        numbers = [row[0] for row in self._connection.execute("SELECT id FROM payloads ORDER BY id")]
        bad: list[int] = []
        for done, number in enumerate(numbers):
            if done % 200 == 0:
                self._progress("bodies", done, len(numbers))
            try:
                payloads.get(number)
            except ArchiveError:
                bad.append(number)
        self._part_from(set(bad), payloads, codec)
        self._connection.executemany("DELETE FROM payloads WHERE id = ?", ((number,) for number in bad))
        self._report.of("payloads").copied -= len(bad)
        self._report.of("payloads").lost += len(bad)

    def _part_from(self, bad: set[int], payloads: Payloads, codec: Codec) -> None:
        """Keep by themselves those bodies that come back although what they are differences to is damaged."""
        for number, base in self._connection.execute(
            "SELECT id, base_id FROM payloads WHERE base_id IS NOT NULL"
        ).fetchall():
            if base in bad and number not in bad:
                self._connection.execute(
                    "UPDATE payloads SET data = ?, base_id = NULL WHERE id = ?",
                    (codec.pack(payloads.get(number)), number),
                )

    def check_captures(self) -> None:
        """Take out captures whose body is lost, and say of the lost ones what is known."""
        rows = self._connection.execute(
            "SELECT c.id, c.url, c.fetched_at FROM captures c WHERE c.payload_id IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM payloads p WHERE p.id = c.payload_id) ORDER BY c.id"
        ).fetchall()
        for number, url, at in rows:
            self._connection.execute("DELETE FROM captures WHERE id = ?", (number,))
            self._lose_capture(number, url, f"its bytes of {at} are damaged")
        self._report.of("captures").copied -= len(rows)
        for number, known in self._missing.get("captures", {}).items():
            at = str(known.get("fetched_at") or "unknown time")
            self._lose_capture(
                number, str(known.get("url", f"capture {number}")), f"its capture of {at} is lost"
            )
        self._check_headers()

    def _lose_capture(self, number: int, url: str, what: str) -> None:
        self.lost_captures.append(number)
        self._report.of("captures").lost += 1
        self._report.losses.append(Damage("captures", url, what))

    def _check_headers(self) -> None:
        codec = Codec(lambda number: load_dictionary(self._connection, number))
        rows = self._connection.execute("SELECT id FROM captures ORDER BY id").fetchall()
        for (number,) in rows:
            url, blob, dictionary = self._connection.execute(
                "SELECT url, headers, dictionary_id FROM captures WHERE id = ?", (number,)
            ).fetchone()
            try:
                header_fields(codec.unpack(blob, dictionary))
            except ArchiveError:
                self._connection.execute(
                    "UPDATE captures SET headers = ?, dictionary_id = NULL WHERE id = ?",
                    (codec.pack(_NO_HEADERS), number),
                )
                told = f"the header fields of capture {number} are lost"
                self._report.losses.append(Damage("captures", url, told))
