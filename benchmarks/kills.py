"""Kills crawls of the demo portal at random points, and counts what is missing, doubled and asked again.

    python benchmarks/kills.py [--articles 2000] [--kills 20] [--crawls 1] [--seed 1]

A crawl is killed with SIGKILL after a random number of answered requests, `--kills` times, and then left to
its end. What it asks again beyond what was in flight or in the open batch (half a second's) is a fault, as
are articles missing, stored twice or stored with two texts.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from newsarchive.demo import Portal, PortalServer, build_portal, serve

CONCURRENCY = 8
marks: list[tuple[float, int]] = []
"""When how many requests had been answered, while a crawl is watched."""
_ROOM = 16
"""Requests that the scheduler holds ready beside those on the line."""


@dataclass(frozen=True)
class Counted:
    """One crawl's faults; ``again`` are requests made twice, ``allowed`` what the kills excuse."""

    missing: int
    doubled: int
    revised: int
    again: int
    allowed: int
    worst: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost and nothing asked without need."""
        return not (self.missing or self.doubled or self.revised) and self.again <= self.allowed


def crawl_with_kills(portal: Portal, kills: int, chance: random.Random) -> Counted:
    """Crawl ``portal`` into an archive of its own, killed ``kills`` times."""
    least = max(20, len(portal.articles) // (2 * kills))
    allowed = worst = 0
    with serve(portal) as server, tempfile.TemporaryDirectory() as folder:
        for _ in range(kills):
            begun, before = len(server.requests), _twice(server)
            process = _start(server, folder)
            _wait(server, process, begun + chance.randint(least // 2, least * 3 // 2))
            allowed += _answered_lately(server) + CONCURRENCY + _ROOM
            process.kill()
            process.wait()
            worst = max(worst, _twice(server) - before)
        status = _start(server, folder).wait()
        if status:
            raise SystemExit(f"the last crawl ended with {status}")
        return _count(portal, server, Path(folder), allowed, worst)


def _start(server: PortalServer, folder: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "newsarchive.cli", "--archive", folder, "crawl", server.url, "--quiet"]
    command += ["--delay", "0", "--concurrency", str(CONCURRENCY)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own


def _wait(server: PortalServer, process: subprocess.Popen[bytes], count: int) -> None:
    marks.clear()
    while process.poll() is None and len(server.requests) < count:
        marks.append((time.monotonic(), len(server.requests)))
        time.sleep(0.005)


_BATCH_SECONDS = 0.5 + 0.25  # and the time that committing and the watcher's own pause may take


def _answered_lately(server: PortalServer) -> int:
    """Requests answered in the last batch's time: they may not have been committed."""
    since = time.monotonic() - _BATCH_SECONDS
    return len(server.requests) - max((number for at, number in marks if at <= since), default=0)


def _twice(server: PortalServer) -> int:
    asked = Counter(request.path for request in list(server.requests) if "/article" in request.path)
    return sum(asked.values()) - len(asked)


def _count(portal: Portal, server: PortalServer, folder: Path, allowed: int, worst: int) -> Counted:
    with closing(sqlite3.connect(folder / "archive.db")) as archive:
        stored = Counter(url for (url,) in archive.execute("SELECT url FROM articles"))
        (revisions,) = archive.execute("SELECT count(*) FROM article_revisions").fetchone()
    wanted = {server.url + story.path for story in portal.articles}
    missing, doubled = len(wanted - set(stored)), sum(stored.values()) - len(wanted & set(stored))
    return Counted(missing, doubled, revisions - len(stored), _twice(server), allowed, worst)


def main() -> int:
    """Run the crawls and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--crawls", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    portal = build_portal(wanted.seed, wanted.articles)
    sound = True
    for number in range(wanted.crawls):
        found = crawl_with_kills(portal, wanted.kills, chance)
        sound &= found.is_sound
        print(
            f"crawl {number + 1}: {wanted.articles} articles, {wanted.kills} kills: {found.missing} missing, "
            f"{found.doubled} doubled, {found.revised} with two texts, {found.again} asked again "
            f"(allowed {found.allowed}), at most {found.worst} in one start"
        )
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
