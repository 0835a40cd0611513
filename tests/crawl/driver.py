"""Runs one crawl in a process of its own (a reactor cannot be started twice) and prints its report."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Crawled:
    """``report`` is empty when the crawl raised; ``error`` is then its line. ``megabytes`` is peak memory."""

    status: int
    report: dict[str, Any]
    error: str
    megabytes: float
    stderr: str


def command(target: str, archive: Path, **options: Any) -> list[str]:
    return [sys.executable, __file__, json.dumps({"target": target, "archive": str(archive), **options})]


def run_crawl(target: str, archive: Path, wait: float = 60, **options: Any) -> Crawled:
    """Crawl without politeness unless told otherwise."""
    done = subprocess.run(
        command(target, archive, **options), capture_output=True, text=True, timeout=wait, check=False
    )
    told = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    return Crawled(
        done.returncode,
        told.get("report", {}),
        told.get("error", ""),
        told.get("megabytes", 0.0),
        done.stderr,
    )


def main() -> int:
    from newsarchive.crawl import CrawlOptions, crawl
    from newsarchive.errors import NewsarchiveError

    wishes = {"delay": 0, "concurrency": 8} | json.loads(sys.argv[1])
    target = wishes.pop("target")
    told: dict[str, Any] = {}
    try:
        report = crawl(target, CrawlOptions(**wishes | {"archive": Path(wishes["archive"])}))
        told["report"] = report.to_dict()
        status = report.exit_status
    except NewsarchiveError as error:
        told["error"] = str(error)
        status = error.exit_status
    told["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps(told) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
