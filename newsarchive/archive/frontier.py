"""The queue of requests as a table of the archive, on the writer's own connection and transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.records import FrontierCounts, FrontierRow, QueuedRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


class Frontier:
    """Requests of one site, kept until its run is finished; memory does not grow with the queue.

    Changes become durable with ``Writer.commit``, together with the pages stored in between.
    """

    def __init__(self, connection: sqlite3.Connection, site_id: int) -> None:
        self._connection = connection
        self._site_id = site_id

    def push(self, rows: Iterable[FrontierRow]) -> int:
        """Queue rows whose fingerprint was never pushed in this run; return how many were new.

        A row known and still queued takes the better (lower) priority of the two.
        """
        raise NotImplementedError

    def pop(self, limit: int) -> list[QueuedRow]:
        """Take up to ``limit`` requests, lowest priority number first, then oldest; they are in flight now."""
        raise NotImplementedError

    def done(self, row_id: int) -> None:
        """The request's page is stored (or failed for good): it is never popped again in this run."""
        raise NotImplementedError

    def requeue(self, row_id: int, priority: int | None = None) -> None:
        """Put a request in flight back into the queue (a retry that must survive a kill)."""
        raise NotImplementedError

    def seen(self, fingerprint: bytes) -> bool:
        """True when this fingerprint was pushed in this run, whatever became of it."""
        raise NotImplementedError

    def counts(self) -> FrontierCounts:
        """Queued, in flight and done, exact and in constant time."""
        raise NotImplementedError

    def reset_inflight(self) -> int:
        """Put back what a killed run had in flight; return how many. Called by ``Writer.open``."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget all rows of this site; ``Writer.finish("finished")`` does it."""
        raise NotImplementedError
