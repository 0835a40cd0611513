#!/usr/bin/env python3
"""Measures re-extraction against extraction alone: the share of the cores' work that reaches the pages.

    python benchmarks/reextract.py [--articles 3000] [--workers 2] [--rounds 3]
    python benchmarks/reextract.py --change    (every article differs, and is stored)

Pages of the bundled portal are captured into an archive. *Extraction alone* is `process()` on bytes in
memory, in this process; *re-extraction* is all the rest too: reading captures, unpacking and checking them,
comparing with what is stored, handing pages out and taking readings in. Both are told in CPU seconds, which
mean the same on a machine that does other work. With W workers the rate cannot pass
W x pages / (CPU of all processes), nor pages / (CPU of the process that hands out); `reached` is the smaller
of the two over W x extraction alone. Starting processes costs the same for ten pages and for a million: it is
taken out by reading a tenth of the pages, a site of their own, in the same way. Wall figures stand beside.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from newsarchive.archive.records import SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.demo import build_portal
from newsarchive.model import Page
from newsarchive.process import process
from newsarchive.profile import GENERIC
from newsarchive.reextract import reextract

BASE = "http://portal.example"
AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Spent:
    """CPU seconds of this process and of its children, and seconds on the wall."""

    parent: float
    children: float
    wall: float


def pages_of(articles: int) -> list[Page]:
    """The bundled portal's articles that have one page only."""
    portal = build_portal(articles=articles)
    made = (
        Page(f"{BASE}{s.path}", portal.respond(s.path, BASE).body, fetched_at=AT) for s in portal.articles
    )
    return [page for page in made if not process(page, GENERIC).next_pages]


def crawled(folder: Path, key: str, pages: list[Page]) -> None:
    """A site of those pages, as a crawl leaves it."""
    with Writer.open(folder, site=SiteSpec(key, home=f"{BASE}/", timezone="Asia/Shanghai")) as writer:
        for page in pages:
            moved = replace(page, url=page.url.replace("portal", key))
            writer.record(moved, process(moved, GENERIC))
            writer.commit_if_due()
        writer.finish("finished")


def alone(pages: list[Page]) -> float:
    """CPU seconds of extraction alone."""
    begun = time.process_time()
    for page in pages:
        process(page, GENERIC)
    return time.process_time() - begun


def anew(folder: Path, key: str, workers: int, *, dry_run: bool) -> tuple[int, Spent]:
    """Pages of a site read anew, and what that took."""
    own, children, wall = time.process_time(), _children(), time.monotonic()
    report = reextract(folder, site=key, workers=workers, dry_run=dry_run)
    assert not report.failed
    assert dry_run or report.changed == report.pages
    spent = Spent(time.process_time() - own, _children() - children, time.monotonic() - wall)
    return report.pages, spent


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spoil(folder: Path) -> None:
    """Make every article differ from what its page gives."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        connection.execute("UPDATE articles SET editor = 'nobody'")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--change", action="store_true")
    wanted = parser.parse_args()
    pages = pages_of(wanted.articles)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawled(folder, "few", pages[::10])
        crawled(folder, "portal", pages)
        reached = []
        for _ in range(wanted.rounds):
            if wanted.change:
                spoil(folder)
            few = anew(folder, "few", wanted.workers, dry_run=not wanted.change)
            single = alone(pages) / len(pages)
            whole = anew(folder, "portal", wanted.workers, dry_run=not wanted.change)
            reached.append(_told(single, few, whole, wanted.workers))
    print(json.dumps({"reached": round(median(reached), 3), "rounds": [round(one, 3) for one in reached]}))


def _told(single: float, few: tuple[int, Spent], whole: tuple[int, Spent], workers: int) -> float:
    count, spent = whole
    more = count - few[0]
    child = (spent.children - few[1].children) / more
    # With what it takes to begin: by itself the difference is too small to be measured.
    parent = spent.parent / count
    reached = min(workers / (parent + child), 1 / parent) / (workers / single)
    print(
        json.dumps(
            {
                "pages": count,
                "alone_ms": round(1000 * single, 3),
                "workers_ms": round(1000 * child, 3),
                "handing_out_ms": round(1000 * parent, 3),
                "starting_s": round(few[1].children - child * few[0], 2),
                "reached": round(reached, 3),
                "wall_pages_s": round(count / spent.wall),
                "wall_s": round(spent.wall, 1),
            }
        ),
        flush=True,
    )
    return reached


if __name__ == "__main__":
    sys.exit(main())
