"""Holds an archive while captures are thinned out or packed anew: the sites' locks, a transaction a batch."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from newsarchive.archive import lock
from newsarchive.archive.batch import Batch
from newsarchive.archive.database import database_path, open_for_reading, open_for_writing, storage_errors
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Connection
    from types import TracebackType


class Upkeep:
    """The open archive, with the locks of ``site`` or of all sites. A context manager.

    Raises ``NotFound`` without such an archive or site, ``ArchiveBusy`` while a crawl of one of the sites is
    running, ``ArchiveError`` for what cannot be written. What is committed stays when it is interrupted.
    """

    def __init__(self, folder: Path, site: str | None) -> None:
        # Opening for writing would make an archive where there is none.
        open_for_reading(folder).close()
        self._path = database_path(folder)
        self.connection = open_for_writing(folder)
        self._batch = Batch(self.connection, self._path)
        self._batch.before_commit.append(self._sign)
        try:
            self.sites = chosen_sites(self.connection, self._path, site)
            self._acquire()
        except BaseException:
            self._batch.rollback()
            self.connection.close()
            raise

    def _acquire(self) -> None:
        with self._batch.writing() as connection:
            for number, key in self.sites.items():
                lock.acquire(connection, number, key, 0, self._path)
        self._batch.commit()

    @property
    def is_alone(self) -> bool:
        """Tell whether no other site of the archive is being written."""
        with self._batch.reading() as connection:
            held = connection.execute("SELECT count(*) FROM site_locks").fetchone()[0]
        return bool(held <= len(self.sites))

    @contextmanager
    def batch(self) -> Iterator[Connection]:
        """One transaction, whole or not at all; other writers get their turn after it."""
        with self._batch.writing() as connection:
            yield connection
        self._batch.commit()

    def _sign(self) -> None:
        for number in self.sites:
            lock.sign(self.connection, number)
        held = self.connection.execute("SELECT count(*) FROM site_locks").fetchone()[0]
        self._batch.is_shared = held > len(self.sites)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._batch.leaving(failed=error is not None) as connection:
            for number in self.sites:
                lock.release(connection, number)


def chosen_sites(connection: Connection, path: Path, site: str | None) -> dict[int, str]:
    """Number and key of one site, or of all. Raises ``NotFound``."""
    with storage_errors(path):
        sites = dict(connection.execute("SELECT id, key FROM sites ORDER BY id").fetchall())
    if site is not None and site not in sites.values():
        known = ", ".join(sorted(sites.values())) or "none"
        raise NotFound(f"site {site!r} is not in this archive; it has: {known}")
    return {number: key for number, key in sites.items() if site in (None, key)}
