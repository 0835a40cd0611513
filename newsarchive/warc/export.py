"""Writes captures as WARC/1.1: each answer with its request, equal bytes once, articles as metadata."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from newsarchive.archive.captures.exchange import Exchange
from newsarchive.archive.database import ODD_ROWS, explain
from newsarchive.errors import ArchiveError, NotFound
from newsarchive.warc.parts import DEFAULT_SIZE, Files
from newsarchive.warc.records import RecordMaker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.archive.captures.reading import Capture
    from newsarchive.archive.records import ArticleRecord
    from newsarchive.warc.records import Headers

EXAMPLES: Final = 5
"""Damaged captures that are told one by one."""


class Output(Protocol):
    """Where the files go."""

    names: list[str]

    def begin(self) -> str:
        """Begin the next file and return its name."""

    def write(self, data: bytes) -> None:
        """Append to the open file."""


@dataclass(frozen=True, slots=True)
class Written:
    """One answer as it was written: its record's place, what it answered, and its article if it gave one."""

    capture: Capture
    headers: Headers
    revisit: bool
    filename: str
    offset: int
    length: int
    article: ArticleRecord | None


@dataclass(slots=True)
class Report:
    """What an export wrote: files by name, records by type; what has no answer, what could not be read."""

    files: list[str] = field(default_factory=list)
    captures: int = 0
    records: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    unanswered: int = 0
    damaged: int = 0
    examples: list[str] = field(default_factory=list)

    def count(self, kind: str) -> None:
        """Count one record."""
        self.records[kind] = self.records.get(kind, 0) + 1

    def note_damage(self, capture: Capture, why: str) -> None:
        """Count a capture that could not be read."""
        self.damaged += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"capture {capture.id} of {capture.url}: {why}")


def export_warc(
    folder: Path,
    output: Path,
    *,
    site: str | None = None,
    since_run: int = 0,
    size: int = DEFAULT_SIZE,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Write the chosen captures to ``output`` (``NAME.warc.gz``) and, past ``size`` bytes, further parts.

    A damaged capture is left out and told in the report. ``on_progress`` is told how many captures are done,
    and of how many. Raises ``UsageError`` (name, warcio missing), ``NotFound`` (no archive, no such site, no
    capture), ``ArchiveError`` (the files cannot be written); then no file is left.
    """
    maker = RecordMaker()
    with Exchange(folder, site=site, since_run=since_run) as exchange, Files(output) as files:
        export = Export(exchange, maker, files, size)
        export.run(on_progress)
    return export.report


@dataclass(frozen=True, slots=True)
class _Read:
    """A capture with all that its records tell; ``original`` has the bytes of a repeated one."""

    capture: Capture
    headers: Headers
    request_headers: Headers
    body: bytes
    original: Capture | None
    article: ArticleRecord | None


class Export:
    """Writes all chosen captures to ``output``; ``on_written`` is called with each answer."""

    def __init__(
        self,
        exchange: Exchange,
        maker: RecordMaker,
        output: Output,
        size: int,
        on_written: Callable[[Written], None] | None = None,
    ) -> None:
        self._exchange = exchange
        self._maker = maker
        self._output = output
        self._size = size
        self._on_written = on_written
        self._warcinfo = ""
        self._offset = 0
        self._used = False
        self._unreadable: set[int] = set()
        self.report = Report()

    def run(self, on_progress: Callable[[int, int], None] | None) -> None:
        """Write everything. Raises ``NotFound`` when there is nothing to write."""
        whole = self._exchange.count()
        if not whole:
            raise NotFound("the archive has no captures of that choice; nothing was written")
        for done, capture in enumerate(self._exchange.each(), 1):
            if not capture.status:
                # Noted without being asked, as robots.txt forbids: there is no answer to write.
                self.report.unanswered += 1
                continue
            try:
                read = self._read(capture)
            except (ArchiveError, *ODD_ROWS) as error:
                self.report.note_damage(
                    capture, explain(error) if isinstance(error, ODD_ROWS) else str(error)
                )
                if capture.payload_id is not None:
                    self._unreadable.add(capture.payload_id)
            else:
                self._write(read)
            if on_progress is not None:
                on_progress(done, whole)
        self.report.files = self._output.names

    def _read(self, capture: Capture) -> _Read:
        captures = self._exchange.captures
        try:
            urlsplit(capture.final_url)
        except ValueError as error:
            raise ArchiveError(f"its address is damaged ({error})") from error
        original = self._original(capture)
        return _Read(
            capture,
            captures.headers(capture),
            captures.request_headers(capture),
            captures.payload(capture) if original is None else b"",
            original,
            self._exchange.article_at(capture),
        )

    def _write(self, read: _Read) -> None:
        records = self._records(read) if self._warcinfo else []
        if not records or (self._used and self._offset + sum(len(r) for _, r in records) > self._size):
            self._begin(read.capture)
            records = self._records(read)
        start, self._used = self._offset, True
        for kind, record in records:
            self._append(kind, record)
        self.report.captures += 1
        if self._on_written is not None:
            name, length = self._output.names[-1], len(records[0][1])
            self._on_written(
                Written(
                    read.capture, read.headers, read.original is not None, name, start, length, read.article
                )
            )

    def _records(self, read: _Read) -> list[tuple[str, bytes]]:
        """An answer's records, the answer first; each names the warcinfo of the open file."""
        maker, capture, warcinfo = self._maker, read.capture, self._warcinfo
        if read.original is None:
            made = [("response", maker.response(capture, read.headers, read.body, warcinfo))]
        else:
            made = [("revisit", maker.revisit(capture, read.headers, read.original, warcinfo))]
        made.append(("request", maker.request(capture, read.request_headers, warcinfo)))
        if read.article is not None:
            made.append(("metadata", maker.metadata(capture, read.article, warcinfo)))
        return made

    def _original(self, capture: Capture) -> Capture | None:
        """The capture that this one repeats. Raises ``ArchiveError`` when that one could not be read."""
        if capture.payload_id is None:
            return None
        if capture.payload_id in self._unreadable:
            raise ArchiveError(f"payload {capture.payload_id} is damaged")
        first = self._exchange.first_with(capture.payload_id)
        same = first is None or (first.id == capture.id and capture.status != HTTPStatus.NOT_MODIFIED)
        return None if same else first

    def _begin(self, capture: Capture) -> None:
        name = self._output.begin()
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._warcinfo, record = self._maker.warcinfo(name, capture, now)
        self._offset, self._used = 0, False
        self._append("warcinfo", record)

    def _append(self, kind: str, record: bytes) -> None:
        self._output.write(record)
        self._offset += len(record)
        self.report.bytes += len(record)
        self.report.count(kind)
