"""The one-call Python interface to extraction: a page in, a record out, no input or output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.document import Document
from newsarchive.extraction import extract_document
from newsarchive.model import Article, Extraction, PageKind
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.profile import Profile


def extract(
    html: str | bytes,
    url: str = "",
    *,
    profile: Profile = GENERIC,
    fetched_at: datetime | None = None,
    explain: bool = False,
) -> Extraction:
    """Read one page's record: ``extract(html, url).to_dict()``.

    Never raises on any bytes: a page that cannot be read gives an empty record of kind ``other`` whose
    provenance says why. Relative dates are resolved only when ``fetched_at`` (aware) is given.
    """
    try:
        return extract_document(Document(html, url), profile, fetched_at=fetched_at, explain=explain)
    except Exception as error:  # noqa: BLE001 - the contract: hostile input never raises
        failed = Article(url=url, provenance={"error": f"{type(error).__name__}: {error}"[:200]})
        return Extraction(PageKind.OTHER, 0.0, failed)
