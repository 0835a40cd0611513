"""Keeps a run's measures and the site's facts, in the transaction of the pages they come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from newsarchive.archive.batch import Batch

MAX_VALUE: Final = 65_536
"""Characters of a fact that are kept."""


class MonitoringStore:
    """The writing half during a run, on the batch's connection. Every method may raise ``ArchiveError``."""

    def __init__(self, batch: Batch, site_id: int, run: int) -> None:
        self._batch = batch
        self._site_id = site_id
        self._run = run
        self.measure: Callable[[], Mapping[str, Any]] | None = None
        """Gives the run's measures so far; asked before each commit, so that they fit what is committed."""

    def measured(self) -> dict[str, Any]:
        """What an earlier part of this run measured; empty for a new run."""
        with self._batch.reading() as connection:
            row = connection.execute(
                "SELECT measures FROM run_measures WHERE run_id = ?", (self._run,)
            ).fetchone()
        told: dict[str, Any] = json.loads(row[0]) if row else {}
        return told

    def write(self) -> None:
        """Write the measures; part of every commit. A run that goes on is to be evaluated again."""
        if self.measure is None:
            return
        text = clean(json.dumps(self.measure(), ensure_ascii=False, separators=(",", ":")))
        self._batch.connection.execute(
            "INSERT INTO run_measures(run_id, measures) VALUES (?, ?) ON CONFLICT (run_id)"
            " DO UPDATE SET measures = excluded.measures, evaluated = 0",
            (self._run, text),
        )

    def note_fact(self, kind: str, subject: str, value: str, at: str) -> None:
        """Note what was seen of the site: a new row when it differs from what was seen last."""
        kind, subject, value = clean(kind), clean(subject), clean(value[:MAX_VALUE])
        with self._batch.writing() as connection:
            row = connection.execute(
                "SELECT id, value FROM site_facts WHERE site_id = ? AND kind = ? AND subject = ?"
                " ORDER BY id DESC LIMIT 1",
                (self._site_id, kind, subject),
            ).fetchone()
            if row is not None and row[1] == value:
                connection.execute(
                    "UPDATE site_facts SET last_at = ?, last_run = ? WHERE id = ?", (at, self._run, row[0])
                )
                return
            connection.execute(
                "INSERT INTO site_facts"
                "(site_id, kind, subject, value, first_at, first_run, last_at, last_run)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?6)",
                (self._site_id, kind, subject, value, at, self._run),
            )
