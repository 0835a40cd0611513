"""Every link of a page that is worth following, with the reason why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.document import Document
    from newsarchive.model import Extraction, Link
    from newsarchive.profile import Profile


def discover_links(
    document: Document, extraction: Extraction, profile: Profile, hosts: Iterable[str] = ()
) -> tuple[Link, ...]:
    """Links of the page by role, each address once, on the site's own hosts only.

    ``hosts`` default to the profile's, then to the page's registered domain.
    """
    return ()
