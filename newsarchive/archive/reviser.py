"""Writes what better rules read in stored pages: revisions of their own cause, without touching the queue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

from newsarchive.archive import lock
from newsarchive.archive.articles import ArticleStore
from newsarchive.archive.batch import Batch
from newsarchive.archive.captures.stored_pages import GOOD, NEWEST
from newsarchive.archive.clean import clean, clean_article
from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.indexer import Indexer
from newsarchive.archive.moments import utc_text
from newsarchive.archive.records import Change
from newsarchive.archive.reindex import ensure_current
from newsarchive.archive.runs import REEXTRACTION, RunBook
from newsarchive.archive.seen import Seen
from newsarchive.errors import NotFound
from newsarchive.model import OutcomeKind

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from newsarchive.model import Article, Page


_NEWEST = f"""
SELECT {NEWEST} FROM captures c
WHERE {GOOD} AND c.url IN (
  SELECT ?1 UNION SELECT url FROM pages WHERE article_id = (SELECT article_id FROM pages WHERE url = ?1))
"""


class Reviser:
    """A run of re-extraction of one site. A context manager; leaving it by an exception rolls back.

    Holds the site's lock like a crawl. What is committed stays when it is interrupted: pages that were
    brought up to date compare as unchanged the next time. May raise ``ArchiveBusy`` and ``ArchiveError``.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, site: str) -> None:
        self._batch = Batch(connection, path)
        self._book = RunBook(connection)
        self._indexer = Indexer(connection)
        self._articles = ArticleStore(connection, self._indexer)
        self._path = path
        self._ended = False
        row = connection.execute("SELECT id, timezone FROM sites WHERE key = ?", (site,)).fetchone()
        if row is None:
            raise NotFound(f"site {site!r} is not in this archive")
        self._site_id, self._timezone = row
        self._begin(site)

    @classmethod
    def open(cls, folder: Path, site: str) -> Self:
        """Begin a run of re-extraction of the site with that key."""
        path = database_path(folder)
        connection = open_for_writing(folder)
        try:
            with storage_errors(path):
                ensure_current(connection, path)
                return cls(connection, path, site)
        except BaseException:
            connection.close()
            raise

    def _begin(self, site: str) -> None:
        with self._batch.writing() as connection:
            lock.acquire(connection, self._site_id, site, 0, self._path)
            self.run = self._book.begin(self._site_id, {REEXTRACTION: True}, utc_text(None))
            lock.acquire_run(connection, self._site_id, self.run)
        self._batch.after_commit.append(self._indexer.committed)
        self._batch.on_take_back.append(self._articles.taken_back)
        self._batch.before_commit += [
            self._articles.flush, self._indexer.flush, self._write_counts, self._sign,
        ]  # fmt: skip
        self._batch.commit()

    def revise(self, page: Page, article: Article, capture: int) -> Change:
        """Bring the article up to what ``page`` gives today; an article that is new to the archive is added.

        ``last_seen`` and ``status`` stay: nobody asked the site. Nothing is done when a crawl has brought a
        newer answer than ``capture`` since it was chosen.
        """
        requested = clean(page.requested_url or page.url)
        with self._batch.operation() as connection:
            if connection.execute(_NEWEST, (requested,)).fetchone()[0] != capture:
                return Change.NONE
            known = self._articles.find(article.url) is not None
            at = utc_text(None if known else page.fetched_at)
            seen = Seen(self._site_id, self.run, at, self._timezone, "rules")
            article_id, change = self._articles.store(clean_article(article, clean(article.url)), seen)
            connection.execute(
                "UPDATE pages SET kind = 'article', article_id = ? WHERE url = ? AND article_id IS NULL",
                (article_id, requested),
            )
        self._book.count(OutcomeKind.ARTICLE, "rules", change)
        return change

    def commit_if_due(self) -> None:
        """Commit when the open batch is large or old enough."""
        if self._batch.is_due:
            self._batch.commit()

    def finish(self, status: str, report: Mapping[str, Any]) -> None:
        """End the run as ``finished``, ``interrupted`` or ``failed`` and commit."""
        with self._batch.writing():
            self._book.end(self.run, status, json.dumps(dict(report), ensure_ascii=False, sort_keys=True))
        self._batch.commit()
        with self._batch.reading():
            self._indexer.settle()
        self._ended = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._indexer.close()
        with self._batch.leaving(failed=error is not None) as connection:
            if not self._ended:
                self._book.end(self.run, "interrupted", "{}")
            lock.release(connection, self._site_id)

    def _write_counts(self) -> None:
        self._book.write(self.run)

    def _sign(self) -> None:
        self._batch.is_shared = lock.sign(self._batch.connection, self._site_id)
