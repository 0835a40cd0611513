#!/usr/bin/env python3
"""Measures re-extraction against extraction alone: the share of the cores' work that reaches the pages.

    python benchmarks/reextract.py [--articles 3000] [--workers 2] [--rounds 3]
    python benchmarks/reextract.py --change    (every article differs, and is stored)

Pages of the bundled portal are captured into an archive. *Alone* is `process()` on bytes in memory in one
process while nothing else of ours runs; *side by side* is the same in W processes at once, which is slower a
page where cores share caches and memory: no program with W processes can be faster than that. *Re-extraction*
is all the rest too: reading captures, unpacking and checking them, comparing with what is stored, handing
pages out and taking readings in.

Each is told in CPU seconds, which mean the same on a machine that does other work, and by the clock, which
means something on an idle one only. `reached` is what re-extraction makes of W times *alone*, `of_machine`
what it makes of *side by side*. In CPU time the rate of W processes cannot pass W x pages / (CPU of all
processes), nor pages / (CPU of the process that hands out): the smaller counts. Starting processes costs the
same for ten pages and for a million: it is taken out by reading a tenth of the pages, a site of their own, in
the same way; `clock_whole_command_pages_s` has it in. *Alone* and *side by side* are measured before and
after each re-extraction.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median

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


def alone(pages: list[Page]) -> Spent:
    """Extraction alone, in this process."""
    own, wall = time.process_time(), time.monotonic()
    for page in pages:
        process(page, GENERIC)
    return Spent(time.process_time() - own, 0, time.monotonic() - wall)


def side_by_side(pages: list[Page], workers: int) -> Spent:
    """The same in so many processes at once, each all pages: the CPU and wall seconds of the usual one."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        ready = [pool.submit(_alone_at, pages[:50], time.time()) for _ in range(workers)]
        assert all(one.result() for one in ready)
        begin = time.time() + 1
        took = [one.result() for one in [pool.submit(_alone_at, pages, begin) for _ in range(workers)]]
    return Spent(median(one.parent for one in took), 0, median(one.wall for one in took))


def _alone_at(pages: list[Page], begin: float) -> Spent:
    time.sleep(max(0, begin - time.time()))
    return alone(pages)


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
        rounds = [
            _round(folder, pages, wanted.workers, dry_run=not wanted.change) for _ in range(wanted.rounds)
        ]
    told = {
        name: round(median(one[name] for one in rounds), 3)
        for name in rounds[0]
        if "reached" in name or "of_" in name
    }
    print(json.dumps({"median of rounds": told}))


def _round(folder: Path, pages: list[Page], workers: int, *, dry_run: bool) -> dict[str, float]:
    if not dry_run:
        spoil(folder)
    few = anew(folder, "few", workers, dry_run=dry_run)
    floors = [(alone(pages), side_by_side(pages, workers))]
    whole = anew(folder, "portal", workers, dry_run=dry_run)
    floors.append((alone(pages), side_by_side(pages, workers)))
    told = _told(few, whole, [one for one, _ in floors], [both for _, both in floors], workers)
    print(json.dumps({name: round(value, 3) for name, value in told.items()}), flush=True)
    return told


def _told(
    few: tuple[int, Spent], whole: tuple[int, Spent], alone: list[Spent], both: list[Spent], workers: int
) -> dict[str, float]:
    count, spent = whole
    more = count - few[0]
    child = (spent.children - few[1].children) / more
    # With what it takes to begin: by itself the difference is too small to be measured.
    parent = spent.parent / count
    page = max((parent + child) / workers, parent)
    clock = (spent.wall - few[1].wall) / more
    single, single_clock = (mean(getattr(one, name) for one in alone) / count for name in ("parent", "wall"))
    beside, beside_clock = (mean(getattr(one, name) for one in both) / count for name in ("parent", "wall"))
    return {
        "pages": count,
        "alone_ms": 1000 * single,
        "side_by_side_ms": 1000 * beside,
        "workers_ms": 1000 * child,
        "handing_out_ms": 1000 * parent,
        "starting_s": few[1].children - child * few[0],
        "reached": single / workers / page,
        "of_machine": beside / workers / page,
        "clock_alone_pages_s": 1 / single_clock,
        "clock_side_by_side_pages_s": workers / beside_clock,
        "clock_pages_s": 1 / clock,
        "clock_whole_command_pages_s": count / spent.wall,
        "clock_reached": single_clock / workers / clock,
        "clock_of_machine": beside_clock / workers / clock,
    }


if __name__ == "__main__":
    sys.exit(main())
