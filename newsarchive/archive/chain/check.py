"""Checks the chain: each link's hash and the one before it, each capture against its digest, none missing."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newsarchive.archive.chain.digests import CaptureDigests
from newsarchive.archive.chain.links import NONE_BEFORE, manifest_hash
from newsarchive.archive.damage import Damage
from newsarchive.archive.database import ODD_ROWS, STORAGE_ERRORS, database_path, explain, open_for_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from hashlib import _Hash
    from pathlib import Path
    from sqlite3 import Connection

    Progress = Callable[[str, int, int], None]

PART = "chain"
# Findings of one kind that are told one by one.
_TOLD = 20
_STEP = 1_000


@dataclass(slots=True)
class ChainReport:
    """What the chain vouches for. ``head`` is the last link's hash in hexadecimal, "" without a chain.

    ``captures`` are in the chain, ``gone`` of them taken away by a stated rule, ``waiting`` not in it yet:
    their run has not ended. ``noted_link`` is the link whose hash was asked for.
    """

    links: int = 0
    captures: int = 0
    gone: int = 0
    waiting: int = 0
    head: str = ""
    made_at: str = ""
    noted_link: int | None = None
    damages: list[Damage] = field(default_factory=list)


@dataclass(slots=True)
class _Link:
    """A link's manifest as far as it holds, and the digests met of what it vouches for."""

    kind: str
    manifest: dict[str, Any]
    captures: int
    digest: _Hash = field(default_factory=hashlib.sha256)


def check_chain(folder: Path, *, noted: str = "", progress: Progress | None = None) -> ChainReport:
    """Check the chain of the archive in ``folder`` at one moment, whatever a crawl adds meanwhile.

    ``noted`` is a head that somebody wrote down (or its beginning): it must be that of a link. Raises
    ``NotFound`` and ``ArchiveError`` when there is no archive or it cannot be opened at all.
    """
    with closing(open_for_reading(folder)) as connection:
        checking = _Checking(connection, progress or (lambda *_: None))
        try:
            connection.execute("BEGIN")
            checking.run(noted.lower())
        except (*STORAGE_ERRORS, *ODD_ROWS) as error:
            checking.tell(str(database_path(folder)), explain(error))
        return checking.report


class _Checking:
    def __init__(self, connection: Connection, progress: Progress) -> None:
        self.report = ChainReport()
        self._connection = connection
        self._progress = progress
        self._links: dict[int, _Link] = {}
        self._told: dict[str, int] = {}

    def run(self, noted: str) -> None:
        """Look at the links, then at what they vouch for, then at what nothing vouches for."""
        self._look_at_links(noted)
        if not self._links:
            return
        self._look_at_runs()
        self._look_at_captures()
        for number, link in self._links.items():
            if (link.captures, link.digest.hexdigest()) != (
                link.manifest.get("captures"),
                link.manifest.get("captures_sha256"),
            ):
                self.tell(self._name(number), "the list of its captures was altered", "list")
        self._look_at_the_rest()

    def tell(self, where: str, what: str, kind: str = "") -> None:
        """Note a damage, the first ones of each kind."""
        self._told[kind] = self._told.get(kind, 0) + 1
        if self._told[kind] <= _TOLD:
            self.report.damages.append(Damage(PART, where, what))

    def _name(self, number: int) -> str:
        manifest = self._links[number].manifest
        if "run" not in manifest:
            return f"link {number} ({self._links[number].kind})"
        return f"link {number} (run {manifest['run']} of {manifest.get('site')})"

    def _look_at_links(self, noted: str) -> None:
        previous, expected = NONE_BEFORE, 1
        rows = self._connection.execute(
            "SELECT id, kind, run_id, made_at, manifest, sha256 FROM chain_links ORDER BY id"
        )
        for number, kind, run, made_at, manifest, digest in rows:
            fields = _fields(manifest)
            self._links[number] = _Link(kind, fields, 0)
            told = (fields.get("link"), fields.get("kind"), fields.get("run"), fields.get("made_at"))
            if manifest_hash(manifest) != digest or told != (number, kind, run, made_at):
                self.tell(self._name(number), "was altered: its hash is not that of its manifest", "link")
            if number != expected:
                self.tell(self._name(number), f"follows link {expected - 1}: links are missing", "link")
            elif fields.get("previous") != previous:
                self.tell(self._name(number), "does not follow the link that stands before it", "link")
            previous, expected = digest.hex(), number + 1
            if noted and previous.startswith(noted):
                self.report.noted_link = number
            self.report.head, self.report.made_at = previous, made_at
        self.report.links = len(self._links)
        if noted and self.report.noted_link is None:
            self.tell(noted, "is the hash of no link: what it vouched for was altered or taken away")

    def _look_at_runs(self) -> None:
        """Each ended run as its last link tells it."""
        rows = self._connection.execute(
            "SELECT r.id, s.key, r.started_at, r.ended_at, r.status,"
            " (SELECT max(l.id) FROM chain_links l WHERE l.run_id = r.id)"
            " FROM runs r LEFT JOIN sites s ON s.id = r.site_id ORDER BY r.id"
        ).fetchall()
        there = {row[0] for row in rows}
        for run, site, started_at, ended_at, status, number in rows:
            if number is None:
                if status != "running":
                    self.tell(f"run {run} of {site}", "has ended and is in no link: links are missing", "run")
                continue
            told = self._links[number].manifest
            if (told.get("site"), told.get("started_at")) != (site, started_at) or (
                status != "running" and (told.get("ended_at"), told.get("status")) != (ended_at, status)
            ):
                self.tell(self._name(number), "the run was altered after it ended", "run")
        for number, link in self._links.items():
            if link.kind == "run" and link.manifest.get("run") not in there:
                self.tell(self._name(number), "the run is not in the archive any more", "run")

    def _look_at_captures(self) -> None:
        """Each capture of the chain, in the order of numbers, against its digest."""
        digests = CaptureDigests(self._connection)
        whole = self._connection.execute("SELECT count(*) FROM chain_captures").fetchone()[0]
        for rows in self._steps():
            held = digests.between(rows[0][0], rows[-1][0])
            for capture, number, gone, digest in rows:
                self._count(capture, number, digest)
                if gone is not None:
                    self.report.gone += 1
                    self._count(capture, gone, digest)
                self._compare(capture, number, gone, digest, held.get(capture))
            self.report.captures += len(rows)
            self._progress(PART, self.report.captures, whole)

    def _steps(self) -> Iterator[list[tuple[int, int, int | None, bytes]]]:
        last = -1
        sql = (
            "SELECT capture_id, link_id, gone_link_id, sha256 FROM chain_captures"
            " WHERE capture_id > ? ORDER BY capture_id LIMIT ?"
        )
        while rows := self._connection.execute(sql, (last, _STEP)).fetchall():
            yield rows
            last = rows[-1][0]

    def _count(self, capture: int, number: int, digest: bytes) -> None:
        link = self._links.get(number)
        if link is None:
            self.tell(f"capture {capture}", f"names link {number}, which is not there", "capture")
            return
        link.captures += 1
        link.digest.update(digest)

    def _compare(
        self, capture: int, number: int, gone: int | None, digest: bytes, held: tuple[str, bytes] | None
    ) -> None:
        of = f"capture {capture} of {self._name(number)}" if number in self._links else f"capture {capture}"
        if held is None and gone is None:
            self.tell(of, "was taken away", "capture")
        elif held is not None and gone is not None:
            self.tell(held[0], f"{of} is there though it was said to be taken away", "capture")
        elif held is not None and held[1] != digest:
            self.tell(held[0], f"{of} was altered", "capture")

    def _look_at_the_rest(self) -> None:
        """Captures of no link: those of runs that go on are waiting, others were put in afterwards."""
        rows = self._connection.execute(
            "SELECT c.id, c.url, r.status FROM captures c LEFT JOIN runs r ON r.id = c.run_id"
            " WHERE NOT EXISTS (SELECT 1 FROM chain_captures x WHERE x.capture_id = c.id)"
        )
        for capture, url, status in rows:
            if status == "running":
                self.report.waiting += 1
            else:
                self.tell(url, f"capture {capture} was put in after its run had ended", "added")


def _fields(manifest: str) -> dict[str, Any]:
    try:
        fields = json.loads(manifest)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
