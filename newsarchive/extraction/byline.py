"""Writers, credited source and editor, told apart from the outlet, the agency and the photographer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.extraction.notices import Notices
    from newsarchive.profile import Profile


@dataclass(frozen=True, slots=True)
class Byline:
    """Each part with the source that gave it, or None where the page gives none."""

    authors: Found[tuple[str, ...]] | None = None
    source: Found[str] | None = None
    editor: Found[str] | None = None


def find_byline(document: Document, profile: Profile, notices: Notices) -> Byline:
    """The best answer for each part of the byline."""
    return Byline()
