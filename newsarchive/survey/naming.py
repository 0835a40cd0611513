"""A site's name for people, and the key it is given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.profile import KEY
from newsarchive.urls import hostname

if TYPE_CHECKING:
    from newsarchive.document import Document

_LONGEST: Final = 60
_BETWEEN: Final = re.compile(r"\s+[-–—|·:]\s+|\s*[|_｜—]+\s*")
_FIRST_PAGE: Final = re.compile(
    r"^(?:home|homepage|start|index|首页|首頁|主页|主頁|欢迎.*|홈|ホーム)$", re.IGNORECASE
)


def site_name(home: Document) -> str:
    """What the first page calls the site: its own declaration, else the best part of its title; or ""."""
    for name in ("og:site_name", "application-name"):
        if declared := _clean(next(iter(home.meta.get(name, ())), "")):
            return declared
    title = _clean(next((" ".join(element.itertext()) for element in home.elements("title")), ""))
    parts = [part for part in _BETWEEN.split(title) if part and not _FIRST_PAGE.match(part)]
    return parts[0] if parts else title


def proposed_key(url: str) -> str:
    """The key that a crawl of this address would give the site, where that can name a file; else ""."""
    key = hostname(url).removeprefix("www.")[:80]
    return key if KEY.fullmatch(key) else ""


def _clean(text: str) -> str:
    """The text on one line, without what no terminal and no file should hold."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:_LONGEST].strip()
