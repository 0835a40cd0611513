"""Keeps downloaded pictures: a file named by its SHA-256 beside the database, and a row that links it."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsarchive.archive.clean import clean
from newsarchive.archive.moments import utc_text
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from newsarchive.archive.batch import Batch

FOLDER: Final = "images"
MAX_TRIES: Final = 3
"""Runs that ask for a picture in vain before no other does."""
_INCOMING: Final = "incoming"
_STALE_SECONDS: Final = 3600.0
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class StoredImage:
    """``file`` is relative to the archive folder; ``known`` tells that it was there before."""

    file: str
    known: bool


class ImageFiles:
    """Pictures of one site's articles. Every method may raise ``ArchiveError``."""

    def __init__(self, batch: Batch, folder: Path, site_id: int) -> None:
        self._batch = batch
        self._folder = folder
        self._site_id = site_id

    def wanted(self, urls: Iterable[str]) -> list[str]:
        """Those of an article's picture addresses that are archived as such and were never asked for."""
        found = []
        with self._batch.reading() as connection:
            for url in dict.fromkeys(map(clean, urls)):
                row = connection.execute(
                    "SELECT f.image_id FROM images i LEFT JOIN image_files f ON f.image_id = i.id"
                    " WHERE i.url = ?",
                    (url,),
                ).fetchone()
                if row is not None and row[0] is None:
                    found.append(url)
        return found

    def backlog(self) -> Iterator[list[str]]:
        """Addresses of the site's pictures still to be had, newest articles first, some hundred at a time."""
        after = 1 << 62
        while True:
            with self._batch.reading() as connection:
                rows = connection.execute(
                    "SELECT DISTINCT i.id, i.url FROM images i"
                    " JOIN article_images x ON x.image_id = i.id JOIN articles a ON a.id = x.article_id"
                    " LEFT JOIN image_files f ON f.image_id = i.id"
                    " WHERE a.site_id = ? AND i.id < ?"
                    " AND (f.image_id IS NULL OR (f.status = 'failed' AND f.tries < ?))"
                    " ORDER BY i.id DESC LIMIT ?",
                    (self._site_id, after, MAX_TRIES, _CHUNK),
                ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            yield [url for _, url in rows]

    def store(self, url: str, body: bytes, media_type: str, suffix: str, at: datetime) -> StoredImage:
        """Keep ``body`` as the picture at ``url``; equal bytes are one file.

        The file is whole on the disk before its row is committed: a kill leaves no row without a file.
        """
        digest = hashlib.sha256(body).hexdigest()
        file = f"{FOLDER}/{digest[:2]}/{digest}{suffix}"
        with self._batch.reading() as connection:
            row = connection.execute(
                "SELECT file FROM image_files WHERE sha256 = ? LIMIT 1", (digest,)
            ).fetchone()
        if row is not None and (self._folder / row[0]).is_file():
            file = row[0]
        else:
            self._write(self._folder / file, body)
        self._note(url, at, "stored", "", (file, digest, media_type, len(body)))
        return StoredImage(file, row is not None)

    def fail(self, url: str, reason: str, at: datetime, *, final: bool) -> None:
        """Note that a picture was not to be had; ``final`` if asking again would change nothing."""
        self._note(url, at, "refused" if final else "failed", clean(reason), (None, None, None, None))

    def clear_incoming(self) -> None:
        """Remove what killed runs have left half-written."""
        with suppress(OSError):
            for path in (self._folder / FOLDER / _INCOMING).iterdir():
                if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                    path.unlink()

    def _note(
        self, url: str, at: datetime, status: str, reason: str, kept: tuple[str | int | None, ...]
    ) -> None:
        with self._batch.writing() as connection:
            connection.execute(
                "INSERT INTO image_files(image_id, status, reason, asked_at, file, sha256, media_type, bytes)"
                " SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM images WHERE url = ?1"
                " ON CONFLICT (image_id) DO UPDATE SET status = excluded.status, reason = excluded.reason,"
                " asked_at = excluded.asked_at, tries = tries + 1, file = excluded.file,"
                " sha256 = excluded.sha256, media_type = excluded.media_type, bytes = excluded.bytes",
                (clean(url), status, reason, utc_text(at), *kept),
            )

    def _write(self, path: Path, body: bytes) -> None:
        if path.is_file() and path.stat().st_size == len(body):
            return  # written by a run that was killed before its row was committed
        incoming = self._folder / FOLDER / _INCOMING / f"{os.getpid()}-{path.name}"
        try:
            incoming.parent.mkdir(parents=True, exist_ok=True)
            path.parent.mkdir(exist_ok=True)
            with incoming.open("wb") as out:
                out.write(body)
                out.flush()
                os.fsync(out.fileno())
            incoming.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            with suppress(OSError):
                incoming.unlink(missing_ok=True)
            raise ArchiveError(f"{path}: cannot be written ({error.strerror})") from error


def _sync_folder(folder: Path) -> None:
    """Make a renaming durable, where folders can be synchronised."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
