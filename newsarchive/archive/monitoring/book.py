"""Evaluates ended runs: gives each its history, and writes the alarms that follow from it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.holding import transaction
from newsarchive.archive.monitoring.alarms import update_alarms
from newsarchive.archive.monitoring.history import load_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.monitoring.records import Alarm, History, MeasuredRun

    Judge = Callable[[History], tuple[Iterable[Alarm], Iterable[str]]]

# A run that stopped at a limit is as good as one that finished; an interrupted one will be resumed.
_WAITING = (
    "SELECT m.run_id FROM run_measures m JOIN runs r ON r.id = m.run_id WHERE m.evaluated = 0"
    " AND (r.status IN ('finished', 'failed') OR json_extract(r.report, '$.status') = 'limited'"
    " AND r.status = 'interrupted') ORDER BY m.run_id"
)


def evaluate_ended_runs(folder: Path, judge: Judge) -> list[MeasuredRun]:
    """Judge every run that has ended since the last call, and return them.

    ``judge`` gives the alarms that a history shows and the causes it could judge. Each run is one
    transaction: killed in the middle, the next call goes on. Raises ``ArchiveError``.
    """
    done: list[MeasuredRun] = []
    path = database_path(folder)
    with closing(open_for_writing(folder)) as connection, storage_errors(path):
        for (run,) in connection.execute(_WAITING).fetchall():
            with transaction(connection):
                if _take(connection, run):
                    done.append(_judge(connection, run, judge))
    return done


def _take(connection: Connection, run: int) -> bool:
    """Mark the run as evaluated; False when another process was faster."""
    changed = connection.execute(
        "UPDATE run_measures SET evaluated = 1 WHERE run_id = ? AND evaluated = 0", (run,)
    ).rowcount
    return bool(changed)


def _judge(connection: Connection, run: int, judge: Judge) -> MeasuredRun:
    history = load_history(connection, run)
    found, judged = judge(history)
    (site_id,) = connection.execute("SELECT site_id FROM runs WHERE id = ?", (run,)).fetchone()
    update_alarms(connection, site_id, run, history.run.ended_at, found, judged)
    return history.run
