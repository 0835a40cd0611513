"""Remembers every fetched address: how it ended, its validators, how often it changed, when it is due."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from newsarchive.archive.records import PageState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from newsarchive.archive.seen import Seen
    from newsarchive.model import Outcome, Page

_UPSERT = """
INSERT INTO pages(site_id, url, final_url, kind, reason, status, article_id, first_fetched_at, fetched_at,
                  changed_at, due_at, checks, changes, digest, etag, last_modified)
VALUES (:site, :url, :final_url, :kind, :reason, :status, :article, :at, :at, :at, :due, 1, 1, :digest, :etag,
        :last_modified)
ON CONFLICT (url) DO UPDATE SET
  final_url = excluded.final_url, kind = excluded.kind, reason = excluded.reason, status = excluded.status,
  article_id = coalesce(excluded.article_id, article_id),
  fetched_at = excluded.fetched_at,
  changed_at = iif(:changed, excluded.changed_at, changed_at),
  due_at = excluded.due_at, checks = checks + 1, changes = changes + :changed, failures = 0,
  digest = excluded.digest, etag = excluded.etag, last_modified = excluded.last_modified
"""
_STATE = """
SELECT p.url, p.kind, p.status, p.reason, p.fetched_at, p.first_fetched_at, p.changed_at, p.due_at, p.checks,
       p.changes, p.etag, p.last_modified, a.published, a.id, a.status
FROM pages p LEFT JOIN articles a ON a.id = p.article_id
"""


class PageStore:
    """Rows of ``pages`` on the batch's connection, keyed by the address as requested."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def store(
        self,
        page: Page,
        outcome: Outcome,
        seen: Seen,
        *,
        article_id: int | None,
        due: str | None,
        changed: bool,
        digest: bytes,
    ) -> None:
        """Note a fetched page; ``changed`` tells whether its article did (other pages: whether bytes did).

        ``digest`` is the body's SHA-256.
        """
        url = page.requested_url or page.url
        digest = digest[:16]
        if article_id is None:
            changed = self._digest(url) != digest
        self._connection.execute(
            _UPSERT,
            {
                "site": seen.site_id,
                "url": url,
                "final_url": page.url if page.url != url else None,
                "kind": str(outcome.kind),
                "reason": outcome.reason,
                "status": page.status,
                "article": article_id,
                "at": seen.at,
                "due": due,
                "digest": digest,
                "etag": page.header("etag")[:1024],
                "last_modified": page.header("last-modified")[:128],
                "changed": int(changed),
            },
        )

    def _digest(self, url: str) -> bytes | None:
        row = self._connection.execute("SELECT digest FROM pages WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def store_failure(self, url: str, reason: str, seen: Seen, due: str | None) -> None:
        """Note that an address could not be had; what was known of it stays."""
        self._connection.execute(
            "INSERT INTO pages(site_id, url, kind, reason, first_fetched_at, fetched_at, changed_at, due_at,"
            " failures) VALUES (?1, ?2, 'failed', ?3, ?4, ?4, ?4, ?5, 1)"
            " ON CONFLICT (url) DO UPDATE SET reason = excluded.reason,"
            " due_at = coalesce(excluded.due_at, due_at), failures = failures + 1",
            (seen.site_id, url, reason, seen.at, due),
        )

    def store_not_modified(self, url: str, seen: Seen, due: str | None) -> int | None:
        """Note a 304; return the article of the page, if it is one."""
        self._connection.execute(
            "UPDATE pages SET fetched_at = ?, due_at = ?, checks = checks + 1, failures = 0 WHERE url = ?",
            (seen.at, due, url),
        )
        row = self._connection.execute("SELECT article_id FROM pages WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def state(self, url: str) -> PageState | None:
        """What is remembered of an address."""
        row = self._connection.execute(f"{_STATE} WHERE p.url = ?", (url,)).fetchone()
        return PageState(*row) if row else None

    def due(self, site_id: int, now: str, kinds: tuple[str, ...]) -> Iterator[PageState]:
        """Pages of the site that were due at the call, newest articles first; reads them as it goes."""
        marks = ", ".join("?" * len(kinds))
        rows = self._connection.execute(
            "SELECT p.id FROM pages p LEFT JOIN articles a ON a.id = p.article_id"
            f" WHERE p.site_id = ? AND p.kind IN ({marks}) AND p.due_at <= ?"
            " ORDER BY a.published_at IS NULL, a.published_at DESC, p.id",
            (site_id, *kinds, now),
        )
        # Numbers only: a million due pages take 8 MB, and what is stored meanwhile disturbs nothing.
        ids = array("q", (row[0] for row in rows))
        for page_id in ids:
            row = self._connection.execute(f"{_STATE} WHERE p.id = ?", (page_id,)).fetchone()
            if row:
                yield PageState(*row)
