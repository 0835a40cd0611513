"""Brings other crawlers' WARC files into the archive: streaming, resumable, nothing twice."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.importer import ImportBook, Importer
from newsarchive.archive.runs import IMPORT
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.warc import answers
from newsarchive.warc.reading import Damage, RecordReader
from newsarchive.warc.selecting import KINDS, Broken, Selector, Skipped, digest
from newsarchive.warc.sites import Sites
from newsarchive.warc.sources import entries, fingerprint, in_order
from newsarchive.warc.storing import Storing
from newsarchive.warc.streams import Damaged, open_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import IO

    from newsarchive.model import Page
    from newsarchive.warc.reading import Record
    from newsarchive.warc.sites import Place
    from newsarchive.warc.sources import Entry

# What is held before it is stored site by site: files of many sites change site with every record.
BATCH_PAGES: Final = 200
BATCH_BYTES: Final = 33_554_432
PENDING: Final = 500
"""Further pages of articles still to come that are noted with each batch, the last found."""
REASONS: Final = 100
EXAMPLES: Final = 20
"""Damages that are told one by one."""

Position = tuple[int, int, int]
"""Which WARC file of a WACZ, the byte in it where a member begins, and how many records to pass over."""


@dataclass(slots=True)
class Report:
    """What an import did. ``skipped`` counts by reason; ``older`` pages are kept, but change nothing."""

    files: int = 0
    records: int = 0
    stored: int = 0
    duplicates: int = 0
    older: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    damages: list[str] = field(default_factory=list)
    sites: set[str] = field(default_factory=set)
    resumed: bool = False

    def skip(self, reason: str) -> None:
        """Count a record that is not kept; reasons name what a hostile file may invent without end."""
        known = reason in self.skipped or len(self.skipped) < REASONS
        self.skipped[reason if known else "other"] += 1

    def note_damage(self, name: str, offset: int, what: str) -> None:
        """Count one damaged record."""
        self.damaged += 1
        if len(self.damages) < EXAMPLES:
            self.damages.append(f"{name}, byte {offset}: {what}")

    def to_dict(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "files": self.files, "records": self.records, "stored": self.stored,
            "duplicates": self.duplicates, "older": self.older,
            **{f"articles_{name}": self.changes[name] for name in ("new", "changed", "unchanged", "gone")},
            "skipped": dict(sorted(self.skipped.items())), "damaged": self.damaged, "damages": self.damages,
            "sites": len(self.sites), "resumed": self.resumed,
        }  # fmt: skip


def import_warc(
    folder: Path,
    paths: Sequence[Path],
    *,
    site: str = "",
    profile: str = "",
    on_progress: Callable[[str, int, int, Report], None] | None = None,
) -> Report:
    """Read WARC and WACZ files and store their pages in runs of their sites; nothing is stored twice.

    ``site`` takes only what a crawl of that site would. Interrupted, what was stored stays, and the same call
    goes on where it stopped. ``on_progress`` is told the file, how many of its bytes are read, of how many,
    and the report so far. Raises ``UsageError`` (no such file, no WARC), ``ProfileError``, ``ArchiveBusy``
    (a crawl of one of the sites is running) and ``ArchiveError``.
    """
    for path in paths:
        _check(path)
    report = Report()
    with ImportBook(folder) as book:
        sites = Sites(book, site, profile)
        for path in in_order(paths):
            with entries(path) as found:
                source = fingerprint(path, site, profile)
                work = _File(folder, book, sites, source, path.name, report)
                work.read(found, on_progress)
            report.files += 1
    return report


def _check(path: Path) -> None:
    """Raise ``UsageError`` for what is no WARC file, before anything is begun."""
    with entries(path) as found, suppress(Damaged):
        for entry in found:
            if entry.size and open_stream(entry.open()) is None:
                raise UsageError(f"{entry.name}: is no WARC file")


class _File:
    """The import of one file: pages are held until enough are there, then stored site by site."""

    def __init__(
        self, folder: Path, book: ImportBook, sites: Sites, source: str, name: str, report: Report
    ) -> None:
        self._folder = folder
        self._book = book
        self._sites = sites
        self._source = source
        self._name = name
        self._report = report
        self._selector = Selector(self._body_at)
        self._storing = Storing(book.body_at)
        self._held: dict[str, tuple[Place, list[Page]]] = {}
        self._by_place: dict[tuple[str, datetime | None], Page] = {}
        self._pages = 0
        self._bytes = 0
        self._noted: Position = (0, 0, 0)

    def read(self, found: list[Entry], on_progress: Callable[[str, int, int, Report], None] | None) -> None:
        """Read from where the import stopped before; end its runs."""
        start = self._start()
        try:
            for number, entry in enumerate(found):
                if number >= start[0]:
                    offset, skip = start[1:] if number == start[0] else (0, 0)
                    self._read_entry(number, entry, offset, skip, on_progress)
            self._flush((len(found), 0, 0))
        except BaseException:
            with suppress(ArchiveError):
                self._book.end(self._source, "interrupted")
            raise
        self._book.end(self._source, "finished", self._report.to_dict())

    def _start(self) -> Position:
        noted = [report for report in self._book.reports(self._source) if "position" in report]
        for report in noted:
            self._storing.expect(report["parts"])
            self._noted = max(self._noted, tuple(report["position"]))
        self._report.resumed |= bool(noted)
        return self._noted

    def _read_entry(
        self, number: int, entry: Entry, offset: int, skip: int,
        on_progress: Callable[[str, int, int, Report], None] | None,
    ) -> None:  # fmt: skip
        reader, told = self._reader(entry, offset, skip)
        if reader is None:
            return
        for item in reader:
            if self._pages >= BATCH_PAGES or self._bytes >= BATCH_BYTES:
                self._flush((number, *item.position))
            if isinstance(item, Damage):
                self._report.note_damage(entry.name, item.position[0], item.what)
            else:
                self._take(entry.name, item)
            if on_progress is not None:
                on_progress(entry.name, told(), entry.size, self._report)

    def _reader(self, entry: Entry, offset: int, skip: int) -> tuple[RecordReader | None, Callable[[], int]]:
        raw: IO[bytes] = entry.open()
        try:
            stream = open_stream(raw, offset)
        except Damaged as error:
            self._report.note_damage(entry.name, 0, str(error))
            return None, raw.tell
        if stream is None:
            self._report.note_damage(entry.name, 0, "the file is empty")
            return None, raw.tell
        # A head as long as any, before the largest body.
        return RecordReader(stream, KINDS, answers.MOST + 262_144, skip), raw.tell

    def _take(self, name: str, record: Record) -> None:
        report = self._report
        report.records += 1
        try:
            page = self._selector.page(record)
        except Skipped as reason:
            report.skip(str(reason))
            return
        except Broken as what:
            report.note_damage(name, record.position[0], str(what))
            return
        place = self._sites.of(page.requested_url or page.url)
        if place is None:
            report.skip("other-site")
            return
        url, at = page.requested_url or page.url, page.fetched_at
        assert at is not None  # noqa: S101 - the selector refuses records without a date
        held = self._by_place.get((url, at))
        same = held is not None and held.body == page.body
        if same or self._book.is_captured(url, at, digest(page)):
            report.duplicates += 1
            return
        self._held.setdefault(place.site.key, (place, []))[1].append(page)
        if page.body:
            self._by_place[url, at] = page
        self._pages += 1
        self._bytes += len(page.body)

    def _body_at(self, url: str, at: datetime | None) -> Page | None:
        """A page taken before: one still held, or one of the archive."""
        if at is not None:
            held = self._by_place.get((url, at))
        else:
            held = next((page for (known, _), page in self._by_place.items() if known == url), None)
        return held or self._book.body_at(url, at)

    def _pending(self) -> dict[str, str]:
        return dict(islice(reversed(self._storing.pending.items()), PENDING))

    def _flush(self, position: Position) -> None:
        """Store what is held, each site's in one transaction; the last one's notes ``position``."""
        left = len(self._held)
        for place, pages in self._held.values():
            left -= 1
            options = {IMPORT: self._source, "file": self._name}
            with Importer.open(self._folder, site=place.site, options=options) as writer:
                self._report.older += self._storing.store(writer, pages, place.profile)
                if not left:
                    self._noted = position
                writer.note({"position": self._noted, "parts": self._pending()})
                writer.commit()
                self._report.changes.update({str(change): n for change, n in writer.changes.items()})
            self._report.stored += len(pages)
            self._report.sites.add(place.site.key)
        self._held.clear()
        self._by_place.clear()
        self._pages = self._bytes = 0
