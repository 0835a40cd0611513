"""Crawls that process their pages in worker processes: the same archive, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driver import RunningCrawl, run_crawl, start_crawl
from loopback import Answer, Ask, article_html, headline, listing_html, reply, running

from newsarchive.crawl.workers import plan, worker_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLES = 60
needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")


def address(number: int) -> str:
    return f"/article/{500000 + number}.html"


def portal(ask: Ask) -> Answer | None:
    """A start page with all articles on it, one of them on two pages."""
    if ask.path == "/":
        return reply(listing_html("海港日报", [(address(n), headline(n)) for n in range(ARTICLES)]))
    stem, _, part = ask.path.removesuffix(".html").partition("_")
    number = int("".join(filter(str.isdigit, stem)) or 0) - 500000
    if not 0 <= number < ARTICLES:
        return None
    more = (
        f"<a href='{address(7).replace('.html', '_2.html')}'>下一页</a>" if number == 7 and not part else ""
    )
    return reply(article_html(number + (1000 if part else 0), title=headline(number), extra=more))


def slow_portal(ask: Ask) -> Answer | None:
    time.sleep(0.03)
    return portal(ask)


def stored(archive: Path) -> list[tuple[str, str, int]]:
    query = (
        "SELECT a.url, r.body, a.pages FROM articles a"
        " JOIN article_revisions r ON r.article_id = a.id AND r.revision = a.revision ORDER BY a.url"
    )
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        return [(url[url.index("/article") :], body, pages) for url, body, pages in db.execute(query)]


def workers_of(pid: int) -> Iterator[int]:
    """Worker processes of a crawl: Python's own helper beside them is none."""
    with suppress(OSError):  # gone meanwhile
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                yield int(child)


def wait_for_workers(process: RunningCrawl) -> list[int]:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if len(found := list(workers_of(process.pid))) == 2:
            return found
        time.sleep(0.01)
    raise AssertionError("the crawl started no workers")


def test_the_archive_is_the_same_with_workers_and_without(tmp_path: Path) -> None:
    with running(portal) as server:
        alone = run_crawl(server.url + "/", tmp_path / "alone", workers=0)
    with running(slow_portal) as server:  # workers take a second to start, and pages go to them from then on
        helped = run_crawl(server.url + "/", tmp_path / "helped", workers=2, concurrency=1)
    assert helped.status == alone.status == 0
    assert helped.report["articles_new"] == ARTICLES
    assert helped.report["reasons"] == alone.report["reasons"]
    assert stored(tmp_path / "helped") == stored(tmp_path / "alone")
    assert {pages for _, _, pages in stored(tmp_path / "helped")} == {1, 2}


@needs_proc
def test_workers_killed_in_the_middle_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    with running(slow_portal) as server:
        process = start_crawl(server.url + "/", tmp_path, workers=2, concurrency=4)
        killed = wait_for_workers(process)
        while len(server.asked) < 20:
            time.sleep(0.005)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        process.communicate()
    assert process.returncode == 0
    assert len(stored(tmp_path)) == ARTICLES


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_crawl_and_the_same_command_resumes(tmp_path: Path, number: int) -> None:
    with running(slow_portal) as server:
        process = start_crawl(server.url + "/", tmp_path, workers=2, concurrency=2)
        workers = wait_for_workers(process)
        while len(server.asked) < 15:
            time.sleep(0.005)
        asked_to_end = time.monotonic()
        process.send_signal(number)
        process.communicate()
        assert time.monotonic() - asked_to_end < 5
        while any(_lives(pid) for pid in workers):
            assert time.monotonic() - asked_to_end < 5
            time.sleep(0.01)
        assert process.returncode == (-number if number == signal.SIGKILL else 130)
        assert run_crawl(server.url + "/", tmp_path, workers=2).status == 0
    assert len(stored(tmp_path)) == ARTICLES


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_by_itself_a_large_crawl_without_pauses_gets_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "_cores", lambda: 2)
    assert worker_plan(None, delay=0) == (1, plan.LARGE)
    assert worker_plan(None, delay=1.0) == (0, 0)
    monkeypatch.setattr(plan, "_cores", lambda: 1)
    assert worker_plan(None, delay=0) == (0, 0)


@pytest.mark.parametrize("wished", [0, 3])
def test_what_is_wished_holds_from_the_first_page(wished: int) -> None:
    assert worker_plan(wished, delay=1.0) == worker_plan(wished, delay=0) == (wished, 0)


def test_this_machine_has_a_core() -> None:
    assert plan._cores() >= 1  # noqa: SLF001 - the one part that depends on the machine


MANY = plan.LARGE + 100


def large(ask: Ask) -> Answer | None:
    """More pages than `LARGE`, all of them on one list."""
    if ask.path == "/":
        return reply(listing_html("海港日报", [(address(n), headline(n)) for n in range(MANY)]))
    number = int("".join(filter(str.isdigit, ask.path)) or 0) - 500000
    return reply(article_html(number)) if 0 <= number < MANY else None


def test_a_program_that_cannot_start_workers_does_without(tmp_path: Path) -> None:
    """Python starts a worker by importing the program: this one would crawl again in each."""
    program = tmp_path / "program.py"
    program.write_text(
        "import sys\nfrom pathlib import Path\nfrom newsarchive.crawl import CrawlOptions, crawl\n"
        "report = crawl(sys.argv[1], CrawlOptions(Path(sys.argv[2]), delay=0, concurrency=8))\n"
        "print(report.status, report.articles_new)\n"
    )
    with running(large) as server:
        command = [sys.executable, str(program), server.url + "/", str(tmp_path / "archive")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.split() == ["finished", str(MANY)]


@needs_proc
def test_a_worker_joins_a_crawl_under_way(tmp_path: Path) -> None:
    with running(large) as server:
        process = start_crawl(server.url + "/", tmp_path)
        joined_at = 0
        while process.poll() is None:
            if not joined_at and list(workers_of(process.pid)):
                joined_at = len(server.asked)
            time.sleep(0.005)
    assert process.returncode == 0
    assert joined_at >= plan.LARGE or plan.worker_plan(None, 0) == (0, 0)
    assert len(stored(tmp_path)) == MANY
