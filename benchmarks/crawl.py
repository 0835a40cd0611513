"""Measures crawls of one loopback portal: this program, bare Scrapy with the same settings, and trafilatura.

    python benchmarks/crawl.py [--articles 5000] [--growth 50000] [--workers 0 2] [--peer-pages 500]

The server runs in a process of its own, whose time is not counted; every contestant too, and its CPU time
(user and system, worker processes included) is what counts: wall time on a shared machine says little.
trafilatura is given all addresses and only fetches and extracts: it neither discovers nor indexes.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
CONCURRENCY = 16


@dataclass(frozen=True)
class Measured:
    """One contestant's run; ``cpu`` and ``wall`` in seconds, ``stored`` articles, ``peak`` in MB.

    ``own`` is the part of ``cpu`` that the process took which fetches and writes.
    """

    name: str
    pages: int
    stored: int
    cpu: float
    wall: float
    peak: float
    own: float
    workers: int = 0

    @property
    def idle_rate(self) -> float:
        """Pages per second that two idle cores would allow: what a busy machine's wall time hides."""
        theirs = self.cpu - self.own
        return self.pages / max(self.own, theirs / max(1, self.workers), self.cpu / 2)

    def __str__(self) -> str:
        return (
            f"{self.name:28} {self.pages:6} pages {self.stored:6} stored  cpu {self.cpu:7.2f} s  "
            f"wall {self.wall:7.2f} s  {self.pages / self.wall:6.0f} pages/s  "
            f"{self.pages / self.cpu:6.0f} pages/cpu-s  {self.stored / self.cpu:6.0f} stored/cpu-s  "
            f"{self.peak:4.0f} MB  main process {self.own:.2f} s: "
            f"{self.idle_rate:.0f} pages/s on two idle cores"
        )


@contextmanager
def portal(articles: int) -> Iterator[str]:
    """Serve ``articles`` pages; gives the address."""
    command = [sys.executable, str(HERE / "crawl_portal.py"), str(articles)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdout is None:
            raise SystemExit("the portal does not answer")
        yield server.stdout.readline().strip()


def measure(name: str, contestant: str, *arguments: object, workers: int = 0) -> Measured:
    """Run a contestant in a process of its own."""
    command = [sys.executable, str(HERE / "crawl.py"), f"--run={contestant}", *map(str, arguments)]
    begun = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own
        command, capture_output=True, text=True, check=False, env=_with_bytecode()
    )
    wall = time.monotonic() - begun
    if done.returncode:
        raise SystemExit(f"{name} failed: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Measured(
        name, told["pages"], told["stored"], told["cpu"], wall, told["peak"], told["own"], workers
    )


def _with_bytecode() -> dict[str, str]:
    """The environment with compiled modules kept, as an installation has them: else each run compiles all."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "newsarchive-bytecode")} | kept


def warm_up() -> None:
    """Let every contestant run once on a small portal, so that its modules are compiled."""
    with portal(20) as url:
        for contestant, *arguments in (("bare",), ("ours", 0), ("ours", 1), ("trafilatura", 1)):
            if contestant != "trafilatura" or find_spec("trafilatura"):
                measure(contestant, contestant, url, *arguments)


def run_ours(url: str, workers: str) -> tuple[int, int]:
    """Crawl with everything on: extraction, store, search index, frontier."""
    from newsarchive.crawl import CrawlOptions, crawl

    with tempfile.TemporaryDirectory() as folder:
        options = CrawlOptions(Path(folder), delay=0, concurrency=CONCURRENCY, workers=int(workers))
        report = crawl(url, options)
    return report.pages, report.articles_new


def run_bare(url: str) -> tuple[int, int]:
    """Scrapy with the same settings, following every link once, keeping nothing."""
    import re

    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    link = re.compile(rb"href='(/(?:article|section)/[^']+)'")
    counts = {"pages": 0}
    seen: set[bytes] = set()

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = (url,)

        def parse(self, response: scrapy.http.Response) -> Iterator[scrapy.Request]:
            counts["pages"] += 1
            for path in link.findall(response.body):
                if path not in seen:
                    seen.add(path)
                    yield response.follow(path.decode(), dont_filter=True)

    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_ITEMS": 4,
            "CONCURRENT_REQUESTS": 2 * CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "ROBOTSTXT_OBEY": True,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(Bare)
    process.start()
    return counts["pages"], 0


def run_trafilatura(url: str, pages: str) -> tuple[int, int]:
    """Fetch and extract ``pages`` articles whose addresses are given."""
    import urllib3
    from trafilatura import extract

    http = urllib3.PoolManager()  # trafilatura's own fetch_url takes no loopback address

    stored = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(int(pages)):
            page = http.request("GET", f"{url}article/{1_000_000 + number}.html").data
            record = extract(page, output_format="json", with_metadata=True)
            if record:
                (Path(folder) / f"{number}.json").write_text(record, encoding="utf-8")
                stored += 1
    return int(pages), stored


CONTESTANTS = {"ours": run_ours, "bare": run_bare, "trafilatura": run_trafilatura}


def run_contestant(name: str, arguments: list[str]) -> None:
    """Run in this process and print what it took."""
    pages, stored = CONTESTANTS[name](*arguments)
    for child in multiprocessing.active_children():
        child.join()  # the time of worker processes counts once they are waited for
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own, theirs = (usage.ru_utime + usage.ru_stime for usage in used)
    told = {"pages": pages, "stored": stored, "cpu": own + theirs, "own": own}
    print(json.dumps(told | {"peak": used[0].ru_maxrss / 1024}), flush=True)


def main() -> None:
    """Run all contestants one after the other and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--growth", type=int, default=0, help="also crawl a portal of this many articles")
    parser.add_argument("--workers", type=int, nargs="*", default=[0])
    parser.add_argument("--peer-pages", type=int, default=300)
    wishes = parser.parse_args()
    warm_up()
    with portal(wishes.articles) as url:
        bare = measure("bare Scrapy", "bare", url)
        print(bare, flush=True)
        for workers in wishes.workers:
            ours = measure(f"newsarchive, {workers} workers", "ours", url, workers, workers=workers)
            print(ours, flush=True)
            share = (ours.pages / ours.cpu) / (bare.pages / bare.cpu)
            rate = (ours.pages / ours.wall) / (bare.pages / bare.wall)
            idle = ours.idle_rate / bare.idle_rate
            print(
                f"{'':28} {share:.0%} of bare Scrapy per CPU second, {rate:.0%} of its wall rate"
                f" ({idle:.0%} on two idle cores)",
                flush=True,
            )
        if wishes.peer_pages:
            print(measure("trafilatura (addresses given)", "trafilatura", url, wishes.peer_pages), flush=True)
    if wishes.growth:
        with portal(wishes.growth) as url:
            large = measure(f"newsarchive, {wishes.growth} articles", "ours", url, wishes.workers[0])
        print(large)
        print(f"{'':28} {(large.cpu / large.pages) / (ours.cpu / ours.pages):.2f} x the CPU time per page")


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].startswith("--run="):
        run_contestant(sys.argv[1].removeprefix("--run="), sys.argv[2:])
    else:
        main()
