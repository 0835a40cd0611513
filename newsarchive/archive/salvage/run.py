"""Runs a salvage: what is sound of a damaged archive becomes a new one, put in place when it is whole."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive.chain.links import note_gone
from newsarchive.archive.damage import Damage
from newsarchive.archive.database import (
    APPLICATION_ID,
    FILE_NAME,
    database_path,
    migrate,
    storage_errors,
)
from newsarchive.archive.lock import Holder
from newsarchive.archive.reindex import rebuild
from newsarchive.archive.salvage.articles import Articles
from newsarchive.archive.salvage.bodies import Bodies
from newsarchive.archive.salvage.copying import copy_rows, missing_rows
from newsarchive.archive.salvage.pages import PageFile
from newsarchive.archive.salvage.pictures import copy_pictures
from newsarchive.archive.salvage.references import References
from newsarchive.archive.salvage.report import Report
from newsarchive.archive.salvage.shapes import table, tables
from newsarchive.archive.salvage.source import Source
from newsarchive.archive.schema import VERSIONS
from newsarchive.errors import ArchiveBusy, ArchiveError, ArchiveTooNew, NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from newsarchive.archive.salvage.copying import Missing, Progress

# The new database while it is made; what a kill leaves of it is made anew.
PARTIAL = f"{FILE_NAME}.salvage"
# Tables whose lost rows are told by what stands on them or by their address.
_TOLD_ELSEWHERE = {
    "sites", "runs", "articles", "article_revisions", "pages", "captures", "payloads", "capture_dictionaries",
}  # fmt: skip


def salvage(folder: Path, target: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Make a new archive in ``target`` of what is sound of the damaged one in ``folder``.

    The damaged archive is only read, as bytes: SQLite never opens it. Committed pages of the log beside it
    (``archive.db-wal``) count. The new database appears when it is whole; a salvage that was killed is begun
    anew by the same call. ``dry_run`` makes it in the system's folder for temporary files, and removes it.
    ``progress`` is told part, how much of it is done, and how much there is (0: not known). Raises
    ``UsageError`` when ``target`` holds an archive, ``NotFound`` and ``ArchiveTooNew``, ``ArchiveBusy`` while
    the damaged archive is being written, ``ArchiveError`` when it cannot be read or the new one not written.
    """
    path = database_path(folder)
    if not path.is_file():
        raise NotFound(f"{folder}: there is no archive here to salvage")
    with ExitStack() as stack:
        if dry_run:
            target = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="newsarchive-")))
        elif database_path(target).exists():
            raise UsageError(f"{target}: holds an archive already; name a new folder")
        try:
            file = stack.enter_context(PageFile(path))
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(f"{error.filename or path}: {error.strerror}") from error
        version = _version(file, path)
        with _partial(target) as connection, storage_errors(target / PARTIAL):
            making = _Making(file, connection, version, progress or (lambda *_: None))
            making.copy(path)
            making.mend()
            copy_pictures(connection, folder, None if dry_run else target, making.report)
            making.finish(target / PARTIAL)
        if not dry_run:
            _put_in_place(target)
    return making.report


def _version(file: PageFile, path: Path) -> int:
    """The schema version that the file names; the newest when its header is lost."""
    head = file.head
    if head is None:
        return len(VERSIONS)
    version, owner = int.from_bytes(head[60:64], "big"), int.from_bytes(head[68:72], "big")
    if owner != APPLICATION_ID:
        raise ArchiveError(f"{path}: is a database of another program, not an archive")
    if version > len(VERSIONS):
        raise ArchiveTooNew(
            f"{path}: was written by a newer newsarchive (schema {version}); upgrade newsarchive"
        )
    return version or len(VERSIONS)


@contextmanager
def _partial(target: Path) -> Iterator[Connection]:
    """The database to be, held by this process alone; removed unless all goes well."""
    partial = target / PARTIAL
    with storage_errors(partial):
        if partial.exists():
            _refuse_second(partial)
            partial.unlink()
        connection = sqlite3.connect(partial, timeout=0, isolation_level=None)
    try:
        with closing(connection):
            # Nobody else sees the file before it is whole: it need not survive a crash.
            for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = MEMORY", "synchronous = OFF"):
                connection.execute(f"PRAGMA {pragma}")
            yield connection
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _refuse_second(partial: Path) -> None:
    with closing(sqlite3.connect(partial, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise ArchiveBusy(
                f"{partial}: another salvage is making this archive; wait for it to end"
            ) from None
        except sqlite3.DatabaseError:
            return  # what a kill left need not be a database


def _put_in_place(target: Path) -> None:
    partial = target / PARTIAL
    try:
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(database_path(target))
        handle = os.open(target, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise ArchiveError(f"{target}: cannot be written ({error.strerror})") from error


class _Making:
    """The new database while it is made."""

    def __init__(self, file: PageFile, connection: Connection, version: int, progress: Progress) -> None:
        self.report = Report(pages=file.count, log_pages=file.log_pages)
        self._file = file
        self._connection = connection
        self._progress = progress
        self._missing: Missing = {}
        migrate(connection, version)
        usual = {
            name: (root, kind)
            for name, root, kind in connection.execute(
                "SELECT name, rootpage, type FROM sqlite_master WHERE rootpage > 0"
            )
        }
        self._source = Source(file, tables(connection), usual)

    def copy(self, path: Path) -> None:
        """Copy all rows, then bring the schema up to date. Raises ``ArchiveBusy``."""
        self._refuse_living(path)
        self._connection.execute("BEGIN")
        copy_rows(self._source, self._connection, self.report, self._progress)
        self._missing = missing_rows(self._source, self._connection)
        self._connection.execute("COMMIT")
        migrate(self._connection)
        if not self._source.has_schema:
            self.report.remarks.append(
                "the file's own schema is damaged; tables were looked for where they usually are"
            )
        if self._source.unclaimed:
            told = (
                f"{self._source.unclaimed} rows on pages that nothing leads to could belong to several tables"
            )
            self.report.losses.append(Damage("file", "archive.db", told))

    def _refuse_living(self, path: Path) -> None:
        for row in self._source.rows(table(self._connection, "site_locks")):
            pid, started, host, boot, seen_at = map(str, row[2:])
            with suppress(ValueError):
                if Holder(int(pid), started, host, boot).lives(
                    datetime.fromisoformat(seen_at), datetime.now(UTC)
                ):
                    told = f"is being written by process {pid} on {host}; wait for it to end"
                    raise ArchiveBusy(f"{path}: {told}")
        self._source.readings.clear()

    def mend(self) -> None:
        """Make the new archive sound: what stands on something lost is put together again or let go."""
        connection, report = self._connection, self.report
        connection.execute("BEGIN")
        references = References(connection, tables(connection), self._missing, report)
        references.restore_runs_and_sites()
        bodies = Bodies(connection, self._missing, report, self._progress)
        bodies.restore_dictionaries()
        bodies.check_bodies()
        bodies.check_captures()
        articles = Articles(connection, self._missing, report)
        articles.restore()
        self._tell_the_rest()
        references.let_go()
        note_gone(connection, "salvage", bodies.lost_captures)
        articles.excuse()
        articles.note_losses()
        connection.execute("COMMIT")

    def _tell_the_rest(self) -> None:
        for name, rows in self._missing.items():
            if name not in _TOLD_ELSEWHERE:
                self.report.of(name).lost += len(rows)
                for number, known in rows.items():
                    words = " ".join(str(value) for value in known.values() if isinstance(value, str))
                    self.report.losses.append(Damage(name, f"row {number}", f"is lost {words}".strip()))
        for shape in self._source.tables:
            reading = self._source.readings[shape.name]
            if not (reading.is_whole or self._missing.get(shape.name) or self._is_covered(shape.name)):
                pages, cells = len(reading.tree.lost_pages), reading.broken_cells
                told = f"{pages} pages and {cells} rows of other pages could not be read"
                self.report.losses.append(Damage(shape.name, "", told))

    def _is_covered(self, name: str) -> bool:
        """Tell whether indexes told all that the table's own pages lost."""
        shape = next(shape for shape in self._source.tables if shape.name == name)
        columns = {column.name for column in shape.columns}
        return any(
            not self._source.indexes[index.name].lost_pages
            and (shape.has_rowid or columns <= set(index.columns))
            for index in shape.indexes
            if index.name in self._source.indexes and not index.is_partial
        )

    def finish(self, path: Path) -> None:
        """Build the search index, and leave the file as every archive is."""
        rebuild(self._connection, path, lambda done, whole: self._progress("search index", done, whole))
        self._connection.execute("PRAGMA journal_mode = WAL")
