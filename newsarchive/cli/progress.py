"""Shows long work on standard error: a live line in a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

from newsarchive.cli.printing import err, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsarchive.crawl.report import OnProgress, Progress

# A log that grows by a line every ten seconds stays readable after a crawl of hours.
SECONDS_BETWEEN_LINES = 10.0
REFRESHES_PER_SECOND = 8
SECONDS_BETWEEN_MOMENTS = 0.5
# Cells of a terminal that has room for the address being fetched too.
WIDE = 130


@contextmanager
def progress(*, quiet: bool, descriptor: int | None = None) -> Iterator[OnProgress | None]:
    """What to give to a crawl as its ``on_progress``; None when nothing shall be shown.

    Another process may be the one to show it: ``descriptor`` is an open file that leads to it.
    """
    if descriptor is not None:
        yield _Sender(descriptor)
    elif quiet:
        yield None
    elif sys.stderr.isatty():
        with _live() as on_progress:
            yield on_progress
    else:
        yield _PlainLines()


class _Sender:
    """Writes each moment as a line of JSON for the process that runs this one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._next = 0.0

    def __call__(self, now: Progress) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_MOMENTS
        try:
            os.write(self._descriptor, (json.dumps(asdict(now)) + "\n").encode())
        except OSError:
            self._next = float("inf")  # nobody reads any more; the crawl goes on


class _PlainLines:
    """Prints a line every ten seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + SECONDS_BETWEEN_LINES

    def __call__(self, now: Progress) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_LINES
        print(describe(now), file=sys.stderr, flush=True)


def describe(now: Progress) -> str:
    """The moment in words."""
    return (
        f"{now.pages} pages, {now.articles} articles, {now.rate:.1f} pages/s, "
        f"{now.queued} queued, {now.errors} errors"
    )


@contextmanager
def _live() -> Iterator[OnProgress]:
    from rich import progress as bars

    console = err()
    columns = (
        bars.SpinnerColumn(),
        bars.BarColumn(bar_width=16),
        bars.TextColumn("{task.fields[words]}"),
        bars.TimeElapsedColumn(),
        *(
            [bars.TextColumn("{task.fields[url]}", style="dim", markup=False)]
            if console.width >= WIDE
            else []
        ),
    )
    with bars.Progress(
        *columns, console=console, refresh_per_second=REFRESHES_PER_SECOND, transient=True
    ) as bar:
        task = bar.add_task("crawl", total=None, words="starting", url="")

        def on_progress(now: Progress) -> None:
            known = now.pages + now.queued
            bar.update(
                task,
                total=known or None,
                completed=now.pages,
                words=describe(now),
                url=one_line(now.url)[-40:],
            )

        yield on_progress


@contextmanager
def working(verb: str) -> Iterator[Callable[[str], None]]:
    """What to tell how far the work is: a live line in a terminal, a plain line now and then elsewhere."""
    if sys.stderr.isatty():
        with err().status(verb, spinner="line") as status:
            yield lambda words: status.update(one_line(f"{verb}: {words}"))
        return
    due = time.monotonic() + SECONDS_BETWEEN_LINES

    def say(words: str) -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + SECONDS_BETWEEN_LINES
            print(one_line(f"{verb}: {words}"), file=sys.stderr, flush=True)

    yield say
