"""Keywords that the publisher gave an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.profile import Profile


def find_tags(document: Document, profile: Profile) -> Iterator[Found[tuple[str, ...]]]:
    """Candidates for the keywords, best first."""
    yield from ()
