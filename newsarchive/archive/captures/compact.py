"""Packs payloads anew that were stored before their site had a dictionary; none is replaced unchecked."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import load_dictionary, newest_dictionary, standing_alone
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.captures.upkeep import Upkeep
from newsarchive.archive.database import database_path, storage_errors
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Progress = Callable[[int, int], None]
    Packed = tuple[bytes, int, int]

# Payloads packed anew in one transaction: a tenth of a second of work, a few megabytes at most of memory.
_STEP = 64
# Damaged payloads that are named one by one.
_TOLD = 20
# Bytes saved that are worth a row's rewriting.
_WORTH = 64
# A payload that several sites sent is packed with the first one's dictionary. Differences stay as they are:
# they are small already, and what they stand on is the same bytes however it is packed.
_CANDIDATES = """
SELECT p.id FROM payloads p
WHERE p.dictionary_id IS NULL AND p.base_id IS NULL
AND (SELECT c.site_id FROM captures c WHERE c.payload_id = p.id ORDER BY c.id LIMIT 1) IN
    (SELECT d.site_id FROM capture_dictionaries d JOIN sites s ON s.id = d.site_id WHERE ?1 IN ('', s.key))
ORDER BY p.id
"""
_SITE = "SELECT site_id FROM captures WHERE payload_id = ? ORDER BY id LIMIT 1"
_REPLACE = """
UPDATE payloads SET data = ?, dictionary_id = ? WHERE id = ? AND dictionary_id IS NULL AND base_id IS NULL
"""


@dataclass(slots=True)
class Compacted:
    """``payloads`` looked at, ``repacked`` of them, and the bytes all of them took before and take now."""

    payloads: int = 0
    repacked: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    damaged: int = 0
    told: list[str] = field(default_factory=list)
    """The first damaged payloads, each with what is wrong; they are left as they are."""


def compact(folder: Path, *, site: str | None = None, progress: Progress | None = None) -> Compacted:
    """Pack what was stored before its site's first dictionary against the site's newest.

    The pages that a dictionary was made of stay as they are: from them it can be put together again.
    Each new packing is unpacked and its hash compared before the row is replaced. A transaction a batch;
    interrupted, what is packed stays, and the same call goes on. The file keeps its size: what is freed is
    used for what comes next. ``progress`` is told payloads done and in all. Raises as ``Upkeep`` does.
    """
    with Upkeep(folder, site) as upkeep, storage_errors(database_path(folder)):
        packer = _Packer(upkeep)
        rows = upkeep.connection.execute(_CANDIDATES, (site or "",))
        # A dictionary and what it was made of must not need each other.
        alone = standing_alone(upkeep.connection)
        numbers = array("q", (number for (number,) in rows if number not in alone))
        for at in range(0, len(numbers), _STEP):
            packer.pack(numbers[at : at + _STEP])
            if progress is not None:
                progress(packer.report.payloads, len(numbers))
        return packer.report


class _Packer:
    def __init__(self, upkeep: Upkeep) -> None:
        self.report = Compacted()
        self._upkeep = upkeep
        self._connection = connection = upkeep.connection
        self._codec = Codec(lambda number: load_dictionary(connection, number))
        self._payloads = Payloads(connection, self._codec)
        self._dictionaries = {number: newest_dictionary(connection, number) for number in upkeep.sites}

    def pack(self, numbers: array[int]) -> None:
        """Pack some payloads, and replace in one transaction those that became smaller."""
        packed: list[Packed] = []
        for number in numbers:
            try:
                smaller = self._smaller(number)
            except ArchiveError as error:
                self._note_damage(str(error))
            else:
                packed += [smaller] if smaller else []
            self.report.payloads += 1
        if packed:
            with self._upkeep.batch() as connection:
                connection.executemany(_REPLACE, packed)
            self.report.repacked += len(packed)

    def _smaller(self, number: int) -> Packed | None:
        """The payload's new packing, if it is worth it. Raises ``ArchiveError`` when it is damaged."""
        row = self._connection.execute(
            f"SELECT sha256, length(data), ({_SITE}) FROM payloads WHERE id = ?", (number, number)
        ).fetchone()
        dictionary = self._dictionaries.get(row[2]) if row else None
        if dictionary is None:
            return None
        digest, before, _ = row
        data = self._payloads.get(number)
        blob = self._codec.pack(data, dictionary)
        is_smaller = before - len(blob) >= _WORTH
        if is_smaller and hashlib.sha256(self._codec.unpack(blob, dictionary)).digest() != digest:
            raise ArchiveError(f"payload {number}: packed anew it did not come back; it is left as it was")
        self.report.bytes_before += before
        self.report.bytes_after += len(blob) if is_smaller else before
        return (blob, dictionary, number) if is_smaller else None

    def _note_damage(self, told: str) -> None:
        self.report.damaged += 1
        if len(self.report.told) < _TOLD:
            self.report.told.append(told)
