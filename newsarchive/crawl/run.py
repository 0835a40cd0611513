"""One crawl from the first request to the report; the command line's only way into Scrapy."""

from __future__ import annotations

import logging
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from newsarchive.crawl.report import INTERRUPTED, CrawlReport
from newsarchive.garbage import AT_START, rare_collections

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.report import OnProgress
    from newsarchive.crawl.session import CrawlSession

_GRACE: Final = 2.0
"""Seconds that requests on the line get to come in when the run is to end."""


def crawl(target: str, options: CrawlOptions, on_progress: OnProgress | None = None) -> CrawlReport:
    """Crawl ``target`` (an address or a bundled site's key) into ``options.archive``.

    Runs an event loop of its own in this process, so it can be called once a process. Ctrl-C (SIGINT) and
    SIGTERM end it in seconds with status ``interrupted``; the same call resumes.

    Raises `UsageError` (target or profile unknown, robots.txt forbids the start page, start page not HTML),
    `FetchError` (unknown host, refused, TLS, time-out of the start page), `ArchiveError`, `ArchiveBusy`.
    """
    with rare_collections(AT_START):  # until the spider starts
        session = _run(target, options, on_progress)
    if session.error is not None:
        raise session.error
    return session.end_report()


def _run(target: str, options: CrawlOptions, on_progress: OnProgress | None) -> CrawlSession:
    from newsarchive.crawl.opening import open_session

    session = open_session(target, options)
    session.on_progress = on_progress
    try:
        _run_scrapy(session)
    finally:
        session.close()
    return session


def _run_scrapy(session: CrawlSession) -> None:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("newsarchive.crawl.settings", priority="project")
    settings.setdict(_wishes(session), priority="cmdline")
    _silence_twisted()
    process = AsyncCrawlerProcess(settings)
    _end_hard_after_grace(session)
    with _stopping_on_signals(session):
        process.crawl("portal", session=session)
        process.start(install_signal_handlers=False)
    threads = _reactor().getThreadPool()
    if not threads.joined:
        threads.stop()  # an orderly end has done so; after a crash they would keep the process alive


def _silence_twisted() -> None:
    """Keep Twisted from writing tracebacks of refused certificates past the log: failures are told once."""
    from twisted.logger import globalLogBeginner

    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _wishes(session: CrawlSession) -> dict[str, Any]:
    options = session.options
    return {
        "USER_AGENT": session.user_agent,
        "DOWNLOAD_DELAY": options.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrency,
        "CONCURRENT_REQUESTS": max(8, 2 * options.concurrency),
        "DOWNLOAD_TIMEOUT": options.timeout,
        "RETRY_BACKOFF": min(1.0, max(options.delay, 0.05)),
        "LOG_ENABLED": bool(options.log_level),
        "LOG_LEVEL": options.log_level or "WARNING",
    }


@contextmanager
def _stopping_on_signals(session: CrawlSession) -> Iterator[None]:
    """End the run on SIGINT and SIGTERM; outside the main thread signals are the caller's."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signal's form
        _reactor().callFromThread(session.end, INTERRUPTED, "interrupted; the same command resumes")

    before = {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, stop)
    except ValueError:
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_hard_after_grace(session: CrawlSession) -> None:
    """Stop the loop if the spider does not close in time: a slow server must not hold up the end.

    Nothing is lost by it: requests without a done mark are asked again.
    """

    def crash() -> None:
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # tasks left behind are meant to be
        _reactor().crash()

    session.on_ending.append(lambda: _reactor().callLater(_GRACE, crash))


def _reactor() -> Any:
    """The reactor that Scrapy has installed; importing it earlier would install another."""
    from twisted.internet import reactor

    return reactor
