"""Every link of a page that is worth following, with the reason why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.discover.anchors import read_anchors, url_day
from newsarchive.discover.pagination import find_next_listing_page
from newsarchive.discover.patterns import article_urls
from newsarchive.model import Link, LinkRole, PageKind
from newsarchive.urls import CACHED, identity, join, same_site, site_hosts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsarchive.discover.anchors import Anchor
    from newsarchive.document import Document
    from newsarchive.model import Extraction
    from newsarchive.profile import Profile

_LISTING_URL: Final = re.compile(
    r"/(?:categor(?:y|ies)|lists?|channels?|columns?|sections?|lanmu|roll|gundong|news|archives?|"
    r"more)(?:[/_.-]|$)"
    r"|/(?:index|list|default)(?:_\d+)?\.\w{3,5}$|[?&](?:cat|category|catid|channel|column)=",
    re.IGNORECASE,
)
_NO_LISTING: Final = re.compile(
    r"/(?:tags?|search|authors?|users?|login|register|about|help|contact|privacy|terms|member|rss|feed|"
    r"app|download|wp-admin|cart)(?:[/_.?-]|$)"
    r"|[?&](?:q|s|keyword|replytocom|share|print)=",
    re.IGNORECASE,
)
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_alternates = XPath("//link[@href][contains(concat(' ', @rel, ' '), ' alternate ')][@type]")


def discover_links(
    document: Document, extraction: Extraction, profile: Profile, hosts: Iterable[str] = ()
) -> tuple[Link, ...]:
    """Links of the page by role, each address once, on the site's own hosts only.

    ``hosts`` default to the profile's, then to the page's registered domain. Hot-list entries and related
    links are ARTICLE links too; ``source`` tells where a link stood (``navigation``, ``hot:熱門排行``,
    ``listing``, ``related``, ``pagination``, ``head``, ``profile``).
    """
    allowed = tuple(hosts) or profile.hosts or site_hosts([document.url])
    own = identity(document.url)
    found: dict[str, Link] = {}
    for link in _proposed(document, extraction, profile, allowed):
        usable = link.url and same_site(link.url, allowed) and profile.classify_url(link.url) != "ignore"
        if usable and (link.role is not LinkRole.ARTICLE or identity(link.url) != own):
            found.setdefault(link.url, link)
    return tuple(found.values())


def _proposed(
    document: Document, extraction: Extraction, profile: Profile, hosts: Sequence[str]
) -> Iterator[Link]:
    base = document.base
    for name, href in profile.categories:
        yield Link(join(base, href), LinkRole.CATEGORY, name, source="profile")
    if extraction.kind is not PageKind.ARTICLE and (url := find_next_listing_page(document, hosts)):
        yield Link(url, LinkRole.NEXT, source="pagination")
    for hot_list in extraction.hot_lists:
        for entry in hot_list.entries:
            yield Link(
                join(base, entry.url), LinkRole.ARTICLE, entry.title, entry.date, f"hot:{hot_list.name}"
            )
    for category in extraction.navigation:
        yield Link(join(base, category.url), LinkRole.CATEGORY, category.name, source="navigation")
    yield from _feeds(document)
    yield from _by_anchors(document, extraction, profile, hosts)


def _feeds(document: Document) -> Iterator[Link]:
    for element in _alternates(document.root):
        if (element.get("type") or "").strip().lower() in _FEED_TYPES and "comment" not in (
            element.get("href") or ""
        ):
            url = join(document.base, element.get("href") or "")
            yield Link(url, LinkRole.FEED, element.get("title") or "", source="head")


def _by_anchors(
    document: Document, extraction: Extraction, profile: Profile, hosts: Sequence[str]
) -> Iterator[Link]:
    is_article = extraction.kind is PageKind.ARTICLE
    anchors = read_anchors(document, hosts, dates=not is_article)
    articles = article_urls(anchors)
    source = "related" if is_article else "listing"
    for anchor in anchors:
        role = _role(anchor, profile, articles)
        if role is LinkRole.ARTICLE:
            yield Link(anchor.url, role, anchor.text, anchor.date or url_day(anchor.url), source)
        elif role is not None:
            yield Link(anchor.url, role, anchor.text, source=source)


def _role(anchor: Anchor, profile: Profile, articles: set[str]) -> LinkRole | None:
    declared = profile.classify_url(anchor.url)
    if declared == "article" or (declared is None and not profile.article_urls and anchor.url in articles):
        return LinkRole.ARTICLE
    if declared == "listing":
        return LinkRole.LISTING
    if declared is None and anchor.text and "nofollow" not in anchor.rel and _looks_like_listing(anchor.url):
        return LinkRole.LISTING
    return None


@lru_cache(maxsize=CACHED)
def _looks_like_listing(url: str) -> bool:
    return bool(_LISTING_URL.search(url)) and not _NO_LISTING.search(url)
