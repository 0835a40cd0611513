"""Whether the page holds back a part of the article for subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document


def is_paywalled(document: Document) -> bool:
    """True when the page says that reading on needs a subscription."""
    return False
