"""Fetches the one page that `newsarchive extract URL` asks for."""

from __future__ import annotations

from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from newsarchive import __version__
from newsarchive.clock import utc_now
from newsarchive.errors import FetchError, UsageError
from newsarchive.model import Page
from newsarchive.survey.causes import cause

if TYPE_CHECKING:
    from http.client import HTTPResponse

TIMEOUT = 30.0
# No news page is larger; a stream without end must not fill the memory.
MAX_BYTES = 32 * 1024 * 1024
READABLE = ("text/", "application/xhtml", "application/xml", "application/octet-stream")


def fetch(url: str) -> Page:
    """The page at ``url`` after redirects. Raises `FetchError` saying why it could not be had."""
    headers = {"User-Agent": f"newsarchive/{__version__}", "Accept": "text/html,*/*;q=0.5"}
    try:
        if not urlsplit(url).hostname:
            raise UsageError(f"{url} is not an address: it names no host")
        request = Request(url, headers=headers)  # noqa: S310 - callers give http and https only
        with _opener().open(request, timeout=TIMEOUT) as response:
            return _read(url, response)
    except HTTPError as error:
        raise FetchError(f"{url} answered {error.code} {error.reason}") from error
    except (OSError, HTTPException) as error:
        raise FetchError(f"{url}: {cause(error, TIMEOUT)}") from error
    except ValueError as error:
        raise UsageError(f"{url!r} is not an address: {error}") from error


def _opener() -> OpenerDirector:
    """An opener that speaks HTTP only: a redirect must not lead to ftp: or file: addresses."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler,
        UnknownHandler,
        HTTPHandler,
        HTTPSHandler,
        HTTPDefaultErrorHandler,
        HTTPRedirectHandler,
        HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _read(url: str, response: HTTPResponse) -> Page:
    kind = response.headers.get_content_type()
    if not kind.startswith(READABLE):
        raise FetchError(f"{url} is {kind}, not a web page")
    body = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise FetchError(f"{url} is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return Page(
        url=response.url,
        body=body,
        status=response.status,
        headers=tuple(response.headers.items()),
        fetched_at=utc_now(),
        requested_url=url,
    )
