"""Measures the archive: cost and bytes of an article as it grows, kill -9, a reader beside the writer.

    python benchmarks/archive.py --articles 100000 --folder /tmp/archive-100k
    python benchmarks/archive.py --kills 50
    python benchmarks/archive.py --frontier 1000000

Times are CPU seconds of this process; making the synthetic articles is not counted. The machine's own pace is
measured in the same run (``pace``: milliseconds to make one article) so that runs can be compared.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from synthetic import article

from newsarchive.archive.records import FrontierRow, SiteSpec
from newsarchive.archive.writer import Writer
from newsarchive.model import Outcome, OutcomeKind, Page

SITE = SiteSpec("portal", "Portal", "https://portal.example/", "Asia/Shanghai", "zh-Hans")
FETCHED = datetime(2025, 1, 1, tzinfo=UTC)
STEP = 1_000


def outcome_of(number: int) -> tuple[Page, Outcome]:
    """One article's page as a crawl hands it over."""
    made = article(number)
    body = made.url.encode()
    return Page(made.url, body, fetched_at=FETCHED), Outcome(OutcomeKind.ARTICLE, made.url, "article", made)


def ingest(folder: Path, articles: int, step: int = STEP) -> None:
    """Store articles and print the cost of each tenth."""
    made = spent = 0.0
    report_every = max(STEP, articles // 10)
    with Writer.open(folder, site=SITE) as writer:
        first = last_report = writer_count(folder)
        for start in range(first, articles, step):
            begun = time.process_time()
            batch = [outcome_of(n) for n in range(start, min(start + step, articles))]
            middle = time.process_time()
            for page, outcome in batch:
                writer.record(page, outcome)
                writer.commit_if_due()
            writer.commit()
            made += middle - begun
            spent += time.process_time() - middle
            done = start + len(batch)
            if done - last_report >= report_every or done == articles:
                report_step(folder, done, done - last_report, spent, made)
                last_report, made, spent = done, 0.0, 0.0
        begun = time.process_time()
        writer.finish("finished")
        print(json.dumps({"finish_seconds": round(time.process_time() - begun, 2)}))


def writer_count(folder: Path) -> int:
    """Articles stored so far."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def report_step(folder: Path, done: int, articles: int, spent: float, made: float) -> None:
    """Print one line of figures."""
    size = sum(path.stat().st_size for path in folder.glob("archive.db"))
    figures = {
        "articles": done,
        "ms_per_article": round(1000 * spent / articles, 3),
        "articles_per_cpu_second": round(articles / spent),
        "pace": round(1000 * made / articles, 3),
        "cost_by_pace": round(spent / made, 2),
        "database_bytes_per_article": round(size / done),
    }
    print(json.dumps(figures), flush=True)


def kills(times: int) -> None:
    """Kill an ingesting process at random moments; check the file after each."""
    source = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(times):
            before = writer_count(folder) if (folder / "archive.db").exists() else 0
            child = subprocess.Popen(  # noqa: S603 - this very script
                [sys.executable, __file__, "--folder", name, "--articles", "1000000", "--step", "50"],
                stdout=subprocess.DEVNULL,
            )
            wait_for_more_than(before, folder)
            time.sleep(1.5 * source.random())
            child.send_signal(signal.SIGKILL)
            child.wait()
            check(folder)
            assert writer_count(folder) > before, "a kill took back what was committed"
        stored = writer_count(folder)
    print(json.dumps({"kills": times, "articles": stored, "sound_after_each": True}))


def wait_for_more_than(before: int, folder: Path) -> None:
    """Wait until the child has committed something: importing and the dictionary take seconds."""
    while True:
        time.sleep(0.1)
        try:
            if writer_count(folder) > before:
                return
        except sqlite3.Error:
            # The child is just making the file.
            continue


def check(folder: Path) -> None:
    """Integrity, foreign keys, whole articles only, and an index in step with them."""
    if not (folder / "archive.db").exists():
        return
    connection = sqlite3.connect(folder / "archive.db")
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    if connection.execute("PRAGMA user_version").fetchone()[0]:
        articles = connection.execute("SELECT count(*), coalesce(max(id), 0) FROM articles").fetchone()
        assert articles[0] == articles[1], "an article was lost in between"
        for table in ("article_revisions", "pages", "search_index_docsize"):
            rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - names above
            assert rows == articles[0], table
    connection.close()


def frontier(rows: int) -> None:
    """CPU microseconds of an operation on the queue of requests, empty and with ``rows`` in it."""
    source = random.Random(5)
    with tempfile.TemporaryDirectory() as name, Writer.open(Path(name), site=SITE) as writer:
        queued = 0
        while queued < rows:
            figures = {"queued": queued, "microseconds": frontier_step(writer, source, 2_000)}
            print(json.dumps(figures), flush=True)
            more = min(rows, max(10_000, 10 * queued)) - queued
            for _ in range(0, more, 2_000):
                writer.frontier.push(request(source) for _ in range(2_000))
                writer.commit_if_due()
            writer.commit()
            queued += more
        figures = {"queued": queued, "microseconds": frontier_step(writer, source, 2_000)}
        print(json.dumps(figures))


def request(source: random.Random) -> FrontierRow:
    """A request as the crawl queues them."""
    fingerprint = source.randbytes(20)
    url = f"https://portal.example/news/{fingerprint.hex()}.html"
    return FrontierRow(fingerprint, url, source.randrange(5), json.dumps({"depth": 3, "kind": "article"}))


def frontier_step(writer: Writer, source: random.Random, operations: int) -> dict[str, float]:
    """Push, look up, take and finish ``operations`` requests in a crawl's small batches."""
    made = [request(source) for _ in range(operations)]
    spent = {}
    begun = time.process_time()
    for start in range(0, operations, 20):
        writer.frontier.push(made[start : start + 20])
        writer.commit_if_due()
    spent["push"] = time.process_time() - begun
    begun = time.process_time()
    assert all(writer.frontier.seen(row.fingerprint) for row in made)
    spent["seen"] = time.process_time() - begun
    begun = time.process_time()
    taken = []
    for _ in range(0, operations, 8):
        taken += writer.frontier.pop(8)
        writer.commit_if_due()
    spent["pop"] = time.process_time() - begun
    begun = time.process_time()
    for row in taken:
        writer.frontier.done(row.id)
        writer.commit_if_due()
    writer.commit()
    spent["done"] = time.process_time() - begun
    return {name: round(1e6 * seconds / operations, 1) for name, seconds in spent.items()}


def reader_beside_writer() -> None:
    """Hold a reading transaction while articles are stored."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Writer.open(folder, site=SITE) as writer:
            reader = sqlite3.connect(folder / "archive.db", isolation_level=None)
            reader.execute("BEGIN")
            before = reader.execute("SELECT count(*) FROM articles").fetchone()[0]
            for number in range(1_000):
                writer.record(*outcome_of(number))
                writer.commit_if_due()
            writer.commit()
            same = reader.execute("SELECT count(*) FROM articles").fetchone()[0] == before
            reader.execute("ROLLBACK")
            seen = reader.execute("SELECT count(*) FROM articles").fetchone()[0]
            reader.close()
    print(json.dumps({"reader_saw_one_state": same, "writer_stored_meanwhile": seen}))


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--step", type=int, default=STEP, help="articles made at once")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--frontier", type=int, default=0, help="requests in the queue")
    options = parser.parse_args()
    if options.frontier:
        frontier(options.frontier)
        return
    if options.articles:
        with tempfile.TemporaryDirectory() as name:
            ingest(options.folder or Path(name), options.articles, options.step)
    if options.kills:
        kills(options.kills)
    if not options.articles and not options.kills:
        reader_beside_writer()


if __name__ == "__main__":
    main()
