"""Reads measures, alarms and what they follow from; part of an open `Reader` (``reader.monitoring``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.database import storage_errors
from newsarchive.archive.monitoring.alarms import read_alarms
from newsarchive.archive.monitoring.history import measured_runs
from newsarchive.archive.monitoring.records import Fact, SiteState
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.monitoring.records import AlarmRecord, MeasuredRun

_LAST = "SELECT max(m.run_id) FROM run_measures m JOIN runs r ON r.id = m.run_id"


class MonitoringReader:
    """The reading half of monitoring on a reader's connection. Every method may raise ``ArchiveError``."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def alarms(self, site: str | None = None, *, is_open: bool | None = None) -> Iterator[AlarmRecord]:
        """Alarms by site and beginning: of one site or all, those that go on, have ended, or both."""
        with storage_errors(self._path):
            yield from read_alarms(self._connection, site, is_open)

    def run(self, number: int) -> MeasuredRun:
        """One crawl with its measures. Raises ``NotFound`` for a run without any."""
        with storage_errors(self._path):
            found = measured_runs(self._connection, "r.id = ?", (number,))
            if found:
                return found[0]
            known = self._connection.execute("SELECT 1 FROM runs WHERE id = ?", (number,)).fetchone()
        if known:
            raise NotFound(f"run {number} has no measures: it was no crawl, or of an earlier version")
        raise NotFound(f"there is no run {number} in this archive; `newsarchive runs` lists them")

    def runs_until(self, run: MeasuredRun, limit: int) -> list[MeasuredRun]:
        """The site's last crawls up to ``run``, oldest first."""
        with storage_errors(self._path):
            condition = "s.key = ? AND r.id <= ? ORDER BY r.id DESC LIMIT ?"
            return measured_runs(self._connection, condition, (run.site, run.run, limit))[::-1]

    def states(self, site: str | None = None) -> list[SiteState]:
        """How each site is: its last crawl, its last one that ended well, articles, alarms, certificates."""
        with storage_errors(self._path):
            sites = self._connection.execute(
                "SELECT id, key FROM sites WHERE ?1 IS NULL OR key = ?1 ORDER BY key", (site,)
            ).fetchall()
            return [self._state(number, key) for number, key in sites]

    def _state(self, number: int, key: str) -> SiteState:
        last = f"r.id = ({_LAST} WHERE r.site_id = ? AND r.ended_at IS NOT NULL)"
        ended = measured_runs(self._connection, last, (number,))
        (well,) = self._connection.execute(
            "SELECT max(ended_at) FROM runs r JOIN run_measures m ON m.run_id = r.id WHERE site_id = ?"
            " AND (status = 'finished' OR json_extract(report, '$.status') = 'limited')",
            (number,),
        ).fetchone()
        articles = self._connection.execute(
            "SELECT status, count(*) FROM articles WHERE site_id = ? GROUP BY status", (number,)
        ).fetchall()
        rows = self._connection.execute(
            "SELECT kind, subject, value, first_at, first_run, last_at, last_run FROM site_facts WHERE id IN"
            " (SELECT max(id) FROM site_facts WHERE site_id = ? AND kind = 'certificate' GROUP BY subject)",
            (number,),
        ).fetchall()
        alarms = tuple(read_alarms(self._connection, key, True))
        certificates = tuple(Fact(*row) for row in rows)
        return SiteState(key, ended[0] if ended else None, well, dict(articles), alarms, certificates)
