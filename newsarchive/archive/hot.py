"""Stores rankings: one observation a run; an unchanged ranking costs one row."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from newsarchive.archive.naming import url_key

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.seen import Seen
    from newsarchive.model import HotList


class HotStore:
    """Writes hot lists on the batch's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._observed: dict[str, int] = {}

    def taken_back(self) -> None:
        """Forget what was observed: it may be of a page whose rows were taken back."""
        self._observed.clear()

    def store(self, hot_list: HotList, seen: Seen) -> bool:
        """Keep the run's observation of a list: the first one, unless a later page shows more of it."""
        if not hot_list.entries or len(hot_list.entries) <= self._entries_observed(hot_list.name, seen):
            return False
        list_id = self._list_id(hot_list.name, seen.site_id)
        snapshot_id = self._snapshot_id(list_id, hot_list)
        self._connection.execute(
            "INSERT INTO hot_observations(list_id, run_id, snapshot_id, observed_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (list_id, run_id) DO UPDATE SET snapshot_id = excluded.snapshot_id",
            (list_id, seen.run_id, snapshot_id, seen.at),
        )
        self._observed[hot_list.name] = len(hot_list.entries)
        return True

    def _entries_observed(self, name: str, seen: Seen) -> int:
        known = self._observed.get(name)
        if known is None:
            row = self._connection.execute(
                "SELECT p.entries FROM hot_lists l"
                " JOIN hot_observations o ON o.list_id = l.id AND o.run_id = ?"
                " JOIN hot_snapshots p ON p.id = o.snapshot_id WHERE l.site_id = ? AND l.name = ?",
                (seen.run_id, seen.site_id, name),
            ).fetchone()
            known = self._observed[name] = row[0] if row else 0
        return known

    def _list_id(self, name: str, site_id: int) -> int:
        self._connection.execute(
            "INSERT INTO hot_lists(site_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (site_id, name)
        )
        found: int = self._connection.execute(
            "SELECT id FROM hot_lists WHERE site_id = ? AND name = ?", (site_id, name)
        ).fetchone()[0]
        return found

    def _snapshot_id(self, list_id: int, hot_list: HotList) -> int:
        digest = _digest(hot_list)
        row = self._connection.execute(
            "SELECT id FROM hot_snapshots WHERE list_id = ? AND digest = ?", (list_id, digest)
        ).fetchone()
        if row:
            known: int = row[0]
            return known
        cursor = self._connection.execute(
            "INSERT INTO hot_snapshots(list_id, digest, entries) VALUES (?, ?, ?)",
            (list_id, digest, len(hot_list.entries)),
        )
        self._connection.executemany(
            "INSERT INTO hot_entries VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (snapshot_id, rank) DO NOTHING",
            (
                (cursor.lastrowid, e.rank, e.title, e.url, url_key(e.url), e.author, e.date)
                for e in hot_list.entries
            ),
        )
        return int(cursor.lastrowid or 0)


def _digest(hot_list: HotList) -> bytes:
    plain = json.dumps(hot_list.to_dict()["entries"], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).digest()[:16]
