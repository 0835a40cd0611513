"""What a page is for a reader: an article, a listing or something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.model import PageKind

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.profile import Profile


def judge_kind(
    document: Document, profile: Profile, *, title: str, body: str, published: str | None
) -> tuple[PageKind, float]:
    """Kind of the page and how sure that is (0 to 1), given what was read off it."""
    return PageKind.ARTICLE, 0.5
