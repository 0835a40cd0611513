"""Evaluates the monitors at a run's end, and tells the person at the terminal which alarms began or ended."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from newsarchive.errors import NewsarchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from newsarchive.archive.monitoring.records import AlarmRecord, MeasuredRun
    from newsarchive.sitefiles.thresholds import Thresholds


def evaluate_after_run(archive: Path, *, quiet: bool) -> set[str]:
    """Judge what has ended since the last evaluation; return the sites. A failure is only told.

    Whatever goes wrong here must not turn a good run into a failure: the next run judges again.
    """
    if not (archive / "archive.db").is_file():
        return set()
    try:
        runs = _evaluate(archive, quiet=quiet)
    except (NewsarchiveError, OSError) as error:
        _say(f"could not be evaluated ({error}); the next run looks again")
        return set()
    except Exception as error:
        if os.environ.get("NEWSARCHIVE_DEBUG"):
            raise
        _say(f"internal error: {type(error).__name__}: {error} (NEWSARCHIVE_DEBUG=1 shows where)")
        return set()
    return {run.site for run in runs}


def _evaluate(archive: Path, *, quiet: bool) -> list[MeasuredRun]:
    from newsarchive.archive.reader import open_archive
    from newsarchive.monitor.evaluate import evaluate_archive

    with open_archive(archive) as reader:
        before = {alarm.id: alarm for alarm in reader.monitoring.alarms(is_open=True)}
    runs = evaluate_archive(archive, partial(_thresholds, archive))
    if not quiet and runs:
        with open_archive(archive) as reader:
            sites = {run.site for run in runs}
            after = [alarm for alarm in reader.monitoring.alarms() if alarm.site in sites]
        _tell(before, after)
    return runs


def _thresholds(archive: Path, site: str) -> Thresholds:
    """What the site's own file says, or the defaults; a broken file is the next crawl's to tell."""
    from newsarchive.errors import ProfileError
    from newsarchive.sitefiles import Profiles
    from newsarchive.sitefiles.thresholds import Thresholds

    try:
        own = Profiles(archive).site(site)
    except ProfileError:
        own = None
    return own.thresholds if own else Thresholds()


def _tell(before: dict[int, AlarmRecord], after: Iterable[AlarmRecord]) -> None:
    for alarm in after:
        if alarm.is_open and alarm.id not in before:
            _say(f"alarm: {alarm.message} (`newsarchive health` says what to do)")
        elif not alarm.is_open and alarm.id in before:
            _say(f"over: {alarm.message}")


def _say(message: str) -> None:
    from newsarchive.cli.printing import err, one_line

    err().print(f"monitors: {one_line(message)}", soft_wrap=True)
