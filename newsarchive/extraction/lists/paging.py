"""Further pages of a multi-page article, in order."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.lines import MAX_LINE, LineWords
from newsarchive.profile import GENERIC
from newsarchive.urls import identity, normalize_url
from newsarchive.urls.pages import split_page, with_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsarchive.document import Document
    from newsarchive.profile import Profile

_MAX_PAGES: Final = 60
_MIN_STEM: Final = 3
_MAX_ROWS: Final = 12
_MAX_LINKS: Final = 200
_PAGER_WORDS: Final = (
    "\n2\n", "\n3\n", " 2 3", "1 2", "[2]", "(2)", "（2）", "下一页", "下一頁", "下页", "下頁", "后一页",
    "後一頁", "第2页", "第二页", "次のページ", "次へ", "다음", "next", "page 2", "seite 2", "suivant",
    "siguiente", "próxim", "weiter", "volgende", "nästa", "neste", "næste", "далее", "следующ", "\n›\n",
    "\n»\n", "\n>\n",
)  # fmt: skip
_PAGERS: Final = LineWords(_PAGER_WORDS, MAX_LINE)


def find_next_pages(document: Document, profile: Profile = GENERIC) -> tuple[str, ...]:
    """Addresses of the article's pages after this one (never the next article).

    What the profile's selectors give counts as it is. Otherwise a link counts when its address is this
    page's own with another page number: ``_2.html``, ``-2.html``, ``/2``, ``?page=2``. Pages that a
    shortened row of numbers leaves out are filled in.
    """
    if profile.declares("next_page"):
        hrefs = profile.select(document.root, "next_page")
        return tuple(dict.fromkeys(document.absolute(href) for href in hrefs[:_MAX_PAGES]))
    declared = list(_declared_next(document))
    if not declared and not _PAGERS.places(document):
        return ()
    own = normalize_url(document.url) or _declared_address(document)
    if not own:
        return ()
    stem, current = split_page(own)
    name = stem.rstrip("/").rpartition("/")[2]
    if len(name) < _MIN_STEM:
        return ()
    pages: dict[int, str] = {}
    for href in (*declared, *_pager_links(document, name)):
        url = normalize_url(document.absolute(href))
        base, number = split_page(url)
        if number > current and number <= _MAX_PAGES and _same_page(base, stem) and url != own:
            pages.setdefault(number, url)
    return tuple(url for _, url in sorted(_filled(pages, current).items()))


def _declared_next(document: Document) -> Iterator[str]:
    """``<link rel="next">`` of the head."""
    for link in document.elements("link"):
        if link.get("rel") == "next" and (href := link.get("href")) is not None:
            head = link.getparent()
            if head is not None and head.tag == "head" and head.getparent() is document.root:
                yield href


def _pager_links(document: Document, stem: str) -> Iterator[str]:
    """Links that hold this page's own name near lines that could be a row of page numbers.

    Looking through all links of a page would cost ten times as much.
    """
    seen: set[HtmlElement] = set()
    for block in _PAGERS.blocks(document):
        row = (block.box.parent or block.box).element
        if block.links and row not in seen and len(seen) < _MAX_ROWS:
            seen.add(row)
            hrefs = (anchor.get("href") or "" for anchor in islice(row.iter("a"), _MAX_LINKS))
            yield from (href for href in hrefs if stem in href or href.startswith("?"))


def _declared_address(document: Document) -> str:
    urls = document.meta.get("og:url", [])
    return normalize_url(urls[0]) if urls else ""


def _same_page(base: str, stem: str) -> bool:
    return base == stem or identity(base) == identity(stem)


def _filled(pages: dict[int, str], current: int) -> dict[int, str]:
    """Adds the numbers between the known ones, spelt like them."""
    if not pages:
        return {}
    known, url = max(pages.items())
    made = {number: with_page(url, number) for number in range(current + 1, known)}
    return made | pages
