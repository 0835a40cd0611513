"""Captures as WARC/1.1 records, the same bytes for the same capture each time."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from functools import cached_property
from http import HTTPStatus
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from newsarchive import __version__
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newsarchive.archive.captures.reading import Capture
    from newsarchive.archive.records import ArticleRecord

Headers = tuple[tuple[str, str], ...]
REQUESTED: Final = "X-Archive-Requested-URI"
"""Named field of a response for the address that was asked for, where redirects led to another."""

_RECORD_IDS: Final = UUID("0f3a4f0e-6c0d-5d5e-9c86-2a1b6b5a7c11")
_PROFILES: Final = "http://netpreserve.org/warc/1.1/revisit"
_MOVED_ASIDE: Final = frozenset({"content-encoding", "transfer-encoding"})
_BREAKS: Final = re.compile(r"[\r\n\0]+")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f<>]")


class RecordMaker:
    """Makes the compressed records of captures. Raises ``UsageError`` where warcio is missing."""

    def __init__(self) -> None:
        try:
            # warcio brings no types: as modules of type Any it needs no exception from the checks.
            self._writer: Any = import_module("warcio.warcwriter")
            self._status: Any = import_module("warcio.statusandheaders")
        except ImportError:
            raise UsageError("WARC export needs warcio: pip install 'newsarchive[warc]'") from None

    def warcinfo(self, filename: str, first: Capture, now: str) -> tuple[str, bytes]:
        """Id and bytes of the record that begins a file; ``first`` is the first capture in it."""
        number = record_id("warcinfo", first, filename)
        fields = {
            "software": f"newsarchive/{__version__}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": "content-decoded payloads; without cookies and authorization headers",
        }
        block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        named = {"WARC-Record-ID": number, "WARC-Date": now, "WARC-Filename": filename}
        return number, self._record("warcinfo", "", named, block, "application/warc-fields")

    def response(self, capture: Capture, headers: Headers, body: bytes, warcinfo: str) -> bytes:
        """The answer with its payload."""
        named = self._common("response", capture, warcinfo) | _asked(capture) | _remote(capture)
        named["WARC-Payload-Digest"] = payload_digest(capture)
        head = response_head(capture, headers, len(body))
        return self._record("response", capture.final_url, named, body, head=head)

    def revisit(self, capture: Capture, headers: Headers, original: Capture, warcinfo: str) -> bytes:
        """The answer without the payload, which ``original`` has."""
        unchanged = capture.status == HTTPStatus.NOT_MODIFIED
        named = self._common("response", capture, warcinfo) | _asked(capture) | _remote(capture)
        profile = "server-not-modified" if unchanged else "identical-payload-digest"
        named |= {
            "WARC-Profile": f"{_PROFILES}/{profile}",
            "WARC-Refers-To": record_id("response", original),
            "WARC-Refers-To-Target-URI": target(original.final_url),
            "WARC-Refers-To-Date": original.fetched_at,
            "WARC-Payload-Digest": payload_digest(original),
        }
        head = response_head(capture, headers, None if unchanged else capture.size)
        return self._record("revisit", capture.final_url, named, b"", head=head)

    def request(self, capture: Capture, headers: Headers, warcinfo: str) -> bytes:
        """What was asked."""
        named = self._common("request", capture, warcinfo)
        named["WARC-Concurrent-To"] = record_id("response", capture)
        return self._record("request", capture.final_url, named, b"", head=request_head(capture, headers))

    def metadata(self, capture: Capture, article: ArticleRecord, warcinfo: str) -> bytes:
        """The article that was read in the answer, as JSON with where each field came from."""
        named = self._common("metadata", capture, warcinfo)
        named["WARC-Concurrent-To"] = record_id("response", capture)
        told = article.to_dict() | {"provenance": dict(article.provenance)}
        block = json.dumps(told, ensure_ascii=False, indent=1).encode()
        return self._record("metadata", capture.final_url, named, block, "application/json")

    @staticmethod
    def _common(kind: str, capture: Capture, warcinfo: str) -> dict[str, str]:
        return {
            "WARC-Record-ID": record_id(kind, capture),
            "WARC-Date": capture.fetched_at,
            "WARC-Warcinfo-ID": warcinfo,
        }

    def _record(
        self,
        kind: str,
        uri: str,
        named: Mapping[str, str],
        block: bytes,
        content_type: str = "",
        head: bytes | None = None,
    ) -> bytes:
        out = BytesIO()
        writer = self._writer.WARCWriter(out, gzip=True, warc_version="1.1")
        http = self._exact(head) if head is not None else None
        record = writer.create_warc_record(
            target(uri), kind, payload=BytesIO(block), length=len(block), warc_content_type=content_type,
            warc_headers_dict=dict(named), http_headers=http,
        )  # fmt: skip
        writer.write_record(record)
        return out.getvalue()

    @cached_property
    def _exact(self) -> Any:
        base: Any = self._status.StatusAndHeaders

        class Exact(base):  # type: ignore[misc]
            """HTTP headers byte for byte: warcio would percent-encode what is not ASCII."""

            def __init__(self, head: bytes) -> None:
                super().__init__("", [])
                self._head = head

            def compute_headers_buffer(self, header_filter: object = None) -> None:
                del header_filter
                self.headers_buff = self._head

            def __bool__(self) -> bool:
                return True

        return Exact


def record_id(kind: str, capture: Capture, more: str = "") -> str:
    """The id of a capture's record: the same in each export, so that later ones can refer to earlier ones."""
    name = "\n".join((kind, str(capture.id), capture.sha256, capture.url, capture.fetched_at, more))
    return f"<urn:uuid:{uuid5(_RECORD_IDS, name)}>"


def payload_digest(capture: Capture) -> str:
    """SHA-256 of the payload as WARC spells it; of no bytes where there is no payload."""
    digest = bytes.fromhex(capture.sha256) if capture.sha256 else _EMPTY
    return "sha256:" + base64.b32encode(digest).decode("ascii")


_EMPTY: Final = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")


def target(url: str) -> str:
    """An address that fits on a header line: spaces, control characters and angle brackets encoded."""
    return _UNSAFE.sub(lambda match: quote(match[0]), url)


def response_head(capture: Capture, headers: Headers, size: int | None) -> bytes:
    """Status line and header fields of an answer whose payload is ``size`` bytes (None: has none).

    Payloads are stored decoded, so fields that tell of an encoding, and a length that is not the payload's,
    are kept under other names, and the right length is told.
    """
    lines: list[tuple[str, str]] = []
    aside = False
    for name, value in headers:
        wrong = size is not None and name.lower() == "content-length" and value.strip() != str(size)
        if wrong or name.lower() in _MOVED_ASIDE:
            aside = True
            name = f"X-Archive-Orig-{name}"  # noqa: PLW2901 - the same field under another name
        lines.append((name, value))
    if aside and size is not None:
        lines.append(("Content-Length", str(size)))
    return _head(f"HTTP/1.1 {capture.status} {_phrase(capture.status)}".rstrip(), lines)


def request_head(capture: Capture, headers: Headers) -> bytes:
    """Request line and header fields."""
    parts = urlsplit(capture.final_url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = () if any(name.lower() == "host" for name, _ in headers) else (("Host", parts.netloc),)
    return _head(f"GET {target(path)} HTTP/1.1", [*host, *headers])


def _head(first: str, lines: Sequence[tuple[str, str]]) -> bytes:
    text = "".join(f"{_BREAKS.sub(' ', line)}\r\n" for line in (first, *(f"{n}: {v}" for n, v in lines)))
    try:
        return text.encode("latin-1") + b"\r\n"
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace") + b"\r\n"


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""


def _asked(capture: Capture) -> dict[str, str]:
    return {REQUESTED: target(capture.url)} if capture.url != capture.final_url else {}


def _remote(capture: Capture) -> dict[str, str]:
    try:
        return {"WARC-IP-Address": str(ipaddress.ip_address(capture.remote))}
    except ValueError:
        return {}
