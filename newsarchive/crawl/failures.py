"""Why a download failed, as a short stable reason and as a sentence for people."""

from __future__ import annotations

import zlib
from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)


class Refused(IgnoreRequest):
    """A request that this program does not make, by rule; ``reason`` is the outcome's. Not a failure."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadBody(Exception):
    """A page that cannot be had for what came in its stead (``corrupt-encoding``, ``robots-unreachable``)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


UNREACHABLE: Final = frozenset({"dns", "refused", "timeout", "connection-lost", "tls"})
"""Reasons that speak of the host, not of the page: many in a row mean that the host is gone."""

_REASONS: Final = (
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too-large"),  # the handler cancels a download beyond DOWNLOAD_MAXSIZE
    (UnsupportedURLSchemeError, "scheme"),
    (zlib.error, "corrupt-encoding"),
)

_SENTENCES: Final = {
    "dns": "the host name is not known",
    "refused": "the connection was refused",
    "timeout": "no answer in time",
    "connection-lost": "the connection broke",
    "tls": "the TLS certificate or handshake is not valid",
    "truncated": "the answer broke off",
    "too-large": "the answer is larger than this program reads",
    "corrupt-encoding": "the answer's compression is broken",
    "empty-body": "the answer is empty",
    "host-silent": "its host does not answer",
    "robots-unreachable": "its robots.txt cannot be read, and without its rules nothing is asked",
    "redirect-loop": "it redirects in circles",
    "worker-died": "the processes that read the page died of it",
    "render-timeout": "the page's scripts keep the browser busy for good",
    "render-crashed": "the browser crashed on the page",
    "render-memory": "the page takes more memory than a browser gets here",
    "render-failed": "the browser could not show the page",
    "browser-unavailable": "the browser does not start",
}


def reason_of(error: BaseException) -> str:
    """Stable reason of a download error; an unknown one is named by its class."""
    if isinstance(error, Refused | BadBody):
        return error.reason
    if _is_tls(error):
        return "tls"
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, DownloadFailedError):
        return "truncated" if "DataLoss" in str(error) or "_DataLoss" in str(error) else "connection-lost"
    if isinstance(error, OSError) or type(error).__module__.startswith("twisted."):
        return "connection-lost"
    return f"error:{type(error).__name__}"


def sentence_of(reason: str) -> str:
    """``reason`` as a clause for a message."""
    if reason.startswith("http-"):
        return f"the server answered {reason.removeprefix('http-')}"
    return _SENTENCES.get(reason, reason)


def _is_tls(error: BaseException | None) -> bool:
    """Whether TLS is behind ``error``; Twisted nests the OpenSSL error in failures and their reasons."""
    for _ in range(5):
        if error is None:
            return False
        text = f"{type(error).__module__}.{type(error).__name__} {error}"
        if "OpenSSL.SSL" in text or "VerificationError" in text or "certificate" in text.lower():
            return True
        error = error.__cause__
    return False
