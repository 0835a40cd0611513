"""Makes typed records of the rows that the views give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsarchive.archive.database import explain
from newsarchive.archive.records import ArticleRecord, Revision
from newsarchive.errors import ArchiveError
from newsarchive.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

ARTICLE_COLUMNS = (
    "id, site, url, title, published, published_raw, modified, authors, source, editor, category, breadcrumb,"
    " tags, language, variants, body, images, pages, status, first_seen, last_seen, last_changed, revision,"
    " duplicate_of, provenance"
)
# Rows of one query at a time: an iterator left half-way must not keep a reading transaction open, which
# would keep the writer's log from being trimmed.
CHUNK = 200


def article_record(row: tuple[object, ...]) -> ArticleRecord:
    """One row of ``v_articles`` in the order of ``ARTICLE_COLUMNS``. Raises ``ArchiveError`` if damaged."""
    values = dict(zip(ARTICLE_COLUMNS.replace(" ", "").split(","), row, strict=True))
    try:
        for name in ("authors", "breadcrumb", "tags"):
            values[name] = tuple(json.loads(str(values[name])))
        for name in ("variants", "provenance"):
            values[name] = json.loads(str(values[name]))
        values["images"] = tuple(Image(**image) for image in json.loads(str(values["images"])))
    except (ValueError, TypeError) as error:
        raise ArchiveError(f"article {values['id']}: {explain(error)}") from error
    return ArticleRecord(**values)  # type: ignore[arg-type]


def chunked(
    connection: Connection, sql: str, values: list[object], *, first: int = 0
) -> Iterator[tuple[object, ...]]:
    """Rows of a query that is ordered by its first column and ends in ``> ? … LIMIT ?``, chunk by chunk."""
    last: object = first
    while True:
        rows = connection.execute(sql, [*values, last, CHUNK]).fetchall()
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]


def revision_record(row: tuple[object, ...]) -> Revision:
    """One row of article_id, url, revision, seen_at, cause, title, body."""
    return Revision(*row)  # type: ignore[arg-type]
