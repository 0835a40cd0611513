"""Reads rankings: the one valid at a time, an entry's rank over time, and what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.moments import utc_moment_text
from newsarchive.archive.naming import url_key
from newsarchive.archive.records import HotMove, HotPoint, HotRecord
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

_COLUMNS = "site, list, observed_at, rank, title, url, author, date, article_id"
_LISTS = """
SELECT l.id, s.key, l.name, s.timezone FROM hot_lists l JOIN sites s ON s.id = l.site_id
WHERE ? IS NULL OR s.key = ? ORDER BY s.key, l.id
"""


def hot_list(connection: Connection, site: str | None, at: str | None) -> list[HotRecord]:
    """The observation of each list that was valid at ``at`` (now, when None)."""
    records: list[HotRecord] = []
    for list_id, _, _, timezone in connection.execute(_LISTS, (site, site)).fetchall():
        moment = utc_moment_text(at, timezone) if at else "9999"
        row = connection.execute(
            "SELECT id FROM hot_observations WHERE list_id = ? AND observed_at <= ?"
            " ORDER BY observed_at DESC, id DESC LIMIT 1",
            (list_id, moment),
        ).fetchone()
        if row:
            records += _observation(connection, row[0])
    return records


def _observation(connection: Connection, observation: int) -> list[HotRecord]:
    sql = f"SELECT {_COLUMNS} FROM v_hot_observations WHERE observation = ? ORDER BY rank"
    return [HotRecord(*row) for row in connection.execute(sql, (observation,))]


def hot_observations(connection: Connection, site: str | None, since_run: int | None) -> Iterator[HotRecord]:
    """Every line of every observation, oldest first."""
    rows = connection.execute(
        "SELECT o.id FROM hot_observations o"
        " JOIN hot_lists l ON l.id = o.list_id JOIN sites s ON s.id = l.site_id"
        " WHERE (?1 IS NULL OR s.key = ?1) AND (?2 IS NULL OR o.run_id > ?2) ORDER BY o.observed_at, o.id",
        (site, since_run),
    ).fetchall()
    for (observation,) in rows:
        yield from _observation(connection, observation)


def hot_history(connection: Connection, url: str) -> list[HotPoint]:
    """The rank of an entry at every observation of the lists that ever held it. Raises ``NotFound``."""
    key = url_key(url)
    row = connection.execute(
        "SELECT a.identity FROM articles a LEFT JOIN article_urls u ON u.article_id = a.id"
        " WHERE u.identity = ?1 OR a.identity = ?1",
        (key,),
    ).fetchone()
    keys = (key, row[0] if row else key)
    rows = connection.execute(
        "SELECT s.key, l.name, o.observed_at, min(e.rank), min(e.title)"
        " FROM hot_observations o JOIN hot_lists l ON l.id = o.list_id JOIN sites s ON s.id = l.site_id"
        " LEFT JOIN hot_entries e ON e.snapshot_id = o.snapshot_id AND e.identity IN (?1, ?2)"
        " WHERE o.list_id IN (SELECT p.list_id FROM hot_entries x"
        "   JOIN hot_snapshots p ON p.id = x.snapshot_id WHERE x.identity IN (?1, ?2))"
        " GROUP BY o.id ORDER BY l.id, o.observed_at, o.id",
        keys,
    ).fetchall()
    if not rows:
        raise NotFound(f"{url}: never seen in a hot list")
    title = next(row[4] for row in rows if row[4] is not None)
    return [HotPoint(key, name, at, rank, own or title) for key, name, at, rank, own in rows]


def hot_moves(connection: Connection, site: str | None) -> list[HotMove]:
    """What moved between the last two observations of each list."""
    moves: list[HotMove] = []
    for list_id, _, _, _ in connection.execute(_LISTS, (site, site)).fetchall():
        rows = connection.execute(
            "SELECT id, observed_at FROM hot_observations WHERE list_id = ?"
            " ORDER BY observed_at DESC, id DESC LIMIT 2",
            (list_id,),
        ).fetchall()
        if rows:
            previous = _observation(connection, rows[1][0]) if len(rows) > 1 else []
            moves += _compare(_observation(connection, rows[0][0]), previous, rows[0][1])
    return moves


def _compare(current: list[HotRecord], previous: list[HotRecord], observed_at: str) -> list[HotMove]:
    before = {url_key(entry.url): entry for entry in reversed(previous)}
    previous_at = previous[0].observed_at if previous else None
    moves = []
    for entry in current:
        old = before.get(url_key(entry.url))
        old_rank = old.rank if old else None
        moves.append(
            _move(entry, observed_at, previous_at, _direction(entry.rank, old_rank), entry.rank, old_rank)
        )
    present = {url_key(entry.url) for entry in current}
    gone = sorted((entry for key, entry in before.items() if key not in present), key=lambda e: e.rank)
    return moves + [_move(entry, observed_at, previous_at, "gone", None, entry.rank) for entry in gone]


def _direction(rank: int, old_rank: int | None) -> str:
    if old_rank is None:
        return "new"
    if rank == old_rank:
        return "same"
    return "up" if rank < old_rank else "down"


def _move(
    entry: HotRecord, at: str, previous_at: str | None, move: str, rank: int | None, old_rank: int | None
) -> HotMove:
    return HotMove(
        entry.site,
        entry.list,
        at,
        previous_at,
        move,
        rank,
        old_rank,
        entry.title,
        entry.url,
        entry.article_id,
    )
