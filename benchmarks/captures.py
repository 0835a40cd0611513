#!/usr/bin/env python3
"""Measures raw captures: bytes and CPU a page against one gzip record a page, in the same run.

    python benchmarks/captures.py [--articles 1000]
    python benchmarks/captures.py --pages SITE_DIR [SITE_DIR…]

Pages are those of the bundled portal and of a plain one, or the .html and .html.gz files of a folder, which
should be one site's. The peer is warcio, writing response records into memory; without it gzip alone
stands for it. Times are CPU milliseconds of this process; storing includes hashing and SQLite.
``listing_again`` is what a listing of forty entries costs when four of them are new.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawl_portal import Site

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.compact import compact
from newsarchive.archive.captures.dictionaries import load_dictionary
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.captures.store import CaptureStore
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.seen import Seen
from newsarchive.archive.writer import Writer
from newsarchive.demo.portal import build_portal
from newsarchive.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADERS = (
    ("Server", "nginx"), ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"), ("Content-Type", "text/html"),
    ("Vary", "Accept-Encoding"), ("ETag", '"5f3c-17a"'), ("Cache-Control", "max-age=60"),
)  # fmt: skip


def plain_portal(articles: int) -> list[bytes]:
    """Article pages of about 25 KB, half of them style and script."""
    site = Site(articles)
    return [page for n in range(articles) if (page := site.page(f"/article/{1_000_000 + n}.html"))]


def bundled_portal(articles: int) -> list[bytes]:
    """Article pages of the bundled portal, in its three layouts."""
    portal = build_portal(articles=articles)
    return [portal.respond(story.path, "https://portal.example").body for story in portal.articles]


def folder(path: Path) -> list[bytes]:
    """The pages in a folder."""
    files = sorted(p for p in path.iterdir() if p.name.endswith((".html", ".html.gz")))
    return [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in files]


def as_pages(bodies: list[bytes]) -> Iterator[Page]:
    """Answers with those bodies and usual headers."""
    for number, body in enumerate(bodies):
        yield Page(
            f"https://portal.example/{number}.html", body, 200, HEADERS, NOW, request_headers=HEADERS[:2]
        )


def warc_records(bodies: list[bytes]) -> tuple[int, float]:
    """Bytes and CPU seconds of one gzip record a page."""
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError:
        start = time.process_time()
        return sum(len(gzip.compress(body, 6)) for body in bodies), time.process_time() - start
    out = io.BytesIO()
    start = time.process_time()
    writer = WARCWriter(out, gzip=True)
    for page in as_pages(bodies):
        head = StatusAndHeaders("200 OK", list(page.headers), protocol="HTTP/1.1")
        payload = io.BytesIO(page.body)
        writer.write_record(
            writer.create_warc_record(page.url, "response", payload=payload, http_headers=head)
        )
    return out.tell(), time.process_time() - start


def stored(bodies: list[bytes]) -> dict[str, float]:
    """Bytes and CPU seconds of our captures, and of reading them back, each checked against its hash."""
    with tempfile.TemporaryDirectory() as name:
        with Writer.open(Path(name), site=SiteSpec("portal")) as writer:
            run = writer.run
        connection = sqlite3.connect(Path(name) / "archive.db", isolation_level=None)
        empty = occupied(connection)
        store = CaptureStore(connection, 1)
        seen = Seen(1, run, NOW.isoformat(), "UTC")
        connection.execute("BEGIN")
        start = time.process_time()
        for number, page in enumerate(as_pages(bodies)):
            store.store(page, seen)
            if number % 100 == 99:
                store.renew_dictionary()
        connection.execute("COMMIT")
        writing = time.process_time() - start
        payloads = Payloads(connection, Codec(lambda number: load_dictionary(connection, number)))
        start = time.process_time()
        numbers = [row[0] for row in connection.execute("SELECT payload_id FROM captures ORDER BY id")]
        assert all(payloads.get(number) == body for number, body in zip(numbers, bodies, strict=True))
        reading = time.process_time() - start
        pages = connection.execute("SELECT sum(length(data)) FROM payloads").fetchone()[0]
        dictionaries = connection.execute("SELECT sum(length(data)) FROM capture_dictionaries").fetchone()[0]
        used = occupied(connection) - empty
        start = time.process_time()
        compact(Path(name))
        return {
            "all": used, "payloads": pages, "dictionaries": dictionaries or 0, "writing": writing,
            "reading": reading, "compacting": time.process_time() - start,
            "compacted": occupied(connection) - empty,
        }  # fmt: skip


def occupied(connection: sqlite3.Connection) -> int:
    """Bytes of the file's pages in use."""
    one = connection.execute
    size: int = one("PRAGMA page_size").fetchone()[0]
    used: int = one("PRAGMA page_count").fetchone()[0] - one("PRAGMA freelist_count").fetchone()[0]
    return size * used


def listing_again() -> dict[str, int]:
    """Bytes of a listing alone, and of the same with four new entries when the first is there."""
    site = Site(10_000)
    first, second = site.page("/section/1/?page=1"), site.page("/section/1/?page=1")
    assert first is not None
    assert second is not None
    again = second.replace(b"<li class=", b"<li class='new'><a href='/article/9.html'>", 4)
    codec = Codec(lambda _: b"")
    return {"listing": len(codec.pack(first)), "listing_again": len(codec.pack_against(again, first))}


def report(name: str, bodies: list[bytes]) -> None:
    """Print one line of figures for the pages of one site."""
    ours, (warc_bytes, warc_seconds) = stored(bodies), warc_records(bodies)
    count = len(bodies)
    print(
        json.dumps(
            {
                "site": name,
                "pages": count,
                "bytes_a_page": sum(map(len, bodies)) // count,
                "gzip_record": warc_bytes // count,
                "capture": round(ours["all"] / count),
                "ratio": round(ours["all"] / warc_bytes, 3),
                "ratio_compacted": round(ours["compacted"] / warc_bytes, 3),
                "ratio_without_dictionaries": round((ours["all"] - ours["dictionaries"]) / warc_bytes, 3),
                "gzip_ms": round(1000 * warc_seconds / count, 3),
                "ms": round(1000 * ours["writing"] / count, 3),
                "reading_ms": round(1000 * ours["reading"] / count, 3),
                "compacting_ms": round(1000 * ours["compacting"] / count, 3),
            }
        )
    )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--pages", type=Path, nargs="+", default=[])
    arguments = parser.parse_args()
    if arguments.pages:
        for path in arguments.pages:
            report(path.name, folder(path))
        return
    report("plain portal", plain_portal(arguments.articles))
    report("bundled portal", bundled_portal(arguments.articles))
    print(json.dumps(listing_again()))


if __name__ == "__main__":
    sys.exit(main())
