"""Queues the pictures of archived articles, keeps what comes in, and knows when to stop asking a host."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol

from newsarchive.clock import utc_now
from newsarchive.crawl.entry import IMAGE, Entry
from newsarchive.crawl.pictures.kinds import kind_of
from newsarchive.urls import MAX_URL, hostname, is_private

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.archive.writer import Writer
    from newsarchive.crawl.counts import Counts
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.scope import Scope

GIVE_UP: Final = 5
"""Pictures in a row that a host did not answer for, after which this run asks it for no more."""
_PASSING: Final = ("http-408", "http-425", "http-429", "http-5", "robots-unreachable")
_UNREACHABLE: Final = frozenset({"dns", "refused", "timeout", "connection-lost", "tls", "truncated"})


class Run(Protocol):
    """What pictures need of the run that they belong to (`CrawlSession`)."""

    options: CrawlOptions
    writer: Writer
    counts: Counts
    scope: Scope
    ending: bool

    def push(self, entries: Iterable[Entry]) -> int:
        """Queue requests."""

    def end_at_limit(self) -> None:
        """End if only pictures were waited for."""


class Pictures:
    """The pictures of one run; without ``--images`` it asks for none.

    A picture is at home wherever an article says it is: its host need not be the site's. Private addresses
    are asked only where the site itself is.
    """

    def __init__(self, session: Run) -> None:
        self._session = session
        self._files = session.writer.images
        self._counts = session.counts.pictures
        self._silent: Counter[str] = Counter()
        self.waiting = 0
        """Pictures queued by this run that have not come in."""
        if session.options.images:
            self._files.clear_incoming()

    def want(self, urls: Iterable[str]) -> None:
        """Queue an article's pictures, those that were never asked for."""
        if self._session.options.images:
            self._push(self._files.wanted(urls))

    def want_backlog(self) -> None:
        """Queue what earlier runs have left: taken without pictures, or failed for the moment."""
        if self._session.options.images:
            for urls in self._files.backlog():
                self._push(urls)

    def _push(self, urls: list[str]) -> None:
        self.waiting += self._session.push(Entry(url, IMAGE, salt=f"image {url}") for url in urls)

    def admits(self, entry: Entry) -> bool:
        """Whether this run asks for a queued picture; one that it does not ask for is done with."""
        options = self._session.options
        if options.images and self._silent[hostname(entry.url)] < GIVE_UP:
            return True
        if options.images:
            self._counts["skipped"] += 1
        self._leave(entry)
        return False

    def refuse(self, url: str) -> str | None:
        """Why the picture at ``url`` must not be asked for (as `Scope.refuse`), or None."""
        scope = self._session.scope
        reason = scope.refuse(url)
        if reason != "offsite":
            return reason
        if len(url) > MAX_URL or not hostname(url):
            return "scheme"
        return "private" if is_private(url) else None

    def take(self, entry: Entry, status: int, body: bytes) -> None:
        """Keep an answer. Raises `ArchiveError`."""
        self._silent[hostname(entry.url)] = 0
        if status != 200:
            self.miss(entry, f"http-{status}")
            return
        kind = kind_of(body)
        if kind is None:
            self.miss(entry, "no-picture" if body else "empty-body")
            return
        kept = self._files.store(entry.url, body, kind.media_type, kind.suffix, utc_now())
        self._counts["known" if kept.known else "stored"] += 1
        self._counts["bytes"] += 0 if kept.known else len(body)
        self._leave(entry)

    def miss(self, entry: Entry, reason: str) -> None:
        """Note why a picture was not to be had. Raises `ArchiveError`."""
        if self._session.ending or reason == "run-ended":
            return  # still in flight for the frontier: the same command asks again
        unreachable = reason in _UNREACHABLE
        self._silent[hostname(entry.url)] += unreachable
        final = not unreachable and not reason.startswith(_PASSING)
        self._files.fail(entry.url, reason, utc_now(), final=final)
        self._counts["refused" if final else "failed"] += 1
        self._leave(entry)

    def _leave(self, entry: Entry) -> None:
        self._session.writer.frontier.done(entry.id)
        self._session.writer.commit_if_due()
        self.waiting -= 1
        self._session.end_at_limit()
