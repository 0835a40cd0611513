"""Finds for each new text the article it is a near-copy of, inside the same transaction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from newsarchive.archive.shared_keys import SharedKeys
from newsarchive.text.near_duplicates import are_near_duplicates, plain, sketch

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.text.near_duplicates import Plain

# A key shared by this many articles is boilerplate or a stock phrase: it says nothing, and looking at all of
# its articles would make the cost grow with the archive.
MAX_KEY_ARTICLES = 48
MAX_TESTS = 8
# Of a sketch with this many telling keys, copies share several; a single one is a name or a phrase.
FULL_SKETCH = 20

_BODY = (
    "SELECT t.body FROM articles a"
    " JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision WHERE a.id = ?"
)


class Duplicates:
    """Keeps ``articles.duplicate_of``: every copy points to the member of its cluster published first.

    Only originals leave keys behind; a copy of a copy is recognised by the original's. Keys are written at
    the end of the batch: ``flush`` belongs to what is done before its commit.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys = SharedKeys(connection)
        self.flush = self._keys.flush
        self.taken_back = self._keys.taken_back

    def added(self, article_id: int, keys: tuple[int, ...], run_id: int) -> None:
        """Look for the original of a new article by its text's sketch, or make it known as one."""
        self._keys.next_page()
        self._judge(article_id, keys, run_id)

    def _judge(self, article_id: int, keys: tuple[int, ...], run_id: int) -> None:
        candidates, fresh = self._candidates(article_id, keys)
        original = self._original(article_id, candidates)
        if original is None:
            self._keys.add(article_id, fresh)
        elif self._earlier(article_id, original):
            self._keys.add(article_id, fresh)
            self._lead(article_id, original, run_id)
        else:
            self._set(article_id, original)

    def retexted(self, article_id: int, before: str, folded: str, run_id: int) -> None:
        """Judge an article anew whose text changed; an original keeps the copies of its earlier text."""
        self._keys.next_page()
        self._keys.remove(article_id, sketch(plain(before)))
        keys = sketch(plain(folded, folded))
        leads = self._connection.execute(
            "SELECT 1 FROM articles WHERE duplicate_of = ?", (article_id,)
        ).fetchone()
        if leads:
            self._keys.add(article_id, self._candidates(article_id, keys)[1])
            return
        self._connection.execute("UPDATE articles SET duplicate_of = NULL WHERE id = ?", (article_id,))
        self._judge(article_id, keys, run_id)

    def _candidates(self, article_id: int, keys: tuple[int, ...]) -> tuple[list[int], list[int]]:
        """Articles sharing keys, those sharing most first, and the keys rare enough to be kept."""
        # Common keys are not stored any more, so this reads MAX_KEY_ARTICLES rows of each at most.
        having = self._keys.others(keys, article_id)
        if not having:
            return [], list(keys)
        fresh = [key for key in keys if len(having.get(key, ())) < MAX_KEY_ARTICLES]
        shared = Counter(other for key in fresh for other in having.get(key, ()))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        least = 2 if len(fresh) >= FULL_SKETCH else 1
        return [candidate for candidate, keys in ranked[:MAX_TESTS] if keys >= least], fresh

    def _original(self, article_id: int, candidates: list[int]) -> int | None:
        text = self._text(article_id) if candidates else None
        for candidate in candidates:
            other = self._text(candidate)
            if text and other and are_near_duplicates(text, other):
                return self._head(candidate)
        return None

    def _text(self, article_id: int) -> Plain | None:
        row = self._connection.execute(_BODY, (article_id,)).fetchone()
        return plain(row[0]) if row else None

    def _head(self, article_id: int) -> int:
        row = self._connection.execute(
            "SELECT duplicate_of FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        return article_id if row[0] is None else int(row[0])

    def _earlier(self, article_id: int, other: int) -> bool:
        """Tell which was published first; without both dates, which was seen first."""
        first, second = (
            self._connection.execute(
                "SELECT published_at, first_seen, id FROM articles WHERE id = ?", (one,)
            ).fetchone()
            for one in (article_id, other)
        )
        if first[0] is not None and second[0] is not None and first[0] != second[0]:
            return bool(first[0] < second[0])
        return bool(first[1:] < second[1:])

    def _lead(self, article_id: int, former: int, run_id: int) -> None:
        """Make an article the original of a cluster that another one led."""
        self._connection.execute(
            "UPDATE articles SET duplicate_of = ?1, changed_run = ?3 WHERE duplicate_of = ?2 OR id = ?2",
            (article_id, former, run_id),
        )

    def _set(self, article_id: int, original: int) -> None:
        self._connection.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (original, article_id))
