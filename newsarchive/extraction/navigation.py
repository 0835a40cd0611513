"""The site's sections as its navigation names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.model import Category


def find_navigation(document: Document) -> tuple[Category, ...]:
    """Sections in the navigation's order; home, login, about and language links are left out."""
    return ()
