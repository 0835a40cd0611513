"""One run's state, shared by all Scrapy components: what is asked, what happened, and how the run ends."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from newsarchive import __version__
from newsarchive.archive.moments import utc_text
from newsarchive.crawl.counts import Counts
from newsarchive.crawl.coverage import CoverageCount
from newsarchive.crawl.entry import START, Entry
from newsarchive.crawl.measuring import Measuring
from newsarchive.crawl.pace import Pace
from newsarchive.crawl.pictures.downloads import Pictures
from newsarchive.crawl.planner import Planner, with_validators
from newsarchive.crawl.report import FAILED, FINISHED, INTERRUPTED, LIMITED, CrawlReport, Progress
from newsarchive.crawl.scope import Scope
from newsarchive.discover import TrapGuard, read_robots_sitemaps, usual_paths
from newsarchive.errors import ArchiveError, NewsarchiveError
from newsarchive.model import Link, LinkRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy.crawler import Crawler

    from newsarchive.archive.writer import Writer
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.report import OnProgress
    from newsarchive.crawl.target import Target

logger = logging.getLogger(__name__)

_CHUNK: Final = 500
_SEED_AGAIN: Final = timedelta(minutes=10)
_MAX_FAILURES: Final = 20
_FAR: Final = datetime(9999, 1, 1, tzinfo=UTC)


class CrawlSession:
    """Opened before Scrapy's reactor runs and finished after it; components reach it by `session_of`."""

    def __init__(self, target: Target, options: CrawlOptions, writer: Writer, now: datetime) -> None:
        self.target = target
        self.profile = target.profile
        self.options = options
        self.writer = writer
        self.started_at = now
        self.counts = Counts()
        self.measuring = Measuring(writer, self.counts)
        self.traps = TrapGuard()
        self.coverage = CoverageCount()
        self.coverage.restore(writer.frontier.notes() if writer.resumed else ())
        writer.frontier.news = self.coverage.news
        self.scope = Scope(target.start, self.profile.hosts)
        self.planner = Planner(
            options, self.scope, self.profile, writer, self.coverage, utc_text(now), now.date()
        )
        self.pictures = Pictures(self)
        self.limit = ""
        """Why the run ends once the pictures of its articles are in; "" while it goes on."""
        self.home = ""
        """Origin of the start page once it is read."""
        self.silent: set[str] = set()
        """Hosts that do not answer while the site's own does: nothing more is asked of them."""
        self.status = FINISHED
        self.message = ""
        self.error: NewsarchiveError | None = None
        self.ending = False
        self.rendering = 0
        """Pages in the browser or waiting for it."""
        self.advice = ""
        """What to do about pages counted as ``missing`` or ``empty`` in ``counts.rendering``."""
        self.on_ending: list[Callable[[], object]] = []
        self.on_progress: OnProgress | None = None
        self.report: CrawlReport | None = None
        self._begun = monotonic()
        self._paces: dict[str, Pace] = {}

    # -- who is asking, and how fast

    @property
    def user_agent(self) -> str:
        """Name, version and, if given, where to complain."""
        contact = f"; +{self.options.contact}" if self.options.contact else ""
        return f"newsarchive/{__version__} (news archiving{contact})"

    robots_agent: Final = "newsarchive"
    """Product token that robots.txt rules may name (RFC 9309 section 2.2.1)."""

    def pace(self, host: str) -> Pace:
        """Pace of ``host``."""
        if host not in self._paces:
            profiled = self.profile.delay if self.options.delay > 0 else None
            self._paces[host] = Pace(max(self.options.delay, profiled or 0.0))
        return self._paces[host]

    # -- what is asked

    def seed(self) -> None:
        """Queue the start pages, and on a new run what is due; a resumed run has its queue already.

        If its last look at the start page is not a recent one, a resumed run looks at it again, too.
        """
        state = self.writer.page_state(self.target.start[0])
        self.planner.history = state is not None
        again = (
            self.writer.resumed
            and state is not None
            and state.fetched_at < utc_text(self.started_at - _SEED_AGAIN)
        )
        mark = utc_text(self.started_at) if again else ""
        self.push(Entry(url, START, again=mark) for url in self.target.start)
        if again or not self.writer.resumed:
            self._push_due(mark)
        self.pictures.want_backlog()
        self.writer.commit()

    def seed_more(self) -> None:
        """Queue what no page needs to name, once the start page has answered."""
        start = Entry(self.target.start[0], START)
        links = [Link(url, LinkRole.CATEGORY, name) for name, url in self.profile.categories]
        guesses = (Link(link.url, link.role, source="usual-path") for link in usual_paths(start.url))
        self.push(self.planner.seed([*links, *guesses], start))

    def note_robots(self, text: str, url: str) -> None:
        """Queue the sitemaps that a robots.txt names."""
        self.push(self.planner.seed(read_robots_sitemaps(text, url), Entry(url, START)))

    def push(self, entries: Iterable[Entry]) -> int:
        """Queue ``entries``; give how many were new."""
        today = self.started_at.date()
        rows = [entry.to_row(today) for entry in entries]
        return self.writer.frontier.push(rows) if rows else 0

    def _push_due(self, again: str) -> None:
        if self.options.recheck == "none":
            return
        horizon = _FAR if self.options.recheck == "all" else self.started_at
        batch: list[Entry] = []
        for state in self.writer.due_pages(horizon, ("article", "failed")):
            if state.article_status == "gone" or self.scope.refuse(state.url):
                continue
            entry = Entry(state.url, str(LinkRole.ARTICLE), "recheck", again=again)
            batch.append(with_validators(entry, state))
            if len(batch) >= _CHUNK:
                self.push(batch)
                batch.clear()
        self.push(batch)

    # -- how it ends

    def end(self, status: str, message: str = "", error: NewsarchiveError | None = None) -> None:
        """End the run soon; the first call decides. Requests in flight are put back, not stored."""
        if self.ending:
            return
        self.ending = True
        self.status, self.message, self.error = status, message, error
        for act in self.on_ending:
            act()

    def end_at_limit(self, limit: str = "") -> None:
        """End as ``limit`` says (or an earlier call said) when no picture is waited for any more."""
        self.limit = self.limit or limit
        if self.limit and self.pictures.waiting <= 0:
            self.end(LIMITED, self.limit)

    def note_failure(self, url: str, reason: str) -> None:
        """Count a failed page and keep its reason for the report."""
        self.counts.failed += 1
        if len(self.counts.failures) < _MAX_FAILURES:
            self.counts.failures[url] = reason

    def progress(self, rate: float = 0.0, url: str = "") -> Progress:
        """The run at this moment."""
        counts = self.counts
        return Progress(
            pages=counts.pages,
            articles=counts.articles,
            queued=self.writer.frontier.counts().queued,
            errors=counts.failed,
            requests=counts.requests,
            seconds=monotonic() - self._begun,
            rate=rate,
            url=url,
        )

    def close(self) -> None:
        """Write the run's end into the archive and close it; safe to call twice, never raises.

        What even that runs into becomes the run's error.
        """
        if self.report is not None:
            return
        frontier = self.writer.frontier.counts()
        self.report = self._report(frontier.queued + frontier.inflight)
        kept = {FINISHED: FINISHED, FAILED: FAILED}.get(self.status, INTERRUPTED)
        try:
            self.writer.finish(kept, self.report.to_dict())
        except ArchiveError as error:
            self.error = self.error or error
        finally:
            self.writer.close()

    def end_report(self) -> CrawlReport:
        """The report of a closed session."""
        self.close()
        return self.report or self._report(0)

    def _report(self, queued: int) -> CrawlReport:
        counts = self.counts
        traps = {f"{pattern} ({reason})": skipped for pattern, reason, skipped in self.traps.report()}
        return CrawlReport(
            site=self.target.site.key,
            run=self.writer.run,
            status=self.status,
            pages=counts.pages,
            articles_new=counts.changes["new"],
            articles_changed=counts.changes["changed"],
            articles_unchanged=counts.changes["unchanged"],
            articles_gone=counts.changes["gone"],
            failed=counts.failed,
            requests=counts.requests,
            not_modified=counts.not_modified,
            bytes=counts.bytes,
            seconds=monotonic() - self._begun,
            queued=queued,
            message=self.message,
            reasons=dict(sorted(counts.reasons.items())),
            failures=dict(counts.failures),
            traps=traps,
            coverage=self.coverage.report(),
            images=dict(sorted(counts.pictures.items())),
            rendering=dict(sorted(counts.rendering.items())),
            advice=self.advice,
        )


def session_of(crawler: Crawler) -> CrawlSession:
    """The session of a crawler's spider."""
    spider: Any = crawler.spider
    session: CrawlSession = spider.session
    return session
