"""One page in a browser context of its own: shown, left to its scripts until it is still, and read off."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from newsarchive.crawl.rendering.answers import Answer, Gatekeeper, fulfil, refuse

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, CDPSession, Route
    from playwright.async_api import Page as Tab

    from newsarchive.crawl.rendering.answers import Downloads

OWN_SECONDS: Final = 15.0
"""How long a page's scripts may work, not counting while they wait for answers."""
STILL_SECONDS: Final = 0.6
"""How long nothing may be asked and nothing may change before a page counts as built."""
MAX_NAVIGATIONS: Final = 2
"""How often a page's scripts may go on to another page, as a redirect does."""
MAX_CHARACTERS: Final = 16 * 1024 * 1024
"""Characters of a built page that are read, as many as the downloader reads bytes."""
_TICK: Final = 0.2
_STEP_SECONDS: Final = 3.0
_WORLD: Final = "newsarchive"

# Dialogues would stop the page until somebody answers them, and peer connections are no business of text.
_QUIET: Final = """
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => null;
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebSocket', 'WebTransport'])
  delete window[name];
"""
# Both run in a world of their own, where the page's scripts have replaced nothing; the prototypes are asked
# because elements named like a property of the document stand in front of it.
_MEASURE: Final = """
(() => {
  const walker = Document.prototype.createTreeWalker.call(document, document, 5);
  let nodes = 0, characters = 0;
  while (walker.nextNode() && characters <= MOST) {
    nodes += 1;
    characters += 8 + (walker.currentNode.nodeValue || '').length;
  }
  return [nodes, characters];
})()
""".replace("MOST", str(MAX_CHARACTERS))
_TAKE: Final = """
(() => {
  const get = Object.getOwnPropertyDescriptor(Document.prototype, 'documentElement').get;
  const root = get.call(document);
  const html = root ? root.outerHTML : '';
  return html.length > MOST ? null : html;
})()
""".replace("MOST", str(MAX_CHARACTERS))


class RenderFailed(Exception):
    """A page could not be rendered; ``reason`` is the outcome's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BrowserGone(RenderFailed):
    """The whole browser ended under a page."""

    def __init__(self) -> None:
        super().__init__("render-crashed")


@dataclass(frozen=True, slots=True)
class Look:
    """How a browser shows pages of the site: who it says it is, and where it says it stands."""

    user_agent: str
    locale: str
    timezone: str


class Visit:
    """``url`` with its bytes as already downloaded: the browser asks only for what the page's scripts ask."""

    def __init__(self, url: str, first: Answer, downloads: Downloads, seconds: float) -> None:
        # ``seconds`` is how long one answer may take; scripts get no more, and the whole page some of it.
        self.url = url
        self._first: Answer | None = first
        self._downloads = downloads
        self._gate = Gatekeeper(downloads)
        self._own = min(OWN_SECONDS, seconds)
        self.limit = max(3 * seconds, 2 * self._own)
        self._navigations = 0
        self._tab: Tab | None = None
        self._crashed = asyncio.Event()

    @property
    def elsewhere(self) -> frozenset[str]:
        """Hosts outside the site that the page's scripts or data were to come from."""
        return frozenset(self._gate.elsewhere)

    async def html(self, browser: Browser, look: Look) -> str:
        """The page as its scripts have built it; ``self.url`` is then where they led to.

        Raises `RenderFailed` and playwright's errors.
        """
        context = await browser.new_context(
            user_agent=look.user_agent,
            locale=look.locale,
            timezone_id=look.timezone,
            viewport={"width": 1280, "height": 2400},
            service_workers="block",
            accept_downloads=False,
        )
        try:
            return await self._in_context(context)
        finally:
            with suppress(Exception):  # of a crashed browser nothing is left to close
                async with asyncio.timeout(_STEP_SECONDS):
                    await context.close()

    async def _in_context(self, context: BrowserContext) -> str:
        await context.add_init_script(_QUIET)
        await context.route("**", self._decide)
        tab = self._tab = await context.new_page()
        context.on("page", lambda other: asyncio.ensure_future(other.close()))
        tab.on("crash", lambda _: self._crashed.set())
        context.on("close", lambda _: self._crashed.set())  # with the whole browser, before its time
        tab.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
        session = await context.new_cdp_session(tab)
        crash = asyncio.ensure_future(self._crashed.wait())
        show = asyncio.ensure_future(self._show(tab, session))
        try:
            await asyncio.wait((crash, show), return_when=asyncio.FIRST_COMPLETED)
            if self._crashed.is_set():
                raise RenderFailed("render-crashed")
            return await show
        finally:
            crash.cancel()
            show.cancel()
            await asyncio.gather(crash, show, return_exceptions=True)

    async def _show(self, tab: Tab, session: CDPSession) -> str:
        await tab.goto(self.url, wait_until="commit", timeout=OWN_SECONDS * 1000)
        await self._settle(session)
        html = await self._evaluate(session, _TAKE)
        if html is None:
            # The page is busy for good: stop its scripts, then read what they have built so far.
            await self._stop_scripts(session)
            html = await self._evaluate(session, _TAKE)
        if html is None:
            raise RenderFailed("render-timeout")
        value = html.get("value")
        if not isinstance(value, str):
            raise RenderFailed("too-large")
        return value

    async def _settle(self, session: CDPSession) -> None:
        """Wait until the page is still, has had its time, or is too large."""
        own = still = 0.0
        before: object = None
        begun = last = monotonic()
        while own < self._own and still < STILL_SECONDS and last - begun < self.limit:
            await asyncio.sleep(_TICK)
            told = await self._evaluate(session, _MEASURE)
            size = told.get("value") if told else None
            now = monotonic()
            spent, last = now - last, now
            if self._gate.waiting:
                still = 0.0
                continue
            own += spent
            still = still + spent if size is not None and size == before else 0.0
            before = size
            if isinstance(size, list) and size[1] > MAX_CHARACTERS:
                raise RenderFailed("too-large")

    async def _evaluate(self, session: CDPSession, expression: str) -> dict[str, Any] | None:
        """What ``expression`` gives in a world apart from the page's; None while the page is busy."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(_STEP_SECONDS):
                tree = await session.send("Page.getFrameTree")
                frame = tree["frameTree"]["frame"]["id"]
                world = await session.send(
                    "Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD}
                )
                told = await session.send(
                    "Runtime.evaluate",
                    {
                        "expression": expression,
                        "contextId": world["executionContextId"],
                        "returnByValue": True,
                    },
                )
        except (TimeoutError, Error):  # busy, or between two documents
            return None
        return dict(told["result"])

    async def _stop_scripts(self, session: CDPSession) -> None:
        for command, arguments in (
            ("Emulation.setScriptExecutionDisabled", {"value": True}),
            ("Runtime.terminateExecution", {}),
        ):
            with suppress(Exception):  # whether it helped shows when the page is read
                async with asyncio.timeout(_STEP_SECONDS):
                    await session.send(command, arguments)

    # -- what the browser asks for

    async def _decide(self, route: Route) -> None:
        if not route.request.is_navigation_request():
            await self._gate.decide(route)
        elif not self._is_own(route):
            await refuse(route)  # frames and pop-ups hold no text of this page
        elif self._first is not None:
            first, self._first = self._first, None
            await fulfil(route, first)
        else:
            await self._follow(route)

    def _is_own(self, route: Route) -> bool:
        from playwright.async_api import Error

        try:
            return self._tab is not None and route.request.frame == self._tab.main_frame
        except Error:  # a page that is only being made
            return False

    async def _follow(self, route: Route) -> None:
        """Let scripts lead on to another page of the site; "aborted" keeps the one that is shown."""
        asked = route.request
        self._navigations += 1
        answer = None
        if self._navigations <= MAX_NAVIGATIONS and asked.method == "GET":
            answer = await self._gate.fetch(self._downloads.ask(asked.url), asked.url)
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            await refuse(route, "aborted")
            return
        self.url = asked.url
        await fulfil(route, answer)
