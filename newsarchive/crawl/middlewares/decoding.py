"""Unpacks compressed bodies strictly and within a bound; counts what goes over the wire."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.failures import BadBody
from newsarchive.crawl.session import session_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_STEP: Final = 1 << 18
_AUTO_HEADER: Final = zlib.MAX_WBITS | 32  # gzip or zlib, told by the header
_MAX_LAYERS: Final = 2
_CODINGS: Final = frozenset(
    {b"gzip", b"x-gzip", b"deflate", b"br", b"zstd", b"compress", b"x-compress", b"dcb", b"dcz"}
)


class DecodingMiddleware:
    """Scrapy's own keeps the readable part of a broken gzip body as if it were whole; an archive must not."""

    def __init__(self, crawler: Crawler) -> None:
        self.counts = session_of(crawler).counts
        self.max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask for what this middleware can unpack; count the request."""
        request.headers.setdefault(b"Accept-Encoding", b"gzip, deflate")
        self.counts.requests += 1

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the response with its body unpacked, or flagged ``bad:reason`` where that is impossible.

        A flag, not an exception: Scrapy shows exceptions of this method to no other middleware, and a body
        broken on the way deserves another try.
        """
        self.counts.bytes += len(response.body)
        layers = encodings(response.headers.getlist(b"Content-Encoding"))
        if not layers or not response.body:
            return response
        limit = int(request.meta.get("download_maxsize", self.max_size))
        try:
            body = unpack_all(response.body, layers, limit)
        except BadBody as bad:
            return response.replace(body=b"", flags=[f"bad:{bad.reason}"])
        headers = response.headers.copy()
        del headers[b"Content-Encoding"]
        return response.replace(body=body, headers=headers)


def unpack_all(body: bytes, layers: list[bytes], limit: int) -> bytes:
    """``body`` without its ``layers`` of coding, the last applied first. Raises `BadBody`."""
    if len(layers) > _MAX_LAYERS:
        raise BadBody("unsupported-encoding")
    for layer in reversed(layers):
        body = unpack(body, layer, limit)
    return body


def encodings(values: list[bytes]) -> list[bytes]:
    """Codings of ``Content-Encoding`` in the order they were applied.

    What is none (``identity``, and what servers write there by mistake: ``utf-8``, ``none``) is left out.
    """
    names = [name.strip().lower() for value in values for name in value.split(b",")]
    return [name for name in names if name in _CODINGS]


def unpack(body: bytes, coding: bytes, limit: int) -> bytes:
    """``body`` unpacked to at most ``limit`` bytes; markup that was never packed is given as it is.

    Raises `BadBody` when it is larger (``too-large``), broken or cut short (``corrupt-encoding``).
    """
    if coding not in (b"gzip", b"x-gzip", b"deflate"):
        raise BadBody("unsupported-encoding")
    if len(body) <= limit and body.lstrip()[:1] == b"<":
        return body  # no packed body begins so: a cache or a template has set the header for nothing
    if coding == b"deflate" and not _has_zlib_header(body):
        return _inflate(body, -zlib.MAX_WBITS, limit)  # what some servers call deflate has no header
    return _inflate(body, _AUTO_HEADER, limit)


def _has_zlib_header(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    rest = body
    while rest:
        unpacker = zlib.decompressobj(window)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(rest, _STEP)
            except zlib.error:
                raise BadBody("corrupt-encoding") from None
            rest = unpacker.unconsumed_tail
            size += len(piece)
            if size > limit:
                raise BadBody("too-large")
            pieces.append(piece)
            if not piece and not rest and not unpacker.eof:
                raise BadBody("corrupt-encoding")  # cut short
        rest = unpacker.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            break  # padding after the last member is harmless
    return b"".join(pieces)
