"""The site's sections as its navigation names them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml.etree import XPath

from newsarchive.model import Category
from newsarchive.urls import hostname, looks_like_article, registrable_domain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box

_MIN_SECTIONS: Final = 3
_MAX_SECTIONS: Final = 60
_LONGEST_LABEL: Final = 26
_LOOKED_AT: Final = 1500
_NAV_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:main|top|site|global|primary|g|header)?[_-]?(?:nav|navi|navigation|navbar|menu|channels?|gnav|lanmu)"
)
_NOT_NAV_HINT: Final = re.compile(
    r"bread|crumb|foot|lang|share|social|login|user|tag|relat|pagi|page|tool|toc|sub-?nav|sub-?menu|side|hot|rank|"
    r"friend|partner|copyright|city|weather|search|comment|toolbar|account|topbar|local"
)
_NO_SECTION: Final = re.compile(
    r"(?:网站|新闻|返回|回到)?首[页頁]|主[页頁]|home(?:page)?|start(?:seite)?|accueil|inicio|portada|ホーム|トップ(?:ページ)?|홈|"
    r"главная|(?:log|sign)[ -]?(?:in|out|up)|register|subscribe.*|my account|登[录錄入]|注[册冊]|会员.*|會員.*|訂閱|订阅|anmelden|abo(?:nnement)?s?|"
    r"s'abonner|connexion|iniciar sesi[óo]n|suscr.*|ログイン|로그인|"
    r"about(?: us)?|contact(?: us)?|关于.*|關於.*|联系.*|聯[繫絡].*|impressum|datenschutz|privacy.*|terms.*|隐私.*|隱私.*|服[务務][条條]款|"
    r"简体.*|簡體.*|繁[体體].*|中文.*|english|en|deutsch|español|français|日本語|한국어|hk|tw|sg|us|uk|"
    r"app(?:下载|下載)?|客户端|客戶端|手机版|手機版|下载.*|更多|more|all|menu|菜单|選單|search|搜[索尋].*|rss|newsletter.*|e-?paper|电子报|電子報|"
    r"投稿.*|广告.*|廣告.*|advertis.*|donate|shop|store|help|帮助.*|网站地图|網站地圖|sitemap|無障礙|无障碍.*|skip to.*|收藏.*|设为.*|close|×",
    re.IGNORECASE,
)
_anchors = XPath("descendant-or-self::a[@href]")


def find_navigation(document: Document) -> tuple[Category, ...]:
    """Sections in the navigation's order; home, login, about and language links are left out.

    The navigation is the group of short links that best looks like one: in ``<nav>`` or ``<header>`` or
    named so, early on the page, and leading to several addresses that are no articles.
    """
    groups = _groups(document.blocks[:_LOOKED_AT])
    ranked = sorted(groups.items(), key=lambda group: -_weight(group[0], group[1]))
    for box, blocks in ranked[:4]:
        if _weight(box, blocks) <= 0:
            break
        sections = _sections(document, box.element, blocks)
        if len(sections) >= _MIN_SECTIONS:
            return sections
    return ()


def _groups(blocks: list[Block]) -> dict[Box, list[Block]]:
    """Blocks of short links by the box that holds their row."""
    groups: dict[Box, list[Block]] = {}
    for block in blocks:
        size = len(block.text)
        if not block.links or block.link_chars * 5 < size * 4 or size > _LONGEST_LABEL * block.links:
            continue
        box = block.box
        if block.links < _MIN_SECTIONS:
            box = _row_of(box)
        groups.setdefault(box, []).append(block)
    return groups


def _row_of(box: Box) -> Box:
    outer = box
    for _ in range(3):
        if outer.tag == "li":
            return outer.parent or outer
        if outer.parent is None:
            break
        outer = outer.parent
    return box.parent or box


def _weight(box: Box, blocks: list[Block]) -> float:
    links = sum(block.links for block in blocks)
    if links < _MIN_SECTIONS:
        return 0.0
    weight = min(links, 16) / 4 - blocks[0].index / 40
    for depth, outer in enumerate(box.up()):
        if depth > 6:
            break
        if outer.tag == "footer" or (depth < 4 and _NOT_NAV_HINT.search(outer.hints)):
            return weight - 6
        if outer.tag == "nav" or "navigation" in outer.hints or _NAV_HINT.search(outer.hints):
            return weight + 6 - depth
        if outer.tag == "header":
            return weight + 4
    return weight


def _sections(document: Document, row: HtmlElement, blocks: list[Block]) -> tuple[Category, ...]:
    own = registrable_domain(hostname(document.url))
    wanted = {block.text for block in blocks}
    inline = any(block.links >= _MIN_SECTIONS for block in blocks)
    found: dict[str, Category] = {}
    for anchor in _anchors(row):
        name = " ".join("".join(map(str, anchor.itertext())).split()).strip("|·>»")
        url = document.absolute(anchor.get("href", ""))
        if not (inline or name in wanted) or not _is_section(name, url, own) or len(found) >= _MAX_SECTIONS:
            continue
        found.setdefault(url, Category(name, url))
    return tuple(found.values())


def _is_section(name: str, url: str, own: str) -> bool:
    if not 1 < len(name) <= _LONGEST_LABEL or _NO_SECTION.fullmatch(name):
        return False
    host = hostname(url)
    if host and own and registrable_domain(host) != own:
        return False
    lower = url.lower()
    if (
        lower.startswith(("javascript:", "mailto:", "tel:", "#"))
        or lower in {"", "/"}
        or "#" in lower.split("/")[-1]
    ):
        return False
    return not (looks_like_article(url) and any(c.isdigit() for c in url.rsplit("/", 1)[-1]))
