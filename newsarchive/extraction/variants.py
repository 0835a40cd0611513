"""Other-script and other-region editions of the same article."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.document import Document


def find_variants(document: Document) -> dict[str, str]:
    """Addresses of the other editions by BCP 47 tag, in the page's order; the page itself is not among them."""
    return {}
