"""Shows crawls that run side by side, on standard error: a live line for each, or plain lines."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from newsarchive.cli.printing import clean, err, one_line
from newsarchive.cli.progress import REFRESHES_PER_SECOND, SECONDS_BETWEEN_LINES, describe
from newsarchive.crawl.report import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.progress import TaskID

    from newsarchive.schedule.child import Ended
    from newsarchive.schedule.fleet import Audience


@contextmanager
def audience(*, quiet: bool) -> Iterator[Audience]:
    """Who is to be told of the crawls; when ``quiet``, only what went wrong is shown."""
    if quiet or not sys.stderr.isatty():
        yield _PlainLines(quiet=quiet)
    else:
        with _live() as live:
            yield live


class _PlainLines:
    """A line when a crawl begins, one every ten seconds for each, and its report when it has ended."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._next: dict[str, float] = {}

    def began(self, site: str) -> None:
        self._next[site] = time.monotonic() + SECONDS_BETWEEN_LINES
        self._say(f"{site}: started")

    def moved(self, site: str, moment: dict[str, Any]) -> None:
        if time.monotonic() < self._next.get(site, 0):
            return
        self._next[site] = time.monotonic() + SECONDS_BETWEEN_LINES
        self._say(f"{site}: {_words(moment)}")

    def ended(self, end: Ended) -> None:
        tell(err(), end)

    def _say(self, line: str) -> None:
        if not self._quiet:
            print(one_line(line), file=sys.stderr, flush=True)


class _Live:
    """A moving line for each crawl that runs; reports scroll by above."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def began(self, site: str) -> None:
        self._tasks[site] = self._bar.add_task("crawl", total=None, site=one_line(site), words="starting")

    def moved(self, site: str, moment: dict[str, Any]) -> None:
        known = int(moment.get("pages", 0)) + int(moment.get("queued", 0))
        task = self._tasks.get(site)
        if task is None:
            return  # its last words, after its end
        self._bar.update(task, total=known or None, completed=moment.get("pages", 0), words=_words(moment))

    def ended(self, end: Ended) -> None:
        self._bar.remove_task(self._tasks.pop(end.site))
        tell(self._bar.console, end)


@contextmanager
def _live() -> Iterator[_Live]:
    from rich import progress as bars

    columns = (
        bars.SpinnerColumn(),
        bars.TextColumn("{task.fields[site]}", style="bold", markup=False),
        bars.BarColumn(bar_width=16),
        bars.TextColumn("{task.fields[words]}", markup=False),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(
        *columns, console=err(), refresh_per_second=REFRESHES_PER_SECOND, transient=True
    ) as bar:
        yield _Live(bar)


def tell(console: Console, end: Ended) -> None:
    """Print what a crawl told; where that is no report, with the site's name."""
    for line in end.told.rstrip().splitlines():
        told = line.removeprefix("newsarchive: ")
        is_named = end.report is not None and told == line
        console.print(clean(line if is_named else f"{end.site}: {told}"), soft_wrap=True)


def _words(moment: dict[str, Any]) -> str:
    known = {name: value for name, value in moment.items() if name in Progress.__slots__}
    return describe(Progress(**known))
