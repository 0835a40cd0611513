"""Makes WARC files as other crawlers do, without the package's own writer."""

from __future__ import annotations

import base64
import gzip
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from newsarchive.demo.portal import build_portal

if TYPE_CHECKING:
    from collections.abc import Iterable

HOST = "portal.example"
BASE = f"https://{HOST}"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(kind: str, url: str, date: str, block: bytes, *, digest: bool = True, **fields: str) -> bytes:
    """One record, not compressed; ``fields`` are named fields with ``_`` for ``-``."""
    named = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": date}
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    if digest:
        named["WARC-Block-Digest"] = sha1(block)
    named["Content-Length"] = str(len(block))
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Type": "text/html; charset=utf-8"} | {
        n.replace("_", "-"): v for n, v in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def response(path: str, body: bytes, date: str = "2021-03-04T05:06:07Z", **fields: str) -> bytes:
    return record("response", BASE + path, date, http(body), WARC_IP_Address="192.0.2.9", **fields)


def gzipped(records: Iterable[bytes]) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in records)


@cache
def _portal() -> dict[str, bytes]:
    portal = build_portal(articles=6)
    paths = [f"/article/{story.number}.html" for story in portal.articles]
    return {path: portal.respond(path, BASE).body for path in ["/", *paths, "/article/426005_2.html"]}


def body_of(path: str) -> bytes:
    """A page of the demo portal: "/", "/article/426000.html" to 426005, the last of two pages."""
    return _portal()[path]


def articles(count: int = 4) -> list[bytes]:
    """Responses of so many articles, a minute after one another."""
    return [
        response(
            f"/article/42600{number}.html", body_of(f"/article/42600{number}.html"),
            f"2021-03-04T05:0{number}:07Z",
        )
        for number in range(count)
    ]  # fmt: skip
