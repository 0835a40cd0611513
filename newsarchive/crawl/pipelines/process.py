"""Turns each fetched page into its outcome; fetches and joins the further pages of an article first."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsarchive.clock import utc_now
from newsarchive.crawl.entry import LIST_ROLES
from newsarchive.crawl.failures import reason_of
from newsarchive.crawl.fetched import page_of
from newsarchive.crawl.rendering.renderer import Renderer
from newsarchive.crawl.report import FAILED
from newsarchive.crawl.session import session_of
from newsarchive.crawl.workers import RUN_ENDED, OwnProcess, Task, WorkerPool, worker_plan
from newsarchive.joining import Joining
from newsarchive.model import LinkRole, Outcome, OutcomeKind, Page
from newsarchive.process import as_recheck, process

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from newsarchive.crawl.fetched import Fetched

logger = logging.getLogger(__name__)


class ProcessPipeline:
    """Extraction in this process or, with ``workers``, in others; nothing is stored here."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = session_of(crawler)
        self.renderer = Renderer(crawler)
        self.own = OwnProcess(self.session.profile, self.session.writer.pack)
        self.workers: WorkerPool | None = None
        self.session.on_ending.append(self._abandon)
        self.size, self.begin_at = worker_plan(self.session.options.workers, self.session.options.delay)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def close_spider(self) -> None:
        """End the worker processes."""
        self._abandon()
        if self.workers is not None:
            self.workers.close()

    def _abandon(self) -> None:
        self.own.abandon()
        if self.workers is not None:
            self.workers.abandon()

    async def process_item(self, item: Fetched) -> Fetched:
        """Give the item with its outcome."""
        if item.outcome is None:
            section = item.entry.role in LIST_ROLES
            read = partial(self._process, section=section, item=item)
            sent = item.page
            item.page, outcome = await self.renderer.read(sent, read, section=section)
            if item.page is not sent:
                item.further.append(sent)
            if outcome.kind is OutcomeKind.ARTICLE and outcome.next_pages:
                outcome = await self._with_parts(item, outcome)
            item.outcome = as_recheck(outcome, item.page) if item.entry.recheck else outcome
        return item

    async def _process(
        self, page: Page, *, part: bool = False, section: bool = False, item: Fetched | None = None
    ) -> Outcome:
        # The 50,000 links of a sitemap would be packed, sent and unpacked, and several of them held at once.
        is_map = item is not None and item.entry.role == LinkRole.SITEMAP
        if self.session.ending or is_map:
            return process(page, self.session.profile, part=part, section=section)
        # What is archived already is mostly found unchanged: nothing of it is indexed anew.
        task = Task(page, part, section, prepare=item is not None and not item.entry.recheck)
        answer = await self._readers().process(task)
        outcome = answer.outcome
        if outcome.reason == RUN_ENDED and not self.session.ending:
            return process(page, self.session.profile, part=part, section=section)
        if item is not None:
            item.prepared, item.packed = answer.prepared, answer.packed
        return outcome

    def _readers(self) -> OwnProcess | WorkerPool:
        """The workers once one of them takes pages: until then nothing need wait for their start."""
        if self.workers is None and self.size and self.session.counts.pages >= self.begin_at:
            self.workers = WorkerPool(self.size, self.session.profile, self._do_without)
            self.workers.start()
        if self.workers is None or not self.workers.ready:
            return self.own
        self.workers.dictionary = self.session.writer.capture_dictionary
        return self.workers

    def _do_without(self, message: str) -> None:
        """Workers cannot be started: a program that nobody wrote for them need not know of them."""
        if self.session.options.workers is not None:
            self.session.end(FAILED, message)
            return
        logger.warning(message)
        self.size, self.workers = 0, None

    async def _with_parts(self, item: Fetched, first: Outcome) -> Outcome:
        joining = Joining(first, item.page.url)
        complete = True
        for url in joining:
            if self.session.ending:
                break
            if self.session.scope.refuse(url):
                continue
            part = await self._part(url, item.further)
            joining.add(part)
            complete &= part.kind is not OutcomeKind.FAILED
        joined = joining.outcome()
        return joined if complete else replace(joined, reason="incomplete")

    async def _part(self, url: str, fetched: list[Page]) -> Outcome:
        try:
            response = await self.crawler.engine.download_async(Request(url, callback=NO_CALLBACK))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the other pages are kept
            return Outcome(OutcomeKind.FAILED, url, reason_of(error))
        self.session.counts.pages += 1
        sent = page_of(response, utc_now())
        page, outcome = await self.renderer.read(sent, partial(self._process, part=True))
        fetched += [sent] if page is sent else [sent, page]
        return outcome
