"""Asks as slowly as each host wants, waits where told to, and asks again for what failed for the moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.failures import BadBody, Refused, reason_of
from newsarchive.crawl.pace import MAX_HOLD, retry_after
from newsarchive.crawl.session import session_of
from newsarchive.urls import hostname

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newsarchive.crawl.pace import Pace

_TRANSIENT_STATUS: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_BUSY_STATUS: Final = frozenset({429, 503})
_TRANSIENT: Final = frozenset(
    {"dns", "refused", "timeout", "connection-lost", "truncated", "corrupt-encoding"}
)
_RETRIES: Final = 2
_RETRIES_BUSY: Final = 5
_NAP: Final = 0.25
TRIED_OUT: Final = 1000
"""Value of the request's ``tries`` after which it is not made again."""


class PolitenessMiddleware:
    """Holds requests at the gate of their host; `Pace` decides, this applies it to the downloader's slots."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = session_of(crawler)
        self.concurrency = max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self._gates: dict[str, asyncio.Semaphore] = {}
        self.backoff = crawler.settings.getfloat("RETRY_BACKOFF", 1.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait while the host is on hold. Raises `Refused` when the run ends meanwhile."""
        pace = self.session.pace(hostname(request.url))
        while (left := pace.wait(monotonic())) > 0:
            if self.session.ending:
                raise Refused("run-ended")
            await asyncio.sleep(min(left, _NAP))
        # Scrapy's slots count a request only once its task runs: a burst slips through their limit.
        gate = self._gates.setdefault(hostname(request.url), asyncio.Semaphore(self.concurrency))
        await gate.acquire()
        if self.session.ending:
            gate.release()
            raise Refused("run-ended")
        request.meta["gate"] = gate

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """Learn from the answer; give the request again where that may help. Raises `BadBody`, `Refused`."""
        _leave(request)
        pace = self.session.pace(hostname(request.url))
        ok = response.status not in _TRANSIENT_STATUS
        pace.observe(request.meta.get("download_latency", 0.0), ok=ok)
        if response.status in _BUSY_STATUS:
            self._hold(pace, response)
        self._apply(request, pace)
        bad = next((flag.removeprefix("bad:") for flag in response.flags if flag.startswith("bad:")), "")
        if ok and not bad:
            return response
        if bad and bad not in _TRANSIENT:
            raise BadBody(bad)
        limit = _RETRIES_BUSY if response.status in _BUSY_STATUS else _RETRIES
        again = await self._again(request, limit)
        if again is None and bad:
            raise BadBody(bad)
        return again or response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give the request again after a failure of the network, slower each time."""
        _leave(request)
        reason = reason_of(exception)
        if reason not in _TRANSIENT:
            return None
        pace = self.session.pace(hostname(request.url))
        if reason == "timeout":
            pace.complain()
            self._apply(request, pace)
        return await self._again(request, _RETRIES)

    def _hold(self, pace: Pace, response: Response) -> None:
        pace.complain()
        header = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
        seconds = retry_after(header, datetime.now(UTC))
        if seconds is None:
            return
        if seconds > MAX_HOLD:
            self.session.end(
                "failed", f"the site asks to come back in {seconds:.0f} s: run the same command then"
            )
            raise Refused("run-ended")
        pace.hold(seconds, monotonic())

    def _apply(self, request: Request, pace: Pace) -> None:
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.delay = pace.delay

    async def _again(self, request: Request, limit: int) -> Request | None:
        tries = request.meta.get("tries", 0) + 1
        if tries > limit or self.session.ending:
            return None
        await asyncio.sleep(self.backoff * 3 ** (tries - 1) / 3)
        again = request.copy()
        again.meta["tries"] = tries
        return again


def _leave(request: Request) -> None:
    """Let the next request of the host through its gate."""
    gate = request.meta.pop("gate", None)
    if gate is not None:
        gate.release()
