"""How fast each host is asked: a floor, slower when the host slows or complains, silent when it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

MAX_DELAY: Final = 60.0
"""Seconds between two requests beyond which slowing down further helps nobody."""
MAX_HOLD: Final = 300.0
"""Longest Retry-After (seconds) that a run waits for; beyond it the run ends, resumable."""


@dataclass(slots=True)
class Pace:
    """One host's pace. ``floor`` and ``delay`` in seconds; ``resume_at`` on the caller's monotonic clock."""

    floor: float
    delay: float = 0.0
    resume_at: float = 0.0

    def __post_init__(self) -> None:
        """Start at the floor."""
        self.delay = max(self.delay, self.floor)

    def require(self, seconds: float) -> None:
        """Raise the floor (robots.txt's crawl-delay), unless it is 0: then the site is one's own."""
        if self.floor > 0:
            self.floor = max(self.floor, min(seconds, MAX_DELAY))
            self.delay = max(self.delay, self.floor)

    def observe(self, latency: float, *, ok: bool) -> None:
        """Move the delay towards the time the host takes to answer, so that one request is under way.

        The rule of Scrapy's AutoThrottle (target concurrency 1) with a floor per host: up at once, down by
        halves, and never down on an error page, which is quick to make.
        """
        if self.floor <= 0:
            return
        target = max(latency, (self.delay + latency) / 2)
        target = min(max(target, self.floor), MAX_DELAY)
        if ok or target > self.delay:
            self.delay = target

    def complain(self) -> None:
        """Twice as slow after 429, 503 or a time-out, unless the floor is 0: then the site is one's own."""
        if self.floor > 0:
            self.delay = min(self.delay * 2, MAX_DELAY)

    def hold(self, seconds: float, now: float) -> None:
        """Ask nothing for ``seconds`` from ``now``."""
        self.resume_at = max(self.resume_at, now + seconds)

    def wait(self, now: float) -> float:
        """Seconds still to wait at ``now``."""
        return max(0.0, self.resume_at - now)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for (RFC 9110 section 10.2.3), None if there is none."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
