"""Where each site's crawls stand: the last one, how it ended, and who is at it now."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.lock import Holder
from newsarchive.archive.reindex import ensure_current
from newsarchive.archive.runs import IMPORT, REEXTRACTION

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.reindex import Progress

_LAST = f"""
SELECT s.key, s.home, r.id, r.status, r.started_at, r.ended_at, r.report
FROM sites s LEFT JOIN runs r ON r.id = (
  SELECT max(id) FROM runs WHERE site_id = s.id
  AND json_extract(options, '$.{REEXTRACTION}') IS NULL AND json_extract(options, '$.{IMPORT}') IS NULL)
"""


# What a run takes besides what its report counts: opening, closing, a machine that is busy.
_CLOSING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """A site's last crawl. ``run`` is 0 where it was never crawled.

    ``began`` is when the crawl was started or last resumed (as far as is known), ``ended`` when it ended;
    aware. ``status`` is the run's (``running``, ``finished``, ``interrupted``, ``failed``), and ``limited``
    for one that stopped where it was asked to. ``holder`` names the living process that works on the site
    (``process 12 on host``), "" where there is none.
    """

    site: str
    home: str = ""
    run: int = 0
    status: str = ""
    began: datetime | None = None
    ended: datetime | None = None
    holder: str = ""

    @property
    def is_cut_short(self) -> bool:
        """Whether the crawl was interrupted or killed, so that what it had found still waits."""
        return bool(self.run) and not self.holder and self.status in ("running", "interrupted")


def prepare(folder: Path, progress: Progress | None = None) -> None:
    """Open or create the archive, upgrade its tables and index: several writers may then open it at once.

    ``progress`` is called with articles done and articles in all while the index is built anew. Raises
    ``ArchiveError``, ``ArchiveTooNew``, and ``ArchiveBusy`` (its index must be built anew, and a crawl is
    running).
    """
    path = database_path(folder)
    with closing(open_for_writing(folder)) as connection, storage_errors(path):
        ensure_current(connection, path, progress)


def read_standings(folder: Path) -> dict[str, Standing]:
    """Where each site of the archive in ``folder`` stands, by key; nothing where there is no archive.

    An archive of an older version is upgraded. Raises ``ArchiveError`` and ``ArchiveTooNew``.
    """
    path = database_path(folder)
    if not path.is_file():
        return {}
    with closing(open_for_writing(folder)) as connection, storage_errors(path):
        holders = _holders(connection)
        return {row[0]: _standing(row, holders.get(row[0], "")) for row in connection.execute(_LAST)}


def _standing(row: tuple[str, str, int | None, str, str, str | None, str], holder: str) -> Standing:
    key, home, run, status, started, ended_text, report_text = row
    if run is None:
        return Standing(key, home, holder=holder)
    report = json.loads(report_text)
    began, ended = datetime.fromisoformat(started), _instant(ended_text)
    if ended is not None:
        # A run that was resumed kept the start of its first part; its report tells how long the last took.
        last = ended - timedelta(seconds=float(report.get("seconds", 0)))
        began = last if last - began > _CLOSING else began
    status = "limited" if report.get("status") == "limited" and status == "interrupted" else status
    return Standing(key, home, run, status, began, ended, holder)


def _holders(connection: Connection) -> dict[str, str]:
    now = datetime.now(UTC)
    rows = connection.execute(
        "SELECT s.key, l.pid, l.process_started, l.host, l.boot_id, l.seen_at"
        " FROM site_locks l JOIN sites s ON s.id = l.site_id"
    )
    return {
        key: f"process {holder[0]} on {holder[2]}"
        for key, *holder, seen_at in rows
        if Holder(*holder).lives(datetime.fromisoformat(seen_at), now)
    }


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
