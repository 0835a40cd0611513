"""Fetches a handful of a site's pages: robots.txt obeyed, bounded in number, size and time, without haste."""

from __future__ import annotations

import time
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

from newsarchive import __version__
from newsarchive.clock import utc_now
from newsarchive.crawl.pace import Pace, retry_after
from newsarchive.crawl.scope import Scope
from newsarchive.discover import read_robots_sitemaps
from newsarchive.errors import FetchError, UsageError
from newsarchive.model import Page
from newsarchive.survey.causes import cause
from newsarchive.survey.connections import guarded_opener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from http.client import HTTPResponse

    from protego import Protego

    from newsarchive.model import Link

MAX_BYTES: Final = 16 * 1024 * 1024
"""What a crawl reads of one answer, too."""
MAX_ROBOTS: Final = 512 * 1024
TIMEOUT: Final = 30.0
"""Seconds without a sign of the server."""
WHOLE: Final = 90.0
"""Seconds for one whole answer."""
_REDIRECTS: Final = 4
_AGENT: Final = "newsarchive"
_CHUNK: Final = 64 * 1024


class OutOfRequests(FetchError):
    """The number of requests that were allowed is used up."""


class Fetcher:
    """Asks the site of ``start`` at most ``budget`` times in all, robots.txt and redirects included.

    ``delay`` is the least time in seconds between two requests; a longer one in robots.txt goes before it.
    """

    def __init__(
        self,
        start: str,
        *,
        hosts: Iterable[str] = (),
        budget: int = 10,
        delay: float = 1.0,
        contact: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.scope = Scope((start,), hosts)
        self.requests = 0
        self.budget = budget
        self.sitemaps: list[Link] = []
        """The sitemaps that the site's robots.txt names."""
        self._pace = Pace(delay)
        self._sleep = sleep
        self._last: float | None = None
        self._rules: dict[str, Protego | None] = {}
        self._opener = guarded_opener(self.scope)
        self._agent = f"newsarchive/{__version__} (news archiving{f'; +{contact}' if contact else ''})"

    @property
    def left(self) -> int:
        """Requests that may still be made."""
        return max(0, self.budget - self.requests)

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, as far as is known."""
        return self._pace.floor

    def fetch(self, url: str) -> Page:
        """The page at ``url`` after redirects within the site, whatever its status.

        Raises `FetchError` saying why it could not be had, `OutOfRequests`, and `UsageError` for what must
        not be asked (robots.txt, another site, a private network).
        """
        target = url
        for _ in range(_REDIRECTS + 1):
            self._admit(target, redirected=target != url)
            page = self._ask(target, url, MAX_BYTES)
            location = page.header("location") if 300 <= page.status < 400 else ""
            if not location:
                return page
            target = urljoin(page.url, location)
        raise FetchError(f"{url}: it redirects in circles")

    def _admit(self, url: str, *, redirected: bool) -> None:
        reason = self.scope.refuse(url)
        if reason == "offsite" and redirected:
            raise UsageError(f"it leads to {url}, which is not part of that site: give that address instead")
        if reason == "private":
            raise UsageError(f"{url} leads into a private network")
        if reason:
            raise UsageError(f"{url} cannot be asked ({reason})")
        split = urlsplit(url)
        origin = f"{split.scheme}://{split.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(origin)
        rules = self._rules[origin]
        if rules is not None and not rules.can_fetch(url, _AGENT):
            raise UsageError(f"{url}: robots.txt does not allow newsarchive to fetch this page")

    def _read_rules(self, origin: str) -> Protego | None:
        from protego import Protego

        url = f"{origin}/robots.txt"
        page = self._ask(url, url, MAX_ROBOTS)
        if page.status >= 500 or page.status == 429:
            raise FetchError(f"{url} answered {page.status}: without its rules nothing may be asked")
        if not 200 <= page.status < 300:
            return None  # redirects included: RFC 9309 lets them count as no rules
        text = page.body[:MAX_ROBOTS].decode("utf-8-sig", "replace").replace("\0", "")
        rules = Protego.parse(text)
        wanted = rules.crawl_delay(_AGENT)
        if wanted is not None and wanted > 0:
            self._pace.require(wanted)
        self.sitemaps += read_robots_sitemaps(text, url)
        return rules

    def _ask(self, url: str, requested: str, limit: int) -> Page:
        if not self.left:
            raise OutOfRequests(f"{url}: {self.budget} requests have been made")
        # Asked now and not when the last answer came: that may have been the robots.txt that wants more.
        since = time.monotonic() - self._last if self._last is not None else self._pace.delay
        self._sleep(max(0.0, self._pace.delay - since))
        self.requests += 1
        headers = {
            "User-Agent": self._agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh,en;q=0.8,*;q=0.5",
        }
        try:
            request = Request(url, headers=headers)  # noqa: S310 - the scope admits http and https only
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return self._page(answer, url, requested, limit)
        except (URLError, OSError, HTTPException, ValueError, zlib.error) as error:
            raise FetchError(f"{url}: {cause(error, TIMEOUT)}") from error
        finally:
            self._last = time.monotonic()

    def _page(self, answer: HTTPResponse, url: str, requested: str, limit: int) -> Page:
        body = _unpacked(_read(answer, url, limit), answer.headers.get("Content-Encoding", ""), limit)
        if answer.status in (429, 503):
            wait = retry_after(answer.headers.get("Retry-After", ""), utc_now())
            raise FetchError(
                f"{url} answered {answer.status}: the site asks to come back "
                + (f"in {wait:.0f} s" if wait else "later")
            )
        return Page(
            url=url,
            body=body,
            status=answer.status,
            headers=tuple(answer.headers.items()),
            fetched_at=utc_now(),
            requested_url=requested if requested != url else "",
        )


def _read(answer: HTTPResponse, url: str, limit: int) -> bytes:
    """The body in pieces: a server that sends a byte now and then must not hold the command for ever."""
    until = time.monotonic() + WHOLE
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise FetchError(f"{url} is larger than {limit // 1024} KiB")
        if time.monotonic() > until:
            raise FetchError(f"{url}: the answer took more than {WHOLE:.0f} s")
    return b"".join(pieces)


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """The body without the compression that some servers apply unasked."""
    if encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body
    unpacker = zlib.decompressobj(47 if "gzip" in encoding.lower() else 15)
    return unpacker.decompress(body, limit)
