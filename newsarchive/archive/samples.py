"""A few of a site's articles, to see whether the site still reads as it did."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from newsarchive.archive.database import database_path, open_for_reading, storage_errors

if TYPE_CHECKING:
    from pathlib import Path


def newest_articles(folder: Path, site: str, most: int) -> list[int]:
    """Ids of live articles of one page: the newest of each section, newest first, ``most`` in all.

    Raises ``NotFound`` without an archive and ``ArchiveError``.
    """
    path = database_path(folder)
    with closing(open_for_reading(folder)) as connection, storage_errors(path):
        rows = connection.execute(
            "SELECT id FROM (SELECT a.id, a.published_at, row_number() OVER ("
            "   PARTITION BY a.category_id ORDER BY a.published_at DESC, a.id DESC) AS place"
            "  FROM articles a JOIN sites s ON s.id = a.site_id"
            "  WHERE s.key = ? AND a.status = 'live' AND a.pages = 1)"
            " ORDER BY place, published_at DESC, id DESC LIMIT ?",
            (site, most),
        ).fetchall()
    return [row[0] for row in rows]
