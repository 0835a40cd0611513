"""Stores readings: a reviser of the site whose pages come, ended before another site's are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsarchive.archive.reviser import Reviser
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from newsarchive.reextract.worker import Reading


class Storing:
    """Opens a site's reviser with the first page of it that changes; a context manager.

    One at a time: each has a connection of its own, and two open batches would wait for each other.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._site = ""
        self._reviser: Reviser | None = None

    def store(self, reading: Reading) -> None:
        """Store what a page gives other than the archive holds, if it gives an article."""
        if reading.page is not None and reading.article is not None:
            self._reviser_of(reading.site).revise(reading.page, reading.article, reading.capture)
        if self._reviser is not None:
            self._reviser.commit_if_due()

    def _reviser_of(self, site: str) -> Reviser:
        if self._reviser is None or self._site != site:
            self._end("finished")
            self._reviser, self._site = Reviser.open(self._folder, site), site
        return self._reviser

    def _end(self, status: str) -> None:
        reviser, self._reviser = self._reviser, None
        if reviser is not None:
            with reviser:
                reviser.finish(status, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._end("finished")
            return
        try:
            # What was read before Ctrl-C or a damaged page is right all the same.
            self._end("interrupted")
        except ArchiveError:
            # Ctrl-C in the middle of a page took the open batch back; what led here is what counts.
            return
