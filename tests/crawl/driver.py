"""Runs each crawl in a process of its own (a reactor cannot be started twice) and reads its report.

The processes are forked from one that has imported everything: starting Python and importing Scrapy takes
longer than most of these crawls.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache
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


def run_crawl(
    target: str,
    archive: Path,
    wait: float = 60,
    proxy: str = "",
    file_limit: int = 0,
    trusted: str = "",
    without: str = "",
    **options: Any,
) -> Crawled:
    """Crawl without politeness unless told otherwise.

    ``proxy`` is asked for every host; ``file_limit`` bounds the size of files in bytes, as a full disk does;
    ``trusted`` is the file of the only certificates that are trusted; ``without`` names a module that is as
    if it were not installed.
    """
    crawl = start_crawl(target, archive, proxy, file_limit, trusted, without, **options)
    out, err = crawl.communicate(wait)
    told = json.loads(out.strip().splitlines()[-1]) if out.strip() else {}
    report, error, megabytes = told.get("report", {}), told.get("error", ""), told.get("megabytes", 0.0)
    return Crawled(crawl.returncode or 0, report, error, megabytes, err)


def start_crawl(
    target: str,
    archive: Path,
    proxy: str = "",
    file_limit: int = 0,
    trusted: str = "",
    without: str = "",
    **options: Any,
) -> RunningCrawl:
    """Begin a crawl as `run_crawl` does."""
    folder = Path(tempfile.mkdtemp(prefix="crawl-"))
    wishes = {"target": target, "archive": str(archive), **options}
    order = {"wishes": wishes, "folder": str(folder), "file_limit": file_limit, "without": without}
    order["environment"] = {"http_proxy": proxy, "SSL_CERT_FILE": trusted}
    return RunningCrawl(_forks().ask(order), folder)


class RunningCrawl:
    """A crawl under way, with the methods of `subprocess.Popen` that the tests need."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._folder = folder

    def poll(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        if self.returncode is None:
            self.returncode = _forks().ask({"poll": self.pid})
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Wait for the end and give what was written to standard output and standard error."""
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                self.kill()
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.005)
        return (self._folder / "out").read_text(), (self._folder / "err").read_text()


class Forks:
    """The process that forks; one line of JSON for each question and each answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self._process.communicate)

    def ask(self, question: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


@cache
def _first_forks() -> Forks:
    return Forks()


_STARTING = threading.Lock()


def _forks() -> Forks:
    with _STARTING:  # crawls of several threads must have the same parent, which alone can wait for them
        return _first_forks()


def serve() -> None:
    import scrapy.core.downloader.handlers.http11
    import scrapy.crawler  # noqa: F401 - imported once for all

    import newsarchive.crawl.opening
    import newsarchive.crawl.pipelines.store
    import newsarchive.crawl.spiders.portal

    # Imported and not called: the script converter starts threads, which a fork leaves behind.
    import newsarchive.process  # noqa: F401

    for line in sys.stdin:
        question = json.loads(line)
        answer = _poll(question["poll"]) if "poll" in question else _fork(question)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _poll(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _fork(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{order['folder']}/{name}", os.O_WRONLY | os.O_CREAT), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ |= {name: value for name, value in order["environment"].items() if value}
    if order["without"]:
        sys.modules[order["without"]] = None  # type: ignore[assignment] # Python's way to say so
    if order["file_limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_limit"], order["file_limit"]))
    status = 70
    try:
        status = _crawl(order["wishes"])
    finally:
        sys.stdout.flush()
        os._exit(status)


def _crawl(wishes: dict[str, Any]) -> int:
    from newsarchive.crawl import CrawlOptions, crawl
    from newsarchive.errors import NewsarchiveError

    # Whether a browser is installed must not change what a test sees: those of rendering ask for it.
    wishes = {"delay": 0, "concurrency": 8, "render": "never"} | wishes
    target = wishes.pop("target")
    if browser := wishes.pop("browser", ""):
        os.environ["CHROME"] = browser
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
    serve()
