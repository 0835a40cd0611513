"""Page numbers in addresses: which page of an article or listing an address names."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(
    r"(?:[_-](?P<file>\d{1,3})(?=\.\w{3,5}(?:$|\?))|/(?:page[/_-]?|p[/_-]?)?(?P<path>\d{1,3})/?(?=$|\?)|"
    r"/(?:page|index|list)[_-]?(?P<name>\d{1,4})(?=\.\w{3,5}(?:$|\?))|"
    r"[?&](?:page|p|pg|pn|pageno|page_no|paged|pagenum|pageindex|cpage|currentpage|curpage|"
    r"offset_page)=(?P<query>\d{1,4})(?=&|$))",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp)(?=$|\?)", re.IGNORECASE)
_INDEX: Final = re.compile(r"/(?:index|default|list)\.(?:[sx]?html?|php|aspx?|jsp)$", re.IGNORECASE)


def split_page(url: str) -> tuple[str, int]:
    """An address without page number, index file and extension, and the number (1 where there is none)."""
    match = _last_number(url)
    number = int(match[match.lastgroup or 0]) if match else 1
    bare = url[: match.start()] + url[match.end() :] if match else url
    bare = bare.replace("&", "?", 1) if "?" not in bare else bare
    return _EXTENSION.sub("", _INDEX.sub("", bare.rstrip("/?&"))).rstrip("/"), number


def with_page(url: str, number: int) -> str:
    """An address that has a page number with another one in its place; unchanged where it has none."""
    match = _last_number(url)
    if match is None:
        return url
    start, end = match.span(match.lastgroup or 0)
    return f"{url[:start]}{number}{url[end:]}"


def _last_number(url: str) -> re.Match[str] | None:
    found = None
    for match in _NUMBER.finditer(url, url.find("://") + 3):
        found = match
        if match["query"]:
            break
    return found
