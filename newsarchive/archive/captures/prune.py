"""Takes away old captures under a stated policy; what an article or a re-extraction needs stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive.captures.stored_pages import GOOD, NEWEST
from newsarchive.archive.captures.upkeep import Upkeep, chosen_sites
from newsarchive.archive.chain.links import note_gone, seal_earlier
from newsarchive.archive.database import database_path, open_for_reading, storage_errors
from newsarchive.archive.moments import utc_text
from newsarchive.clock import utc_now
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, timedelta
    from pathlib import Path
    from sqlite3 import Connection

    Progress = Callable[[int, int], None]

# Rows taken away in one transaction: some tenths of a second.
_STEP = 1_000
_TABLES = (
    "CREATE TEMP TABLE chosen_sites (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE staying (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE joined_runs (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE going (id INTEGER PRIMARY KEY, is_error INTEGER NOT NULL)",
    "CREATE TEMP TABLE freed (id INTEGER PRIMARY KEY, is_base INTEGER NOT NULL, size INTEGER NOT NULL)",
)
_STAYING = (
    # Of every address its newest good answer.
    f"INSERT OR IGNORE INTO staying SELECT {NEWEST} FROM captures c WHERE {GOOD} GROUP BY c.url",
    # The answer that gave an article the publisher's newest text, even if a notice came in its place later.
    f"""INSERT OR IGNORE INTO staying
    SELECT c.id FROM article_revisions t
    JOIN pages p ON p.article_id = t.article_id
    JOIN captures c ON c.url = p.url AND c.fetched_at = t.seen_at
    WHERE {GOOD} AND t.revision = (SELECT max(n.revision) FROM article_revisions n
                                   WHERE n.article_id = t.article_id AND n.cause != 'rules')""",
    # The answer that a 304 which stays speaks of.
    f"""INSERT OR IGNORE INTO staying
    SELECT {NEWEST} FROM captures n JOIN captures c ON c.payload_id = n.payload_id AND c.url = n.url
    WHERE n.status = 304 AND n.fetched_at >= coalesce(:captures, '') AND {GOOD}
    GROUP BY n.url, n.payload_id""",
    # Articles of several pages are joined from answers of one run: its further pages, which have no row of
    # their own in pages, stay with it.
    """INSERT OR IGNORE INTO joined_runs
    SELECT c.run_id FROM articles a JOIN pages p ON p.article_id = a.id
    JOIN captures c ON c.url = p.url JOIN staying s ON s.id = c.id WHERE a.pages > 1""",
    f"""INSERT OR IGNORE INTO staying
    SELECT c.id FROM captures c WHERE c.run_id IN (SELECT id FROM joined_runs) AND {GOOD}
    AND NOT EXISTS (SELECT 1 FROM pages p LEFT JOIN articles a ON a.id = p.article_id
                    WHERE p.url = c.url AND (p.kind = 'listing' OR a.pages = 1))""",
)
_GOING = """
INSERT INTO going SELECT c.id, c.status >= 400 FROM captures c
WHERE c.site_id IN (SELECT id FROM chosen_sites) AND c.id NOT IN (SELECT id FROM staying)
AND c.fetched_at < iif(c.status >= 400, :errors, :captures)
"""
_UNUSED = """
NOT EXISTS (SELECT 1 FROM captures c WHERE c.payload_id = p.id AND c.id NOT IN (SELECT id FROM going))
"""
_FREED = (
    f"""INSERT INTO freed SELECT p.id, 0, length(p.data) FROM payloads p
    WHERE {_UNUSED} AND NOT EXISTS (SELECT 1 FROM payloads d WHERE d.base_id = p.id)""",
    # What differences are kept to goes only when all of them go.
    f"""INSERT OR IGNORE INTO freed SELECT p.id, 1, length(p.data) FROM payloads p
    WHERE {_UNUSED} AND NOT EXISTS (SELECT 1 FROM payloads d
                                    WHERE d.base_id = p.id AND d.id NOT IN (SELECT id FROM freed))""",
)
_TAKE_CAPTURE = "DELETE FROM captures WHERE id = ?"
# Asked again when it comes to it: a crawl of another site may have come by the same bytes meanwhile.
_TAKE_PAYLOAD = """
DELETE FROM payloads WHERE id = ?
AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.payload_id = payloads.id)
AND NOT EXISTS (SELECT 1 FROM payloads d WHERE d.base_id = payloads.id)
"""
_TAKE_DICTIONARIES = """
DELETE FROM capture_dictionaries WHERE site_id IN (SELECT id FROM chosen_sites)
AND id NOT IN (SELECT max(id) FROM capture_dictionaries GROUP BY site_id)
AND id NOT IN (SELECT dictionary_id FROM payloads WHERE dictionary_id IS NOT NULL)
AND id NOT IN (SELECT dictionary_id FROM captures WHERE dictionary_id IS NOT NULL)
"""
_TAKE_REQUESTS = "DELETE FROM capture_requests WHERE id NOT IN (SELECT request_id FROM captures)"


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go: good and other answers, error pages, bodies nobody needs, and their bytes."""

    captures: int
    errors: int
    payloads: int
    bytes: int


def prune(
    folder: Path,
    *,
    keep_captures: timedelta | None = None,
    keep_errors: timedelta | None = None,
    site: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Pruned:
    """Take away captures older than ``keep_captures``, and error pages (status >= 400) than ``keep_errors``.

    Error pages go with the captures when nothing is said of them. Of every address the newest good answer
    stays, whatever its age, and with it what it was joined from. Interrupted, what is left goes the next
    time. The file keeps its size: what is freed is used for what comes next. ``progress`` is told rows done
    and rows in all. Raises ``UsageError`` without a policy, and as ``Upkeep`` does.
    """
    if keep_captures is None and keep_errors is None:
        raise UsageError("say what to keep: --keep-captures 1y, --keep-errors 30d or both")
    moment = now or utc_now()
    until = {
        "captures": _before(moment, keep_captures),
        "errors": _before(moment, keep_errors or keep_captures),
    }
    if dry_run:
        path = database_path(folder)
        connection = open_for_reading(folder)
        try:
            with storage_errors(path):
                return _plan(connection, chosen_sites(connection, path, site), until)
        finally:
            connection.close()
    with Upkeep(folder, site) as upkeep, storage_errors(database_path(folder)):
        with upkeep.batch() as connection:
            seal_earlier(connection)
        planned = _plan(upkeep.connection, upkeep.sites, until)
        _take_away(upkeep, progress or (lambda *_: None))
        return planned


def _before(moment: datetime, age: timedelta | None) -> str | None:
    return None if age is None else utc_text(moment - age)


def _plan(connection: Connection, sites: dict[int, str], until: dict[str, str | None]) -> Pruned:
    """Write into temporary tables what goes. Only reads the archive."""
    for table in _TABLES:
        connection.execute(table)
    connection.executemany("INSERT INTO chosen_sites VALUES (?)", ((number,) for number in sites))
    for statement in (*_STAYING, _GOING, *_FREED):
        connection.execute(statement, until if ":" in statement else {})
    captures, errors, headers = connection.execute(
        "SELECT count(*), coalesce(sum(g.is_error), 0), coalesce(sum(length(c.headers)), 0)"
        " FROM going g JOIN captures c ON c.id = g.id"
    ).fetchone()
    payloads, size = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM freed").fetchone()
    return Pruned(captures - errors, errors, payloads, size + headers)


def _take_away(upkeep: Upkeep, progress: Progress) -> None:
    counted = "SELECT (SELECT count(*) FROM going) + (SELECT count(*) FROM freed)"
    whole = upkeep.connection.execute(counted).fetchone()[0]
    done = 0
    for statement, rows_of in (
        (_TAKE_CAPTURE, "going WHERE 1"),
        (_TAKE_PAYLOAD, "freed WHERE is_base = 0"),
        (_TAKE_PAYLOAD, "freed WHERE is_base = 1"),
    ):
        for rows in _steps(upkeep.connection, rows_of):
            with upkeep.batch() as connection:
                connection.executemany(statement, rows)
                if statement == _TAKE_CAPTURE:
                    note_gone(connection, "prune", (number for (number,) in rows))
            done += len(rows)
            progress(done, whole)
    with upkeep.batch() as connection:
        connection.execute(_TAKE_DICTIONARIES)
    _take_requests(upkeep)


def _steps(connection: Connection, rows_of: str) -> Iterator[list[tuple[int]]]:
    """The numbers in a temporary table, some at a time; no statement stays open over a commit."""
    last = 0
    sql = f"SELECT id FROM {rows_of} AND id > ? ORDER BY id LIMIT ?"
    while rows := connection.execute(sql, (last, _STEP)).fetchall():
        yield rows
        last = rows[-1][0]


def _take_requests(upkeep: Upkeep) -> None:
    """Take away request headers that no capture has; a crawl that is going on may remember their numbers."""
    if not upkeep.is_alone:
        return
    # Checking the reference of each row would read all captures each time; the statement itself does it once.
    upkeep.connection.execute("PRAGMA foreign_keys = OFF")
    try:
        with upkeep.batch() as connection:
            connection.execute(_TAKE_REQUESTS)
    finally:
        upkeep.connection.execute("PRAGMA foreign_keys = ON")
