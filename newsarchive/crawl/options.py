"""What a crawl is asked to do, and the settings that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from newsarchive.errors import UsageError

Recheck = Literal["due", "all", "none"]
Render = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """One crawl's wishes; the defaults are the polite ones.

    ``archive`` is the archive folder. ``profile`` is a bundled profile's name or a file, "" to find one by
    the host. ``max_pages`` and ``max_articles`` end the run (0: no limit); what is queued then stays queued.
    ``since`` (``YYYY-MM-DD``) leaves out links whose date evidence is older. ``recheck`` says which archived
    articles are asked for again; ``full`` walks all listings to their end. ``delay`` is in seconds between
    two requests to a host; 0 lifts politeness for a site of one's own, with ``concurrency`` requests in
    flight per host. ``contact`` (an address or URL) goes into the user agent. ``workers``
    processes beside this one read the pages (0: this one does; None: one joins a large crawl that waits
    for nothing but this machine). ``timeout`` in seconds for one request.
    ``render`` says which pages a browser renders (``auto``: those that come out empty without scripts).
    ``images`` downloads the articles' pictures, too. ``log_level`` turns Scrapy's log on (``INFO``,
    ``DEBUG``).
    """

    archive: Path = Path("data")
    profile: str = ""
    max_pages: int = 0
    max_articles: int = 0
    since: str = ""
    recheck: Recheck = "due"
    full: bool = False
    delay: float = 1.0
    concurrency: int = 1
    contact: str = ""
    workers: int | None = None
    timeout: float = 60.0
    render: Render = "auto"
    images: bool = False
    log_level: str = ""

    def __post_init__(self) -> None:
        """Raise `UsageError` for a value no crawl could run with."""
        for name in ("max_pages", "max_articles", "delay", "workers"):
            if (getattr(self, name) or 0) < 0:
                raise UsageError(f"{name.replace('_', '-')} must not be negative")
        if not 1 <= self.concurrency <= 256:
            raise UsageError("concurrency must be between 1 and 256")
        if self.recheck not in ("due", "all", "none"):
            raise UsageError(f"recheck must be due, all or none, not {self.recheck!r}")
        if self.render not in ("auto", "always", "never"):
            raise UsageError(f"render must be auto, always or never, not {self.render!r}")
        if self.since:
            _check_day(self.since)


def _check_day(text: str) -> None:
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"since must be a date like 2026-04-30, not {text!r}") from None
