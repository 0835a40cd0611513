"""Copies downloaded pictures that are what their hash says."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from newsarchive.archive.damage import Damage
from newsarchive.archive.image_files import FOLDER
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.salvage.report import Report


def copy_pictures(connection: Connection, folder: Path, target: Path | None, report: Report) -> None:
    """Copy the pictures' files from ``folder``; without ``target`` only look at them.

    A picture whose file is lost is forgotten, so that the next crawl with pictures asks for it again.
    """
    rows = connection.execute(
        "SELECT f.image_id, f.file, f.sha256, i.url FROM image_files f JOIN images i ON i.id = f.image_id"
        " WHERE f.status = 'stored'"
    ).fetchall()
    for number, file, digest, url in rows:
        if not _copied(folder, target, str(file), digest):
            connection.execute("DELETE FROM image_files WHERE image_id = ?", (number,))
            connection.execute(
                "INSERT INTO losses(salvaged_at, part, place, what)"
                " VALUES (strftime('%Y-%m-%dT%H:%M:%SZ'), 'image_files', ?, 'the picture is lost')",
                (url,),
            )
            report.of("image_files").copied -= 1
            report.of("image_files").lost += 1
            report.losses.append(Damage("image_files", url, "the picture is lost"))


def _copied(folder: Path, target: Path | None, file: str, digest: str) -> bool:
    parts = PurePosixPath(file).parts
    # A damaged or hostile row must not name a file elsewhere.
    if parts[:1] != (FOLDER,) or ".." in parts:
        return False
    try:
        with (folder / file).open("rb") as data:
            if hashlib.file_digest(data, "sha256").hexdigest() != digest:
                return False
    except OSError:
        return False
    if target is not None:
        try:
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / file, target / file)
        except OSError as error:
            raise ArchiveError(f"{target / file}: cannot be written ({error.strerror})") from error
    return True
