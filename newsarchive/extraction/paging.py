"""Further pages of a multi-page article, in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.urls import identity, normalize_url

if TYPE_CHECKING:
    from newsarchive.document import Document

_MAX_PAGES: Final = 60
_MIN_STEM: Final = 3
_NUMBER: Final = re.compile(
    r"(?:[_-](?P<file>\d{1,2})(?=\.\w{3,5}$)|/(?:page/|p/?)?(?P<path>\d{1,2})/?$|"
    r"[?&](?:page|p|pg|pn|pageno|page_no|paged|pagenum|cpage)=(?P<query>\d{1,3})(?=&|$))",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp)$", re.IGNORECASE)
_head_next = XPath("//link[@rel='next']/@href|//a[@rel='next']/@href")
_mentioning = XPath("//a[contains(@href, $stem)]/@href")


def find_next_pages(document: Document) -> tuple[str, ...]:
    """Addresses of the article's pages after this one (never the next article).

    A link counts when its address is this page's own with another page number: ``_2.html``, ``-2.html``,
    ``/2``, ``?page=2``. Pages that a shortened row of numbers leaves out are filled in.
    """
    own = normalize_url(document.url) or _declared_address(document)
    if not own:
        return ()
    stem, current = _split(own)
    name = stem.rstrip("/").rpartition("/")[2]
    if len(name) < _MIN_STEM:
        return ()
    pages: dict[int, str] = {}
    for href in [*_head_next(document.root), *_mentioning(document.root, stem=name)]:
        url = normalize_url(document.absolute(str(href)))
        base, number = _split(url)
        if number > current and number <= _MAX_PAGES and _same_page(base, stem) and url != own:
            pages.setdefault(number, url)
    return tuple(url for _, url in sorted(_filled(pages, current).items()))


def _declared_address(document: Document) -> str:
    urls = document.meta.get("og:url", [])
    return normalize_url(urls[0]) if urls else ""


def _split(url: str) -> tuple[str, int]:
    """An address without its page number and extension, and the number (1 where there is none)."""
    match = _NUMBER.search(url)
    number = int(match["file"] or match["path"] or match["query"]) if match else 1
    bare = url[: match.start()] + url[match.end() :] if match else url
    return _EXTENSION.sub("", bare).rstrip("/?&"), number


def _same_page(base: str, stem: str) -> bool:
    return base == stem or identity(base) == identity(stem)


def _filled(pages: dict[int, str], current: int) -> dict[int, str]:
    """Adds the numbers between the known ones, spelt like them."""
    if not pages:
        return {}
    known, url = max(pages.items())
    match = _NUMBER.search(url)
    if match is None or known - current - len(pages) <= 0:
        return pages
    group = match.lastgroup or "file"
    start, end = match.span(group)
    made = {number: f"{url[:start]}{number}{url[end:]}" for number in range(current + 1, known)}
    return made | pages
