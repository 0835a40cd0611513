"""Reads stored pages anew in a process of its own: each with its own connection, nothing is written."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass, field, replace
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from newsarchive.archive.captures.stored_pages import AT_ONCE, StoredPages
from newsarchive.errors import ArchiveError, NotFound
from newsarchive.garbage import collect_rarely
from newsarchive.joining import Joining
from newsarchive.model import Outcome, OutcomeKind
from newsarchive.process import as_recheck, process
from newsarchive.profile import GENERIC
from newsarchive.reextract.compare import Differences, differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from newsarchive.archive.captures.stored_pages import StoredPage
    from newsarchive.model import Article, Page
    from newsarchive.profile import Profile


@dataclass(frozen=True, slots=True)
class Reading:
    """One page read anew: what differs from the archive, or why it could not be read.

    ``page`` (without its bytes) and ``article`` come along when they are to be stored.
    """

    capture: int
    site: str
    url: str
    differences: Differences = field(default_factory=dict)
    failure: str = ""
    page: Page | None = None
    article: Article | None = None


class Worker:
    """Holds what a process needs for any page: the open archive, and each site's profile."""

    def __init__(self, folder: Path, profiles: Mapping[str, Profile], *, keep: bool) -> None:
        self._pages = StoredPages(folder)
        self._profiles = profiles
        self._keep = keep

    def readings(self, captures: Sequence[int]) -> Iterator[Reading]:
        """Captures read anew, in their order; what changes comes along when it is to be stored (``keep``)."""
        at = 0
        while at < len(captures):
            loaded = self._pages.load_some(captures[at : at + AT_ONCE])
            for capture, stored in zip(captures[at:], loaded, strict=False):
                yield self.read(capture, stored)
            at += len(loaded)

    def read(self, capture: int, stored: StoredPage | ArchiveError | NotFound) -> Reading:
        """Read one capture anew, or say why it could not be loaded."""
        if isinstance(stored, ArchiveError | NotFound):
            return Reading(capture, "", f"capture {capture}", failure=str(stored))
        try:
            outcome = self._outcome(stored)
        except (ArchiveError, NotFound) as error:
            url = stored.page.requested_url or stored.page.url
            return Reading(capture, "", url, failure=str(error))
        article = outcome.article
        if article is not None and stored.article is not None:
            # Rules for canonical addresses may have changed too; an archived article keeps its own.
            article = replace(article, url=stored.article.url)
        found = _compared(stored, outcome.kind, article)
        failure = outcome.reason if outcome.kind is OutcomeKind.FAILED else ""
        reading = Reading(capture, stored.site, stored.page.url, found, failure)
        if self._keep and found and article is not None:
            # The bytes are in the archive: only what tells where and when they came from goes on.
            return replace(reading, page=replace(stored.page, body=b""), article=article)
        return reading

    def outcome(self, capture: int) -> Outcome:
        """How today's rules end one capture. Raises ``ArchiveError`` and ``NotFound``."""
        return self._outcome(self._pages.load(capture))

    def close(self) -> None:
        """Close the archive."""
        self._pages.close()

    def _outcome(self, stored: StoredPage) -> Outcome:
        """As a crawl would end the page: the kind it had tells whether the site led to it as to a list."""
        page, profile = stored.page, self._profiles.get(stored.site, GENERIC)
        outcome = process(page, profile, section=stored.kind == OutcomeKind.LISTING)
        if outcome.kind is OutcomeKind.ARTICLE and outcome.next_pages:
            outcome = self._joined(outcome, stored, profile)
        return as_recheck(outcome, page) if stored.kind == OutcomeKind.GONE else outcome

    def _joined(self, first: Outcome, stored: StoredPage, profile: Profile) -> Outcome:
        joining = Joining(first, stored.page.url)
        archived = stored.article.pages if stored.article is not None else 0
        missing = ""
        for url in joining:
            page = self._pages.part(url, stored.run)
            if page is None and len(joining) < archived:
                # Imports join what several files brought, each in a run of its own.
                page = self._pages.part(url, None)
            if page is None:
                missing = missing or url
            else:
                joining.add(process(page, profile, part=True))
        if missing and len(joining) < archived:
            # What a crawl once joined must not be replaced by less.
            raise NotFound(f"its further page {missing} is not in the archive")
        return joining.outcome()


def _compared(stored: StoredPage, kind: OutcomeKind, article: Article | None) -> Differences:
    if stored.article is not None and article is not None:
        return differences(stored.article, article)
    if str(kind) == stored.kind or kind is OutcomeKind.FAILED:
        return {}
    return {"kind": (stored.kind, str(kind))}


_worker: list[Worker] = []


def start(folder: Path, profiles: Mapping[str, Profile], keep: bool) -> None:
    """Prepare a process of the pool, once: it leaves Ctrl-C to the one that started it, and ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker[:] = [Worker(folder, profiles, keep=keep)]
    collect_rarely()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def read_all(captures: list[int]) -> list[Reading]:
    """Read a few captures anew in a prepared process."""
    return list(_worker[0].readings(captures))
