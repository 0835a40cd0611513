"""Measures ten sites crawled side by side against one after another: wall time, CPU time, memory, lost turns.

    python benchmarks/schedule.py [--sites 10] [--articles 20] [--delay 0.25] [--jobs 2 4 8 10]

The portals run in a process of their own, whose time is not counted. CPU time is that of all crawls with the
process that starts them; ``peak`` the largest one's memory. Wall time means little on a machine that is busy.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = (sys.executable, "-m", "newsarchive.cli")
PORTALS = """
import sys
from contextlib import ExitStack
from newsarchive.demo import build_portal, serve
with ExitStack() as stack:
    for seed in range(int(sys.argv[1])):
        portal = build_portal(seed=seed, articles=int(sys.argv[2]))
        print(stack.enter_context(serve(portal)).url, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Measured:
    """One way of crawling all sites. ``wall`` and ``cpu`` in seconds, ``peak`` in MB of one process."""

    name: str
    wall: float
    cpu: float
    peak: float
    finished: int
    articles: int
    slowest: float

    def __str__(self) -> str:
        return (
            f"{self.name:22} wall {self.wall:7.1f} s  cpu {self.cpu:6.1f} s  peak {self.peak:4.0f} MB"
            f"  {self.finished} finished  {self.articles} articles  slowest site {self.slowest:6.1f} s"
        )


@contextmanager
def portals(count: int, articles: int) -> Iterator[list[str]]:
    """Serve so many portals; gives their addresses."""
    command = [sys.executable, "-c", PORTALS, str(count), str(articles)]
    with subprocess.Popen(  # noqa: S603 - our own
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdout is None or server.stdin is None:
            raise SystemExit("the portals do not answer")
        yield [server.stdout.readline().strip() for _ in range(count)]
        server.stdin.close()


def measure(name: str, urls: list[str], delay: float, jobs: int) -> Measured:
    """Crawl all sites into a new archive; ``jobs`` 0 is one after another by `crawl`."""
    with tempfile.TemporaryDirectory() as folder:
        sites = Path(folder) / "sites"
        sites.mkdir()
        keys = [f"site-{number}" for number in range(len(urls))]
        for key, url in zip(keys, urls, strict=True):
            options = f"delay = {delay}\nconcurrency = {1 if delay else 8}\nworkers = 0\nrender = 'never'\n"
            (sites / f"{key}.toml").write_text(f'start = ["{url}/"]\nevery = "1h"\n[crawl]\n{options}')
        way = ["run", "--jobs", str(jobs)] if jobs else ["crawl", *keys]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = subprocess.run(  # noqa: S603 - our own
            [*PROGRAM, "--archive", folder, *way, "--json", "--quiet"],
            capture_output=True, text=True, check=False, env=os.environ,
        )  # fmt: skip
        wall = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.stderr:
        print(done.stderr, file=sys.stderr)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(
        name, wall, cpu, after.ru_maxrss / 1024,
        sum(report["status"] == "finished" for report in reports),
        sum(report["articles_new"] for report in reports),
        max((report["seconds"] for report in reports), default=0.0),
    )  # fmt: skip


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--delay", type=float, default=0.25, help="0 lifts politeness")
    parser.add_argument("--jobs", type=int, nargs="*", default=[2, 4, 8, 10])
    given = parser.parse_args()
    with portals(given.sites, given.articles) as urls:
        print(f"{len(urls)} sites of {given.articles} articles, {given.delay:g} s between requests")
        for jobs in (0, *given.jobs):
            name = f"side by side, {jobs} jobs" if jobs else "one after another"
            print(measure(name, urls, given.delay, jobs), flush=True)


if __name__ == "__main__":
    main()
