"""Stores articles: first text, revisions, what else changed, and going away or coming back."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.archive.details import Details
from newsarchive.archive.duplicates import Duplicates
from newsarchive.archive.index_rows import Indexed
from newsarchive.archive.moments import published_at, published_day
from newsarchive.archive.naming import url_key
from newsarchive.archive.prepared import Prepared, prepare
from newsarchive.archive.records import Change
from newsarchive.archive.seen import RULES
from newsarchive.text.folding import fold
from newsarchive.text.script import chinese_script

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.indexer import Indexer
    from newsarchive.archive.seen import Seen
    from newsarchive.model import Article

_COLUMNS = (
    "published", "published_raw", "published_at", "modified", "source", "editor", "category_id",
    "breadcrumb_id", "language", "pages",
)  # fmt: skip
_CATEGORY = _COLUMNS.index("category_id")
_SELECT = (
    "SELECT a.id, a.status, a.revision, a.provenance_id, t.title, t.body,"
    f" {', '.join(f'a.{column}' for column in _COLUMNS)}"
    " FROM articles a JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision"
    " WHERE a.identity = ?"
)
_INSERT = (
    f"INSERT INTO articles(site_id, url, identity, {', '.join(_COLUMNS)}, provenance_id, first_seen,"
    " last_seen, last_changed, first_run, changed_run, search_id)"
    f" VALUES ({', '.join('?' * (len(_COLUMNS) + 10))})"
)
# json.dumps would make an encoder for each text.
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_UPDATE = f"UPDATE articles SET {', '.join(f'{c} = ?' for c in _COLUMNS)}, provenance_id = ? WHERE id = ?"


class ArticleStore:
    """Writes articles on the batch's connection, and tells the search index what became new or other."""

    def __init__(self, connection: Connection, indexer: Indexer) -> None:
        self._connection = connection
        self._indexer = indexer
        self._details = Details(connection)
        self._duplicates = Duplicates(connection)
        self.flush = self._duplicates.flush
        """Writes what waits for the end of the batch; to be called before its commit."""

    def taken_back(self) -> None:
        """Forget what was remembered of a page whose rows were taken back."""
        self._details.taken_back()
        self._duplicates.taken_back()
        self._indexer.taken_back()

    def find(self, url: str) -> int | None:
        """The id of the article known under ``url``: canonical, once requested, or a variant."""
        key = (url_key(url),)
        row = self._connection.execute("SELECT id FROM articles WHERE identity = ?", key).fetchone()
        row = (
            row
            or self._connection.execute(
                "SELECT article_id FROM article_urls WHERE identity = ?", key
            ).fetchone()
        )
        return row[0] if row else None

    def store(self, article: Article, seen: Seen, prepared: Prepared | None = None) -> tuple[int, Change]:
        """Insert the article, or bring the stored one up to date; return its id and what happened.

        ``prepared`` saves work if it was made of the same texts.
        """
        columns = self._column_values(article, seen)
        provenance = self._details.provenance_id(_sources(tuple(article.provenance.items())))
        known = self._connection.execute(_SELECT, (url_key(article.url),)).fetchone()
        if known is None:
            if prepared is None or not prepared.fits(article):
                prepared = prepare(article)
            return self._insert(article, seen, columns, provenance, prepared), Change.NEW
        return known[0], self._update(known, article, seen, columns, provenance)

    def _column_values(self, article: Article, seen: Seen) -> tuple[object, ...]:
        breadcrumb = _json(article.breadcrumb) if article.breadcrumb else ""
        return (
            article.published,
            article.published_raw,
            published_at(article.published, seen.timezone),
            article.modified,
            article.source,
            article.editor,
            self._details.category_id(seen, article.category),
            self._details.breadcrumb_id(breadcrumb),
            article.language,
            article.pages,
        )

    def _insert(
        self,
        article: Article,
        seen: Seen,
        columns: tuple[object, ...],
        provenance: int | None,
        prepared: Prepared,
    ) -> int:
        search_id = self._indexer.place(article.published)
        category_id = columns[_CATEGORY]
        assert category_id is None or isinstance(category_id, int)  # noqa: S101 - an id of our own
        cursor = self._connection.execute(
            _INSERT,
            (
                seen.site_id,
                article.url,
                url_key(article.url),
                *columns,
                provenance,
                *(seen.at,) * 3,
                *(seen.run_id,) * 2,
                search_id,
            ),
        )
        article_id = cursor.lastrowid
        assert article_id is not None  # noqa: S101 - an INSERT always gives one
        self._add_revision(article_id, 0, article, seen, "first")
        self._details.store(article_id, article)
        self._indexer.added(
            article_id,
            Indexed(search_id, seen.site_id, category_id, *prepared.texts),
            prepared.words,
        )
        self._duplicates.added(article_id, prepared.keys, seen.run_id)
        return article_id

    def _update(
        self,
        known: tuple[object, ...],
        article: Article,
        seen: Seen,
        columns: tuple[object, ...],
        provenance: int | None,
    ) -> Change:
        article_id, status, revision, old_provenance, title, body, *old_columns = known
        assert isinstance(article_id, int)  # noqa: S101 - typed by the STRICT table
        assert isinstance(revision, int)  # noqa: S101 - typed by the STRICT table
        if _is_other_edition(str(body), article.body):
            return self.seen_again(article_id, seen)
        new_text = (title, body) != (article.title, article.body)
        new_columns = tuple(old_columns) != columns
        new_details = self._details.differ(article_id, article)
        # Reading a stored page anew is no sign of life.
        revived = status == "gone" and seen.cause != RULES
        if new_text or new_columns or new_details:
            self._indexer.changing(article_id)
        if new_columns or provenance != old_provenance:
            self._connection.execute(_UPDATE, (*columns, provenance, article_id))
        if published_day(_text(old_columns[0])) != published_day(article.published):
            self._connection.execute(
                "UPDATE articles SET search_id = ? WHERE id = ?",
                (self._indexer.place(article.published), article_id),
            )
        if new_details:
            self._details.replace(article_id, article)
        if new_text:
            self._add_revision(article_id, revision + 1, article, seen, seen.cause)
            self._connection.execute(
                "UPDATE articles SET revision = revision + 1 WHERE id = ?", (article_id,)
            )
        if body != article.body:
            self._duplicates.retexted(article_id, str(body), fold(article.body), seen.run_id)
        if new_text or new_columns or new_details:
            self._indexer.changed(article_id)
        if revived:
            self._set_status(article_id, "live", "answered again", seen)
        changed = new_text or new_columns or new_details or revived
        self._touch(article_id, seen, changed=changed)
        return Change.CHANGED if changed else Change.UNCHANGED

    def _add_revision(self, article_id: int, revision: int, article: Article, seen: Seen, cause: str) -> None:
        self._connection.execute(
            "INSERT INTO article_revisions(article_id, revision, run_id, seen_at, cause, title, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (article_id, revision, seen.run_id, seen.at, cause, article.title, article.body),
        )

    def seen_again(self, article_id: int, seen: Seen) -> Change:
        """Note that the publisher still serves the article, unchanged (304); a gone one is back."""
        status = self._connection.execute(
            "SELECT status FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        revived = status is not None and status[0] == "gone"
        if revived:
            self._set_status(article_id, "live", "answered again", seen)
        self._touch(article_id, seen, changed=revived)
        return Change.CHANGED if revived else Change.UNCHANGED

    def mark_gone(self, article_id: int, evidence: str, seen: Seen) -> Change:
        """Record that the publisher took the article away; everything archived stays."""
        row = self._connection.execute("SELECT status FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None or row[0] == "gone":
            return Change.UNCHANGED
        self._set_status(article_id, "gone", evidence, seen)
        self._connection.execute(
            "UPDATE articles SET last_changed = ?, changed_run = ? WHERE id = ?",
            (seen.at, seen.run_id, article_id),
        )
        return Change.GONE

    def _set_status(self, article_id: int, status: str, evidence: str, seen: Seen) -> None:
        self._connection.execute("UPDATE articles SET status = ? WHERE id = ?", (status, article_id))
        self._connection.execute(
            "INSERT INTO status_changes(article_id, run_id, at, status, evidence) VALUES (?, ?, ?, ?, ?)",
            (article_id, seen.run_id, seen.at, status, evidence),
        )

    def _touch(self, article_id: int, seen: Seen, *, changed: bool) -> None:
        if changed and seen.cause == RULES:
            self._connection.execute(
                "UPDATE articles SET last_changed = ?, changed_run = ? WHERE id = ?",
                (seen.at, seen.run_id, article_id),
            )
        elif changed:
            self._connection.execute(
                "UPDATE articles SET last_seen = max(last_seen, ?1), last_changed = ?1, changed_run = ?2"
                " WHERE id = ?3",
                (seen.at, seen.run_id, article_id),
            )
        elif seen.cause != RULES:
            self._connection.execute(
                "UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?", (seen.at, article_id)
            )

    def add_url(self, article_id: int, url: str, canonical: str) -> None:
        """Remember that ``url`` led to the article."""
        key = url_key(url)
        if key and key != url_key(canonical):
            self._connection.execute(
                "INSERT INTO article_urls(identity, article_id, kind) VALUES (?, ?, 'requested')"
                " ON CONFLICT (identity) DO UPDATE SET article_id = excluded.article_id, kind = excluded.kind"
                " WHERE article_id != excluded.article_id OR kind != excluded.kind",
                (key, article_id),
            )


def _is_other_edition(stored: str, fetched: str) -> bool:
    """Tell whether a text is the stored one's edition in the other Chinese script.

    The edition stored first stays: storing both in turn would add a revision with every crawl.
    """
    if stored == fetched:
        return False
    scripts = {chinese_script(stored), chinese_script(fetched)}
    return scripts == {"Hans", "Hant"}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@lru_cache(maxsize=1024)  # most pages of a site are read from the same places
def _sources(provenance: tuple[tuple[str, str], ...]) -> str:
    return _json(dict(provenance))
