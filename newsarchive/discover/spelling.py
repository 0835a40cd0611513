"""Addresses as browsers spell them: the query of a link in the encoding of the page it stands on."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from newsarchive.urls import CACHED_SHORTLY, join

if TYPE_CHECKING:
    from newsarchive.document import Document

_QUERY_SAFE: Final = "%&=+;:@/?,!$'()*~-._#"
_CHARSET: Final = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_ONE_SLASH: Final = re.compile(r"https?:(?=/[^/\\])", re.IGNORECASE)


def resolve(document: Document, href: str) -> str:
    """``href`` of a link on the page as an absolute address in normal form, or ""."""
    if href.startswith(("https://", "http://")) and href.isascii() and "\\" not in href:
        return _absolute(href)  # as the sections are that every page of a site names
    return join(document.base, spelled(document, href))


@lru_cache(maxsize=CACHED_SHORTLY)
def _absolute(href: str) -> str:
    return join("", href)


def spelled(document: Document, href: str) -> str:
    """``href`` with its query in the page's encoding (WHATWG URL, "query state"); the path is always UTF-8.

    Servers of old portals know ``?cat=%D0%C2%CE%C5`` only. A scheme before a single slash is dropped, and
    backslashes are slashes, as in browsers.
    """
    if href[:4].lower() == "http":
        href = _ONE_SLASH.sub("", href, count=1)
    if "\\" in href:
        path, mark, query = href.partition("?")
        href = path.replace("\\", "/") + mark + query
    if href.isascii() or "?" not in href:
        return href
    encoding = _legacy_encoding(document)
    if not encoding:
        return href
    path, _, query = href.partition("?")
    return f"{path}?{quote(query.encode(encoding, 'xmlcharrefreplace'), safe=_QUERY_SAFE)}"


def _legacy_encoding(document: Document) -> str:
    """The encoding that the page claims if it is not Unicode; else ""."""
    claims = [document.charset]
    for element in document.elements("meta"):
        claims.append(element.get("charset") or "")
        claims += _CHARSET.findall(element.get("content") or "")
    label = next(filter(None, claims), "").strip().lower()
    label = "gb18030" if label.startswith("gb") else label  # what browsers take all of them for
    try:
        name = codecs.lookup(label).name if label else ""
    except LookupError:
        return ""
    return "" if name.startswith(("utf", "ascii")) else name
