"""Writes captures that others made: runs of their own, which leave a crawl's queue alone."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

from newsarchive.archive import lock
from newsarchive.archive.captures.reading import CaptureReader
from newsarchive.archive.captures.store import CaptureStore
from newsarchive.archive.clean import clean, clean_article
from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.holding import HoldsConnection, transaction
from newsarchive.archive.index_tables import IndexTables
from newsarchive.archive.moments import utc_text
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.runs import IMPORT, RunBook
from newsarchive.archive.seen import RULES
from newsarchive.archive.writer import Writer
from newsarchive.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive.records import Change
    from newsarchive.model import Outcome, Page

_OF_SOURCE = f"json_extract(options, '$.{IMPORT}') = ?"


class Importer(Writer):
    """A writer whose run is found again by ``options["import"]``, the source's fingerprint.

    Nothing of a crawl is touched: an interrupted one still resumes. End the runs with ``ImportBook.end``.
    """

    def _begin(self, options: dict[str, Any], started_at: str, *, resume: bool) -> None:
        with self._batch.writing() as connection:
            self._site_id = self._book.site_id(self._site)
            row = connection.execute(
                f"SELECT id FROM runs WHERE site_id = ? AND {_OF_SOURCE} AND status != 'finished'",
                (self._site_id, options[IMPORT]),
            ).fetchone()
            self.resumed = resume and row is not None
            lock.acquire(connection, self._site_id, self._site.key, row[0] if row else 0, self._path)
            if self.resumed:
                self.run = row[0]
                self._book.resume(self.run)
            else:
                self.run = self._book.begin(self._site_id, options, started_at)
            lock.acquire_run(connection, self._site_id, self.run)
            self._captures = CaptureStore(connection, self._site_id)
        self._batch.before_commit += [
            self._articles.flush, self._indexer.flush, self._captures.renew_dictionary, self._write_counts,
            self._sign,
        ]  # fmt: skip
        self._batch.commit()

    def last_seen(self, url: str) -> str:
        """When the article known under ``url`` was seen last, or "" where there is none."""
        with self._batch.reading() as connection:
            number = self._articles.find(url)
            row = connection.execute("SELECT last_seen FROM articles WHERE id = ?", (number,)).fetchone()
        return row[0] if row else ""

    def has_own_page(self, url: str) -> bool:
        """Tell whether the article at ``url`` (normal form) was read there, and not only at a variant's."""
        with self._batch.reading() as connection:
            number = self._articles.find(url)
            rows = connection.execute("SELECT url FROM pages WHERE article_id = ?", (number,)).fetchall()
        return any(normalize_url(known) == url for (known,) in rows)

    def complete(self, page: Page, outcome: Outcome) -> Change:
        """Bring an article up to date when further pages have come; ``page`` is its first, stored before."""
        seen = self._seen(page.fetched_at, RULES)
        with self._batch.operation():
            article = outcome.article
            assert article is not None  # noqa: S101 - what is completed is an article
            _, change = self._articles.store(clean_article(article, clean(outcome.url)), seen)
        self._book.count(outcome.kind, "completed", change)
        return change

    def note(self, report: Mapping[str, Any]) -> None:
        """Keep how far the import is, in the open batch."""
        with self._batch.writing() as connection:
            connection.execute(
                "UPDATE runs SET report = ? WHERE id = ?", (json.dumps(dict(report)), self.run)
            )


class ImportBook(HoldsConnection):
    """What an import looks up: sites, captures that are there already, how far it was. A context manager.

    Opens or creates the archive; may raise ``ArchiveError`` and ``ArchiveTooNew``. Sees what is committed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = database_path(folder)
        self._connection = open_for_writing(folder)
        self._captures = CaptureReader(self._connection, self._path)

    def site(self, key: str) -> SiteSpec | None:
        """A site of the archive as it is known."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT key, name, home, timezone, language FROM sites WHERE key = ?", (key,)
            ).fetchone()
        return SiteSpec(*row) if row else None

    def is_captured(self, url: str, at: datetime, digest: bytes | None) -> bool:
        """Tell whether an answer of that moment and SHA-256 is there; without a digest, whether a 304."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT 1 FROM captures c LEFT JOIN payloads p ON p.id = c.payload_id"
                " WHERE c.url = ?1 AND c.fetched_at = ?2"
                " AND ((?3 IS NULL AND c.status = 304) OR (?3 IS NOT NULL AND p.sha256 = ?3))",
                (url, utc_text(at), digest),
            ).fetchone()
        return row is not None

    def body_at(self, url: str, at: datetime | None) -> Page | None:
        """The answer with a body captured at that moment; without a moment, the newest."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT id FROM captures WHERE url = ?1 AND payload_id IS NOT NULL AND status != 304"
                " AND (?2 IS NULL OR fetched_at = ?2) ORDER BY fetched_at DESC, id DESC LIMIT 1",
                (url, utc_text(at) if at else None),
            ).fetchone()
        return None if row is None else self._captures.page(self._captures.get(row[0]))

    def reports(self, source: str) -> list[dict[str, Any]]:
        """What unfinished runs of the source noted."""
        with storage_errors(self._path):
            rows = self._connection.execute(
                f"SELECT report FROM runs WHERE {_OF_SOURCE} AND status != 'finished'", (source,)
            ).fetchall()
        return [json.loads(report) for (report,) in rows]

    def end(self, source: str, status: str, report: Mapping[str, Any] | None = None) -> None:
        """End the source's runs as ``finished`` with a report, or ``interrupted``: what they noted stays."""
        told = json.dumps(dict(report), ensure_ascii=False, sort_keys=True) if report is not None else None
        book = RunBook(self._connection)
        with storage_errors(self._path), transaction(self._connection) as connection:
            ended = connection.execute(
                f"SELECT id, report FROM runs WHERE {_OF_SOURCE} AND status != 'finished' ORDER BY id",
                (source,),
            ).fetchall()
            for run, noted in ended:
                book.end(run, status, noted if told is None else told)
        if ended and status == "finished":
            with storage_errors(self._path), closing(IndexTables(self._connection)) as tables:
                tables.settle()
