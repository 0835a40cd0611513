"""A small archive whose captures are of each sort that an export has to tell apart, and readers of WARC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
HOME = "https://portal.example/"
FIRST, SECOND = f"{HOME}a/1.html", f"{HOME}a/2.html"
LISTING = "<html><body><a href='/a/1.html'>第一篇</a></body></html>".encode()
TEXT = "<html><body><h1>标题</h1><p>正文。\x1b[31m</p></body></html>".encode("gb18030")
HTML = (("Content-Type", "text/html; charset=gb18030"), ("X-Odd", "caf\xe9; a=\xff"))


@dataclass
class Stored:
    """The archive's folder, and the bodies stored in it in order (None: an answer that repeats none)."""

    folder: Path
    bodies: list[bytes]


def fill(folder: Path) -> Stored:
    """Two runs of one site: listing, article, its twin, an error, a redirected page; then a 304."""
    clock = [START]

    def page(url: str, body: bytes, **fields: Any) -> Page:
        clock[0] += timedelta(minutes=1)
        told = {"headers": HTML, "request_headers": (("User-Agent", "archive"),), "remote": "192.0.2.7"}
        return Page(url, body, fetched_at=clock[0], **told | fields)

    def article(url: str) -> Outcome:
        record = Article(
            url=url, title="标题", body="正文。", authors=("王一",), provenance={"title": "heading"}
        )
        return Outcome(OutcomeKind.ARTICLE, url, "article", record)

    site = SiteSpec("portal", home=HOME)
    with Writer.open(folder, site=site) as writer:
        writer.record(page(HOME, LISTING), Outcome(OutcomeKind.LISTING, HOME, "listing"))
        writer.record(page(FIRST, TEXT), article(FIRST))
        writer.record(page(f"{HOME}twin.html", TEXT), Outcome(OutcomeKind.OTHER, HOME, "not-an-article"))
        writer.keep(page(f"{HOME}down", b"", status=503))
        coded = (*HTML, ("Transfer-Encoding", "chunked"), ("Content-Length", "3"))
        writer.record(
            page(SECOND, b"<p>moved</p>", requested_url=f"{HOME}old", headers=coded), article(SECOND)
        )
        writer.finish("finished")
    with Writer.open(folder, site=site) as writer:
        writer.record_not_modified(page(FIRST, b"", status=304, headers=(("ETag", '"1"'),)))
        writer.finish("finished")
    return Stored(folder, [LISTING, TEXT, TEXT, b"", b"<p>moved</p>", TEXT])


@dataclass(frozen=True)
class Read:
    """One record as warcio reads it: type, named fields, HTTP head and payload."""

    kind: str
    named: dict[str, str]
    status: str
    http: tuple[tuple[str, str], ...]
    payload: bytes


def read_back(path: Path) -> list[Read]:
    """All records of a file, digests checked."""
    from warcio.archiveiterator import ArchiveIterator

    records = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            http = record.http_headers
            payload = record.content_stream().read()
            records.append(
                Read(
                    record.rec_type, dict(record.rec_headers.headers), http.statusline if http else "",
                    tuple(http.headers) if http else (), payload,
                )
            )  # fmt: skip
    return records
