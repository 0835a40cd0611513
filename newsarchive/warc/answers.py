"""HTTP answers in WARC records: status, header fields, and the body with all encodings undone."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

import zstandard

MOST: Final = 32 * 1_048_576
"""Bytes of a body, as many as a crawl takes."""
_MOST_HEAD: Final = 262_144
_MOST_ENCODINGS: Final = 5
# What may carry secrets of the site's or the user's is kept nowhere, not even in raw captures.
_SECRET: Final = frozenset(
    {"set-cookie", "set-cookie2", "cookie", "www-authenticate", "authorization", "proxy-authorization"}
)


class Unreadable(Exception):
    """The record holds no HTTP answer, or its body cannot be decoded; the message is the reason counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as sent: ``body`` still encoded; ``headers`` without those that may carry secrets."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """First value of the header ``name`` (lower case), or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def parse_answer(block: bytes) -> Answer:
    """Take an HTTP answer apart. Raises ``Unreadable`` for what is none."""
    head, body = _split(block)
    first, *lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    version, _, rest = first.partition(" ")
    status = rest.strip()[:3]
    if not version.startswith("HTTP/") or not (status.isascii() and status.isdigit()):
        raise Unreadable("no-http-answer")
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers.pop()
            headers.append((name, f"{value} {line.strip()}"))
        elif ":" in line:
            name, _, value = line.partition(":")
            headers.append((name.strip(), value.strip()))
    kept = tuple((name, value) for name, value in headers if name.lower() not in _SECRET)
    return Answer(int(status), kept, body)


def _split(block: bytes) -> tuple[bytes, bytes]:
    for end in (b"\r\n\r\n", b"\n\n"):
        at = block.find(end, 0, _MOST_HEAD)
        if at >= 0:
            return block[:at], block[at + len(end) :]
    if len(block) > _MOST_HEAD:
        raise Unreadable("no-http-answer")
    return block.rstrip(b"\r\n"), b""


def plain_bodies(answer: Answer) -> tuple[bytes, bytes]:
    """The body without transfer-encoding, and without content-encoding too.

    Many writers decode bodies and leave the header fields as they were: what is not encoded as it says is
    taken as it is. Raises ``Unreadable`` for what is cut, damaged, too large or of an unknown encoding.
    """
    body = answer.body
    if "chunked" in answer.header("transfer-encoding").lower():
        body = _unchunked(body)
    unpacked = body
    names = answer.header("content-encoding").lower().replace(" ", "").split(",")
    if len(names) > _MOST_ENCODINGS:
        raise Unreadable("too-many-encodings")
    for name in reversed(names):
        unpacked = _unpacked(unpacked, name) if unpacked else unpacked
    if len(unpacked) > MOST:
        raise Unreadable("too-large")
    return body, unpacked


def _unchunked(body: bytes) -> bytes:
    parts = bytearray()
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 1_024)
        size = _chunk_size(body[at:end]) if end >= 0 else -1
        if size < 0:
            if not parts:
                return body
            raise Unreadable("damaged-encoding")
        if size == 0:
            return bytes(parts)
        part = body[end + 2 : end + 2 + size]
        at = end + 4 + size
        if len(part) < size or body[at - 2 : at] != b"\r\n":
            if not parts:
                return body
            raise Unreadable("damaged-encoding")
        parts += part


def _chunk_size(line: bytes) -> int:
    text = line.partition(b";")[0].strip()
    try:
        return int(text, 16) if 0 < len(text) <= 8 and text.isalnum() else -1
    except ValueError:
        return -1


def _unpacked(body: bytes, name: str) -> bytes:
    match name:
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return _inflated(body, zlib.MAX_WBITS + 16) if body.startswith(b"\x1f\x8b") else body
        case "deflate":
            return _deflated(body)
        case "br":
            return body if _is_text(body) else _brotli(body)
        case "zstd":
            return _zstd(body) if body.startswith(b"\x28\xb5\x2f\xfd") else body
    if _is_text(body):
        return body
    raise Unreadable(f"encoding:{name[:20]}")


def _inflated(body: bytes, bits: int) -> bytes:
    decoder = zlib.decompressobj(bits)
    try:
        out = decoder.decompress(body, MOST + 1)
    except zlib.error:
        raise Unreadable("damaged-encoding") from None
    if len(out) <= MOST and not decoder.eof:
        raise Unreadable("damaged-encoding")
    return out


def _deflated(body: bytes) -> bytes:
    """Both that servers call deflate: with zlib's frame, as the standard has it, and without."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflated(body, bits)
        except Unreadable:
            continue
    if _is_text(body):
        return body
    raise Unreadable("damaged-encoding")


def _brotli(body: bytes) -> bytes:
    try:
        brotli: Any = import_module("brotli")
    except ImportError:
        raise Unreadable("encoding:br needs the package brotli") from None
    decoder, parts, size = brotli.Decompressor(), [], 0
    try:
        part: bytes = decoder.process(body, output_buffer_limit=1_048_576)
        while part:
            parts.append(part)
            size += len(part)
            if size > MOST:
                raise Unreadable("too-large")
            part = decoder.process(b"", output_buffer_limit=1_048_576)
    except brotli.error:
        raise Unreadable("damaged-encoding") from None
    if not decoder.is_finished():
        raise Unreadable("damaged-encoding")
    return b"".join(parts)


def _zstd(body: bytes) -> bytes:
    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            return reader.read(MOST + 1)
    except zstandard.ZstdError:
        raise Unreadable("damaged-encoding") from None


def _is_text(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"["))
