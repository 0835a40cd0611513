"""Obeys robots.txt: its rules, its crawl-delay, and the sitemaps it names (RFC 9309)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from newsarchive.crawl.failures import BadBody, Refused
from newsarchive.crawl.middlewares.politeness import TRIED_OUT
from newsarchive.crawl.session import session_of
from newsarchive.urls import hostname

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_ROBOTS: Final = 512 * 1024
"""Bytes of a robots.txt that are read (RFC 9309 section 2.5 asks for at least 500 KiB)."""

_FORBIDDEN_FOR: Final = 600
"""Seconds for which a host whose robots.txt is an error is left alone."""


class RobotsMiddleware:
    """Scrapy's own takes any answer, a server error's page included, for rules and ignores crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.session = session_of(crawler)
        self.agent = self.session.robots_agent
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise `Refused` for what robots.txt forbids; what makes robots.txt unreachable is raised as is."""
        if request.meta.get("robots_exempt"):
            return
        try:
            rules = await self._rules_for(request.url, picture=bool(request.meta.get("picture")))
        except Exception:
            request.meta["tries"] = TRIED_OUT  # robots.txt has been asked for as often as makes sense
            raise
        if rules is not None and not rules.can_fetch(request.url, self.agent):
            raise Refused("robots-disallowed")

    async def _rules_for(self, url: str, *, picture: bool) -> Protego | None:
        split = urlsplit(url)
        origin = f"{split.scheme}://{split.netloc}"
        known = self._rules.get(origin)
        if known is None:
            known = self._rules[origin] = asyncio.get_running_loop().create_future()
            try:
                known.set_result(await self._fetch(origin, picture=picture))
            except Exception as error:
                # A host that did not answer may do so by the time the next page is due; one that answers with
                # an error is not asked for each of its pages.
                known.set_exception(error)
                kept = _FORBIDDEN_FOR if isinstance(error, BadBody) else 0
                asyncio.get_running_loop().call_later(kept, self._rules.pop, origin, None)
                known.exception()  # retrieved here in case nobody else waits
                raise
        return await asyncio.shield(known)

    async def _fetch(self, origin: str, *, picture: bool) -> Protego | None:
        # ``picture``: the host is asked for pictures only, and so is its robots.txt by their rule.
        request = Request(
            f"{origin}/robots.txt", callback=NO_CALLBACK, meta={"robots_exempt": True, "picture": picture}
        )
        response = await self.crawler.engine.download_async(request)
        self._note(response, origin, picture=picture)
        if response.status >= 500 or response.status == 429:
            # RFC 9309 section 2.3.1.4: unreachable rules forbid everything.
            raise BadBody("robots-unreachable")
        return self._read(response, origin) if 200 <= response.status < 300 else None

    def _note(self, response: Response, origin: str, *, picture: bool) -> None:
        """Keep for the monitors what the answer tells of the site itself."""
        if picture:
            return
        if response.certificate is not None:
            self.session.measuring.note_certificate(hostname(origin), response.certificate)
        if response.status < 500 and response.status != 429:
            found = 200 <= response.status < 300
            self.session.measuring.note_rules(origin, _decoded(response) if found else "")

    def _read(self, response: Response, origin: str) -> Protego:
        text = _decoded(response)
        rules = Protego.parse(text)
        delay = rules.crawl_delay(self.agent)
        if delay is not None and delay > 0:
            self.session.pace(hostname(origin)).require(delay)
        self.session.note_robots(text, response.url)
        return rules


def _decoded(response: Response) -> str:
    return response.body[:MAX_ROBOTS].decode("utf-8-sig", "replace").replace("\0", "")
