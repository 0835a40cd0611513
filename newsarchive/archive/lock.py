"""One run per archive and site: a lock row that names its holder, and is taken over from the dead."""

from __future__ import annotations

import os
import socket
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.errors import ArchiveBusy

if TYPE_CHECKING:
    import sqlite3

# A holder on another machine (or in another container) cannot be looked at; it signs in with every batch.
FOREIGN_SILENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, told apart from a later one of the same number by its start time and the boot's id."""

    pid: int
    process_started: str
    host: str
    boot_id: str

    @classmethod
    def current(cls) -> Holder:
        """This process."""
        return cls(os.getpid(), _process_start(os.getpid()), socket.gethostname(), _boot_id())

    def lives(self, seen_at: datetime, now: datetime) -> bool:
        """Tell whether the holder still runs, as far as can be known from here."""
        here = Holder.current()
        if self.host != here.host:
            return now - seen_at < FOREIGN_SILENCE
        if self.boot_id != here.boot_id:
            return False
        return _process_exists(self.pid) and _process_start(self.pid) == self.process_started


def refuse_living(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ``ArchiveBusy`` when a living process runs any site of this archive."""
    now = datetime.now(UTC)
    rows = connection.execute(
        "SELECT l.pid, l.process_started, l.host, l.boot_id, l.seen_at, s.key"
        " FROM site_locks l JOIN sites s ON s.id = l.site_id"
    ).fetchall()
    for *holder, seen_at, site in rows:
        if Holder(*holder).lives(datetime.fromisoformat(seen_at), now):
            raise ArchiveBusy(
                f"{path}: the search index must be built anew, but {site} is being crawled in process"
                f" {holder[0]} on {holder[2]}; wait for it to end"
            )


def acquire(connection: sqlite3.Connection, site_id: int, site: str, run_id: int, path: Path) -> None:
    """Take the site's lock inside the open transaction. Raises ``ArchiveBusy`` naming the living holder."""
    now = datetime.now(UTC)
    row = connection.execute(
        "SELECT pid, process_started, host, boot_id, seen_at, run_id FROM site_locks WHERE site_id = ?",
        (site_id,),
    ).fetchone()
    if row:
        holder = Holder(*row[:4])
        if holder.lives(datetime.fromisoformat(row[4]), now):
            what = f"run {row[5]} of" if row[5] else "work on"
            raise ArchiveBusy(
                f"{path}: {what} {site} is going on in process {holder.pid} on {holder.host}"
                f" (last sign {row[4]}); wait for it to end"
            )
    connection.execute(
        "INSERT OR REPLACE INTO site_locks(site_id, run_id, pid, process_started, host, boot_id, seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (site_id, run_id, *astuple(Holder.current()), now.isoformat(timespec="seconds")),
    )


def acquire_run(connection: sqlite3.Connection, site_id: int, run_id: int) -> None:
    """Name the run in the lock that was just taken."""
    connection.execute("UPDATE site_locks SET run_id = ? WHERE site_id = ?", (run_id, site_id))


def sign(connection: sqlite3.Connection, site_id: int) -> bool:
    """Show that the holder lives, as part of every batch; tell whether other sites are being written too.

    One that has been silent for long does not count: its process may have been killed.
    """
    now = datetime.now(UTC)
    lately = (now - FOREIGN_SILENCE).isoformat(timespec="seconds")
    connection.execute(
        "UPDATE site_locks SET seen_at = ? WHERE site_id = ?", (now.isoformat(timespec="seconds"), site_id)
    )
    others = connection.execute(
        "SELECT count(*) FROM site_locks WHERE site_id != ? AND seen_at > ?", (site_id, lately)
    ).fetchone()
    return bool(others[0])


def release(connection: sqlite3.Connection, site_id: int) -> None:
    """Give the lock back."""
    connection.execute("DELETE FROM site_locks WHERE site_id = ?", (site_id,))


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _process_start(pid: int) -> str:
    """Clock ticks since boot at which the process began (field 22 of Linux's stat); "" where unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    # A zombie is dead though its number is still taken.
    return "" if fields[0] == "Z" else fields[19]


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
