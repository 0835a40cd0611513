"""Stored pages as they were fetched: of each article and each other page its newest good capture."""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsarchive.archive.captures.reading import CaptureReader
from newsarchive.archive.database import (
    ODD_ROWS,
    database_path,
    explain,
    open_for_reading,
    storage_errors,
)
from newsarchive.archive.filters import Filters
from newsarchive.archive.rows import ARTICLE_COLUMNS, article_record
from newsarchive.errors import ArchiveError, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from newsarchive.archive.records import ArticleRecord
    from newsarchive.model import Page

GOOD = "c.payload_id IS NOT NULL AND c.status BETWEEN 200 AND 299"
# Of several addresses of one article the one fetched last gave the text that is stored; of several answers
# in one second the one stored last. Not the highest number: imports bring older answers later.
NEWEST = "CAST(substr(max(c.fetched_at || printf('%019d', c.id)), -19) AS INTEGER)"
_OF_ARTICLES = f"""
SELECT a.site_id, {NEWEST} AS newest FROM articles a
JOIN sites s ON s.id = a.site_id
LEFT JOIN categories g ON g.id = a.category_id
JOIN pages p ON p.article_id = a.id
JOIN captures c ON c.url = p.url
WHERE {GOOD} AND (? IS NULL OR s.key = ?) AND (? IS NULL OR g.name = ?)
"""
_OF_OTHERS = f"""
SELECT p.site_id, {NEWEST} AS newest FROM pages p
JOIN sites s ON s.id = p.site_id
JOIN captures c ON c.url = p.url
WHERE {GOOD} AND p.article_id IS NULL AND p.kind IN ('other', 'listing') AND (? IS NULL OR s.key = ?)
GROUP BY p.id
"""
AT_ONCE: Final = 16
"""Pages that `StoredPages.load_some` gives at most. Measured: one takes 0.12 ms right after another, but
0.4 ms after extraction has filled the processor's caches with its own."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""What they hold together, but for the last of them: memory stays bounded where pages are large."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as a ``run`` fetched it, how it ended then (``kind``), and the article it gave, if any."""

    run: int
    site: str
    page: Page
    kind: str
    article: ArticleRecord | None


class StoredPages:
    """What the archive in ``folder`` can be extracted from again; reads only.

    Raises ``NotFound`` without an archive, ``ArchiveError`` for what is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._path = database_path(folder)
        self._connection = open_for_reading(folder)
        self._captures = CaptureReader(self._connection, self._path)

    def numbers(
        self,
        *,
        site: str | None = None,
        category: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> array[int]:
        """Captures to read, site after site in the order they were made.

        Category and dates leave articles only. Raises ``UsageError`` for what is no date.
        """
        conditions, dates = Filters(site, category, None, since, until).date_conditions()
        where = "".join(f" AND {condition}" for condition in conditions)
        sql = f"{_OF_ARTICLES}{where} GROUP BY a.id"
        values: list[object] = [site, site, category, category, *dates]
        if category is None and not dates:
            sql = f"SELECT * FROM ({sql}) UNION ALL SELECT * FROM ({_OF_OTHERS})"
            values += [site, site]
        with storage_errors(self._path):
            rows = self._connection.execute(f"SELECT newest FROM ({sql}) ORDER BY site_id, newest", values)
            # Eight bytes each: a million of them do not weigh.
            return array("q", (number for (number,) in rows))

    def sites(self) -> dict[str, str]:
        """Key and first page of each site."""
        with storage_errors(self._path):
            return dict(self._connection.execute("SELECT key, home FROM sites"))

    def load_some(self, numbers: Sequence[int]) -> list[StoredPage | ArchiveError | NotFound]:
        """The pages of the first of these captures (at most `AT_ONCE`), or why one cannot be had."""
        loaded: list[StoredPage | ArchiveError | NotFound] = []
        size = 0
        with self._one_look():
            for number in numbers[:AT_ONCE]:
                try:
                    stored = self.load(number)
                except (ArchiveError, NotFound) as error:
                    loaded.append(error)
                    continue
                loaded.append(stored)
                size += len(stored.page.body)
                if size >= MOST_BYTES:
                    break
        return loaded

    @contextmanager
    def _one_look(self) -> Iterator[None]:
        """Several queries on the file as it is now: locked once instead of for each."""
        with storage_errors(self._path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def load(self, capture_id: int) -> StoredPage:
        """The page of one capture, with what the archive holds of it."""
        try:
            return self._load(capture_id)
        except ODD_ROWS as error:
            raise ArchiveError(f"capture {capture_id}: {explain(error)}") from error

    def _load(self, capture_id: int) -> StoredPage:
        capture = self._captures.get(capture_id)
        with storage_errors(self._path):
            row = self._connection.execute(
                "SELECT kind, article_id FROM pages WHERE url = ?", (capture.url,)
            ).fetchone()
            kind, article_id = row or ("other", None)
            article = None if article_id is None else self._article(article_id)
        return StoredPage(capture.run, capture.site, self._captures.page(capture), kind, article)

    def _article(self, article_id: int) -> ArticleRecord | None:
        sql = f"SELECT {ARTICLE_COLUMNS} FROM v_articles WHERE id = ?"
        row = self._connection.execute(sql, (article_id,)).fetchone()
        return article_record(row) if row else None

    def part(self, url: str, run: int | None) -> Page | None:
        """A further page of an article as a run fetched it last; without ``run``, as any did."""
        capture = self._captures.newest(url) if run is None else self._captures.in_run(url, run)
        return self._captures.page(capture) if capture else None

    def close(self) -> None:
        """Close the database; safe to call twice."""
        self._connection.close()
