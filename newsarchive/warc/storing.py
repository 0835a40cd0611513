"""Stores imported pages of one site: read like fetched ones, articles of several pages joined."""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from newsarchive.archive.moments import utc_text
from newsarchive.errors import ArchiveError
from newsarchive.joining import Joining
from newsarchive.model import OutcomeKind
from newsarchive.process import process
from newsarchive.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from newsarchive.archive.importer import Importer
    from newsarchive.model import Outcome, Page
    from newsarchive.profile import Profile

_REMEMBERED: Final = 50_000


class Storing:
    """Reads and stores pages; ``body_at`` finds further pages of an article that came before."""

    def __init__(self, body_at: Callable[[str, datetime | None], Page | None]) -> None:
        self._body_at = body_at
        self._parts: OrderedDict[str, str] = OrderedDict()
        self.pending: dict[str, str] = {}

    def expect(self, parts: Mapping[str, str]) -> None:
        """Go on with what was ``pending``: further pages that have not come yet, and their first pages."""
        self._parts.update(parts)
        self.pending.update(parts)

    def store(self, writer: Importer, pages: Sequence[Page], profile: Profile) -> int:
        """Store pages in the order they were fetched; return how many were older than what is archived.

        An older page's answer is kept, but what is known since is not undone by it. Nothing is committed:
        a page can depend on another, so that all or none of them must be there after a kill.
        """
        pages = sorted(pages, key=lambda page: utc_text(page.fetched_at))
        by_url = {normalize_url(page.url): page for page in pages}
        firsts = {self._parts[url] for url in by_url if url in self._parts} - by_url.keys()
        outcomes = [self._outcome(page, profile, by_url) for page in pages]
        older = 0
        for page, outcome in zip(pages, outcomes, strict=True):
            older += self._store(writer, page, outcome)
        for first in filter(None, map(self._earlier, sorted(firsts))):
            outcome = self._outcome(first, profile, by_url)
            if outcome.article is not None and not self._is_older(writer, first, outcome):
                writer.complete(first, outcome)
        return older

    def _outcome(self, page: Page, profile: Profile, by_url: dict[str, Page]) -> Outcome:
        outcome = process(page, profile)
        if outcome.kind is not OutcomeKind.ARTICLE or not outcome.next_pages:
            return outcome
        joining = Joining(outcome, page.url)
        for url in joining:
            self._note_part(url, page.requested_url or page.url)
            further = by_url.get(url) or self._earlier(url)
            if further is None:
                self.pending[url] = self._parts[url]
            else:
                self.pending.pop(url, None)
                joining.add(process(further, profile, part=True))
        return joining.outcome()

    def _note_part(self, url: str, first: str) -> None:
        self._parts[url] = first
        if len(self._parts) > _REMEMBERED:
            self.pending.pop(self._parts.popitem(last=False)[0], None)

    def _earlier(self, url: str) -> Page | None:
        try:
            return self._body_at(url, None)
        except ArchiveError:
            return None

    def _store(self, writer: Importer, page: Page, outcome: Outcome) -> bool:
        """Store one page; tell whether something newer is archived."""
        url = page.requested_url or page.url
        if normalize_url(page.url) in self._parts or _is_edition(writer, page, outcome):
            writer.keep(page)
            return False
        if self._is_older(writer, page, outcome):
            writer.keep(page)
            return True
        if page.status == HTTPStatus.NOT_MODIFIED:
            writer.record_not_modified(page)
        elif outcome.kind is OutcomeKind.FAILED:
            writer.keep(page)
            writer.record_failure(url, outcome.reason, at=page.fetched_at)
        else:
            writer.record(page, outcome)
        return False

    @staticmethod
    def _is_older(writer: Importer, page: Page, outcome: Outcome) -> bool:
        state = writer.page_state(page.requested_url or page.url)
        seen = max(state.fetched_at if state else "", writer.last_seen(outcome.url))
        return seen > utc_text(page.fetched_at)


def _is_edition(writer: Importer, page: Page, outcome: Outcome) -> bool:
    """Whether the page is another edition of an article whose own page is archived.

    Crawlers that follow all links bring each region's edition; stored in turn they would revise one another.
    """
    if outcome.article is None or normalize_url(page.url) == outcome.url:
        return False
    return writer.has_own_page(outcome.url)
