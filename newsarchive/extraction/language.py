"""The language of an article as a BCP 47 tag: by script and content, checked against what the page declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.extraction.found import Found

if TYPE_CHECKING:
    from newsarchive.document import Document


def find_language(document: Document, text: str) -> Found[str]:
    """The language of ``text`` (title and body); ``und`` when nothing tells."""
    return Found("und", "none")
