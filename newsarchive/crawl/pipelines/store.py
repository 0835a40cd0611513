"""Stores each outcome, queues its links and marks its request done, all in the archive's open batch."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.records import Change
from newsarchive.crawl.entry import START, Entry
from newsarchive.crawl.failures import UNREACHABLE, sentence_of
from newsarchive.crawl.recheck import next_check
from newsarchive.crawl.report import FAILED
from newsarchive.crawl.session import session_of
from newsarchive.crawl.unanswered import Unanswered
from newsarchive.discover import url_day
from newsarchive.errors import ArchiveError, FetchError, NewsarchiveError, UsageError
from newsarchive.model import Outcome, OutcomeKind
from newsarchive.urls import hostname, origin

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newsarchive.archive.records import PageState
    from newsarchive.crawl.fetched import Fetched

logger = logging.getLogger(__name__)

_FEW: Final = 2
"""Articles on a list that say too little of what the list is."""
_WORTHWHILE: Final = frozenset({Change.NEW, Change.CHANGED, Change.GONE})


class StorePipeline:
    """A storage error ends the run: Scrapy itself would log it and call the crawl finished."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = session_of(crawler)
        self.writer = self.session.writer
        self.unanswered = Unanswered()
        self.answered = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Fetched) -> Fetched:
        """Store the item."""
        try:
            self._take(item)
        except ArchiveError as error:
            self.session.end(FAILED, str(error), error)
        except Exception as error:
            logger.exception("storing %s failed", item.page.url)
            self.session.end(FAILED, f"internal error on {item.page.url}: {type(error).__name__}: {error}")
        finally:
            scheduler: Any = self.crawler.engine.scheduler if self.crawler.engine else None
            if scheduler is not None:
                scheduler.left(item.entry)
        return item

    def close_spider(self) -> None:
        """Account for the last requests without answer: by the next run where this one was ended."""
        try:
            for item in self.unanswered.release():
                if self.session.ending:
                    self.writer.frontier.requeue(item.entry.id)
                else:
                    self._store(item, outcome_of(item))
        except ArchiveError as error:
            self.session.end(FAILED, str(error), error)

    def _take(self, item: Fetched) -> None:
        outcome = outcome_of(item)
        if self.session.ending or self.session.limit or outcome.reason == "run-ended":
            self.writer.frontier.requeue(item.entry.id)
            return
        if item.entry.role == START and not self.answered and self._start_failed(item, outcome):
            return
        if outcome.kind is OutcomeKind.FAILED and outcome.reason in UNREACHABLE:
            self._hold_back(item)
            return
        if self.unanswered:
            self._settle(item)
        self._store(item, outcome)
        self._end_at_limit()

    def _store(self, item: Fetched, outcome: Outcome) -> None:
        session, entry = self.session, item.entry
        counts = session.counts
        change: Change | None = None
        for page in item.further:
            self.writer.keep(page)
        if outcome.kind is OutcomeKind.FAILED:
            self._store_failure(item, outcome)
        else:
            outcome = self._with_twin(item, outcome)
            plan = session.planner.plan(entry, outcome)
            found = session.push(plan.articles)
            session.push(plan.others)
            change = self._record(item, outcome, fruitful=found > 0)
            counts.changes[change.value] += 1
            if found or change in _WORTHWHILE or (session.options.full and plan.articles):
                session.traps.credit(entry.url)
        counts.pages += 1
        counts.reasons[f"{outcome.kind}:{outcome.reason}"] += 1
        session.measuring.note(item, outcome, change)
        if entry.role == START and not self.answered:
            self._begin(item)
        self.writer.frontier.done(entry.id)
        self.writer.commit_if_due()

    def _begin(self, item: Fetched) -> None:
        """The start page has come: now it is known where the site is at home, and what else to ask for."""
        self.answered = True
        self.session.home = origin(item.page.url)
        self.unanswered.home = frozenset({hostname(item.page.url), hostname(item.entry.url)})
        self.session.seed_more()

    def _with_twin(self, item: Fetched, outcome: Outcome) -> Outcome:
        """Learn what the address's parameters are worth; an article seen under others of them stays one."""
        book, article = self.session.traps.parameters, outcome.article
        if article is not None:
            twin = book.observe(item.page.url, hash((article.title, article.body)), outcome.url)
            if twin and twin != outcome.url:
                return replace(outcome, url=twin, article=replace(article, url=twin))
        elif outcome.kind is OutcomeKind.LISTING and "?" in item.page.url:
            shown = frozenset(link.url.partition("?")[0] for link in outcome.links if link.role == "article")
            if len(shown) > _FEW:
                book.observe(item.page.url, hash(shown))
        return outcome

    def _record(self, item: Fetched, outcome: Outcome, *, fruitful: bool) -> Change:
        page, entry, session = item.page, item.entry, self.session
        known = self._known(item)
        if outcome.reason == "not-modified":
            session.counts.not_modified += 1
            published = known.published if known else None
            due = next_check(OutcomeKind.ARTICLE, item.at, published, known)
            session.coverage.stored(entry.url)
            return self.writer.record_not_modified(page, due_at=due)
        published = outcome.article.published if outcome.article else None
        kind = OutcomeKind.FAILED if outcome.reason == "incomplete" else outcome.kind
        day = url_day(entry.url) if kind is OutcomeKind.LISTING else None
        due = next_check(kind, item.at, published, known, fruitful=fruitful, day=day)
        change = self.writer.record(page, outcome, due_at=due, prepared=item.prepared, packed=item.packed)
        if outcome.article is not None:
            session.coverage.stored(entry.url, page.url, outcome.url)
            session.pictures.want(image.url for image in outcome.article.images)
        elif outcome.kind is not OutcomeKind.FAILED:
            session.coverage.gone(entry.url)
        return change

    def _known(self, item: Fetched) -> PageState | None:
        if not self.session.planner.history:
            return None
        return self.writer.page_state(item.page.requested_url or item.page.url)

    def _store_failure(self, item: Fetched, outcome: Outcome) -> None:
        due = next_check(OutcomeKind.FAILED, item.at, None, self._known(item))
        if item.page.status:
            self.writer.keep(item.page)
        self.writer.record_failure(item.entry.url, outcome.reason, at=item.at, due_at=due)
        self.session.note_failure(item.entry.url, outcome.reason)

    # -- hosts that do not answer

    def _hold_back(self, item: Fetched) -> None:
        session = self.session
        if self.unanswered.hold(item, is_start=item.entry.role == START and self.answered):
            for held in self.unanswered.release():
                self.writer.frontier.requeue(held.entry.id)
            name, why = session.target.site.name, sentence_of(outcome_of(item).reason)
            session.end(FAILED, f"{name} stopped answering ({why}); the same command resumes")
        elif self.unanswered.must_ask_home():
            session.push([Entry(session.target.start[0], START, salt=f"after {item.entry.id}")])

    def _settle(self, item: Fetched) -> None:
        """A host is there: failures of its pages were their own; those of a host alone in its silence its."""
        settled, silent = self.unanswered.answered(item)
        self.session.silent.update(silent)
        for held in settled:
            self._store(held, outcome_of(held))

    # -- the start page, and limits

    def _start_failed(self, item: Fetched, outcome: Outcome) -> bool:
        """End the run with one clear line when its first page is of no use."""
        url = item.entry.url
        error: NewsarchiveError | None = None
        if outcome.kind is OutcomeKind.FAILED or outcome.reason.startswith("http-"):
            error = FetchError(f"{url}: {sentence_of(outcome.reason)}")
        elif outcome.reason == "robots-disallowed":
            error = UsageError(f"{url}: robots.txt does not allow newsarchive to fetch this page")
        elif outcome.reason.startswith("redirect-"):
            error = UsageError(
                f"{url} leads to {item.page.url or 'another place'}, which is not part of that site"
            )
        elif outcome.reason.startswith("content-type:"):
            found = outcome.reason.removeprefix("content-type:")
            error = UsageError(f"{url} is not a page to start from: it is {found}, not HTML")
        if error is None:
            return False
        self.writer.frontier.requeue(item.entry.id)
        self.session.end(FAILED, str(error), error)
        return True

    def _end_at_limit(self) -> None:
        options, counts = self.session.options, self.session.counts
        if options.max_pages and counts.pages >= options.max_pages:
            told = f"stopped after {counts.pages} pages as asked; the same command goes on"
            self.session.end_at_limit(told)
        elif options.max_articles and counts.changes["new"] >= options.max_articles:
            self.session.end_at_limit(f"stopped after {counts.changes['new']} new articles as asked")


def outcome_of(item: Fetched) -> Outcome:
    """The item's outcome; that of an item which no pipeline has processed is a failure."""
    return item.outcome or Outcome(OutcomeKind.FAILED, item.page.url, "unprocessed")
