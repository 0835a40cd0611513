"""What a link's address tells by itself: whether it is a page of the site, of what kind, of which day."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.discover.spelling import spelled
from newsarchive.urls import CACHED, CACHED_SHORTLY, join, looks_like_article, same_site
from newsarchive.urls.normal import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document

_SKIPPED: Final = (
    "javascript:",
    "mailto:",
    "tel:",
    "data:",
    "about:",
    "ftp:",
    "file:",
    "blob:",
    "sms:",
    "whatsapp:",
)
_NOT_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|avif|mp[34]|m4[av]|avi|mov|wmv|flv|webm|wav|ogg|pdf|docx?|"
    r"xlsx?|pptx?|zip|rar|7z|gz|"
    r"exe|apk|dmg|css|js|json|xml|rss|atom|woff2?|ttf|swf|ics|csv|epub)(?:$|[?#])",
    re.IGNORECASE,
)
_URL_DAY: Final = re.compile(
    r"/((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)|"
    r"(?:^|[/_t-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
)
_LISTING_URL: Final = re.compile(
    r"/(?:categor(?:y|ies)|lists?|channels?|columns?|sections?|lanmu|roll|gundong|news|archives?|"
    r"more)(?:[/_.-]|$)"
    r"|/(?:index|list|default)(?:_\d+)?\.\w{3,5}$|/(?:19|20)\d\d(?:/\d\d?){1,2}/?$"
    r"|[?&](?:cat|category|catid|channel|column)=",
    re.IGNORECASE,
)
_NO_LISTING: Final = re.compile(
    r"/(?:tags?|search|authors?|users?|login|register|about|help|contact|privacy|terms|member|rss|feed|"
    r"app|download|wp-admin|cart)(?:[/_.?-]|$)"
    r"|[?&](?:q|s|keyword|replytocom|share|print)=",
    re.IGNORECASE,
)
_LIST_WORD: Final = re.compile(
    r"/(?:tags?|authors?|users?|search|topics?|login|register|about|help|comments?|reply|share|print|"
    r"profile|members?|account)(?:[/_?.-]|$)",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_EXTENSION: Final = re.compile(r"\.[A-Za-z]{2,5}$")
_NEAR_THE_TOP: Final = 5
"""Slashes of an address two folders below the host's root."""
_ROOTED: Final = ("/", "https://", "http://")
_SITES: Final = 4
_PLACES: Final = 8192
"""Links that are remembered of one site, some 400 bytes each."""
_LONGEST_KEPT: Final = 500


class Place(NamedTuple):
    """A page of the site and what its address says of it.

    ``folder`` is the pattern of the address with its last segment left open, so that short slugs of one
    folder meet; "" for lists. ``day`` is ISO 8601. ``may_be_list`` only says that nothing speaks against it.
    """

    url: str
    folder: str
    is_article: bool
    day: str | None
    is_list: bool
    may_be_list: bool


class Places:
    """Where the links of one page lead. What is known of links to the site's root goes on to its next pages.

    Menus, rankings and footers stand on every page of a site: a link that does not depend on the page's own
    path is judged once for all of them.
    """

    def __init__(self, document: Document, hosts: Sequence[str]) -> None:
        self._document = document
        self._hosts = tuple(hosts)
        self._base = base = document.base
        self._root = base[: (base.find("/", base.find("//") + 2) + 1) or None]
        self.known = _known(self._root, self._hosts)
        """Links as written that were judged already."""

    def find(self, written: str) -> Place | None:
        """The page of the site that a link leads to, or None."""
        href = spelled(self._document, written)
        is_rooted = href.startswith(_ROOTED) or _is_skipped(href)
        url = page_on(self._root if is_rooted else self._base, href, self._hosts)
        place = place_of(url) if url else None
        # A query that is not ASCII is spelled in the page's own encoding.
        if is_rooted and len(written) <= _LONGEST_KEPT and (written.isascii() or "?" not in written):
            if len(self.known) >= _PLACES:
                self.known.clear()
            self.known[written] = place
        return place


@lru_cache(maxsize=_SITES)
def _known(root: str, hosts: tuple[str, ...]) -> dict[str, Place | None]:  # noqa: ARG001 - the cache's key
    return {}


@lru_cache(maxsize=CACHED_SHORTLY)
def page_on(base: str, href: str, hosts: tuple[str, ...]) -> str:
    """The address of a page on ``hosts`` that ``href`` leads to, or ""."""
    if _is_skipped(href):
        return ""
    url = join(base, href)
    return url if url and _NOT_PAGE.search(url) is None and same_site(url, hosts) else ""


def _is_skipped(href: str) -> bool:
    return href.lower().startswith(_SKIPPED)


@lru_cache(maxsize=CACHED_SHORTLY)
def place_of(url: str) -> Place:
    """What the address of a page of the site tells; ``url`` is in normal form."""
    is_article = looks_like_article(url)
    is_plain = _NO_LISTING.search(url) is None
    near = url.partition("?")[0].rstrip("/").count("/") <= _NEAR_THE_TOP
    return Place(
        url,
        _folder_pattern(url),
        is_article,
        url_day(url),
        is_plain and _LISTING_URL.search(url) is not None,
        is_plain and near and not is_article,
    )


def names_no_list(url: str) -> bool:
    """Whether an address says that it is no list of articles (a search, an account, a form)."""
    return _NO_LISTING.search(url) is not None


@lru_cache(maxsize=CACHED)
def url_day(url: str) -> str | None:
    """The day that an address names (``/2024/05/05/``, ``20240505``), as ISO 8601; else None."""
    match = _URL_DAY.search(url, url.find("://") + 3)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
    return f"{year}-{month}-{day}"


def _folder_pattern(url: str) -> str:
    address = parse(url)
    if address is None or _LIST_WORD.search(address.path):
        return ""
    folder = address.path.rstrip("/").rpartition("/")[0]
    keys = "&".join(sorted({pair.partition("=")[0] for pair in address.query}))
    extension = _EXTENSION.search(address.path)
    return f"{address.netloc}{_DIGITS.sub('#', folder)}/…{extension[0] if extension else ''}?{keys}"
