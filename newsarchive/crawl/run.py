"""One crawl from the first request to the report; the command line's only way into Scrapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.crawl.report import CrawlReport

if TYPE_CHECKING:
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.report import OnProgress


def crawl(target: str, options: CrawlOptions, on_progress: OnProgress | None = None) -> CrawlReport:
    """Crawl ``target`` (an address or a bundled site's key) into ``options.archive``.

    Runs an event loop of its own in this process, so it can be called once a process. Ctrl-C (SIGINT) and
    SIGTERM end it in seconds with status ``interrupted``; the same call resumes.

    Raises `UsageError` (target or profile unknown, robots.txt forbids the start page, start page not HTML),
    `FetchError` (unknown host, refused, TLS, time-out of the start page), `ArchiveError`, `ArchiveBusy`.
    """
    raise NotImplementedError
