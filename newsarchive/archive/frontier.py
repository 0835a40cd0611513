"""The queue of requests as a table of the archive, on the writer's own connection and transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.records import FrontierCounts, QueuedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from sqlite3 import Connection

    from newsarchive.archive.batch import Batch
    from newsarchive.archive.records import FrontierRow

_QUEUED, _INFLIGHT, _DONE, _NOTE = 0, 1, 2, 3


class Frontier:
    """Requests of one site, kept until its run is finished; memory does not grow with the queue.

    Changes become durable with ``Writer.commit``, together with the pages stored in between. Every method
    may raise ``ArchiveError``.
    """

    def __init__(self, batch: Batch, site_id: int) -> None:
        self._batch = batch
        self._site_id = site_id
        self._counts = [0, 0, 0]
        self.news: Callable[[], str] | None = None
        """Gives what is to be noted beside the queue, "" for nothing; asked before each commit."""
        self._count()

    def push(self, rows: Iterable[FrontierRow]) -> int:
        """Queue rows whose fingerprint was never pushed in this run; return how many were new.

        A row known and still queued takes the better (lower) priority of the two.
        """
        with self._batch.writing() as connection:
            return sum(self._push(connection, row) for row in rows)

    def _push(self, connection: Connection, row: FrontierRow) -> bool:
        inserted = connection.execute(
            "INSERT INTO frontier(site_id, fingerprint, priority, url, request) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (site_id, fingerprint) DO NOTHING",
            (self._site_id, row.fingerprint, row.priority, row.url, row.state),
        ).rowcount
        if inserted:
            self._counts[_QUEUED] += 1
            return True
        connection.execute(
            "UPDATE frontier SET priority = ?1 WHERE site_id = ?2 AND fingerprint = ?3"
            " AND status = 0 AND priority > ?1",
            (row.priority, self._site_id, row.fingerprint),
        )
        return False

    def pop(self, limit: int) -> list[QueuedRow]:
        """Take up to ``limit`` requests, lowest priority number first, then oldest: now in flight."""
        if not self._counts[_QUEUED]:
            return []
        with self._batch.writing() as connection:
            rows = connection.execute(
                "SELECT id, url, priority, request FROM frontier WHERE site_id = ? AND status = 0"
                " ORDER BY priority, id LIMIT ?",
                (self._site_id, limit),
            ).fetchall()
            connection.executemany("UPDATE frontier SET status = 1 WHERE id = ?", ((row[0],) for row in rows))
        self._move(_QUEUED, _INFLIGHT, len(rows))
        return [QueuedRow(*row) for row in rows]

    def done(self, row_id: int) -> None:
        """Mark the request as stored (or failed for good): it is never popped again in this run."""
        with self._batch.writing() as connection:
            # Nearly always it is in flight: one statement then, as this is done for every page.
            for before in (_INFLIGHT, _QUEUED):
                changed = connection.execute(
                    "UPDATE frontier SET status = 2, request = '' WHERE id = ? AND status = ?",
                    (row_id, before),
                ).rowcount
                if changed:
                    self._move(before, _DONE, 1)
                    return

    def requeue(self, row_id: int, priority: int | None = None) -> None:
        """Put a request in flight back into the queue (a retry that must survive a kill)."""
        with self._batch.writing() as connection:
            changed = connection.execute(
                "UPDATE frontier SET status = 0, priority = coalesce(?, priority)"
                " WHERE id = ? AND status = 1",
                (priority, row_id),
            ).rowcount
        self._move(_INFLIGHT, _QUEUED, changed)

    def seen(self, fingerprint: bytes) -> bool:
        """Tell whether this fingerprint was pushed in this run, whatever became of it."""
        with self._batch.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM frontier WHERE site_id = ? AND fingerprint = ?", (self._site_id, fingerprint)
            ).fetchone()
        return found is not None

    def note(self, text: str) -> None:
        """Keep a text beside the queue for as long as the run may be resumed, in the open batch."""
        with self._batch.writing() as connection:
            connection.execute(
                "INSERT INTO frontier(site_id, fingerprint, status, priority, url, request)"
                " VALUES (?, randomblob(16), ?, 0, '', ?)",
                (self._site_id, _NOTE, text),
            )

    def note_news(self) -> None:
        """Keep what is new beside the queue; part of every commit."""
        if self.news is not None and (text := self.news()):
            self.note(text)

    def notes(self) -> list[str]:
        """All notes of the run in their order."""
        with self._batch.reading() as connection:
            rows = connection.execute(
                "SELECT request FROM frontier WHERE site_id = ? AND status = ? ORDER BY id",
                (self._site_id, _NOTE),
            ).fetchall()
        return [row[0] for row in rows]

    def counts(self) -> FrontierCounts:
        """Queued, in flight and done, exact and in constant time."""
        return FrontierCounts(*self._counts)

    def reset_inflight(self) -> int:
        """Put back what a killed run had in flight; return how many. Called by ``Writer.open``."""
        with self._batch.writing() as connection:
            changed = connection.execute(
                "UPDATE frontier SET status = 0 WHERE site_id = ? AND status = 1", (self._site_id,)
            ).rowcount
        self._move(_INFLIGHT, _QUEUED, changed)
        return changed

    def clear(self) -> None:
        """Forget all rows of this site, and take no more news; ``Writer.finish("finished")`` does it."""
        self.news = None
        with self._batch.writing() as connection:
            connection.execute("DELETE FROM frontier WHERE site_id = ?", (self._site_id,))
        self._counts = [0, 0, 0]

    def _move(self, source: int, target: int, rows: int) -> None:
        self._counts[source] -= rows
        self._counts[target] += rows

    def _count(self) -> None:
        with self._batch.reading() as connection:
            rows = connection.execute(
                "SELECT status, count(*) FROM frontier WHERE site_id = ? AND status <= ? GROUP BY status",
                (self._site_id, _DONE),
            ).fetchall()
        for status, number in rows:
            self._counts[status] = number
