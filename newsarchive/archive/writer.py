"""The one writer of a site's run: pages, articles, hot lists and queue in one transaction a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from newsarchive.archive.frontier import Frontier
    from newsarchive.archive.records import Change, PageState, SiteSpec
    from newsarchive.model import Outcome, Page


class Writer:
    """Stores one run's pages. Use as a context manager; leaving it by an exception rolls back and unlocks.

    Every method that writes may raise ``ArchiveError`` (disk full, damaged, not writable): the open batch is
    then rolled back, and the run must end. Not for use from several threads.
    """

    run: int
    """The run's number."""
    resumed: bool
    """True when an interrupted run of this site goes on (same number, its queue is still there)."""
    frontier: Frontier

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
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(
        self, page: Page, outcome: Outcome, *, due_at: datetime | None = None, cause: str = "publisher"
    ) -> Change:
        """Store how one fetched page ended; the same page stored twice changes nothing but ``last_seen``.

        ``due_at`` is when the address should be asked again. ``cause="rules"`` marks revisions that better
        extraction brought. A GONE outcome marks the article of ``outcome.url`` (or of the page's requested
        address) as gone with ``outcome.reason`` and the HTTP status as evidence.
        """
        raise NotImplementedError

    def record_failure(
        self, url: str, reason: str, *, at: datetime | None = None, due_at: datetime | None = None
    ) -> None:
        """Note that ``url`` could not be had; never changes an article: one failed fetch is not a removal."""
        raise NotImplementedError

    def record_not_modified(self, page: Page, *, due_at: datetime | None = None) -> Change:
        """Note a 304: the page and its article were seen again, unchanged."""
        raise NotImplementedError

    def page_state(self, url: str) -> PageState | None:
        """What is remembered of ``url`` (as requested), or None when it was never fetched."""
        raise NotImplementedError

    def knows_article(self, url: str) -> bool:
        """True when an article is archived under this address (canonical, variant, or once requested)."""
        raise NotImplementedError

    def due_pages(self, now: datetime, kinds: tuple[str, ...] = ("article",)) -> Iterator[PageState]:
        """Pages of this site whose ``due_at`` has come, newest articles first; lazy."""
        raise NotImplementedError

    def commit_if_due(self) -> bool:
        """Commit when the open batch is large or old enough (see ``BATCH_OPERATIONS``, ``BATCH_SECONDS``)."""
        raise NotImplementedError

    def commit(self) -> None:
        """Make everything since the last commit durable, search index and queue included."""
        raise NotImplementedError

    def finish(self, status: str, report: Mapping[str, Any] | None = None) -> None:
        """End the run: ``finished`` (its queue is cleared), ``interrupted`` or ``failed`` (resumable)."""
        raise NotImplementedError

    def close(self) -> None:
        """Roll back what is not committed, release the lock and close; safe to call twice."""
        raise NotImplementedError
