"""One request at a time on a libcurl handle of its own: what is sent, what comes back, within bounds."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import pycurl

if TYPE_CHECKING:
    from scrapy.http import Headers

_BUFFER: Final = 128 * 1024
_ABORT: Final = -1
_BREAKING: Final = re.compile(rb"[\r\n\0]+")
# What speaks of the connection and not of the page (RFC 9110 section 7.6.1): the body has come out of it.
_OF_CONNECTION: Final = frozenset(
    {
        b"Connection",
        b"Keep-Alive",
        b"Proxy-Connection",
        b"Te",
        b"Trailers",
        b"Transfer-Encoding",
        b"Upgrade",
    }
)
_LENGTH: Final = b"Content-Length"


class Transfer:
    """A handle that is used again and again; `begin` makes it ready for the next request.

    libcurl follows no redirect, unpacks no body, keeps no cookie and asks no proxy: all of that is the
    middlewares' part. It resolves no name either: it connects to the address that it is given.
    """

    def __init__(self, authorities: str) -> None:
        self.curl = curl = pycurl.Curl()
        for option, value in (
            (pycurl.NOSIGNAL, 1),
            (pycurl.BUFFERSIZE, _BUFFER),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.PROXY, ""),  # or else the environment's
            (pycurl.NOPROXY, "*"),
            (pycurl.NETRC, pycurl.NETRC_IGNORED),
            (pycurl.PATH_AS_IS, 1),
            (pycurl.OPT_CERTINFO, 1),
            (pycurl.SSL_VERIFYPEER, 1),
            (pycurl.SSL_VERIFYHOST, 2),
            (pycurl.HEADERFUNCTION, self.take_line),
            (pycurl.WRITEFUNCTION, self.take_body),
        ):
            curl.setopt(option, value)
        if authorities:
            curl.setopt(pycurl.CAINFO, authorities)
        self.begin(0)

    def begin(self, limit: int) -> None:
        """Forget the last answer; ``limit`` is how many bytes of the next one are read."""
        self.limit = limit
        self.status = 0
        self.protocol = ""
        self.headers: dict[bytes, list[bytes]] = {}
        self.is_begun = False
        """Whether all headers are in."""
        self.is_too_large = False
        self.latency = 0.0
        """Seconds until the headers were in."""
        self._pieces: list[bytes] = []
        self._size = 0
        self._last: list[bytes] = []
        self._started = monotonic()

    def ask(self, url: str, headers: Headers, address: str, seconds: float) -> None:
        """Say what to ask for; ``address`` is the IP address to connect to, ``seconds`` the limit for all."""
        curl, milliseconds = self.curl, max(1, round(seconds * 1000))
        curl.setopt(pycurl.URL, url)
        curl.setopt(
            pycurl.HTTPHEADER, [_line(name, value) for name in headers for value in headers.getlist(name)]
        )
        curl.setopt(pycurl.CONNECT_TO, [f"::[{address}]:" if ":" in address else f"::{address}:"])
        curl.setopt(pycurl.TIMEOUT_MS, milliseconds)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, milliseconds)

    @property
    def body(self) -> bytes:
        """What has come in of the body."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def certificate(self) -> str:
        """The server's own certificate (PEM) after a new connection; "" without one."""
        chain: list[Any] = self.curl.getinfo(pycurl.INFO_CERTINFO) or []
        return next((value for name, value in chain[0] if name == "Cert"), "") if chain else ""

    # -- libcurl calls these; another answer than None ends the transfer

    def take_line(self, line: bytes) -> int | None:
        """Take a line of the header; interim answers (1xx) and what follows the body count nothing."""
        if self.is_begun:
            return None
        if not self.status:
            protocol, _, rest = line.partition(b" ")
            self.protocol = protocol.decode("latin-1")
            self.status = int(rest.split(None, 1)[0])
            self.headers = {}
            return None
        line = line.rstrip(b"\r\n")
        if not line:
            return self._end_of_headers()
        if line[:1] in b" \t":
            if self._last:
                self._last[-1] = (self._last[-1] + line).strip()
            return None
        name, colon, value = line.partition(b":")
        if colon:
            self._last = self.headers.setdefault(name.strip().title(), [])
            self._last.append(value.strip())
        return None

    def take_body(self, data: bytes) -> int | None:
        """Take a piece of the body, unless it is one too many."""
        self._size += len(data)
        if self._size > self.limit:
            return self._abort()
        self._pieces.append(data)
        return None

    def _end_of_headers(self) -> int | None:
        if self.status < 200:
            self.status = 0
            return None
        self.is_begun = True
        self.latency = monotonic() - self._started
        length = self.headers.pop(_LENGTH, [b""])[0]
        if b"Transfer-Encoding" not in self.headers and length.isdigit():
            self.headers = {_LENGTH: [length]} | self.headers
            if int(length) > self.limit:
                return self._abort()
        for name in _OF_CONNECTION & self.headers.keys():
            del self.headers[name]
        return None

    def _abort(self) -> int:
        self.is_too_large = True
        self._pieces.clear()
        return _ABORT


def _line(name: bytes, value: bytes) -> bytes:
    """A header as it is sent; what came from a server, a validator, must not begin another one."""
    line = name + b": " + value
    return _BREAKING.sub(b" ", line) if _BREAKING.search(line) else line
