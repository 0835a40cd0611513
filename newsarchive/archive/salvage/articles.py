"""Puts articles together again of which a part is lost; a re-extraction then reads the rest from captures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.damage import Damage
from newsarchive.archive.moments import utc_text
from newsarchive.archive.naming import url_key

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.salvage.copying import Known, Missing
    from newsarchive.archive.salvage.report import Report

AGAIN = "`newsarchive reextract` reads it anew from its capture"


class Articles:
    """Works on the new database."""

    def __init__(self, connection: Connection, missing: Missing, report: Report) -> None:
        self._connection = connection
        self._missing = missing
        self._report = report
        self._captured = (
            "SELECT EXISTS (SELECT 1 FROM captures WHERE url = ? AND payload_id IS NOT NULL"
            " AND status BETWEEN 200 AND 299)"
        )

    def restore(self) -> None:
        """Articles without their row, without their text, and without their page's row, in this order."""
        for number, known in self._lost_articles().items():
            self._restore_article(number, known)
        self._tell_revisions()
        self._restore_texts()
        self._restore_pages()

    def _lost_articles(self) -> dict[int, Known]:
        """Lost rows of articles: those that indexes tell, and those whose texts are there."""
        lost = dict(self._missing.get("articles", {}))
        for (number,) in self._connection.execute(
            "SELECT DISTINCT article_id FROM article_revisions t"
            " WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = t.article_id)"
        ).fetchall():
            lost.setdefault(number, {})
        return lost

    def _restore_article(self, number: int, known: Known) -> None:
        page = self._connection.execute(
            "SELECT url, site_id FROM pages WHERE article_id = ? ORDER BY kind != 'article', id", (number,)
        ).fetchone()
        texts = self._connection.execute(
            "SELECT min(seen_at), max(seen_at), min(run_id), max(run_id), max(revision)"
            " FROM article_revisions WHERE article_id = ?",
            (number,),
        ).fetchone()
        url = str(known.get("url") or (page[0] if page else ""))
        if texts[0] is None or not url or page is None:
            self._give_up(number, url)
            return
        identity = str(known.get("identity") or url_key(url))
        inserted = self._connection.execute(
            "INSERT OR IGNORE INTO articles(id, site_id, url, identity, category_id, first_seen, last_seen,"
            " last_changed, first_run, changed_run, revision, search_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, page[1], url, identity, known.get("category_id"), texts[0], texts[1], texts[1],
                texts[2], texts[3], texts[4], known.get("search_id") or self._free_place(),
            ),
        ).rowcount  # fmt: skip
        if not inserted:
            self._give_up(number, url)
            return
        self._report.of("articles").rebuilt += 1
        told = (
            f"date, source and other fields are lost; {AGAIN}"
            if self._is_captured(url)
            else "fields are lost"
        )
        self._report.losses.append(Damage("articles", url, told))

    def _free_place(self) -> int:
        """A place of the search index among articles without date."""
        from newsarchive.archive.places import Places

        return Places(self._connection).place(None)

    def _give_up(self, number: int, url: str) -> None:
        """Leave an article's page to a re-extraction: as one that is no article, it becomes one."""
        self._report.of("articles").lost += 1
        self._connection.execute(
            "UPDATE pages SET article_id = NULL, kind = 'other', reason = 'lost', due_at = NULL"
            " WHERE article_id = ? AND kind = 'article'",
            (number,),
        )
        told = f"the article is lost; {AGAIN}" if url and self._is_captured(url) else "the article is lost"
        self._report.losses.append(Damage("articles", url or f"article {number}", told))

    def _is_captured(self, url: str) -> bool:
        return bool(self._connection.execute(self._captured, (url,)).fetchone()[0])

    def _tell_revisions(self) -> None:
        lost = self._missing.get("article_revisions", {})
        self._report.of("article_revisions").lost += len(lost)
        for known in lost.values():
            row = self._connection.execute(
                "SELECT url FROM articles WHERE id = ?", (known.get("article_id"),)
            ).fetchone()
            place = row[0] if row else f"article {known.get('article_id')!s}"
            told = f"text {known.get('revision')!s} is lost"
            self._report.losses.append(Damage("article_revisions", place, told))

    def _restore_texts(self) -> None:
        """An article shows the last text that is left; one without any keeps its fields and an empty text."""
        rows = self._connection.execute(
            "SELECT a.id, a.url, a.revision, a.changed_run, a.last_changed,"
            " (SELECT max(revision) FROM article_revisions t WHERE t.article_id = a.id) FROM articles a"
            " WHERE NOT EXISTS (SELECT 1 FROM article_revisions t"
            "                   WHERE t.article_id = a.id AND t.revision = a.revision)"
        ).fetchall()
        for number, url, revision, run, at, left in rows:
            if left is not None:
                self._connection.execute("UPDATE articles SET revision = ? WHERE id = ?", (left, number))
                told = f"its present text is lost, an earlier one stands in its place; {AGAIN}"
            else:
                self._connection.execute(
                    "INSERT INTO article_revisions(article_id, revision, run_id, seen_at, cause, title, body)"
                    " VALUES (?, ?, ?, ?, 'rules', '', '')",
                    (number, revision, run, at),
                )
                told = f"its text is lost; {AGAIN}" if self._is_captured(url) else "its text is lost"
            self._report.losses.append(Damage("articles", url, told))

    def _restore_pages(self) -> None:
        """What is remembered of an article's address, so that it is asked and read again."""
        lost = self._missing.get("pages", {})
        restored = self._connection.execute(
            "INSERT OR IGNORE INTO pages(site_id, url, kind, status, article_id, first_fetched_at,"
            " fetched_at, changed_at) SELECT a.site_id, a.url, 'article', 200, a.id, a.first_seen,"
            " a.last_seen, a.last_changed FROM articles a"
            " WHERE NOT EXISTS (SELECT 1 FROM pages p WHERE p.article_id = a.id)"
        ).rowcount
        self._report.of("pages").rebuilt += restored
        if restored:
            told = "validators and times of asking are lost; the next crawl asks anew"
            self._report.losses.append(Damage("pages", f"{restored} addresses", told))
        for number, known in lost.items():
            url = str(known.get("url", f"page {number}"))
            if not self._connection.execute("SELECT 1 FROM pages WHERE url = ?", (url,)).fetchone():
                self._report.of("pages").lost += 1
                told = "what was remembered of this address is lost; the next crawl asks it anew"
                self._report.losses.append(Damage("pages", url, told))

    def excuse(self) -> None:
        """Say of live articles without capture that they have none: `verify` knows it from there."""
        told = {loss.where for loss in self._report.losses}
        rows = self._connection.execute(
            "SELECT a.url FROM articles a WHERE a.status = 'live'"
            " AND NOT EXISTS (SELECT 1 FROM pages p JOIN captures c ON c.url = p.url"
            "                 WHERE p.article_id = a.id AND c.payload_id IS NOT NULL)"
        ).fetchall()
        for (url,) in rows:
            if url not in told:
                self._report.losses.append(Damage("captures", url, "the article has no capture any more"))

    def note_losses(self) -> None:
        """Keep in the new archive what is lost."""
        at = utc_text(None)
        self._connection.executemany(
            "INSERT INTO losses(salvaged_at, part, place, what) VALUES (?, ?, ?, ?)",
            ((at, loss.part, loss.where, loss.what) for loss in self._report.losses),
        )
