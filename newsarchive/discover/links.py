"""Every link of a page that is worth following, with the reason why."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.discover.anchors import read_anchors
from newsarchive.discover.data import read_data_anchors, read_json
from newsarchive.discover.detours import fragments, frames, onward
from newsarchive.discover.pagination import find_next_listing_page
from newsarchive.discover.patterns import article_urls, is_headline, url_pattern
from newsarchive.discover.places import Place, names_no_list, place_of
from newsarchive.discover.spelling import resolve
from newsarchive.document import Document
from newsarchive.model import Link, LinkRole, PageKind
from newsarchive.urls import identity, normalize_url, same_site, site_hosts
from newsarchive.urls.pages import split_page, with_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsarchive.discover.anchors import Anchor
    from newsarchive.model import Extraction
    from newsarchive.profile import Profile

_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_FEED_URL: Final = re.compile(
    r"\.(?:rss|atom|rdf)(?:$|\?)|/(?:rss|feed|atom|rdf)(?:/|$|\?|[_-]?\w{0,20}\.xml)|/feeds?/", re.IGNORECASE
)
_MAX_FEEDS: Final = 20
_NOWHERE: Final = Place("", "", is_article=False, day=None, is_list=False, may_be_list=False)
_feed_links = XPath(
    "descendant::a[contains(@href, 'rss') or contains(@href, 'feed') or contains(@href, 'atom')"
    " or contains(@href, '.rdf') or contains(@href, 'RSS')]/@href"
)


def discover_links(
    document: Document, extraction: Extraction, profile: Profile, hosts: Iterable[str] = ()
) -> tuple[Link, ...]:
    """Links of the page by role, each address once, on the site's own hosts only.

    ``hosts`` default to the profile's, then to the page's registered domain. Hot-list entries and related
    links are ARTICLE links too; ``source`` tells where a link stood (``navigation``, ``hot:熱門排行``,
    ``listing``, ``related``, ``pagination``, ``head``, ``profile``, ``frame``, ``refresh``), or that it is a
    ``guess``: a page near the top of the site that nothing speaks for or against.
    """
    allowed = tuple(hosts) or profile.hosts or site_hosts([document.url])
    own = identity(document.url)
    found: dict[str, Link] = {}
    anchors = _anchors(document, extraction, allowed)
    articles = article_urls(anchors)
    ignores = bool(profile.ignore_urls)
    is_article = extraction.kind is PageKind.ARTICLE
    place = _NOWHERE if is_article else place_of(normalize_url(document.url))
    links = chain(
        (
            link
            for link in _declared(document, extraction, profile, allowed, articles)
            if link.url and same_site(link.url, allowed)
        ),
        _by_anchors(anchors, articles, profile, place, is_article=is_article),  # of the site's hosts already
    )
    for link in links:
        if link.url in found or (ignores and profile.classify_url(link.url) == "ignore"):
            continue
        if link.role is not LinkRole.ARTICLE or identity(link.url) != own:
            found[link.url] = link
    return tuple(found.values())


def links_in_json(content: bytes, url: str, profile: Profile, hosts: Iterable[str] = ()) -> tuple[Link, ...]:
    """Links of a JSON answer as buttons fetch it: the articles it names and the part that follows.

    Where it does not name that, and its own address has a page number, the next number is tried.
    """
    allowed = tuple(hosts) or profile.hosts or site_hosts([url])
    anchors, following, fragments = read_json(content, url, allowed)
    for fragment in fragments:
        document = Document(fragment, url)
        anchors += read_anchors(document, allowed, dates=True)
        following = following or find_next_listing_page(document, allowed)
    articles = article_urls(anchors)
    links = _by_anchors(anchors, articles, profile, _NOWHERE, is_article=False)
    found = {link.url: link for link in links if link.role is LinkRole.ARTICLE}
    if found and (following := following or _following_part(url)):
        found[following] = Link(following, LinkRole.NEXT, source="pagination")
    return tuple(found.values())


def _following_part(url: str) -> str:
    """The address with its page number raised, for parts of a list that do not say what follows; or ""."""
    following = with_page(url, split_page(url)[1] + 1)
    return following if following != url else ""


def _anchors(document: Document, extraction: Extraction, hosts: Sequence[str]) -> list[Anchor]:
    if extraction.kind is PageKind.ARTICLE:
        return read_anchors(document, hosts, dates=False)
    anchors = read_anchors(document, hosts, dates=True)
    for fragment in fragments(document):
        anchors += read_anchors(fragment, hosts, dates=True)
    return anchors + read_data_anchors(document, hosts)


def _declared(
    document: Document, extraction: Extraction, profile: Profile, hosts: Sequence[str], articles: set[str]
) -> Iterator[Link]:
    """Links that more than their own look speaks for."""
    for name, href in profile.categories:
        yield Link(resolve(document, href), LinkRole.CATEGORY, name, source="profile")
    if extraction.kind is not PageKind.ARTICLE and (url := _next_page(document, hosts)):
        yield Link(url, LinkRole.NEXT, source="pagination")
    for hot_list in extraction.hot_lists:
        for entry in hot_list.entries:
            yield Link(
                resolve(document, entry.url),
                LinkRole.ARTICLE,
                entry.title,
                entry.date,
                f"hot:{hot_list.name}",
            )
    for category in extraction.navigation:
        url = resolve(document, category.url)
        if not (url in articles and is_headline(category.name)):  # a short list can look like a menu
            yield Link(url, LinkRole.CATEGORY, category.name, source="navigation")
    yield from _feeds(document)
    if extraction.kind is not PageKind.ARTICLE:
        yield from _detours(document)


def _next_page(document: Document, hosts: Sequence[str]) -> str:
    url = find_next_listing_page(document, hosts)
    if url or document.elements("title"):
        return url
    # A fragment that a script puts into the page with the button: all links are articles.
    anchors = read_anchors(document, hosts, dates=False)
    is_part = anchors and all(anchor.place.is_article for anchor in anchors)
    return _following_part(document.url) if is_part else ""


def _detours(document: Document) -> Iterator[Link]:
    if href := onward(document):
        yield Link(resolve(document, href), LinkRole.LISTING, source="refresh")
    for href in frames(document):
        yield Link(resolve(document, href), LinkRole.LISTING, source="frame")
    for href in islice(_feed_links(document.root), _MAX_FEEDS):
        if _FEED_URL.search(str(href)):
            yield Link(resolve(document, str(href)), LinkRole.FEED, source="listing")


def _feeds(document: Document) -> Iterator[Link]:
    for element in document.elements("link"):
        href, kind = element.get("href") or "", (element.get("type") or "").strip().lower()
        is_feed = kind in _FEED_TYPES and "alternate" in (element.get("rel") or "").split()
        if is_feed and href and "comment" not in href:
            yield Link(resolve(document, href), LinkRole.FEED, element.get("title") or "", source="head")


def _by_anchors(
    anchors: Iterable[Anchor], articles: set[str], profile: Profile, own: Place, *, is_article: bool
) -> Iterator[Link]:
    source = "related" if is_article else "listing"
    judges, by_look = profile.judges_urls, not profile.article_urls
    for place, text, date, rel in anchors:
        url = place.url
        declared = profile.classify_url(url) if judges else None
        if declared == "article" or (declared is None and by_look and url in articles):
            yield Link(url, LinkRole.ARTICLE, text, date, source)
        elif declared == "listing":
            yield Link(url, LinkRole.LISTING, text, source=source)
        elif not text or "nofollow" in rel:
            continue
        elif (declared is None and place.is_list) or _is_another_list(place, own):
            yield Link(url, LinkRole.LISTING, text, source=source)
        elif not is_article and place.may_be_list:
            yield Link(url, LinkRole.LISTING, text, source="guess")


def _is_another_list(place: Place, own: Place) -> bool:
    """Whether an address of the shape of a list's own is another list, and not one of its further pages."""
    if not place.folder or place.folder != own.folder or names_no_list(place.url):
        return False
    return (
        url_pattern(place.url) == url_pattern(own.url) and split_page(place.url)[0] != split_page(own.url)[0]
    )
