"""Reads an archive: search, articles, revisions, hot lists, counts; typed rows, lazily, never a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from types import TracebackType

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
        SearchHit,
        Stats,
        StatusChange,
    )


def open_archive(folder: str | os.PathLike[str] = "data") -> Reader:
    """Open the archive in ``folder`` for reading; a running crawl is not disturbed.

    Raises ``NotFound`` when there is no archive, ``ArchiveError`` when the database is not ours or damaged,
    ``ArchiveTooNew`` when a newer version wrote it.
    """
    raise NotImplementedError


class Reader:
    """An open archive. A context manager; ``close()`` when done. Iterators read as they are consumed.

    Filters, the same everywhere: ``site`` is a site's key, ``category`` a section's name, ``author`` part of a
    writer's name, ``since`` and ``until`` ISO 8601 days or instants of publication, both inclusive.
    """

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
        """The articles that match, best first. Any text is a valid query; see ``newsarchive.text.query``.

        ``sort`` is ``newest`` or ``relevance`` (``UsageError`` for anything else, and for an empty query).
        """
        raise NotImplementedError

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
        """How many articles match."""
        raise NotImplementedError

    def article(self, key: int | str, revision: int | None = None, *, at: str | None = None) -> ArticleRecord:
        """One article by id or any address it is known under, optionally with an older text.

        ``revision`` picks a text by number, ``at`` the one valid at an instant. Raises ``NotFound``.
        """
        raise NotImplementedError

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
        """All articles that pass the filters, by id; ``since_run`` keeps those new or changed in later runs."""
        raise NotImplementedError

    def revisions(self, key: int | str | None = None, *, site: str | None = None) -> Iterator[Revision]:
        """The texts of one article, oldest first, or of all articles."""
        raise NotImplementedError

    def status_changes(self, key: int | str | None = None) -> Iterator[StatusChange]:
        """When articles went away or came back, oldest first."""
        raise NotImplementedError

    def hot_list(self, site: str | None = None, at: str | None = None) -> list[HotRecord]:
        """The newest observation of each list (at an ISO instant or day: the one valid then)."""
        raise NotImplementedError

    def hot_observations(
        self, site: str | None = None, *, since_run: int | None = None
    ) -> Iterator[HotRecord]:
        """Every line of every observation, oldest first."""
        raise NotImplementedError

    def hot_history(self, url: str) -> list[HotPoint]:
        """An entry's rank at each observation of the lists it was ever in, oldest first."""
        raise NotImplementedError

    def hot_moves(self, site: str | None = None) -> list[HotMove]:
        """What moved between the last two observations of each list, by rank; the gone ones last."""
        raise NotImplementedError

    def images(self, *, site: str | None = None, since_run: int | None = None) -> Iterator[ImageRecord]:
        """Pictures of all articles, by article and position."""
        raise NotImplementedError

    def categories(self, *, site: str | None = None) -> Iterator[CategoryRecord]:
        """The sites' sections in their own order."""
        raise NotImplementedError

    def runs(self, *, site: str | None = None) -> Iterator[RunRecord]:
        """All runs, newest first."""
        raise NotImplementedError

    def stats(self, *, site: str | None = None, days: int = 30) -> Stats:
        """Totals, and articles of the last ``days`` days that have any, by category and by site."""
        raise NotImplementedError

    def duplicates(self, *, site: str | None = None) -> Iterator[DuplicateCluster]:
        """Clusters of near-identical articles, newest first."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the connection; safe to call twice."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
