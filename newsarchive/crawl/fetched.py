"""The item that travels from the spider through the pipelines: one answer and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.model import Page

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from newsarchive.crawl.entry import Entry
    from newsarchive.model import Outcome

_SECRET_HEADERS = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "authorization"})


@dataclass(slots=True)
class Fetched:
    """``at`` is when the answer came (aware, UTC); ``outcome`` is None until the page is processed."""

    entry: Entry
    page: Page
    at: datetime
    outcome: Outcome | None = None


def page_of(response: Response, at: datetime) -> Page:
    """The page of a Scrapy response that came ``at``; headers that may carry secrets are left out."""
    request = response.request
    requested = request.meta.get("requested_url", "") if request is not None else ""
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in _SECRET_HEADERS
    ]
    return Page(
        url=response.url,
        body=response.body,
        status=response.status,
        headers=tuple(headers),
        fetched_at=at,
        requested_url=requested if requested != response.url else "",
    )
