"""Reads what surrounds the articles: pictures, sections, runs, counts and clusters of copies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsarchive.archive.database import explain
from newsarchive.archive.records import (
    CategoryRecord,
    DuplicateCluster,
    DuplicateCopy,
    ImageRecord,
    RunRecord,
    Stats,
    StatusChange,
)
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

_OF_SITE = "(:site IS NULL OR site_id = (SELECT id FROM sites WHERE key = :site))"


def images(connection: Connection, site: str | None, since_run: int | None) -> Iterator[ImageRecord]:
    """Pictures of all articles, by article and position."""
    rows = connection.execute(
        "SELECT a.id, s.key, a.url, i.url, x.caption, x.credit, x.position,"
        " f.file, f.media_type, f.bytes FROM article_images x"
        " JOIN articles a ON a.id = x.article_id JOIN sites s ON s.id = a.site_id"
        " JOIN images i ON i.id = x.image_id LEFT JOIN image_files f ON f.image_id = i.id"
        " WHERE (?1 IS NULL OR s.key = ?1) AND (?2 IS NULL OR a.changed_run > ?2)"
        " ORDER BY x.article_id, x.number",
        (site, since_run),
    )
    return (ImageRecord(*row) for row in rows)


def categories(connection: Connection, site: str | None) -> Iterator[CategoryRecord]:
    """The sites' sections in their own order, those known by name only last."""
    rows = connection.execute(
        "SELECT s.key, c.name, c.url, (SELECT count(*) FROM articles a WHERE a.category_id = c.id),"
        " c.first_seen, c.last_seen FROM categories c JOIN sites s ON s.id = c.site_id"
        " WHERE ?1 IS NULL OR s.key = ?1 ORDER BY s.key, c.position IS NULL, c.position, c.id",
        (site,),
    )
    return (CategoryRecord(*row) for row in rows)


def runs(connection: Connection, site: str | None) -> Iterator[RunRecord]:
    """All runs, newest first."""
    rows = connection.execute(
        "SELECT r.id, s.key, r.status, r.started_at, r.ended_at, r.articles_new, r.articles_changed,"
        " r.articles_unchanged, r.articles_gone,"
        " (SELECT lower(hex(l.sha256)) FROM chain_links l WHERE l.run_id = r.id ORDER BY l.id DESC LIMIT 1),"
        " (SELECT json_group_object(iif(o.reason = '', o.kind, o.kind || ': ' || o.reason), o.pages)"
        "  FROM run_outcomes o WHERE o.run_id = r.id), r.options, r.report"
        " FROM runs r JOIN sites s ON s.id = r.site_id WHERE ?1 IS NULL OR s.key = ?1 ORDER BY r.id DESC",
        (site,),
    )
    for row in rows:
        try:
            # The last three columns are JSON objects.
            told = [json.loads(text) for text in row[10:]]
        except ValueError as error:
            raise ArchiveError(f"run {row[0]}: {explain(error)}") from error
        yield RunRecord(*row[:10], *told)


def status_changes(connection: Connection, article_id: int | None) -> Iterator[StatusChange]:
    """When articles went away or came back, oldest first."""
    rows = connection.execute(
        "SELECT c.article_id, a.url, c.at, c.status, c.evidence FROM status_changes c"
        " JOIN articles a ON a.id = c.article_id WHERE ?1 IS NULL OR c.article_id = ?1 ORDER BY c.id",
        (article_id,),
    )
    return (StatusChange(*row) for row in rows)


def stats(connection: Connection, site: str | None, days: int) -> Stats:
    """Totals and the counts behind the charts."""

    def number(sql: str) -> int:
        found: int = connection.execute(sql, {"site": site}).fetchone()[0]
        return found

    def table(sql: str, limit: int = -1) -> dict[str, int]:
        return dict(connection.execute(sql, {"site": site, "limit": limit}).fetchall())

    ours = f"FROM articles WHERE {_OF_SITE}"
    return Stats(
        articles=number(f"SELECT count(*) {ours}"),
        live=number(f"SELECT count(*) {ours} AND status = 'live'"),
        gone=number(f"SELECT count(*) {ours} AND status = 'gone'"),
        revisions=number(f"SELECT coalesce(sum(revision), 0) {ours}"),
        duplicates=number(f"SELECT count(*) {ours} AND duplicate_of IS NOT NULL"),
        images=number(
            f"SELECT count(*) FROM article_images WHERE :site IS NULL OR article_id IN (SELECT id {ours})"
        ),
        authors=number(
            "SELECT count(DISTINCT author_id) FROM article_authors"
            f" WHERE :site IS NULL OR article_id IN (SELECT id {ours})"
        ),
        hot_observations=number(
            "SELECT count(*) FROM hot_observations"
            f" WHERE list_id IN (SELECT id FROM hot_lists WHERE {_OF_SITE})"
        ),
        runs=number(f"SELECT count(*) FROM runs WHERE {_OF_SITE}"),
        database_bytes=number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        per_day=table(
            f"SELECT substr(published, 1, 10) AS day, count(*) {ours} AND published IS NOT NULL"
            " GROUP BY day ORDER BY day DESC LIMIT :limit",
            days,
        ),
        per_category=table(
            f"SELECT coalesce(c.name, ''), count(*) AS n FROM (SELECT category_id {ours}) x"
            " LEFT JOIN categories c ON c.id = x.category_id GROUP BY 1 ORDER BY n DESC, 1 LIMIT :limit"
        ),
        per_site=table(
            f"SELECT s.key, count(*) AS n FROM (SELECT site_id {ours}) x"
            " JOIN sites s ON s.id = x.site_id GROUP BY s.id ORDER BY n DESC, s.key LIMIT :limit"
        ),
    )


def duplicates(connection: Connection, site: str | None) -> Iterator[DuplicateCluster]:
    """Clusters that have a member of ``site``, the newest original first."""
    heads = connection.execute(
        "SELECT DISTINCT o.id FROM articles d JOIN articles o ON o.id = d.duplicate_of"
        " JOIN sites s ON s.id = d.site_id OR s.id = o.site_id"
        " WHERE ?1 IS NULL OR s.key = ?1 ORDER BY o.published_at IS NULL, o.published_at DESC, o.id DESC",
        (site,),
    ).fetchall()
    for (head,) in heads:
        copies = tuple(_copies(connection, "a.duplicate_of = ?", head))
        yield DuplicateCluster(next(_copies(connection, "a.id = ?", head)), copies)


def _copies(connection: Connection, condition: str, value: int) -> Iterator[DuplicateCopy]:
    rows = connection.execute(
        "SELECT a.id, a.site, a.url, a.title, a.authors, a.source, a.published, a.first_seen"
        " FROM v_articles a"
        " JOIN articles b ON b.id = a.id"
        f" WHERE {condition.replace('a.', 'b.')} ORDER BY b.published_at IS NULL, b.published_at, b.id",
        (value,),
    ).fetchall()
    for article_id, key, url, title, authors, source, published, first_seen in rows:
        names = tuple(json.loads(authors))
        yield DuplicateCopy(article_id, key, url, title, names, source, published, first_seen)
