"""Other-script and other-region editions of the same article."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.document.compiled import read_links
from newsarchive.extraction.dates.zones import is_chinese
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsarchive.document import Document

MAX_VARIANTS = 40
MAX_LINKS = 3_000
# How many blocks behind the headline the switch between editions may stand; else it is above.
REACH = 40
# Path segments under which Chinese sites serve their other editions.
_EDITIONS = {
    "hk": "zh-HK", "tw": "zh-TW", "sg": "zh-SG", "mo": "zh-MO", "my": "zh-MY", "cn": "zh-CN",
    "zh-hk": "zh-HK", "zh-tw": "zh-TW", "zh-sg": "zh-SG", "zh-cn": "zh-CN", "zh_hk": "zh-HK",
    "zh_tw": "zh-TW", "zh_cn": "zh-CN", "hans": "zh-Hans", "hant": "zh-Hant", "zh-hans": "zh-Hans",
    "zh-hant": "zh-Hant", "chs": "zh-Hans", "cht": "zh-Hant", "gb": "zh-Hans", "big5": "zh-Hant",
    "trad": "zh-Hant", "simp": "zh-Hans",
}  # fmt: skip
_EDITION = re.compile(
    rf"/(?P<edition>{'|'.join(sorted(_EDITIONS, key=len, reverse=True))})(?=/)", re.IGNORECASE
)
_SWITCHES = (
    "HK", "TW", "SG", "MO", "MY", "CN", "繁", "简", "簡", "港", "台", "臺", "澳門", "澳门", "新加坡", "大马",
    "大馬", "大陆", "大陸",
)  # fmt: skip
LINE_CHARS = 60
_SWITCH = re.compile("|".join(_SWITCHES))
_LOW_SWITCHES = LineWords(map(str.lower, _SWITCHES), LINE_CHARS)
_TAG = re.compile(r"^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$", re.IGNORECASE)


def find_variants(document: Document) -> dict[str, str]:
    """Addresses of the other editions by BCP 47 tag, in the page's order, without the page itself."""
    found = dict(_declared(document))
    if is_chinese(document):
        for tag, url in _linked(document):
            found.setdefault(tag, url)
    return dict(list(found.items())[:MAX_VARIANTS])


def _declared(document: Document) -> Iterator[tuple[str, str]]:
    """``<link rel=alternate hreflang>``; a page that declares only itself, or the front pages, has none."""
    links = [link for link in document.elements("link") if link.get("hreflang") and _is_in_head(link)]
    if not links:
        return
    own = {_bare(document.url), _bare(_canonical(document))} - {""}
    for link in links[:MAX_LINKS]:
        tag, href = (link.get("hreflang") or "").strip(), (link.get("href") or "").strip()
        if not href or not _TAG.match(tag) or "alternate" not in (link.get("rel") or "").lower():
            continue
        url = document.absolute(href)
        if _bare(url) not in own and _path(url).strip("/"):
            yield _cased(tag), url


def _is_in_head(link: HtmlElement) -> bool:
    return next(link.iterancestors("head"), None) is not None


def _canonical(document: Document) -> str:
    for link in document.elements("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href") and _is_in_head(link):
            return document.absolute(link.get("href") or "")
    return ""


def _bare(url: str) -> str:
    return url.partition("#")[0].partition("?")[0].removeprefix("https:").removeprefix("http:").rstrip("/")


def _cased(tag: str) -> str:
    """BCP 47 spelling: ``zh-Hant-TW``, ``en-GB``."""
    first, *rest = tag.replace("_", "-").split("-")
    shaped = (
        part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower() for part in rest
    )
    return "-".join((first.lower(), *shaped))


def _linked(document: Document) -> Iterator[tuple[str, str]]:
    """Links to the same path under another edition's folder.

    Which path is this article's: the page's own address says so, else the one that most editions share.
    """
    groups: dict[str, dict[str, str]] = {}
    plain: dict[str, str] = {}
    hrefs = list(_switches(document))
    if not any(map(_EDITION.search, hrefs)):
        return
    for href in hrefs:
        match = _EDITION.search(href)
        if match:
            tag = _EDITIONS[match["edition"].lower()]
            groups.setdefault(_without_edition(_path(href)), {}).setdefault(tag, href)
        else:
            plain.setdefault(_path(href), href)
    own = _path(document.url or _canonical(document))
    article = _without_edition(own)
    group = groups.get(article, {}) if own.strip("/") else _largest(groups)
    if group and own not in ("", article) and article in plain:
        yield "zh-Hans", document.absolute(plain[article])
    for tag, href in group.items():
        if not own or _path(href) != own:
            yield tag, document.absolute(href)


def _switches(document: Document) -> Iterator[str]:
    """Targets of the links in short lines that name an edition."""
    end = (find_headline(document) or 0) + REACH
    for block in _LOW_SWITCHES.blocks(document):
        if block.index < end and block.links and _SWITCH.search(block.text):
            yield from (href for _, href, _, _ in read_links(block, sys.maxsize) if href)


def _largest(groups: dict[str, dict[str, str]]) -> dict[str, str]:
    """The group with the most editions, if it has two and its path names one article."""
    path, group = max(groups.items(), key=lambda item: len(item[1]), default=("", {}))
    return group if len(group) > 1 and any(c.isdigit() for c in path) else {}


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _without_edition(path: str) -> str:
    return _EDITION.sub("", path, count=1)
