"""Further pages of a multi-page article, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document


def find_next_pages(document: Document) -> tuple[str, ...]:
    """Addresses of the article's pages after this one (never the next article)."""
    return ()
