"""What an export of captures asks of the archive: which copy comes first, and what an article's newest is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.captures.reading import CaptureReader
from newsarchive.archive.captures.stored_pages import NEWEST
from newsarchive.archive.database import database_path, open_for_reading, storage_errors
from newsarchive.archive.holding import HoldsConnection
from newsarchive.archive.rows import ARTICLE_COLUMNS, article_record
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from newsarchive.archive.captures.reading import Capture
    from newsarchive.archive.records import ArticleRecord

_CHOSEN = "c.run_id > ? AND (? IS NULL OR c.site_id = (SELECT id FROM sites WHERE key = ?))"


class Exchange(HoldsConnection):
    """The captures of ``site`` (None: of all) that runs after ``since_run`` made; a context manager.

    Everything may raise ``ArchiveError``; opening also ``NotFound``, without such an archive or site.
    """

    def __init__(self, folder: Path, *, site: str | None = None, since_run: int = 0) -> None:
        self._path = database_path(folder)
        self._connection = open_for_reading(folder)
        self._site = site
        self._chosen = (since_run, site, site)
        self.captures = CaptureReader(self._connection, self._path)
        try:
            self._check_site()
        except BaseException:
            self._connection.close()
            raise

    def _check_site(self) -> None:
        with storage_errors(self._path):
            keys = [key for (key,) in self._connection.execute("SELECT key FROM sites ORDER BY key")]
        if self._site is not None and self._site not in keys:
            known = ", ".join(keys) or "none"
            raise NotFound(f"site {self._site!r} is not in this archive; it has: {known}")

    def count(self) -> int:
        """How many captures are chosen."""
        return self._number(f"SELECT count(*) FROM captures c WHERE {_CHOSEN}", *self._chosen) or 0

    def each(self) -> Iterator[Capture]:
        """The chosen captures in the order they were made; reads as it is consumed."""
        return self.captures.each(site=self._site, since_run=self._chosen[0])

    def first_with(self, payload_id: int) -> Capture | None:
        """The chosen capture that brought these bytes first; failing that, the archive's."""
        brought = "SELECT min(c.id) FROM captures c WHERE c.payload_id = ? AND c.status != 304"
        number = self._number(f"{brought} AND {_CHOSEN}", payload_id, *self._chosen)
        number = number or self._number(brought, payload_id)
        return self.captures.get(number) if number else None

    def article_at(self, capture: Capture) -> ArticleRecord | None:
        """The article that a capture gave, if it is the newest chosen one with the article's text."""
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT article_id FROM pages WHERE url = ? AND article_id IS NOT NULL", (capture.url,)
            ).fetchone()
            if row is None:
                return None
            newest = self._number(
                f"SELECT {NEWEST} FROM pages p JOIN captures c ON c.url = p.url"
                " WHERE p.article_id = ? AND c.payload_id IS NOT NULL"
                f" AND (c.status = 304 OR c.status BETWEEN 200 AND 299) AND {_CHOSEN}",
                row[0],
                *self._chosen,
            )
            if newest != capture.id:
                return None
            sql = f"SELECT {ARTICLE_COLUMNS} FROM v_articles WHERE id = ?"
            return article_record(self._connection.execute(sql, row).fetchone())

    def _number(self, sql: str, *values: object) -> int | None:
        with storage_errors(self._path):
            found: int | None = self._connection.execute(sql, values).fetchone()[0]
        return found
