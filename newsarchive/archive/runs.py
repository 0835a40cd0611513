"""The book of runs: which began, how they ended, and how each of their pages ended."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from newsarchive.archive.chain.links import seal
from newsarchive.archive.moments import utc_text
from newsarchive.archive.records import Change

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.records import SiteSpec

# The option that marks a run as one of re-extraction: it asks nothing of the site and has no queue to resume.
REEXTRACTION = "reextraction"
# The option that marks a run as one of import: it names the file, and has no queue either.
IMPORT = "import"
_COUNTED = (Change.NEW, Change.CHANGED, Change.UNCHANGED, Change.GONE)


class RunBook:
    """Rows of ``sites``, ``runs`` and ``run_outcomes``; counts are collected and written once a batch."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._changes: Counter[Change] = Counter()

    def site_id(self, site: SiteSpec) -> int:
        """The site's id; what the spec tells anew is taken over."""
        self._connection.execute(
            "INSERT INTO sites(key, name, home, timezone, language) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET name = iif(excluded.name = '', name, excluded.name),"
            " home = iif(excluded.home = '', home, excluded.home), timezone = excluded.timezone,"
            " language = iif(excluded.language = 'und', language, excluded.language)",
            (site.key, site.name, site.home, site.timezone, site.language),
        )
        found: int = self._connection.execute("SELECT id FROM sites WHERE key = ?", (site.key,)).fetchone()[0]
        return found

    def open_run(self, site_id: int) -> int | None:
        """The site's last run, if it did not finish."""
        row = self._connection.execute(
            "SELECT id, status FROM runs WHERE site_id = ?"
            f" AND json_extract(options, '$.{REEXTRACTION}') IS NULL"
            f" AND json_extract(options, '$.{IMPORT}') IS NULL ORDER BY id DESC LIMIT 1",
            (site_id,),
        ).fetchone()
        return row[0] if row and row[1] != "finished" else None

    def begin(self, site_id: int, options: dict[str, Any], started_at: str) -> int:
        """Open a new run."""
        cursor = self._connection.execute(
            "INSERT INTO runs(site_id, status, started_at, options) VALUES (?, 'running', ?, ?)",
            (site_id, started_at, json.dumps(options, ensure_ascii=False, sort_keys=True, default=str)),
        )
        return int(cursor.lastrowid or 0)

    def resume(self, run_id: int) -> None:
        """Go on with an interrupted run."""
        self._connection.execute(
            "UPDATE runs SET status = 'running', ended_at = NULL WHERE id = ?", (run_id,)
        )

    def abandon(self, site_id: int, at: str) -> None:
        """Close runs that nobody will resume."""
        for (run,) in self._connection.execute(
            "SELECT id FROM runs WHERE site_id = ? AND status = 'running' ORDER BY id", (site_id,)
        ).fetchall():
            self._connection.execute(
                "UPDATE runs SET status = 'interrupted', ended_at = ? WHERE id = ?", (at, run)
            )
            seal(self._connection, run)

    def end(self, run_id: int, status: str, report: str) -> None:
        """Close a run, and add its link to the chain; inside a transaction."""
        self._connection.execute(
            "UPDATE runs SET status = ?, ended_at = ?, report = ? WHERE id = ?",
            (status, utc_text(None), report, run_id),
        )
        seal(self._connection, run_id)

    def count(self, kind: str, reason: str, change: Change) -> None:
        """Count one page's outcome and what it did to its article."""
        self._outcomes[str(kind), reason] += 1
        self._changes[change] += 1

    def write(self, run_id: int) -> None:
        """Add the counts since the last call to the run's rows."""
        self._connection.executemany(
            "INSERT INTO run_outcomes(run_id, kind, reason, pages) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (run_id, kind, reason) DO UPDATE SET pages = pages + excluded.pages",
            ((run_id, kind, reason, pages) for (kind, reason), pages in self._outcomes.items()),
        )
        self._connection.execute(
            "UPDATE runs SET articles_new = articles_new + ?, articles_changed = articles_changed + ?,"
            " articles_unchanged = articles_unchanged + ?, articles_gone = articles_gone + ? WHERE id = ?",
            (*(self._changes[change] for change in _COUNTED), run_id),
        )
        self._outcomes.clear()
        self._changes.clear()

    def note_category(self, site_id: int, name: str, url: str, position: int, at: str) -> None:
        """Keep a section of the site's navigation, in the site's own order."""
        self._connection.execute(
            "INSERT INTO categories(site_id, name, url, position, first_seen, last_seen)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (site_id, name) DO UPDATE SET"
            " url = excluded.url, position = coalesce(position, excluded.position),"
            " last_seen = max(last_seen, excluded.last_seen)",
            (site_id, name, url or None, position, at),
        )
