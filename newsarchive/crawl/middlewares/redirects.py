"""Follows redirects within the crawl's hosts, a bounded number of times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from newsarchive.crawl.failures import BadBody, Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

MAX_REDIRECTS: Final = 8
_STATUS: Final = frozenset({301, 302, 303, 307, 308})


class RedirectMiddleware:
    """Keeps the frontier entry of the first address: its done mark stands for the whole chain."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Give the next request, or the response if it is no redirect. Raises `BadBody`, `Refused`."""
        location = response.headers.get(b"Location")
        if response.status not in _STATUS or not location:
            return response
        # Not normalised: a server that redirects to set a session parameter must see it come back.
        try:
            target = urljoin(response.url, safe_url_string(_text(location)))
        except ValueError:
            target = ""
        if not target.startswith(("http://", "https://")):
            raise Refused("redirect-scheme")
        hops = request.meta.get("redirects", 0) + 1
        if hops > MAX_REDIRECTS:
            raise BadBody("redirect-loop")
        request.meta.setdefault("requested_url", request.url)
        followed = request.replace(url=target)
        followed.meta["redirects"] = hops
        for name in (b"Cookie", b"If-None-Match", b"If-Modified-Since"):
            followed.headers.pop(name, None)
        return followed


def _text(location: bytes) -> str:
    """The header as text; bytes in another encoding than UTF-8 are escaped as they are, as browsers do."""
    try:
        return location.decode()
    except UnicodeDecodeError:
        return "".join(f"%{byte:02X}" if byte >= 0x80 else chr(byte) for byte in location)
