"""Where in the site an article stands: the breadcrumb trail as shown, and the section."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.profile import Profile


def find_breadcrumb(document: Document, profile: Profile) -> Iterator[Found[tuple[str, ...]]]:
    """Candidates for the trail, best first; without the article itself (its title, 正文)."""
    yield from ()


def find_category(document: Document, profile: Profile) -> Iterator[Found[str]]:
    """Candidates for the section, best first."""
    yield from ()
