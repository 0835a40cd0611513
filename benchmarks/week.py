"""Simulates a week of schedule: whether anything is missed, every alarm right, memory and files grow.

    python benchmarks/week.py [--days 7] [--every 2h]

A bundled portal publishes 18 stories a day, corrects and withdraws some, changes its template once (the
credits at the end of its articles go) and goes down once for six hours. Its site is crawled whenever it is
due by a simulated clock; everything else is real: processes, HTTP, archive, monitors.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "schedule"))

from simulation import Simulation

from newsarchive.demo import serve
from newsarchive.demo.life import Life

BEGINS = datetime(2026, 6, 1, 0, 5, tzinfo=UTC)
GRACE = timedelta(hours=14)
"""An article is asked for again after six hours at the soonest, then after a quarter of its age."""


def main() -> None:
    """Run the simulation and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--every", default="2h")
    parser.add_argument("--backlog", type=int, default=200)
    given = parser.parse_args()
    redesigned = BEGINS + timedelta(days=given.days * 3 // 7 or 1)
    away = BEGINS + timedelta(days=given.days * 5 // 7 or 1, hours=4)
    life = Life(BEGINS, backlog=given.backlog, redesigned=redesigned)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, serve(life.portal(BEGINS)) as server:
        week = Simulation(
            Path(folder) / "archive", life, server, given.every, down=((away, away + timedelta(hours=6)),)
        )
        try:
            week.run(BEGINS + timedelta(days=given.days))
        finally:
            print_days(week)
        print(f"redesigned {redesigned:%m-%d %H:%M}, away {away:%m-%d %H:%M} for 6 h")
        print_truth(week)
        print_tables(week.archive / "archive.db")
    print(f"{time.monotonic() - begun:.0f} s of real time")


def print_days(week: Simulation) -> None:
    """A line a day: crawls, what they asked and found, and how large things were at its end."""
    days: dict[str, list[int]] = {}
    for ran in week.ran:
        counts = days.setdefault(f"{ran.at:%Y-%m-%d}", [0] * 9)
        report = ran.report
        names = ("requests", "not_modified", "articles_new", "articles_changed", "articles_gone")
        counts[0] += 1
        counts[1] += ran.end.exit_status != 0
        for place, name in enumerate(names, 2):
            counts[place] += report.get(name, 0)
        counts[7], counts[8] = ran.archive_bytes // 1024, round(ran.megabytes)
    print("day         crawls failed requests   304    new changed  gone  archive KiB  peak MB")
    widths = (7, 6, 8, 5, 6, 7, 5, 12, 8)
    for day, counts in days.items():
        print(day, *(f"{count:{width}}" for count, width in zip(counts, widths, strict=True)))


def print_truth(week: Simulation) -> None:
    """What was missed, what was taken for an article, and every alarm."""
    for title, found in (("missed", list(week.missed(GRACE))), ("surplus", list(week.surplus()))):
        print(f"{title}: {len(found)}")
        for line in found[:20]:
            print(f"  {line}")
    for alarm in week.alarms():
        print(
            f"alarm {alarm['monitor']} {alarm['subject'] or '(site)'}: {alarm['began_at']} to"
            f" {alarm['ended_at'] or 'now'}: {alarm['message']}"
        )


def print_tables(path: Path) -> None:
    """Rows that must not pile up."""
    with closing(sqlite3.connect(path)) as db:
        for table in ("frontier", "site_locks", "runs", "run_measures", "pages", "captures"):
            print(f"{table}: {db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]} rows")  # noqa: S608


if __name__ == "__main__":
    main()
