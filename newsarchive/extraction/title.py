"""The headline: as published, without the site's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.profile import Profile


def find_title(document: Document, profile: Profile) -> Iterator[Found[str]]:
    """Candidates for the headline, best first."""
    yield from ()
