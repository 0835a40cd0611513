"""The next page of a listing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.discover.scripted import Scripts
from newsarchive.discover.spelling import resolve
from newsarchive.urls import normalize_url, same_site
from newsarchive.urls.pages import split_page, with_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from newsarchive.document import Document

_NEXT: Final = re.compile(
    r"(?:下一?[页頁]|后一?[页頁]|後一[页頁]|次の?(?:ページ|[0-9]+件|へ)?(?:ページ)?|다음(?: ?페이지)?|"
    r"next(?: page)?|older(?: posts| entries| articles)?|"
    r"(?:go to )?(?:the )?next page(?: of results)?|"
    r"(?:page )?suivante?|siguiente(?: p[áa]gina)?|weiter|nächste(?: seite)?|pr[óo]xim[ao](?: "
    r"p[áa]gina)?|successiv[ao]|volgende|nästa|neste|næste|"
    r"seuraava|następna|další|следующая|далее|вперед|sonraki|tiếp|selanjutnya|berikutnya|التالي|ถัดไป)",
    re.IGNORECASE,
)
_MORE: Final = re.compile(
    r"(?:点击|點擊|查看|加载|加載|載入|浏览|瀏覽|看)?更多(?:新闻|新聞|文章|内容|內容)?|加载更多|"
    r"もっと(?:見る|読む)|더 ?보기|load more|show more|more (?:news|stories|articles|posts)|"
    r"mehr (?:laden|anzeigen)|ver m[áa]s|voir plus|charger plus|carregar mais|carica altri",
    re.IGNORECASE,
)
_ARROWS: Final = frozenset({">", "»", "›", "→", ">>", "＞", "❯", "▶", "⟩"})
_NEXT_CLASS: Final = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])|nextpage", re.IGNORECASE)
_OPTION_ADDRESS: Final = re.compile(r"^(?:https?://|/|\?)|\.\w{3,5}(?:$|\?)")
_DECORATION: Final = " \t«»‹›<>→←＞＜❯|[]()·.…>"
_LONGEST: Final = 24
_MAX_DIGITS: Final = 6
_PAGES_ATTRIBUTES: Final = ("href", "data-href", "data-url", "data-next", "data-next-url", "data-link")
_head_next = XPath(
    "//link[contains(concat(' ',@rel,' '),' next ')]/@href|//a[contains(concat(' ',@rel,' '),' next ')]/@href"
)
# The pager of a common publishing system (TRS WCM): pages, this page from 0, name and ending of the files.
_WRITTEN_PAGER: Final = re.compile(
    r"createPageHTML\w{0,9}\(\s{0,9}(?:['\"][^'\"]{0,80}['\"]\s{0,9},\s{0,9})?(\d{1,5})\s{0,9},\s{0,9}(\d{1,5})"
    r"\s{0,9},\s{0,9}['\"]([\w-]{1,80})['\"]\s{0,9},\s{0,9}['\"](\w{2,5})['\"]"
)
_MAX_SCRIPT: Final = 20_000
_MAX_CONTROLS: Final = 1000
_short_controls = XPath(
    # One step, no union: libxml2 merges node sets in quadratic time.
    "descendant::*[self::a or self::button or self::option or @data-next or @data-next-url]"
    "[string-length(normalize-space()) <= 24 or not(self::a or self::button or self::option)]"
)


def find_next_listing_page(document: Document, hosts: Sequence[str]) -> str:
    """The address of the listing's next page, or "".

    In this order: ``rel=next``; a pager that a script writes; a link that says so ("下一页", "Next"); the
    lowest number above this page's own among links that differ from its address only in a number; a 'load
    more' control that has an address.
    """
    own = normalize_url(document.url)
    for candidate in _candidates(document, own):
        url = resolve(document, candidate)
        if url and url != own and same_site(url, hosts):
            return url
    return ""


def _candidates(document: Document, own: str) -> Iterator[str]:
    yield from map(str, _head_next(document.root))
    scripts = Scripts(document)
    yield from _written_pager(document, scripts)
    controls = list(_short_controls(document.root))
    if len(controls) > 2 * _MAX_CONTROLS:  # pagers stand above or below a list, however long it is
        controls = controls[:_MAX_CONTROLS] + controls[-_MAX_CONTROLS:]
    base, current = split_page(own)
    is_numbered = with_page(own, current + 1) != own
    numbered: list[tuple[int, str]] = []
    arrows: list[str] = []
    more: list[str] = []
    for control in controls:
        href = _address(control, scripts)
        text = " ".join("".join(map(str, control.itertext())).split())
        bare = text.strip(_DECORATION) or _spoken(control)
        if not href or len(text) > _LONGEST:
            continue
        if _NEXT.fullmatch(bare):
            yield href
        elif bare.isdigit() and len(bare) < _MAX_DIGITS:
            # A first page without number may be followed by "index_1.html": only the text says 2.
            floor = current if is_numbered or bare == "1" else 0
            if _differs_in_number(document, href, base, floor):
                numbered.append((int(bare), href))
        elif text in _ARROWS or _names_next(control):
            if _differs_in_number(document, href, base, current):
                arrows.append(href)
        elif _MORE.fullmatch(bare) and _differs_in_number(document, href, base, current):
            more.append(href)
    yield from (href for _, href in sorted(numbered))
    yield from arrows
    yield from more


def _written_pager(document: Document, scripts: Scripts) -> Iterator[str]:
    for script in document.elements("script"):
        match = _WRITTEN_PAGER.search((script.text or "")[:_MAX_SCRIPT])
        if match and int(match[2]) + 1 < int(match[1]):
            yield f"{match[3]}_{int(match[2]) + 1}.{match[4]}"
    for href, text in scripts.written_links():
        if _NEXT.fullmatch(text.strip(_DECORATION)) and not _is_last(scripts.variables):
            yield href


def _is_last(variables: Mapping[str, str]) -> bool:
    """Whether the older pager of the same system, which counts pages from 0, stands on its last page."""
    current, count = variables.get("currentPage", ""), variables.get("countPage", "")
    return current.isdigit() and count.isdigit() and int(current) + 1 >= int(count)


def _spoken(control: HtmlElement) -> str:
    """What a control that shows only an arrow says to those who cannot see it."""
    return (control.get("title") or control.get("aria-label") or "").strip(_DECORATION)


def _names_next(control: HtmlElement) -> bool:
    """Whether the control's class, or that of the item it stands in, names it the next one."""
    parent = control.getparent()
    names = f"{control.get('class') or ''} {(parent.get('class') or '') if parent is not None else ''}"
    return _NEXT_CLASS.search(names) is not None


def _address(control: HtmlElement, scripts: Scripts) -> str:
    if control.tag == "option":
        value = control.get("value") or ""
        return value if _OPTION_ADDRESS.search(value) else ""
    for name in _PAGES_ATTRIBUTES:
        value = (control.get(name) or "").strip()
        if value and not value.lower().startswith(("javascript:", "#", "{", "mailto:")):
            return value
    click = control.get("onclick") or control.get("href") or ""
    return scripts.address(click) if "(" in click or "=" in click else ""


def _differs_in_number(document: Document, href: str, base: str, current: int) -> bool:
    other, number = split_page(resolve(document, href))
    return number > current and (
        not base or other == base or other.startswith(f"{base}/") or base.startswith(f"{other}/")
    )
