"""Says of libcurl's errors what Scrapy's handlers say of Twisted's."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

import pycurl
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

if TYPE_CHECKING:
    from newsarchive.crawl.transport.transfer import Transfer

_PECULIAR: Final = frozenset(
    {
        pycurl.E_UNSUPPORTED_PROTOCOL,
        pycurl.E_URL_MALFORMAT,
        pycurl.E_FTP_WEIRD_SERVER_REPLY,  # of any protocol: the name has stayed
        pycurl.E_SSL_CONNECT_ERROR,
    }
)
_UNTRUSTED: Final = frozenset({pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CACERT_BADFILE})


def is_peculiar(code: int, transfer: Transfer) -> bool:
    """Whether another client may get on with this server: old TLS that asks for leniency, odd answers."""
    return code in _PECULIAR and not transfer.is_begun


def error_of(code: int, message: str, transfer: Transfer) -> Exception:
    """The exception to raise for libcurl's error ``code``."""
    if transfer.is_too_large:
        return DownloadCancelledError(f"more than {transfer.limit} bytes")
    if code == pycurl.E_OPERATION_TIMEDOUT:
        return DownloadTimeoutError(message)
    if code == pycurl.E_COULDNT_CONNECT and transfer.curl.getinfo(pycurl.OS_ERRNO) == errno.ECONNREFUSED:
        return DownloadConnectionRefusedError(message)
    if code in _UNTRUSTED:
        return DownloadFailedError(f"certificate: {message}")
    if transfer.is_begun:
        return ResponseDataLossError(message)
    return DownloadFailedError(message)
