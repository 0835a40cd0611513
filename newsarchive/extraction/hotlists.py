"""Hot lists and rankings: every visible one of a page, with whole titles in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.model import HotList
    from newsarchive.profile import Profile


def find_hot_lists(document: Document, profile: Profile) -> tuple[HotList, ...]:
    """Rankings of the page in document order; of hidden tab copies only the visible one."""
    return ()
