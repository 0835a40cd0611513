"""Reads what a run is judged by: its site's last runs, arrivals of articles, facts and open alarms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.monitoring.alarms import read_alarms
from newsarchive.archive.monitoring.records import Arrivals, Fact, History, MeasuredRun
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

LATELY: Final = 40
"""Runs before the judged one that are read whole."""
READING: Final = 200
"""Runs with articles that coverage is learnt from, looked for among the last `_SEARCHED`."""
_SEARCHED: Final = 3_000
_ARRIVAL_DAYS: Final = 56
_MAX_ARRIVALS: Final = 4_000
_MAX_FACTS: Final = 200

_RUN: Final = (
    "SELECT r.id, s.key, r.status, r.started_at, coalesce(r.ended_at, r.started_at), r.articles_new,"
    " r.articles_changed, r.articles_unchanged, r.articles_gone,"
    " (SELECT json_group_object(o.kind || ': ' || o.reason, o.pages) FROM run_outcomes o"
    "  WHERE o.run_id = r.id), coalesce(json_extract(r.report, '$.status'), ''),"
    " coalesce(json_extract(r.report, '$.message'), ''), m.measures,"
    " coalesce(json_extract(r.report, '$.coverage'), '[]')"
    " FROM run_measures m JOIN runs r ON r.id = m.run_id JOIN sites s ON s.id = r.site_id"
)


def measured_runs(connection: Connection, condition: str, values: tuple[object, ...]) -> list[MeasuredRun]:
    """Runs that pass the SQL condition, newest first; ``condition`` may end with a limit."""
    rows = connection.execute(f"{_RUN} WHERE {condition}", values).fetchall()
    return [_measured_run(row) for row in rows]


def _measured_run(row: Sequence[Any]) -> MeasuredRun:
    values = list(row)
    for number in (9, 12, 13):  # outcomes, measures and completeness are JSON
        values[number] = json.loads(values[number])
    values[13] = tuple(values[13])
    return MeasuredRun(*values)


def load_history(connection: Connection, run: int) -> History:
    """What ``run`` is judged by. Raises ``NotFound`` for a run that measured nothing."""
    judged = next(iter(measured_runs(connection, "r.id = ?", (run,))), None)
    if judged is None:
        raise NotFound(f"run {run} has no measures: only crawls of this version have")
    site_id, start, settled = connection.execute(
        "SELECT r.site_id, coalesce(json_extract(r.options, '$.target'), s.home),"
        " (SELECT min(x.id) FROM runs x JOIN run_measures m ON m.run_id = x.id"
        "  WHERE x.site_id = r.site_id AND x.status = 'finished')"
        " FROM runs r JOIN sites s ON s.id = r.site_id WHERE r.id = ?",
        (run,),
    ).fetchone()
    lately = measured_runs(
        connection, "r.site_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?", (site_id, run, LATELY)
    )
    return History(
        judged,
        start,
        settled if settled is not None and settled <= run else None,
        lately=tuple(reversed(lately)),
        reading=tuple(_reading(connection, site_id, run)),
        arrivals=tuple(_arrivals(connection, site_id, judged)),
        facts=tuple(_facts(connection, site_id, run)),
        alarms=tuple(read_alarms(connection, judged.site, True)),
    )


def _reading(connection: Connection, site_id: int, run: int) -> list[MeasuredRun]:
    searched = connection.execute(
        "SELECT r.id FROM runs r WHERE r.site_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?",
        (site_id, run, _SEARCHED),
    ).fetchall()
    if not searched:
        return []
    runs = measured_runs(
        connection,
        "r.site_id = ? AND r.id < ? AND r.id >= ? AND json_extract(m.measures, '$.totals.asked') > 0"
        " ORDER BY r.id DESC LIMIT ?",
        (site_id, run, searched[-1][0], READING),
    )
    return runs[::-1]


def _arrivals(connection: Connection, site_id: int, judged: MeasuredRun) -> Iterator[Arrivals]:
    rows = connection.execute(
        "SELECT r.id, coalesce(r.ended_at, r.started_at), r.articles_new,"
        " coalesce(json_extract(m.measures, '$.totals.recent'), 0)"
        " + coalesce(json_extract(m.measures, '$.totals.undated'), 0)"
        " FROM runs r JOIN run_measures m ON m.run_id = r.id WHERE r.site_id = ? AND r.id <= ?"
        " AND r.status != 'failed' AND r.started_at >= datetime(?, ?) ORDER BY r.id DESC LIMIT ?",
        (site_id, judged.run, judged.started_at, f"-{_ARRIVAL_DAYS} days", _MAX_ARRIVALS),
    ).fetchall()
    return (Arrivals(*row) for row in reversed(rows))


def _facts(connection: Connection, site_id: int, run: int) -> Iterator[Fact]:
    rows = connection.execute(
        "SELECT kind, subject, value, first_at, first_run, last_at, last_run FROM site_facts"
        " WHERE site_id = ? AND first_run <= ? ORDER BY id DESC LIMIT ?",
        (site_id, run, _MAX_FACTS),
    )
    return (Fact(*row) for row in rows.fetchall())
