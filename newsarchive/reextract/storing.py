"""Stores readings: one reviser for each site that changes, ended together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newsarchive.archive.reviser import Reviser

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from newsarchive.reextract.worker import Reading


class Storing:
    """Opens a site's reviser with the first page of it that changes; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._revisers: dict[str, Reviser] = {}

    def store(self, reading: Reading) -> None:
        """Store what a page gives other than the archive holds, if it gives an article."""
        if reading.page is not None and reading.article is not None:
            reviser = self._revisers.get(reading.site)
            if reviser is None:
                reviser = self._revisers[reading.site] = Reviser.open(self._folder, reading.site)
            reviser.revise(reading.page, reading.article)
        for reviser in self._revisers.values():
            reviser.commit_if_due()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reviser in self._revisers.values():
            with reviser:
                # What was read before Ctrl-C or a damaged page is right all the same.
                reviser.finish("interrupted" if kind else "finished", {})
