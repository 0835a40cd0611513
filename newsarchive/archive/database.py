"""Opens archive.db: pragmas, migrations, whose file it is; turns SQLite's errors into ours."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive.holding import transaction
from newsarchive.archive.schema import VERSIONS
from newsarchive.errors import ArchiveError, ArchiveTooNew, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database, Migrations

FILE_NAME = "archive.db"
# "NEWS" in the file's header, so that `file` and we can tell an archive from any other database.
APPLICATION_ID = 0x4E455753
BUSY_SECONDS = 60.0
# Of the file, in memory: a crawl's index and queue are in the system's own cache as well.
CACHE_KIB = 32_768
# Pages written to the log before it is copied into the database: a page that several batches change (the
# right edge of every table, keys of near-duplicates) is copied once. The log grows to 16 MB.
CHECKPOINT_PAGES = 4_000


# What a damaged file makes sqlite3 raise: bytes of its schema that are no text are its own error's message.
STORAGE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
# What rows of a damaged file do to those who read them: NULL and values that were never written so.
ODD_ROWS = (TypeError, ValueError, ArithmeticError, AttributeError, LookupError)
_DAMAGED = ("malformed", "not a database", "decode to UTF-8")


@contextmanager
def storage_errors(path: Path | str) -> Iterator[None]:
    """Turn SQLite's errors into one ``ArchiveError`` line that says what to do."""
    try:
        yield
    except STORAGE_ERRORS as error:
        raise ArchiveError(f"{path}: {explain(error)}") from error


def explain(error: Exception) -> str:
    """A person's words for a storage error."""
    text = str(error)
    if isinstance(error, ODD_ROWS) and not isinstance(error, UnicodeError):
        return f"holds what was never written so ({text}); `newsarchive salvage` copies what is sound"
    if "full" in text or "disk I/O" in text:
        # What SQLite calls an I/O error is, with rare exceptions, a full disk or a limit on the file's size.
        return (
            f"the disk is full or fails ({text}); the last batch was taken back,"
            " make room and run the same command again"
        )
    if isinstance(error, UnicodeError) or any(word in text for word in _DAMAGED):
        return f"the file is damaged or not a database ({text}); `newsarchive salvage` copies what is sound"
    if "locked" in text:
        return f"another program kept the database locked for {BUSY_SECONDS:.0f} s"
    if "readonly" in text or "unable to open" in text:
        return f"cannot be written or opened ({text})"
    return f"storage error ({text})"


def database_path(folder: Path | str) -> Path:
    """Where the database of the archive in ``folder`` is."""
    return Path(folder) / FILE_NAME


def open_for_writing(folder: Path | str) -> sqlite3.Connection:
    """Open (or create) and migrate the database; foreign keys on, WAL, explicit transactions.

    Raises ``ArchiveError`` and ``ArchiveTooNew``.
    """
    path = database_path(folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{path.parent}: cannot be created ({error.strerror})") from error
    with storage_errors(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            check_ownership(connection, path)
            _prepare(connection)
            migrate(connection)
            # Every page is stored under a savepoint of its own. For that SQLite keeps what was in the touched
            # parts of the file: in a temporary file that is three quarters of all that a crawl writes.
            # Only now, since a migration may sort a whole table, which would take as much memory.
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(folder: Path | str) -> sqlite3.Connection:
    """Open the database read-only. Raises ``NotFound``, ``ArchiveError`` and ``ArchiveTooNew``."""
    path = database_path(folder)
    if not path.is_file():
        raise NotFound(f"{path.parent}: there is no archive here; `newsarchive crawl URL` makes one")
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with storage_errors(path):
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            _check_readable_version(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    # Some builds overwrite deleted rows with zeros. The search index deletes what it merges: a tenth of all
    # writing, to hide what was published.
    connection.execute("PRAGMA secure_delete = OFF")


def check_ownership(connection: sqlite3.Connection, path: Path) -> bool:
    """False for an empty file; raises unless the database is an archive that this version knows."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not tables and not owner:
        return False
    if owner != APPLICATION_ID:
        raise ArchiveError(f"{path}: is a database of another program, not an archive")
    if version > len(VERSIONS):
        raise ArchiveTooNew(
            f"{path}: was written by a newer newsarchive (schema {version}, this one knows {len(VERSIONS)});"
            " upgrade newsarchive"
        )
    return True


def _check_readable_version(connection: sqlite3.Connection, path: Path) -> None:
    if not check_ownership(connection, path):
        raise NotFound(f"{path}: the archive is empty")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < len(VERSIONS):
        raise ArchiveError(
            f"{path}: was written by an older newsarchive (schema {version}); any crawl into it upgrades it,"
            " or `newsarchive reindex`"
        )


def migrate(connection: sqlite3.Connection, to_version: int = len(VERSIONS)) -> None:
    """Bring the database to schema ``to_version``, all steps or none, safe against a second process."""
    if connection.execute("PRAGMA user_version").fetchone()[0] >= to_version:
        return
    from sqlite_utils import Database

    with transaction(connection):
        database = Database(connection, strict=True, execute_plugins=False)
        migrations(to_version).apply(database)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {to_version}")


def migrations(to_version: int = len(VERSIONS)) -> Migrations:
    """The migration steps, as ``sqlite-utils migrate --list`` names them."""
    from sqlite_utils import Migrations

    steps = Migrations("newsarchive")
    for number, script in enumerate(VERSIONS[:to_version], 1):
        steps(name=f"m{number:03}")(_step(script))
    return steps


def _step(script: str) -> _Step:
    return _Step(script)


class _Step:
    """One migration: the statements of a script, run one by one inside the caller's transaction."""

    def __init__(self, script: str) -> None:
        self.__name__ = "step"
        self._script = script

    def __call__(self, database: Database, /) -> None:
        for statement in statements(self._script):
            database.conn.execute(statement)


def statements(script: str) -> Iterator[str]:
    """The statements of an SQL script, whole (``executescript`` would commit the open transaction)."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""
