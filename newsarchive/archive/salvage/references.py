"""Makes references whole again: what others stand on is put back as far as it is known, the rest let go."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newsarchive.archive.damage import Damage
from newsarchive.archive.moments import utc_text

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.salvage.copying import Missing
    from newsarchive.archive.salvage.report import Report
    from newsarchive.archive.salvage.shapes import Table

# What is left away with its parent is told by that, or is a detail of an article: counted, not named.
_SEEN_IN = (("captures", "fetched_at"), ("article_revisions", "seen_at"), ("hot_observations", "observed_at"))


class References:
    """Works on the new database, whose foreign keys are not enforced yet."""

    def __init__(self, connection: Connection, tables: list[Table], missing: Missing, report: Report) -> None:
        self._connection = connection
        self._missing = missing
        self._report = report
        self._keys = [
            (table.name, key[3], key[2], key[4] or "id", self._is_nullable(table, key[3]))
            for table in tables
            for key in connection.execute(f"PRAGMA foreign_key_list({table.name})").fetchall()
        ]
        self._links = self._read_links()

    @staticmethod
    def _is_nullable(table: Table, name: str) -> bool:
        return any(column.name == name and column.is_nullable for column in table.columns)

    def restore_runs_and_sites(self) -> None:
        """Put back the runs and sites that rows refer to: everything stands on them."""
        for run in self._wanted("runs"):
            self._restore_run(run)
        for site in self._wanted("sites"):
            self._restore_site(site)

    def _wanted(self, parent: str) -> list[int]:
        wanted: set[int] = set()
        for table, column, refers_to, key, _ in self._keys:
            if refers_to == parent:
                wanted |= {number for (number,) in self._dangling(table, column, parent, key)}
        return sorted(wanted)

    def _dangling(self, table: str, column: str, parent: str, key: str) -> list[tuple[Any]]:
        return self._connection.execute(
            f"SELECT DISTINCT {column} FROM {table} t WHERE {column} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = t.{column})"
        ).fetchall()

    def _read_links(self) -> dict[int, dict[str, Any]]:
        """What the chain tells of each run."""
        found: dict[int, dict[str, Any]] = {}
        for (manifest,) in self._connection.execute("SELECT manifest FROM chain_links ORDER BY id"):
            try:
                fields = json.loads(manifest)
                found[int(fields["run"])] = fields
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def _restore_run(self, run: int) -> None:
        link = self._links.get(run, {})
        first, last = self._seen_between(run)
        site = self._missing.get("runs", {}).get(run, {}).get("site_id") or self._site_of_run(run)
        status = link.get("status") if link.get("status") in {"finished", "failed"} else "interrupted"
        self._connection.execute(
            "INSERT INTO runs(id, site_id, status, started_at, ended_at, options) VALUES (?, ?, ?, ?, ?, ?)",
            (
                run, site, status, link.get("started_at") or first, link.get("ended_at") or last,
                json.dumps({"salvaged": True}),
            ),
        )  # fmt: skip
        self._report.of("runs").rebuilt += 1
        self._report.losses.append(
            Damage("runs", f"run {run}", "was put back from what it brought; its counts are lost")
        )

    def _seen_between(self, run: int) -> tuple[str, str]:
        moments: list[str] = []
        for table, column in _SEEN_IN:
            moments += self._connection.execute(
                f"SELECT min({column}), max({column}) FROM {table} WHERE run_id = ?", (run,)
            ).fetchone()
        known = sorted(filter(None, moments)) or [utc_text(None)]
        return known[0], known[-1]

    def _site_of_run(self, run: int) -> int:
        for sql in (
            "SELECT site_id FROM captures WHERE run_id = ? LIMIT 1",
            "SELECT site_id FROM articles WHERE first_run = ?1 OR changed_run = ?1 LIMIT 1",
            "SELECT site_id FROM hot_lists l JOIN hot_observations o ON o.list_id = l.id WHERE o.run_id = ?",
        ):
            row = self._connection.execute(sql, (run,)).fetchone()
            if row:
                return int(row[0])
        key = self._links.get(run, {}).get("site")
        row = self._connection.execute("SELECT id FROM sites WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 1

    def _restore_site(self, site: int) -> None:
        known = self._missing.get("sites", {}).get(site, {})
        told = [link.get("site") for run, link in self._links.items() if self._site_of_run(run) == site]
        home, timezone = known.get("home"), known.get("timezone")
        hosts = Counter(
            f"{parts.scheme}://{parts.netloc}/"
            for (url,) in self._connection.execute(
                "SELECT url FROM (SELECT url FROM captures WHERE site_id = ?1 LIMIT 200)"
                " UNION ALL SELECT url FROM (SELECT url FROM articles WHERE site_id = ?1 LIMIT 200)",
                (site,),
            )
            if (parts := urlsplit(url)).netloc
        )
        home = str(home or (hosts.most_common(1)[0][0] if hosts else ""))
        key = str(known.get("key") or next(filter(None, told), "") or urlsplit(home).netloc or f"site-{site}")
        if self._connection.execute("SELECT 1 FROM sites WHERE key = ?", (key,)).fetchone():
            key = f"{key}-{site}"
        self._connection.execute(
            "INSERT INTO sites(id, key, home, timezone) VALUES (?, ?, ?, ?)",
            (site, key, home, timezone or "UTC"),
        )
        self._report.of("sites").rebuilt += 1
        what = "was put back; its name and time zone come with its next crawl"
        self._report.losses.append(Damage("sites", key, what))

    def let_go(self) -> None:
        """Let go of references to what is lost, where they may be empty; elsewhere of the row that has it."""
        changed = True
        while changed:
            changed = False
            for table, column, parent, key, is_nullable in self._keys:
                lost = self._dangling(table, column, parent, key)
                if not lost:
                    continue
                changed = True
                if is_nullable:
                    sql = f"UPDATE {table} SET {column} = NULL WHERE {column} = ?"
                else:
                    sql = f"DELETE FROM {table} WHERE {column} = ?"
                count = sum(self._connection.execute(sql, number).rowcount for number in lost)
                if not is_nullable:
                    self._report.of(table).copied -= count
                    self._report.of(table).lost += count
                what = "lost with it" if not is_nullable else "do not name it any more"
                place = ", ".join(str(number) for (number,) in lost[:5]) + (" …" if len(lost) > 5 else "")
                self._report.losses.append(
                    Damage(parent, f"{parent} {place}", f"{count} rows of {table} {what}")
                )
