"""Reads the outbox: what was told, what waits, and how the channels stand."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.archive.alerts.records import AlertRecord, ChannelState
from newsarchive.archive.database import database_path, open_for_reading, storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

_LOG = """
SELECT id, site, run, rule, kind, noted_at, title, url, note, snippet, channel, status, digest, told_at
FROM v_alerts
WHERE (:site IS NULL OR site = :site) AND (:rule IS NULL OR rule = :rule)
  AND (:channel IS NULL OR channel = :channel) AND (:digest IS NULL OR digest = :digest)
  AND (:status IS NULL OR status = :status)
ORDER BY id DESC, channel LIMIT :limit
"""


@contextmanager
def open_alerts(folder: Path) -> Iterator[AlertReader]:
    """Open the archive in ``folder`` for reading its alerts. Raises as `open_archive` does."""
    connection = open_for_reading(folder)
    try:
        yield AlertReader(connection, database_path(folder))
    finally:
        connection.close()


class AlertReader:
    """The alerts of one archive, open for reading. Every method may raise ``ArchiveError``."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def log(self, *, limit: int, **conditions: object) -> list[AlertRecord]:
        """Events and what became of telling them, newest first.

        ``conditions`` are ``site``, ``rule``, ``channel``, ``digest`` and ``status``, each may be None.
        """
        wanted = dict.fromkeys(("site", "rule", "channel", "digest", "status")) | conditions
        with storage_errors(self._path):
            rows = self._connection.execute(_LOG, {**wanted, "limit": limit}).fetchall()
        return [AlertRecord(*row) for row in rows]

    def states(self) -> dict[str, ChannelState]:
        """How every channel stands that was ever told or ever to be told something."""
        with storage_errors(self._path):
            return {state.channel: state for state in read_states(self._connection)}


def read_states(connection: Connection) -> Iterator[ChannelState]:
    """One row for each channel that the outbox knows."""
    rows = connection.execute(
        "SELECT d.channel, sum(d.status IN ('waiting', 'sending')), sum(d.status = 'given_up'),"
        " (SELECT max(ended_at) FROM alert_digests g WHERE g.channel = d.channel AND g.status = 'sent'),"
        " coalesce(c.failures, 0), c.failing_since, c.next_try_at, coalesce(c.reason, '')"
        " FROM alert_deliveries d LEFT JOIN alert_channels c ON c.channel = d.channel"
        " GROUP BY d.channel ORDER BY d.channel"
    )
    for row in rows.fetchall():
        yield ChannelState(*row)
