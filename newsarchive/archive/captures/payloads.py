"""Reads payloads by number: unpacked against what they were packed with, and checked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.captures.codec import Codec


class Payloads:
    """The bytes of payloads, each checked against its SHA-256."""

    def __init__(self, connection: Connection, codec: Codec) -> None:
        self._connection = connection
        self._codec = codec

    def get(self, payload_id: int) -> bytes:
        """The payload's bytes. Raises ``ArchiveError`` naming the payload when it is missing or damaged."""
        digest, size, dictionary_id, base_id, blob = self._row(payload_id)
        try:
            if base_id is None:
                data = self._codec.unpack(blob, dictionary_id)
            else:
                data = self._codec.unpack_against(blob, self._base(base_id))
        except ArchiveError as error:
            raise ArchiveError(f"payload {payload_id}: {error}") from error
        if len(data) != size:
            raise ArchiveError(f"payload {payload_id}: {len(data)} bytes, stored were {size}")
        if hashlib.sha256(data).digest() != digest:
            raise ArchiveError(f"payload {payload_id}: not the bytes that were stored (hash differs)")
        return data

    def _base(self, base_id: int) -> bytes:
        """The bytes another payload is a difference to; a base never has a base, so this ends."""
        _, _, dictionary_id, further, blob = self._row(base_id)
        if further is not None:
            raise ArchiveError(f"its base {base_id} is itself a difference: the row is damaged")
        return self._codec.unpack(blob, dictionary_id)

    def _row(self, payload_id: int) -> tuple[bytes, int, int | None, int | None, bytes]:
        row: tuple[bytes, int, int | None, int | None, bytes] | None = self._connection.execute(
            "SELECT sha256, size, dictionary_id, base_id, data FROM payloads WHERE id = ?", (payload_id,)
        ).fetchone()
        if row is None:
            raise ArchiveError(f"payload {payload_id} is missing")
        return row
