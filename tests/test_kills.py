"""SIGKILL and a full disk amid each job that changes an archive: nothing is half-written or lost."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.captures.compact import compact
from newsarchive.archive.captures.prune import prune
from newsarchive.archive.chain.check import check_chain
from newsarchive.archive.records import SiteSpec
from newsarchive.archive.verify import verify
from newsarchive.archive.writer import Writer
from newsarchive.errors import ArchiveError
from newsarchive.model import Article, Outcome, OutcomeKind, Page
from newsarchive.reextract import reextract
from newsarchive.warc.export import export_warc
from newsarchive.warc.importing import import_warc

if TYPE_CHECKING:
    from collections.abc import Callable

    Job = Callable[[Path], object]

ROOT = Path(__file__).parents[1]
SITE = SiteSpec("portal.example", home="https://portal.example/")
START = datetime(2020, 1, 1, tzinfo=UTC)
TEMPLATE = "".join(f"<li><a href='/section/{n * 37}'>栏目{n * 91}</a>" for n in range(40))
# What a job leaves, whatever moments and numbers it was done at.
LEFT = (
    "SELECT url, title, body, editor, revision FROM v_articles ORDER BY 1",
    "SELECT url, status, fetched_at, sha256 FROM v_captures ORDER BY 1, 3, 2",
)


def page(number: int, **fields: Any) -> Page:
    paragraphs = "".join(
        f"<p>{hour}点，第{number}天的潮水比预报的低了{hour * 7 % 11}厘米，渔船照常出港，灯亮到了天明。</p>"
        for hour in range(4, 16)
    )
    body = (
        f"<html><head><title>第{number}天的潮水</title></head><body><ul>{TEMPLATE}</ul>"
        f"<article><h1>第{number}天的潮水</h1>{paragraphs}</article></body></html>"
    )
    address = f"https://portal.example/2020/01/{number}.html"
    at = START + timedelta(minutes=number)
    return Page(address, **{"body": body.encode(), "fetched_at": at} | fields)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles stored by rules that read less, early captures packed alone, and old error pages."""
    folder = tmp_path_factory.mktemp("stored")
    with Writer.open(folder, site=SITE, started_at=START) as writer:
        for number in range(40):
            made = page(number)
            article = Article(url=made.url, title=f"标题{number}", body=f"第{number}天的一句。")
            writer.record(made, Outcome(OutcomeKind.ARTICLE, made.url, "article", article))
            writer.keep(page(100 + number, body=os.urandom(2000), status=503))
        writer.finish("finished")
    return folder


@pytest.fixture(scope="module")
def warc(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("warcio")
    file = tmp_path_factory.mktemp("warc") / "some.warc.gz"
    export_warc(stored, file)
    return file


def job_of(name: str, warc: Path) -> Job:
    jobs: dict[str, Job] = {
        "reextract": lambda folder: reextract(folder, workers=0),
        "import": lambda folder: import_warc(folder, [warc]),
        "prune": lambda folder: prune(folder, keep_errors=timedelta(days=30)),
        "compact": compact,
    }
    return jobs[name]


def fresh(name: str, stored: Path, folder: Path) -> Path:
    """What the job begins with: an archive, or for an import one without anything."""
    if name == "import":
        Writer.open(folder, site=SITE).close()
    else:
        shutil.copytree(stored, folder)
    return folder


DYING = """
import os, signal, sqlite3, sys
from pathlib import Path
sys.path.insert(0, "tests")
from test_kills import counting, job_of
name, folder, warc, at = sys.argv[1:]
counting(lambda seen: seen > int(at) and os.kill(os.getpid(), signal.SIGKILL))
job_of(name, Path(warc))(Path(folder))
"""


def counting(told: Callable[[int], object]) -> None:
    """From now on ``told`` is told of every writing statement of every connection, how many there were."""
    connect, seen = sqlite3.connect, [0]

    def counted(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(trace)
        return connection

    def trace(statement: str) -> None:
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE", "COMMIT", "BEGIN")):
            seen[0] += 1
            told(seen[0])

    sqlite3.connect = counted  # type: ignore[assignment]


def left_by(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return [connection.execute(sql).fetchall() for sql in LEFT]


def state(folder: Path) -> list[Any]:
    """What an archive holds, and how it is packed."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        packed = connection.execute("SELECT sum(length(data)) FROM payloads").fetchall()
    return [*left_by(folder), packed]


def assert_sound(folder: Path) -> None:
    assert list(verify(folder)) == []
    assert check_chain(folder).damages == []


@pytest.mark.parametrize("name", ["reextract", "import", "prune", "compact"])
def test_killed_at_any_statement_the_same_job_comes_to_the_same_end(
    name: str, stored: Path, warc: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, statements = job_of(name, warc), [0]
    whole, killed = (fresh(name, stored, tmp_path / folder) for folder in ("whole", "killed"))
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", sqlite3.connect)  # put back at the end
        counting(lambda seen: statements.__setitem__(0, seen))
        job(whole)
    assert state(whole) != state(killed)
    for share in (0.35, 0.9):
        at = str(int(statements[0] * share))
        arguments = [sys.executable, "-c", DYING, name, str(killed), str(warc), at]
        assert subprocess.run(arguments, cwd=ROOT, check=False).returncode in (-signal.SIGKILL, 0)
        assert_sound(killed)
    job(killed)
    assert_sound(killed)
    assert left_by(killed) == left_by(whole)


@pytest.mark.parametrize("name", ["reextract", "import", "prune", "compact"])
def test_on_a_full_disk_the_same_job_goes_on_when_there_is_room(
    name: str, stored: Path, warc: Path, tmp_path: Path
) -> None:
    job = job_of(name, warc)
    whole, full = (fresh(name, stored, tmp_path / folder) for folder in ("whole", "full"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # Room for the log's index and some pages of the log.
    resource.setrlimit(resource.RLIMIT_FSIZE, (45_000, before[1]))
    try:
        with pytest.raises(ArchiveError, match="make room"):
            job(full)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert_sound(full)
    job(whole)
    job(full)
    assert_sound(full)
    assert left_by(full) == left_by(whole)
