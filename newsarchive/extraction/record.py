"""The way of a page through extraction: each finder once, in order, then the record is put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.extraction.body import find_body
from newsarchive.extraction.byline import find_byline
from newsarchive.extraction.dates import find_modified, find_published
from newsarchive.extraction.hotlists import find_hot_lists
from newsarchive.extraction.images import find_images
from newsarchive.extraction.kind import judge_kind
from newsarchive.extraction.language import find_language
from newsarchive.extraction.navigation import find_navigation
from newsarchive.extraction.notices import find_notices
from newsarchive.extraction.paging import find_next_pages
from newsarchive.extraction.paywall import is_paywalled
from newsarchive.extraction.sections import find_breadcrumb, find_category
from newsarchive.extraction.tags import find_tags
from newsarchive.extraction.title import find_title
from newsarchive.extraction.variants import find_variants
from newsarchive.model import Article, Extraction

if TYPE_CHECKING:
    from datetime import datetime

    from newsarchive.document import Document
    from newsarchive.profile import Profile


def extract_document(
    document: Document, profile: Profile, *, fetched_at: datetime | None = None, explain: bool = False
) -> Extraction:
    """Everything that one page tells. ``fetched_at`` (aware) resolves relative dates.

    title → blocks of the body → notices (source, editor, author lines) and pictures claim theirs →
    what is left are the paragraphs.
    """
    raise NotImplementedError
