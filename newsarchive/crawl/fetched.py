"""The item that travels from the spider through the pipelines: one answer and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.model import Page

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Headers, Response

    from newsarchive.archive.captures.packing import Packed
    from newsarchive.archive.prepared import Prepared
    from newsarchive.crawl.entry import Entry
    from newsarchive.model import Outcome

# What may carry secrets of the site's or the user's is kept nowhere, not even in raw captures.
_SECRET_HEADERS = frozenset(
    {"set-cookie", "set-cookie2", "cookie", "www-authenticate", "authorization", "proxy-authorization"}
)


@dataclass(slots=True)
class Fetched:
    """``at`` is when the answer came (aware, UTC); ``outcome`` is None until the page is processed.

    ``prepared`` is what was made of the article's texts, ``packed`` of the page's body. ``further`` are other
    answers that the outcome is made of: an article's next pages, or what the site sent before a browser ran
    the page's scripts. ``seconds`` is how long the site took to answer; 0 where it was not asked.
    """

    entry: Entry
    page: Page
    at: datetime
    outcome: Outcome | None = None
    prepared: Prepared | None = None
    packed: Packed | None = None
    further: list[Page] = field(default_factory=list)
    seconds: float = 0.0


def page_of(response: Response, at: datetime) -> Page:
    """The page of a Scrapy response that came ``at``; headers that may carry secrets are left out."""
    request = response.request
    requested = request.meta.get("requested_url", "") if request is not None else ""
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        headers=_pairs(response.headers),
        fetched_at=at,
        requested_url=requested if requested != response.url else "",
        request_headers=_pairs(request.headers) if request is not None else (),
        remote=str(response.ip_address or ""),
    )


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        if name.decode("latin-1").lower() not in _SECRET_HEADERS
        for value in values
    )
