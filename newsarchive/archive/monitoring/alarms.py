"""Keeps alarms: begun once, still there run after run, ended when their cause is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.clean import clean
from newsarchive.archive.monitoring.records import AlarmRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from sqlite3 import Connection

    from newsarchive.archive.monitoring.records import Alarm

_COLUMNS = (
    "id, site, monitor, subject, began_at, began_run, last_seen_at, last_run, ended_at, ended_run,"
    " value, expected, example_url, rule, message"
)


def read_alarms(
    connection: Connection, site: str | None = None, is_open: bool | None = None
) -> Iterator[AlarmRecord]:
    """Alarms by site and beginning; each condition that is given narrows them."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM v_alarms WHERE (?1 IS NULL OR site = ?1)"
        " AND (?2 IS NULL OR (ended_at IS NULL) = ?2) ORDER BY site, id",
        (site, is_open),
    )
    return (AlarmRecord(*row) for row in rows)


def update_alarms(
    connection: Connection, site_id: int, run: int, at: str, found: Iterable[Alarm], judged: Iterable[str]
) -> None:
    """Bring the site's alarms to what the run ended with: begin, confirm, or end each.

    ``judged`` names the causes (``monitor`` and ``subject`` as `cause` joins them) that the run could judge:
    an open alarm that was judged and not found has ended; one that this run could not judge goes on.
    """
    known = {
        cause(monitor, subject): number
        for number, monitor, subject in connection.execute(
            "SELECT id, monitor, subject FROM alarms WHERE site_id = ? AND ended_at IS NULL", (site_id,)
        ).fetchall()
    }
    standing: set[str] = set()
    for alarm in found:
        key = cause(clean(alarm.monitor), clean(alarm.subject))
        if key in standing:
            continue
        standing.add(key)
        if key in known:
            _confirm(connection, known[key], run, at, alarm)
        else:
            _begin(connection, site_id, run, at, alarm)
    for key in set(judged) - standing:
        if key in known:
            connection.execute(
                "UPDATE alarms SET ended_at = ?, ended_run = ? WHERE id = ?", (at, run, known[key])
            )


def cause(monitor: str, subject: str) -> str:
    """The key under which two alarms are one."""
    return f"{monitor}\n{subject}"


def _begin(connection: Connection, site_id: int, run: int, at: str, alarm: Alarm) -> None:
    connection.execute(
        "INSERT INTO alarms(site_id, monitor, subject, began_at, began_run, last_seen_at, last_run,"
        " value, expected, example_url, rule, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            site_id, clean(alarm.monitor), clean(alarm.subject), alarm.since_at or at, alarm.since_run or run,
            at, run, *_told(alarm),
        ),
    )  # fmt: skip


def _confirm(connection: Connection, number: int, run: int, at: str, alarm: Alarm) -> None:
    connection.execute(
        "UPDATE alarms SET last_seen_at = ?, last_run = ?, value = ?, expected = ?, example_url = ?,"
        " rule = ?, message = ? WHERE id = ?",
        (at, run, *_told(alarm), number),
    )


def _told(alarm: Alarm) -> tuple[str, ...]:
    return tuple(map(clean, (alarm.value, alarm.expected, alarm.example_url, alarm.rule, alarm.message)))
