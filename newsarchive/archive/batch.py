"""One transaction a batch on the writer's connection: begun by the first write, ended when due."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsarchive.archive.database import BUSY_SECONDS, explain, storage_errors
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

# A page takes about five operations. Larger batches write less (each commit writes every page it changed);
# the time bounds what a kill loses.
BATCH_OPERATIONS = 2_000
BATCH_SECONDS = 0.5
# While other sites are written too, the lock must not be held while this one waits for its server.
SHARED_SECONDS = 0.05
# SQLite's own waiting looks at the lock every 100 ms and can starve; a waiting batch looks more often.
LONGEST_LOOK = 0.005
# A shorter pause between two batches could starve those who wait.
COURTESY_SECONDS = 1.2 * LONGEST_LOOK


class Batch:
    """Owns the connection's transaction. A storage error rolls the whole batch back and spoils the writer.

    While ``is_shared`` is set, other writers get their turn between two batches.
    ``before_commit`` are called inside the transaction just before it ends (the search index is one),
    ``after_commit`` when it has ended,
    ``on_take_back`` when a page's rows were taken back, to forget what was remembered of them, and
    ``on_begin`` when one has begun: whoever has an event loop can see to it that it ends in time.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.before_commit: list[Callable[[], None]] = []
        self.after_commit: list[Callable[[], None]] = []
        self.on_take_back: list[Callable[[], None]] = []
        self.on_begin: Callable[[], None] | None = None
        self._operations = 0
        self._begun = 0.0
        self._failed = False
        self._not_before = 0.0
        self.is_shared = False
        self._guard = _Guard(self)
        self._writing = _Writing(self)

    def writing(self) -> _Guard:
        """Give the connection inside the batch's transaction, and count one operation."""
        return self._writing

    def enter(self) -> None:
        """Begin the batch's transaction if it is not, and count one operation."""
        if not self.connection.in_transaction:
            self._begin()
        self._operations += 1

    def _begin(self) -> None:
        """Begin a transaction as soon as no other writer has one; raises when that takes ``BUSY_SECONDS``."""
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        deadline = time.monotonic() + BUSY_SECONDS
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._has_begun(deadline):
                # By chance, so that of many waiting none is always too late.
                time.sleep(random.uniform(0.2, 1) * LONGEST_LOOK)  # noqa: S311 - nothing secret
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
        self._begun = time.monotonic()
        self._operations = 0
        if self.on_begin is not None:
            self.on_begin()

    def _has_begun(self, deadline: float) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            return False
        return True

    @contextmanager
    def operation(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one page's rows: an error in our own code takes back this page alone."""
        with self.writing() as connection:
            connection.execute("SAVEPOINT page")
            failure: Exception | None = None
            try:
                yield connection
            except sqlite3.Error:
                raise
            except Exception as error:  # noqa: BLE001 - raised again below, outside the batch's guard
                failure = error
                connection.execute("ROLLBACK TO page")
                for forget in self.on_take_back:
                    forget()
            connection.execute("RELEASE page")
        if failure is not None:
            raise failure

    def reading(self) -> _Guard:
        """Give the connection for a query; sees the open batch."""
        return self._guard

    @property
    def is_due(self) -> bool:
        """Tell whether the open batch is large or old enough to be committed."""
        if not self.connection.in_transaction:
            return False
        longest = SHARED_SECONDS if self.is_shared else BATCH_SECONDS
        return self._operations >= BATCH_OPERATIONS or time.monotonic() - self._begun >= longest

    def commit(self) -> None:
        """End the transaction, if one is open."""
        with self._guard:
            if not self.connection.in_transaction:
                return
            for action in self.before_commit:
                action()
            self.connection.execute("COMMIT")
            for action in self.after_commit:
                action()
            if self.is_shared:
                self._not_before = time.monotonic() + COURTESY_SECONDS

    def rollback(self) -> None:
        """Take back the open batch, if there is one; never raises."""
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._failed = True

    @contextmanager
    def leaving(self, *, failed: bool) -> Iterator[sqlite3.Connection]:
        """Take back the open batch, do what is done last (locks) in a transaction of its own, and close.

        When the run ``failed`` already, a storage error here is not told: what led here is. The disk may be
        full, and the next run takes locks over from the dead.
        """
        self.rollback()
        try:
            with storage_errors(self.path):
                self.connection.execute("BEGIN IMMEDIATE")
                yield self.connection
                self.connection.execute("COMMIT")
        except ArchiveError:
            if not failed:
                raise
        finally:
            self.connection.close()

    def check(self) -> None:
        """Raise if the batch was spoiled."""
        if self._failed:
            raise ArchiveError(f"{self.path}: an earlier storage error ended this run")

    def spoil(self, error: BaseException) -> None:
        """Take back the open batch for good: half of an operation must not be committed with the next one.

        An error of SQLite's is raised as ``ArchiveError``.
        """
        self._failed = True
        self.rollback()
        if isinstance(error, sqlite3.Error):
            raise ArchiveError(f"{self.path}: {explain(error)}") from error


class _Guard:
    """Whatever is raised within spoils the batch. Holds no state: one serves all, also inside each other."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def __enter__(self) -> sqlite3.Connection:
        self._batch.check()
        return self._batch.connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._batch.spoil(error)


class _Writing(_Guard):
    """A guard whose inside is in the batch's transaction."""

    def __enter__(self) -> sqlite3.Connection:
        connection = super().__enter__()
        try:
            self._batch.enter()
        except BaseException as error:
            self._batch.spoil(error)
            raise
        return connection
