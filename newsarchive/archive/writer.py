"""The one writer of a site's run: pages, articles, hot lists and queue in one transaction a batch."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from newsarchive.archive import lock
from newsarchive.archive.articles import ArticleStore
from newsarchive.archive.batch import Batch
from newsarchive.archive.captures.store import CaptureStore
from newsarchive.archive.clean import clean, clean_article, clean_hot_list, clean_outcome, clean_page
from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.frontier import Frontier
from newsarchive.archive.holding import Closing
from newsarchive.archive.hot import HotStore
from newsarchive.archive.image_files import ImageFiles
from newsarchive.archive.indexer import Indexer
from newsarchive.archive.moments import utc_text
from newsarchive.archive.monitoring.keeping import MonitoringStore
from newsarchive.archive.pages import PageStore
from newsarchive.archive.records import Change
from newsarchive.archive.reindex import ensure_current
from newsarchive.archive.runs import RunBook
from newsarchive.archive.seen import Seen
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.model import OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive.captures.packing import Dictionary, Packed
    from newsarchive.archive.prepared import Prepared
    from newsarchive.archive.records import PageState, SiteSpec
    from newsarchive.model import Outcome, Page

_ENDS = ("finished", "interrupted", "failed")


class Writer(Closing):
    """Stores one run's pages. Use as a context manager; leaving it by an exception rolls back and unlocks.

    Every method that writes may raise ``ArchiveError`` (disk full, damaged, not writable): the open batch is
    then rolled back, and the run must end. Not for use from several threads. Between two pages call
    ``commit_if_due`` at least every half second, so that no other writer waits for long.

    ``run`` is the run's number; ``resumed`` tells whether an interrupted run of this site goes on (same
    number, its queue is still there). ``changes`` counts what this process did to articles.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, site: SiteSpec) -> None:
        self._batch = Batch(connection, path)
        self._path = path
        self._site = site
        self._book = RunBook(connection)
        self._indexer = Indexer(connection)
        self._articles = ArticleStore(connection, self._indexer)
        self._pages = PageStore(connection)
        self._hot = HotStore(connection)
        self._batch.after_commit.append(self._indexer.committed)
        self._batch.on_take_back += [self._articles.taken_back, self._hot.taken_back, self._taken_back]
        self._categories_seen: set[tuple[str, str]] = set()
        self._closed = False
        self.changes: Counter[Change] = Counter()
        self.run = 0
        self.resumed = False
        self.frontier: Frontier
        self.images: ImageFiles
        self.monitoring: MonitoringStore

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        site: SiteSpec,
        options: Mapping[str, Any] | None = None,
        started_at: datetime | None = None,
        resume: bool = True,
    ) -> Self:
        """Open or create the archive in ``folder`` and begin (or resume) a run of ``site``.

        Raises ``ArchiveBusy`` when a living process holds this archive and site, ``ArchiveTooNew``, and
        ``ArchiveError`` for a folder that cannot be written or a database that is not ours. With
        ``resume=False`` an interrupted run's queue is dropped and a new run begins.
        """
        path = database_path(folder)
        writer = cls(open_for_writing(folder), path, site)
        try:
            with storage_errors(path):
                ensure_current(writer._batch.connection, path)
            writer._begin(dict(options or {}), utc_text(started_at), resume=resume)
        except BaseException:
            writer._batch.rollback()
            writer._batch.connection.close()
            raise
        return writer

    def _begin(self, options: dict[str, Any], started_at: str, *, resume: bool) -> None:
        with self._batch.writing() as connection:
            self._site_id = self._book.site_id(self._site)
            open_run = self._book.open_run(self._site_id)
            lock.acquire(connection, self._site_id, self._site.key, open_run or 0, self._path)
            self.frontier = Frontier(self._batch, self._site_id)
            self.images = ImageFiles(self._batch, self._path.parent, self._site_id)
            self.resumed = resume and open_run is not None
            if open_run is None or not resume:
                self._book.abandon(self._site_id, started_at)
                self.frontier.clear()
                self.run = self._book.begin(self._site_id, options, started_at)
            else:
                self.run = open_run
                self._book.resume(open_run)
                self.frontier.reset_inflight()
            lock.acquire_run(connection, self._site_id, self.run)
            self._captures = CaptureStore(connection, self._site_id)
            self.monitoring = MonitoringStore(self._batch, self._site_id, self.run)
        self._batch.before_commit += [
            self._articles.flush, self._indexer.flush, self._captures.renew_dictionary, self._write_counts,
            self.monitoring.write, self.frontier.note_news, self._sign,
        ]  # fmt: skip
        self._batch.commit()

    def record(
        self,
        page: Page,
        outcome: Outcome,
        *,
        due_at: datetime | None = None,
        cause: str = "publisher",
        prepared: Prepared | None = None,
        packed: Packed | None = None,
    ) -> Change:
        """Store how one fetched page ended; the same page stored twice changes nothing but ``last_seen``.

        ``due_at`` is when the address should be asked again. ``cause="rules"`` marks revisions that better
        extraction brought. A GONE outcome marks the article of ``outcome.url`` (or of the page's requested
        address) as gone with ``outcome.reason`` and the HTTP status as evidence. ``prepared`` may be what
        was made of the article's texts before, and ``packed`` of the page's body.
        """
        seen = self._seen(page.fetched_at, cause)
        page, outcome = clean_page(page), clean_outcome(outcome)
        digest = sha256(page.body).digest()
        with self._batch.operation():
            article_id, change = self._store_outcome(page, outcome, seen, prepared)
            self._pages.store(
                page,
                outcome,
                seen,
                article_id=article_id,
                due=utc_text(due_at) if due_at else None,
                changed=change not in (Change.UNCHANGED, Change.NONE),
                digest=digest,
            )
            self._captures.store(page, seen, digest, packed)
            self._store_surroundings(outcome, seen)
        self._book.count(outcome.kind, outcome.reason, change)
        self.changes[change] += 1
        return change

    def _store_outcome(
        self, page: Page, outcome: Outcome, seen: Seen, prepared: Prepared | None
    ) -> tuple[int | None, Change]:
        if outcome.kind is OutcomeKind.ARTICLE and outcome.article is not None:
            url = clean(outcome.url or outcome.article.url)
            article_id, change = self._articles.store(clean_article(outcome.article, url), seen, prepared)
            for other in {page.requested_url, page.url}:
                self._articles.add_url(article_id, other, url)
            return article_id, change
        if outcome.kind is OutcomeKind.GONE:
            return self._store_gone(page, outcome, seen)
        return None, Change.NONE

    def _store_gone(self, page: Page, outcome: Outcome, seen: Seen) -> tuple[int | None, Change]:
        requested = page.requested_url or page.url
        article_id = self._find_article(requested) or self._find_article(outcome.url)
        if article_id is None:
            return None, Change.NONE
        evidence = f"{outcome.reason or 'gone'} (HTTP {page.status})"
        if page.url != requested:
            evidence += f" redirected to {page.url}"
        return article_id, self._articles.mark_gone(article_id, evidence, seen)

    def _store_surroundings(self, outcome: Outcome, seen: Seen) -> None:
        for hot_list in outcome.hot_lists:
            self._hot.store(clean_hot_list(hot_list), seen)
        for position, category in enumerate(outcome.categories):
            key = (clean(category.name), clean(category.url))
            if key[0] and key not in self._categories_seen:
                self._categories_seen.add(key)
                self._book.note_category(self._site_id, *key, position, seen.at)

    def _taken_back(self) -> None:
        self._categories_seen.clear()

    def record_failure(
        self, url: str, reason: str, *, at: datetime | None = None, due_at: datetime | None = None
    ) -> None:
        """Note that ``url`` could not be had; never changes an article: one failed fetch is not a removal."""
        with self._batch.operation():
            due = utc_text(due_at) if due_at else None
            self._pages.store_failure(clean(url), clean(reason), self._seen(at), due)
        self._book.count(OutcomeKind.FAILED, clean(reason), Change.NONE)

    def record_not_modified(self, page: Page, *, due_at: datetime | None = None) -> Change:
        """Note a 304: the page and its article were seen again, unchanged."""
        seen = self._seen(page.fetched_at)
        change = Change.NONE
        with self._batch.operation():
            due = utc_text(due_at) if due_at else None
            url = clean(page.requested_url or page.url)
            article_id = self._pages.store_not_modified(url, seen, due)
            if article_id is not None:
                change = self._articles.seen_again(article_id, seen)
            self._captures.store_not_modified(page, seen)
        self._book.count("not_modified", "http 304", change)
        self.changes[change] += 1
        return change

    def keep(self, page: Page) -> None:
        """Keep an answer that is nobody's outcome by itself: a failure, a further page of an article."""
        with self._batch.operation():
            self._captures.store(clean_page(page), self._seen(page.fetched_at))

    @property
    def capture_dictionary(self) -> Dictionary | None:
        """What another process packs bodies against; the same object until the site has a new one.

        None also where it cannot be read: ``record`` will meet the error, and tell it.
        """
        with suppress(ArchiveError, sqlite3.Error):
            return self._captures.dictionary
        return None

    def pack(self, body: bytes) -> Packed | None:
        """Pack a body before its page's turn to be recorded; None where ``record`` will meet an error."""
        with suppress(ArchiveError, sqlite3.Error):
            return self._captures.pack(body)
        return None

    def page_state(self, url: str) -> PageState | None:
        """Return what is remembered of ``url`` (as requested), or None when it was never fetched."""
        with self._batch.reading():
            return self._pages.state(clean(url))

    def knows_article(self, url: str) -> bool:
        """Tell whether an article is archived under this address (canonical, variant, or once requested)."""
        with self._batch.reading():
            return self._find_article(clean(url)) is not None

    def due_pages(self, now: datetime, kinds: tuple[str, ...] = ("article",)) -> Iterator[PageState]:
        """Pages of this site whose ``due_at`` has come, newest articles first; lazy."""
        with storage_errors(self._path):
            yield from self._pages.due(self._site_id, utc_text(now), kinds)

    def on_batch(self, act: Callable[[], None]) -> None:
        """Have ``act`` called whenever a batch has begun while other sites are written, too.

        Then ``commit_if_due`` must follow within ``SHARED_SECONDS``, so that these get their turn.
        """
        self._batch.on_begin = lambda: act() if self._batch.is_shared else None

    def commit_if_due(self) -> bool:
        """Commit when the open batch is large or old enough (``BATCH_OPERATIONS``, ``BATCH_SECONDS``)."""
        if self._closed or not self._batch.is_due:
            return False
        self._batch.commit()
        return True

    def commit(self) -> None:
        """Make everything since the last commit durable, search index and queue included."""
        self._batch.commit()

    def finish(self, status: str, report: Mapping[str, Any] | None = None) -> None:
        """End the run: ``finished`` (its queue is cleared), ``interrupted`` or ``failed`` (resumable)."""
        if status not in _ENDS:
            raise UsageError(f"a run cannot end as {status!r}")
        with self._batch.writing():
            self._book.end(
                self.run, status, json.dumps(dict(report or {}), ensure_ascii=False, sort_keys=True)
            )
        if status == "finished":
            self.frontier.clear()
        self._batch.commit()
        with self._batch.reading():
            self._indexer.settle()

    def close(self) -> None:
        """Roll back what is not committed, release the lock and close; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._indexer.close()
        # Whatever led here was told by the call that failed.
        with self._batch.leaving(failed=True) as connection:
            lock.release(connection, self._site_id)

    def _find_article(self, url: str) -> int | None:
        return self._articles.find(url)

    def _seen(self, at: datetime | None, cause: str = "publisher") -> Seen:
        return Seen(self._site_id, self.run, utc_text(at), self._site.timezone, cause)

    def _write_counts(self) -> None:
        self._book.write(self.run)

    def _sign(self) -> None:
        self._batch.is_shared = lock.sign(self._batch.connection, self._site_id)
