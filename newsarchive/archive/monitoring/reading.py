"""Reads alarms and what they follow from; part of an open `Reader` (``reader.monitoring``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.database import storage_errors
from newsarchive.archive.monitoring.alarms import read_alarms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.monitoring.records import AlarmRecord


class MonitoringReader:
    """The reading half of monitoring on a reader's connection. Every method may raise ``ArchiveError``."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def alarms(self, site: str | None = None, *, is_open: bool | None = None) -> Iterator[AlarmRecord]:
        """Alarms by site and beginning: of one site or all, those that go on, have ended, or both."""
        with storage_errors(self._path):
            yield from read_alarms(self._connection, site, is_open)
