"""Writes the chain: a link for each end of a run, and for captures that are taken away by rule."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Self

from newsarchive.archive.chain.digests import CaptureDigests
from newsarchive.archive.moments import utc_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from sqlite3 import Connection
    from types import TracebackType

# What the first link names as the one before it.
NONE_BEFORE = "0" * 64


def seal(connection: Connection, run: int) -> None:
    """Add a link for a run that has just ended, and for ended runs that have none; part of its transaction.

    One chain for all sites: a run that is taken out breaks it, whichever site it was of, and one hash vouches
    for everything before. A run that is resumed ends again, and has a further link for what came since.
    """
    for (other,) in connection.execute(
        "SELECT id FROM runs r WHERE status != 'running' AND id != ?"
        " AND NOT EXISTS (SELECT 1 FROM chain_links l WHERE l.run_id = r.id) ORDER BY id",
        (run,),
    ).fetchall():
        _seal(connection, other)
    _seal(connection, run)


def seal_earlier(connection: Connection) -> None:
    """Add links for ended runs that have none: of archives that are older than the chain."""
    row = connection.execute("SELECT max(id) FROM runs WHERE status != 'running'").fetchone()
    if row[0] and not connection.execute("SELECT 1 FROM chain_links WHERE run_id = ?", row).fetchone():
        seal(connection, row[0])


def note_gone(connection: Connection, kind: str, captures: Iterable[int]) -> None:
    """Say in a link of ``kind`` (prune, salvage) that captures are taken away; their digests stay.

    Part of the transaction that takes them away. Captures of no link are passed over: none vouched for them.
    """
    known = "SELECT sha256 FROM chain_captures WHERE capture_id = ? AND gone_link_id IS NULL"
    digests: list[tuple[int, bytes]] = []
    for number in sorted(captures):
        row = connection.execute(known, (number,)).fetchone()
        if row is not None:
            digests.append((number, row[0]))
    if not digests:
        return
    with _Link(connection, kind, None, {}) as link:
        for _, digest in digests:
            link.add(digest)
    connection.executemany(
        "UPDATE chain_captures SET gone_link_id = ? WHERE capture_id = ?",
        ((link.number, number) for number, _ in digests),
    )


def _seal(connection: Connection, run: int) -> None:
    site, *told = connection.execute(
        "SELECT s.key, r.started_at, r.ended_at, r.status FROM runs r JOIN sites s ON s.id = r.site_id"
        " WHERE r.id = ?",
        (run,),
    ).fetchone()
    fields = {"run": run, "site": site, **dict(zip(("started_at", "ended_at", "status"), told, strict=True))}
    with _Link(connection, "run", run, fields) as link:
        connection.executemany(
            "INSERT INTO chain_captures(capture_id, link_id, sha256) VALUES (?, ?, ?)",
            (
                (capture, link.number, link.add(digest))
                for capture, digest in CaptureDigests(connection).of_run(run)
            ),
        )


class _Link:
    """A new link at the chain's end; leaving it writes its manifest. Captures' digests are never held."""

    def __init__(self, connection: Connection, kind: str, run: int | None, fields: dict[str, Any]) -> None:
        last = connection.execute("SELECT id, sha256 FROM chain_links ORDER BY id DESC LIMIT 1").fetchone()
        self.number: int = last[0] + 1 if last else 1
        previous = last[1].hex() if last else NONE_BEFORE
        self._connection = connection
        self._captures = 0
        self._digest = hashlib.sha256()
        made_at = utc_text(None)
        self._fields = fields | {
            "kind": kind, "link": self.number, "previous": previous, "made_at": made_at,
        }  # fmt: skip
        # Rows that refer to the link come before its manifest is known.
        connection.execute(
            "INSERT INTO chain_links(id, kind, run_id, made_at, manifest, sha256)"
            " VALUES (?, ?, ?, ?, '', x'')",
            (self.number, kind, run, made_at),
        )

    def add(self, digest: bytes) -> bytes:
        """Take in a capture's digest, by rising number; give it back."""
        self._captures += 1
        self._digest.update(digest)
        return digest

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            return
        found = {"captures": self._captures, "captures_sha256": self._digest.hexdigest()}
        manifest = manifest_text(self._fields | found)
        self._connection.execute(
            "UPDATE chain_links SET manifest = ?, sha256 = ? WHERE id = ?",
            (manifest, manifest_hash(manifest), self.number),
        )


def manifest_text(fields: dict[str, Any]) -> str:
    """A manifest as it is hashed: JSON with sorted keys, without spaces."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def manifest_hash(manifest: str) -> bytes:
    """The SHA-256 of a manifest's UTF-8."""
    return hashlib.sha256(manifest.encode("utf-8", "surrogatepass")).digest()
