"""Reads an archive: search, articles, revisions, hot lists, counts; typed rows, lazily, never a write."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from newsarchive.archive import hot_reader, lists
from newsarchive.archive.database import database_path, open_for_reading, storage_errors
from newsarchive.archive.filters import Filters
from newsarchive.archive.holding import HoldsConnection
from newsarchive.archive.index_rows import index_version
from newsarchive.archive.matching import Match, build_match
from newsarchive.archive.moments import utc_moment_text
from newsarchive.archive.naming import url_key
from newsarchive.archive.records import SearchHit
from newsarchive.archive.relevance import Relevance
from newsarchive.archive.rows import ARTICLE_COLUMNS, article_record, chunked, revision_record
from newsarchive.archive.search import Search
from newsarchive.errors import ArchiveError, NotFound, UsageError
from newsarchive.text.query import parse_query
from newsarchive.text.snippets import snippet

if TYPE_CHECKING:
    import os
    import sqlite3
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from newsarchive.archive.captures.reading import CaptureReader
    from newsarchive.archive.monitoring.reading import MonitoringReader
    from newsarchive.archive.records import (
        ArticleRecord,
        CategoryRecord,
        DuplicateCluster,
        HotMove,
        HotPoint,
        HotRecord,
        ImageRecord,
        Revision,
        RunRecord,
        Stats,
        StatusChange,
    )

T = TypeVar("T")
SORTS = ("newest", "relevance")


def open_archive(folder: str | os.PathLike[str] = "data") -> Reader:
    """Open the archive in ``folder`` for reading; a running crawl is not disturbed.

    Raises ``NotFound`` when there is no archive, ``ArchiveError`` when the database is not ours or damaged,
    ``ArchiveTooNew`` when a newer version wrote it.
    """
    from pathlib import Path

    path = Path(folder)
    return Reader(open_for_reading(path), database_path(path))


class Reader(HoldsConnection):
    """An open archive. A context manager; ``close()`` when done. Iterators read as they are consumed.

    Filters, the same everywhere: ``site`` is a site's key, ``category`` a section's name, ``author`` part of
    a writer's name, ``since`` and ``until`` ISO 8601 days or instants of publication, both inclusive. A
    filter that names a site the archive does not have raises ``NotFound``.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def search(
        self,
        query: str,
        *,
        site: str | None = None,
        category: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        sort: str = "newest",
        limit: int = 20,
    ) -> list[SearchHit]:
        """Return the articles that match, best first. Any text is a query; see ``newsarchive.text.query``.

        ``sort`` is ``newest`` or ``relevance`` (``UsageError`` for anything else, and when nothing in the
        query can be searched for).
        """
        if sort not in SORTS:
            raise UsageError(f"sort {sort!r} is not known; it is one of {', '.join(SORTS)}")
        if not parse_query(query):
            raise UsageError("there is nothing to search for in the query")
        filters = Filters(site, category, author, since, until)
        with self._reading():
            match = self._match(query, filters)
            if sort == "newest":
                places = Search(self._connection, match, filters).newest(limit)
            else:
                places = Relevance(self._connection, match, filters).best(limit)
            return [self._hit(place, score, match.shown) for place, score in places]

    def count(
        self,
        query: str,
        *,
        site: str | None = None,
        category: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> int:
        """Return how many articles match."""
        filters = Filters(site, category, author, since, until)
        with self._reading():
            match = self._match(query, filters)
            if match.is_empty:
                where, values = self._conditions(query, filters, None)
                sql = f"SELECT count(*) FROM articles a WHERE {where}"
                counted: int = self._connection.execute(sql, values).fetchone()[0]
                return counted
            return Search(self._connection, match, filters).count()

    def _match(self, query: str, filters: Filters) -> Match:
        self.check_site(filters.site)
        row = self._connection.execute("SELECT version, rebuilt_to FROM search_state").fetchone()
        if row is None or row[0] != index_version() or row[1] is not None:
            raise ArchiveError(
                f"{self._path}: the search index must be built anew; run `newsarchive reindex`"
            )
        return build_match(self._connection, query, filters)

    def _hit(self, place: int, score: float, shown: Iterable[str]) -> SearchHit:
        row = self._connection.execute(
            "SELECT a.id, s.key, a.url, t.title, a.published, c.name, t.body FROM articles a"
            " JOIN sites s ON s.id = a.site_id"
            " JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision"
            " LEFT JOIN categories c ON c.id = a.category_id WHERE a.search_id = ?",
            (place,),
        ).fetchone()
        article_id, key, url, title, published, name, text = row
        piece = snippet(text or title, list(shown))
        return SearchHit(article_id, key, url, title, published, name, piece, score)

    def article(self, key: int | str, revision: int | None = None, *, at: str | None = None) -> ArticleRecord:
        """Return one article by id or any address it is known under, optionally with an older text.

        ``revision`` picks a text by number, ``at`` the one valid at an instant. Raises ``NotFound``.
        """
        from dataclasses import replace

        with self._reading():
            article_id = self._article_id(key)
            sql = f"SELECT {ARTICLE_COLUMNS} FROM v_articles WHERE id = ?"
            record = article_record(self._connection.execute(sql, (article_id,)).fetchone())
            if revision is None and at is None:
                return record
            row = self._old_text(article_id, revision, at)
        return replace(record, revision=row[0], title=row[1], body=row[2])

    def _old_text(self, article_id: int, revision: int | None, at: str | None) -> Any:
        moment = utc_moment_text(at, "UTC") if at else "9999"
        row = self._connection.execute(
            "SELECT revision, title, body FROM article_revisions WHERE article_id = ?1"
            " AND (?2 IS NULL OR revision = ?2) AND seen_at <= ?3 ORDER BY revision DESC LIMIT 1",
            (article_id, revision, moment),
        ).fetchone()
        if row is None:
            asked = f"revision {revision}" if revision is not None else f"text of {at}"
            raise NotFound(f"article {article_id} has no {asked}")
        return row

    def _article_id(self, key: int | str) -> int:
        if isinstance(key, int) or key.isdecimal():
            sql, value = "SELECT id FROM articles WHERE id = ?", int(key)
            row = self._connection.execute(sql, (value,)).fetchone() if value < 1 << 63 else None
        else:
            row = self._connection.execute(
                "SELECT id FROM articles WHERE identity = ?1"
                " UNION ALL SELECT article_id FROM article_urls WHERE identity = ?1",
                (url_key(key),),
            ).fetchone()
        if row is None:
            raise NotFound(f"{key}: no such article in the archive")
        return int(row[0])

    def articles(
        self,
        *,
        query: str = "",
        site: str | None = None,
        category: str | None = None,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        since_run: int | None = None,
    ) -> Iterator[ArticleRecord]:
        """All articles that pass the filters, by id; ``since_run`` keeps those changed in later runs."""
        filters = Filters(site, category, author, since, until)
        with self._reading():
            where, values = self._conditions(query, filters, since_run)
        sql = (
            f"SELECT {ARTICLE_COLUMNS} FROM v_articles WHERE id IN"
            f" (SELECT a.id FROM articles a WHERE {where} AND a.id > ? ORDER BY a.id LIMIT ?) ORDER BY id"
        )
        return self._guarded(article_record(row) for row in chunked(self._connection, sql, values))

    def _conditions(self, query: str, filters: Filters, since_run: int | None) -> tuple[str, list[object]]:
        conditions, values = filters.date_conditions()
        match = self._match(query, filters) if query or filters.author or filters.category else None
        if match and (match.impossible or (query.strip() and not parse_query(query))):
            return "0", []
        if match and not match.is_empty:
            sql, more = Search(self._connection, match, filters).places_sql()
            conditions.append(f"a.search_id IN ({sql})")
            values += more
        if filters.site:
            self.check_site(filters.site)
            conditions.append("a.site_id = (SELECT id FROM sites WHERE key = ?)")
            values.append(filters.site)
        if since_run is not None:
            conditions.append("a.changed_run > ?")
            values.append(since_run)
        return " AND ".join(conditions) or "1", values

    def revisions(
        self, key: int | str | None = None, *, site: str | None = None, since_run: int | None = None
    ) -> Iterator[Revision]:
        """Return the texts of one article, oldest first, or of all; ``since_run`` keeps later runs' texts."""
        with self._reading():
            self.check_site(site)
            only = self._article_id(key) if key is not None else None
            values: list[object] = [only, only, site, site, since_run, since_run]
        sql = (
            "SELECT t.id, t.article_id, a.url, t.revision, t.seen_at, t.cause, t.title, t.body"
            " FROM article_revisions t JOIN articles a ON a.id = t.article_id"
            " JOIN sites s ON s.id = a.site_id WHERE (? IS NULL OR t.article_id = ?)"
            " AND (? IS NULL OR s.key = ?) AND (? IS NULL OR t.run_id > ?)"
            " AND t.id > ? ORDER BY t.id LIMIT ?"
        )
        if only is not None:
            sql = sql.replace("(? IS NULL OR t.article_id = ?)", "? = t.article_id AND ? = t.article_id")
        return self._guarded(revision_record(row[1:]) for row in chunked(self._connection, sql, values))

    def status_changes(self, key: int | str | None = None) -> Iterator[StatusChange]:
        """When articles went away or came back, oldest first."""
        with self._reading():
            article_id = self._article_id(key) if key is not None else None
        return self._guarded(lists.status_changes(self._connection, article_id))

    def hot_list(self, site: str | None = None, at: str | None = None) -> list[HotRecord]:
        """Return the newest observation of each list (at an ISO instant or day: the one valid then)."""
        with self._reading():
            self.check_site(site)
            return hot_reader.hot_list(self._connection, site, at)

    def hot_observations(
        self, site: str | None = None, *, since_run: int | None = None
    ) -> Iterator[HotRecord]:
        """Every line of every observation, oldest first."""
        self.check_site(site)
        return self._guarded(hot_reader.hot_observations(self._connection, site, since_run))

    def hot_history(self, url: str) -> list[HotPoint]:
        """Return an entry's rank at each observation of the lists it was ever in, oldest first."""
        with self._reading():
            return hot_reader.hot_history(self._connection, url)

    def hot_moves(self, site: str | None = None) -> list[HotMove]:
        """Return what moved between the last two observations of each list, by rank; the gone ones last."""
        with self._reading():
            self.check_site(site)
            return hot_reader.hot_moves(self._connection, site)

    def images(self, *, site: str | None = None, since_run: int | None = None) -> Iterator[ImageRecord]:
        """Pictures of all articles, by article and position."""
        self.check_site(site)
        return self._guarded(lists.images(self._connection, site, since_run))

    def categories(self, *, site: str | None = None) -> Iterator[CategoryRecord]:
        """Sections of the sites in their own order."""
        self.check_site(site)
        return self._guarded(lists.categories(self._connection, site))

    def runs(self, *, site: str | None = None) -> Iterator[RunRecord]:
        """All runs, newest first."""
        self.check_site(site)
        return self._guarded(lists.runs(self._connection, site))

    def stats(self, *, site: str | None = None, days: int = 30) -> Stats:
        """Totals, and articles of the last ``days`` days that have any, by category and by site."""
        with self._reading():
            self.check_site(site)
            return lists.stats(self._connection, site, days)

    def duplicates(self, *, site: str | None = None) -> Iterator[DuplicateCluster]:
        """Clusters of near-identical articles, newest first."""
        self.check_site(site)
        return self._guarded(lists.duplicates(self._connection, site))

    def check_site(self, site: str | None) -> None:
        """Raise ``NotFound`` for a site that the archive does not have."""
        if site is None:
            return
        with storage_errors(self._path):
            keys = [key for (key,) in self._connection.execute("SELECT key FROM sites ORDER BY key")]
        if site not in keys:
            raise NotFound(f"site {site!r} is not in this archive; it has: {', '.join(keys) or 'none'}")

    def _guarded(self, rows: Iterator[T]) -> Iterator[T]:
        with storage_errors(self._path):
            yield from rows

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One consistent view of the archive for all queries inside, whatever a crawl writes meanwhile."""
        with storage_errors(self._path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    @cached_property
    def raw(self) -> CaptureReader:
        """The raw captures: what the sites really sent."""
        from newsarchive.archive.captures.reading import CaptureReader

        return CaptureReader(self._connection, self._path)

    @cached_property
    def monitoring(self) -> MonitoringReader:
        """What runs measured, and the alarms that monitors raised from it."""
        from newsarchive.archive.monitoring.reading import MonitoringReader

        return MonitoringReader(self._connection, self._path)
