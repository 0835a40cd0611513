"""When an article was first published and last changed, with the page's own words kept beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.profile import Profile


@dataclass(frozen=True, slots=True)
class Moment:
    """``iso`` is a day (``2024-04-26``) or an instant with offset; ``raw`` is what the page says."""

    iso: str
    raw: str


def find_published(
    document: Document, profile: Profile, fetched_at: datetime | None = None
) -> Iterator[Found[Moment]]:
    """Candidates for the first publication, best first. ``fetched_at`` (aware) resolves relative forms."""
    yield from ()


def find_modified(
    document: Document, profile: Profile, fetched_at: datetime | None = None
) -> Iterator[Found[Moment]]:
    """Candidates for the last change, best first."""
    yield from ()
