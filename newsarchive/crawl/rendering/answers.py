"""Answers what a page in the browser asks for, from the crawl's own downloader and under all its rules."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsarchive.crawl.failures import Refused
from newsarchive.crawl.middlewares.politeness import TRIED_OUT
from newsarchive.urls import hostname

if TYPE_CHECKING:
    from playwright.async_api import Request as Asked
    from playwright.async_api import Route
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_REQUESTS: Final = 100
"""Requests of one page that are answered; what it asks beyond is refused."""
MAX_UPLOAD: Final = 65_536
MAX_BYTES: Final = 48 * 1024 * 1024
"""Bytes that one page is given."""
_KEPT_BYTES: Final = 32 * 1024 * 1024
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_FETCHED: Final = frozenset({"script", "xhr", "fetch"})
"""Kinds of resources that can bring text. Pictures, fonts, media, frames and beacons cannot, and cost."""
_OWN_HEADERS: Final = ("accept-encoding", "user-agent", "cookie", "connection", "host", "content-length")
_KEPT_HEADERS: Final = ("content-type", "access-control-", "etag", "x-total", "link")
_ABORTED: Final = "blockedbyclient"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser is told."""

    status: int
    headers: dict[str, str]
    body: bytes


class Downloads:
    """The crawl's downloader as the browser's only network: scope, robots, delays, DNS guard and bounds hold.

    Scripts are kept for the run: a site's pages share them.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._scripts: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    async def answer(self, asked: Asked) -> Answer:
        """What ``asked`` brings. Raises `Refused` for what no page may ask, and download errors."""
        kept = self._scripts.get(asked.url)
        if kept is not None and asked.method == "GET":
            return kept
        answer = await self.ask(asked.url, asked.method, _headers(asked), _body(asked))
        if asked.resource_type == "script" and asked.method == "GET" and answer.status == 200:
            self._keep(asked.url, answer)
        return answer

    async def ask(
        self, url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """Download ``url`` like any page of the crawl. Raises `Refused` and download errors."""
        # What was sent once may have been done: only reading is tried again.
        meta = {} if method == "GET" else {"tries": TRIED_OUT}
        request = Request(
            url, method=method, headers=headers or {}, body=body, callback=NO_CALLBACK, meta=meta
        )
        engine: Any = self._crawler.engine
        response = await engine.download_async(request)
        return Answer(response.status, _told(response), response.body)

    def _keep(self, url: str, answer: Answer) -> None:
        self._scripts[url] = answer
        self._size += len(answer.body)
        while self._size > _KEPT_BYTES:
            self._size -= len(self._scripts.popitem(last=False)[1].body)


class Gatekeeper:
    """Decides on every request of one page; counts what waits for an answer."""

    def __init__(self, downloads: Downloads) -> None:
        self._downloads = downloads
        self._left = MAX_REQUESTS
        self._bytes_left = MAX_BYTES
        self.waiting = 0
        self.elsewhere: set[str] = set()
        """Hosts that are not the site's and were to bring scripts or data."""

    async def decide(self, route: Route) -> None:
        """Answer or refuse a request that is no navigation; never raises."""
        asked = route.request
        if asked.resource_type == "stylesheet":
            await fulfil(route, Answer(200, {"content-type": "text/css"}, b""))
            return
        if asked.resource_type not in _FETCHED or asked.method not in _METHODS or not self._may_go_on():
            await refuse(route)
            return
        answer = await self.fetch(self._downloads.answer(asked), asked.url)
        await (refuse(route) if answer is None else fulfil(route, answer))

    async def fetch(self, coming: Any, url: str) -> Answer | None:
        """The answer that ``coming`` brings, or None where there is none to give."""
        self.waiting += 1
        try:
            answer: Answer = await coming
        except Refused as refused:
            if refused.reason == "offsite":
                self.elsewhere.add(hostname(url))
            return None
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001 - to the page, every failure of the network is the same
            return None
        finally:
            self.waiting -= 1
        self._bytes_left -= len(answer.body)
        return answer

    def _may_go_on(self) -> bool:
        self._left -= 1
        return self._left >= 0 and self._bytes_left > 0


async def fulfil(route: Route, answer: Answer) -> None:
    """Give the browser an answer; a page that is gone meanwhile needs none."""
    from playwright.async_api import Error

    try:
        await route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)
    except Error:
        return


async def refuse(route: Route, reason: str = _ABORTED) -> None:
    """Tell the browser that there is no answer."""
    from playwright.async_api import Error

    try:
        await route.abort(reason)
    except Error:
        return


def _headers(asked: Asked) -> dict[str, str]:
    return {
        name: value
        for name, value in asked.headers.items()
        if not name.startswith((":", "sec-")) and name not in _OWN_HEADERS
    }


def _body(asked: Asked) -> bytes:
    body = asked.post_data_buffer or b""
    if len(body) > MAX_UPLOAD:
        raise Refused("upload-too-large")
    return body


def _told(response: Response) -> dict[str, str]:
    """Headers that scripts may need; cookies stay with the crawl, codings are unpacked already."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.decode("latin-1").lower().startswith(_KEPT_HEADERS)
    }
