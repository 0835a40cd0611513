"""Addresses that stand elsewhere than in links: frames, refreshes, picture maps, scripts on elements."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from newsarchive.discover.compiled import find_leading
from newsarchive.discover.mentions import LEADING
from newsarchive.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_MAX_FRAMES: Final = 20
_MAX_CLICKS: Final = 1000
_MAX_SHELL: Final = 4000
"""Characters of script that a page which only leads on may have."""
_REFRESH: Final = re.compile(
    r"^\s{0,9}(\d{1,3})(?:\.\d{1,3})?\s{0,9}[;,]\s{0,9}(?:url\s{0,9}=\s{0,9})?['\"]?([^'\"]{1,2000})",
    re.IGNORECASE,
)
_MAX_SECONDS: Final = 30
_GOES_TO: Final = re.compile(
    r"(?:location(?:\.href)?\s{0,9}=|location\.(?:assign|replace)\s{0,9}\(|window\.open\s{0,9}\()\s{0,9}"
    r"['\"]([^'\"\s]{1,2000})['\"]"
)
_MAX_FRAGMENTS: Final = 20
_MAX_FRAGMENT: Final = 500_000


def elements_that_lead(document: Document) -> Iterator[tuple[str, HtmlElement]]:
    """Elements that are no links and lead somewhere when clicked, with the address as written."""
    for element in find_leading(document.root, _MAX_CLICKS):
        href = element.get("href") or ""
        if element.tag == "a" and not _leads_to_script(href):
            continue
        click = _GOES_TO.search((element.get("onclick") or "")[:_MAX_SHELL])
        told = next((value for name in LEADING if (value := element.get(name))), href)
        if written := (click[1] if click else told).strip():
            yield written, element


def _leads_to_script(href: str) -> bool:
    """Whether a link is no address for a server: a place on the page, a script, an application's route."""
    return href[:1] in ("", "#") or "#/" in href or "#!" in href or href.lower().startswith("javascript:")


def frames(document: Document) -> Iterator[str]:
    """What the page shows inside itself, as written."""
    for element in islice(chain(document.elements("frame"), document.elements("iframe")), _MAX_FRAMES):
        if source := (element.get("src") or "").strip():
            yield source


def fragments(document: Document) -> Iterator[Document]:
    """Parts of the page that it keeps as text, to be shown once they are scrolled to."""
    for element in islice(document.root.iter("textarea"), _MAX_FRAGMENTS):
        text = element.text or ""
        if "href=" in text and len(text) <= _MAX_FRAGMENT:
            yield Document(text, document.base)


def refresh_target(value: str) -> str:
    """Where a refresh (``0; url=/home``) leads soon; "" if nowhere."""
    match = _REFRESH.match(value)
    return match[2].strip() if match and int(match[1]) <= _MAX_SECONDS else ""


def onward(document: Document) -> str:
    """Where a page leads by itself, by a refresh or as the only thing its script does; "" if nowhere."""
    for element in document.elements("meta"):
        is_refresh = (element.get("http-equiv") or "").strip().lower() == "refresh"
        if is_refresh and (target := refresh_target(element.get("content") or "")):
            return target
    if next(document.root.iter("a"), None) is not None:
        return ""
    script = " ".join(element.text or "" for element in document.elements("script")[:_MAX_FRAMES])
    match = _GOES_TO.search(script) if len(script) <= _MAX_SHELL else None
    return match[1] if match else ""
