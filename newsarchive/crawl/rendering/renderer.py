"""Renders the pages of one crawl that need it, a few at a time, and counts what became of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from scrapy import signals

from newsarchive.crawl.failures import Refused
from newsarchive.crawl.rendering import AT_ONCE
from newsarchive.crawl.rendering.answers import Answer, Downloads
from newsarchive.crawl.rendering.choice import Experience, has_helped, is_html, is_shell, seems_empty
from newsarchive.crawl.rendering.chromium import Chromium, missing
from newsarchive.crawl.rendering.visit import OWN_SECONDS, BrowserGone, Look, RenderFailed, Visit
from newsarchive.crawl.session import session_of
from newsarchive.model import Outcome, OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.crawler import Crawler

    from newsarchive.model import Page

_STARTS: Final = 2
"""How often in a row the browser may fail to start before the run goes on without it."""
_DROPPED: Final = frozenset({"etag", "last-modified", "content-type", "content-length", "content-encoding"})
_HOSTS_NAMED: Final = 5
_WATCH_SECONDS: Final = 0.5
_NEWS_SECONDS: Final = 0.2
"""How long after a page the end of its browser may become known."""


class Renderer:
    """Stands between download and reading; without a browser it only counts the pages that need one."""

    def __init__(self, crawler: Crawler) -> None:
        self.session = session_of(crawler)
        self.mode = self.session.options.render
        self.lacking = missing()
        self.counts = self.session.counts.rendering
        self._experience = Experience()
        self._chromium = Chromium()
        self._downloads = Downloads(crawler)
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._failed_starts = 0
        self._elsewhere: set[str] = set()
        self._tasks: set[asyncio.Task[tuple[str, str]]] = set()
        self._watch: asyncio.Task[None] | None = None
        self.session.on_ending.append(self._stop)
        crawler.signals.connect(self.close, signal=signals.spider_closed)
        if self.is_able:
            self.session.planner.revisit = frozenset({"needs-javascript"})

    @property
    def is_able(self) -> bool:
        """Whether pages may and can be rendered."""
        return self.mode != "never" and not self.lacking

    async def read(
        self, page: Page, process: Callable[[Page], Awaitable[Outcome]], *, section: bool = False
    ) -> tuple[Page, Outcome]:
        """The page as it was read, rendered where it has to be, and its outcome.

        ``process`` reads a page; ``section`` says that it is asked for the links on it.
        """
        if self._goes_straight(page) and is_html(page):
            return await self._read_rendered(page, process, None)
        outcome = await process(page)
        if self.mode == "never" or not seems_empty(outcome, page, section=section):
            return page, outcome
        if not self.is_able:
            self._note_lack(page, outcome)
            return page, outcome
        if self._experience.is_hopeless(page.url):
            return page, outcome
        return await self._read_rendered(page, process, outcome)

    def _goes_straight(self, page: Page) -> bool:
        if not self.is_able:
            return False
        always = self.mode == "always" or self.session.profile.render
        return always or self._experience.goes_straight(page.url)

    def _note_lack(self, page: Page, outcome: Outcome) -> None:
        """Count a page that surely needs a browser; an empty list may just be empty."""
        if outcome.reason == "needs-javascript" or self.session.profile.render or is_shell(page):
            self.counts["missing"] += 1
            self.session.advice = self.lacking

    async def _read_rendered(
        self, page: Page, process: Callable[[Page], Awaitable[Outcome]], before: Outcome | None
    ) -> tuple[Page, Outcome]:
        try:
            rendered = await self.render(page)
        except RenderFailed as failed:
            self.counts["failed"] += 1
            if before is not None and before.kind is OutcomeKind.LISTING:
                return page, before  # its other links are worth more than the failure
            return page, Outcome(OutcomeKind.FAILED, page.url, failed.reason)
        except Refused as refused:
            return page, Outcome(OutcomeKind.OTHER, page.url, refused.reason)
        outcome = await process(rendered)
        self.counts["pages"] += 1
        self._experience.note(page.url, helped=has_helped(before, outcome))
        if outcome.reason == "needs-javascript":
            outcome = replace(outcome, reason="empty-rendered")
            self._note_empty()
        return rendered, outcome

    def _note_empty(self) -> None:
        self.counts["empty"] += 1
        if self._elsewhere and not self.session.advice:
            hosts = ", ".join(sorted(self._elsewhere)[:_HOSTS_NAMED])
            self.session.advice = (
                f"scripts of other hosts are not loaded ({hosts}); if the site needs them, name those hosts"
                " in a profile's hosts"
            )

    async def render(self, page: Page) -> Page:
        """``page`` as its scripts build it. Raises `RenderFailed`, and `Refused` when the run ends."""
        self.session.rendering += 1
        try:
            async with self._seats:
                if self.session.ending or self.session.limit:
                    raise Refused("run-ended")
                task = asyncio.ensure_future(self._visit_again(page))
                self._tasks.add(task)
                try:
                    html, url = await task
                except asyncio.CancelledError:
                    if self.session.ending:
                        raise Refused("run-ended") from None
                    raise
                finally:
                    self._tasks.discard(task)
        finally:
            self.session.rendering -= 1
        return as_rendered(page, html, url)

    async def _visit_again(self, page: Page) -> tuple[str, str]:
        """Visit, and once more if the whole browser went: that may have been another page's doing."""
        try:
            return await self._visit(page)
        except BrowserGone:
            return await self._visit(page)

    async def _visit(self, page: Page) -> tuple[str, str]:
        from playwright.async_api import Error

        try:
            browser = await self._chromium.browser()
        except (Error, TimeoutError) as error:
            self._note_no_start(error)
            raise RenderFailed("browser-unavailable") from error
        self._failed_starts = 0
        ended = self._chromium.ended
        self._watch = self._watch or asyncio.ensure_future(self._watch_memory())
        kind = page.header("content-type") or "text/html"
        first = Answer(200, {"content-type": kind}, page.body)
        visit = Visit(page.url, first, self._downloads, self.session.options.timeout)
        try:
            async with asyncio.timeout(visit.limit + OWN_SECONDS):
                html = await visit.html(browser, self._look())
                self._elsewhere |= visit.elsewhere
                return html, visit.url
        except RenderFailed as failed:
            if failed.reason == "render-crashed" and self._chromium.ended > ended:
                raise RenderFailed("render-memory") from failed
            await asyncio.sleep(_NEWS_SECONDS)
            if not browser.is_connected():
                raise BrowserGone from failed
            raise
        except TimeoutError as error:
            raise RenderFailed("render-timeout") from error
        except Error as error:
            await asyncio.sleep(_NEWS_SECONDS)
            if not browser.is_connected():
                raise BrowserGone from error
            crashed = "crash" in str(error).lower()
            raise RenderFailed("render-crashed" if crashed else "render-failed") from error

    def _look(self) -> Look:
        profile = self.session.profile
        locale = profile.language if profile.language and profile.language != "und" else "zh-CN"
        return Look(self.session.user_agent, locale, profile.timezone or "UTC")

    def _note_no_start(self, error: Exception) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _STARTS:
            first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            self.lacking = self.session.advice = f"the browser does not start ({first[:200]})"

    # -- how it ends

    async def _watch_memory(self) -> None:
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            await self._chromium.end_swollen()

    def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """End the browser with the spider."""
        self._stop()
        if self._watch is not None:
            self._watch.cancel()
        await self._chromium.close()


def as_rendered(page: Page, html: str, url: str) -> Page:
    """``page`` with what the browser built; the validators go, as they speak of the bytes of the server."""
    headers: tuple[Any, ...] = tuple(pair for pair in page.headers if pair[0].lower() not in _DROPPED)
    told = (("Content-Type", "text/html; charset=utf-8"), ("X-Newsarchive-Rendered", "1"))
    return replace(
        page,
        url=url,
        body=b"<!DOCTYPE html>" + html.encode("utf-8", "replace"),
        headers=headers + told,
        requested_url=page.requested_url or (page.url if url != page.url else ""),
    )
