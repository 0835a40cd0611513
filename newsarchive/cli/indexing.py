"""Tells how far the search index is built anew, before a command that writes to the archive begins."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.cli.progress import working

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# An estimate of the time left that a minute of work does not bear out would only jump about.
SECONDS_BEFORE_ESTIMATE = 5.0


def bring_up_to_date(archive: Path, *, quiet: bool = False, create: bool = False) -> None:
    """Upgrade the archive's tables, and its index where another version made it or a kill cut it short.

    Without ``create`` a folder that holds no archive is left alone. ``quiet`` shows nothing. Ctrl-C loses
    nothing. Raises ``ArchiveError``, ``ArchiveTooNew``, ``ArchiveBusy``.
    """
    from newsarchive.archive.database import database_path
    from newsarchive.archive.standings import prepare

    if not create and not database_path(archive).is_file():
        return
    if quiet:
        prepare(archive)
        return
    with indexing() as progress:
        prepare(archive, progress)


@contextmanager
def indexing() -> Iterator[Callable[[int, int], None]]:
    """What to call with the articles done and those there are; on standard error it becomes words."""
    begun: list[tuple[float, int]] = []
    with working("building the search index anew") as say:

        def progress(done: int, whole: int) -> None:
            if not begun:
                begun.append((time.monotonic(), done))
            say(f"{done:,} of {whole:,} articles{_left(*begun[0], done, whole)}")

        try:
            yield progress
        except KeyboardInterrupt:
            if not begun:
                raise
            raise KeyboardInterrupt("interrupted; the same command goes on where it stopped") from None


def _left(begun: float, first: int, done: int, whole: int) -> str:
    """About how long it will take at the pace so far."""
    spent = time.monotonic() - begun
    if spent < SECONDS_BEFORE_ESTIMATE or done in (first, whole):
        return ""
    minutes = spent * (whole - done) / (done - first) / 60
    return f", about {minutes:.0f} min left" if minutes >= 1 else ", less than a minute left"
