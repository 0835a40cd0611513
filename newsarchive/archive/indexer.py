"""Keeps the search index in step with the articles, inside the batch's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.archive.batch import Batch


class Indexer:
    """Collects what a batch added or changed and indexes it in one go just before the commit."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def place(self, published: str | None) -> int:
        """Give a new article its place in the index."""
        row = self._batch.connection.execute(
            "SELECT coalesce(max(search_id), 0) + 1 FROM articles"
        ).fetchone()
        return int(row[0])

    def added(self, article_id: int, body: str) -> None:
        """Note a new article."""

    def changing(self, article_id: int) -> None:
        """Note that an article is about to change: what is indexed of it must be read now."""

    def retexted(self, article_id: int, body: str) -> None:
        """Note that an article's text changed."""
