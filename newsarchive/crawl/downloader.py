"""Takes a request through the middlewares to its host's turn: Scrapy's downloader with less on the way."""

from __future__ import annotations

import asyncio
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.downloader import Downloader as ScrapyDownloader
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Downloader(ScrapyDownloader):
    """One task a request, where Scrapy's own takes three, and no signals, which nobody here listens to.

    Who waits for its turn (a delay, a host that has as many requests as it may) waits in Scrapy's slots.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        methods: dict[str, Any] = self.middleware.methods
        self._on_request: tuple[Callable[..., Any], ...] = tuple(methods["process_request"])
        self._on_response: tuple[Callable[..., Any], ...] = tuple(methods["process_response"])
        self._on_exception: tuple[Callable[..., Any], ...] = tuple(methods["process_exception"])
        self._tasks: set[asyncio.Task[None]] = set()

    def fetch(self, request: Request, spider: object = None) -> Deferred[Any]:  # noqa: ARG002 - Scrapy's form
        """The response to ``request``, or the request to make in its stead."""
        self.active.add(request)
        result: Deferred[Any] = Deferred()
        task = asyncio.get_running_loop().create_task(self._fetch(request, result))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return result

    async def _fetch(self, request: Request, result: Deferred[Any]) -> None:
        try:
            given = await self._answered(request)
        except Exception:  # noqa: BLE001 - whatever it is, the engine is told
            self.active.remove(request)
            result.errback(Failure())  # type: ignore[no-untyped-call]
        else:
            self.active.remove(request)
            result.callback(given)

    async def _answered(self, request: Request) -> Response | Request:
        try:
            given = await self._asked(request)
        except Exception as error:  # noqa: BLE001 - the middlewares judge it
            given = await self._rescued(request, error)
        for method in self._on_response:
            if isinstance(given, Request):
                break
            given = await _awaited(method(request=request, response=given))
        return given

    async def _asked(self, request: Request) -> Response | Request:
        for method in self._on_request:
            given: Response | Request | None = await _awaited(method(request=request))
            if given is not None:
                return given
        return await self._enqueue_request(request)

    async def _rescued(self, request: Request, error: Exception) -> Response | Request:
        """What a middleware gives in place of the failure. Raises it if none does."""
        for method in self._on_exception:
            given: Response | Request | None = await _awaited(method(request=request, exception=error))
            if given is not None:
                return given
        raise error

    async def _enqueue_request(self, request: Request) -> Response:
        key, slot = self._get_slot(request)
        if slot.delay or slot.latercall or slot.queue or slot.free_transfer_slots() <= 0:
            return await super()._enqueue_request(request)
        request.meta[self.DOWNLOAD_SLOT] = key
        slot.active.add(request)
        try:
            return await self._download(slot, request)
        finally:
            slot.active.remove(request)

    async def _download(self, slot: Slot, request: Request) -> Response:
        slot.transferring.add(request)
        try:
            return await self.handlers.download_request_async(request)
        finally:
            slot.transferring.remove(request)
            if slot.queue:
                self._process_queue(slot)


async def _awaited(given: Any) -> Any:
    return await given if isawaitable(given) else given
