"""The site's sections as its navigation names them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from newsarchive.document.compiled import read_links
from newsarchive.extraction.headings import text_of
from newsarchive.model import Category
from newsarchive.profile import GENERIC
from newsarchive.urls import hostname, looks_like_article, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box
    from newsarchive.document.links import Link
    from newsarchive.profile import Profile

_MIN_SECTIONS: Final = 3
_MAX_SECTIONS: Final = 60
_MAX_LINKS: Final = 400
_LONGEST_LABEL: Final = 26
_LOOKED_AT: Final = 1500
_WEIGHED: Final = 10
_TRIED: Final = 4
_WORDS_COUNTED: Final = 8
_PLENTY: Final = 16
# For standing in a box that is named for it, against standing in one that is named otherwise.
_MARKED: Final = 6
# What names of sections and of boxes can add to a row's promise.
_MOST_BESIDE: Final = _WORDS_COUNTED + _MARKED
# In Latin letters; a Han character is as wide as two.
_LABEL_WIDTH: Final = 14
_NEAR: Final = 4
_FAR: Final = 6
_DECORATION: Final = " |·>»/-"
_FIGURE: Final = re.compile(r"\d")
_NO_PAGE: Final = ("javascript:", "mailto:", "tel:", "#")
_NAV_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:main|top|site|global|primary|g|header)?[_-]?(?:nav|navi|navigation|navbar|menu|"
    r"channels?|lanmu)"
)
_NOT_NAV_HINT: Final = re.compile(
    r"(?:^|[\s_-])(?:bread|crumb|foot|lang|share|social|login|user|tags?(?:$|[\s_-])|relat|pagi|tool|toc|"
    r"sub-?nav|sub-?menu|"
    r"sidebar|hot|rank|friend|partner|copyright|city|weather|search|comment|account|local|trending|"
    r"quick)|breadcrumb"
)
# Names of sections of general news: rows that hold some are preferred to rows of topics or services.
_NAMES: Final = (
    "新闻 新聞 要闻 要聞 政治 时政 時政 财经 財經 经济 經濟 体育 體育 娱乐 娛樂 科技 国际 國際 国内 國內 "
    "社会 社會 "
    "军事 軍事 文化 健康 教育 汽车 汽車 房产 房產 生活 观点 觀點 评论 評論 视频 影音 旅游 旅遊 游戏 遊戲 "
    "时尚 時尚 "
    "地方 两岸 兩岸 股票 证券 "
    "ニュース 経済 スポーツ 国際 エンタメ ライフ 정치 경제 사회 스포츠 국제 문화 연예 "
    "news sport sports business world politics opinion culture science tech technology health lifestyle "
    "money "
    "entertainment travel economy finance international national local video weather life arts "
    "politik wirtschaft kultur wissen panorama ausland inland meinung gesundheit reise nachrichten "
    "politique économie société monde sciences santé idées "
    "política economía economia deportes sociedad mundo opinión españa internacional ciencia "
    "politica esteri cronaca cronache cultura spettacoli salute esporte brasil "
    "nyheter ekonomi næringsliv siyaset dünya spor gündem политика экономика спорт общество культура"
)
_SECTION_NAMES: Final = frozenset(_NAMES.split())
_NO_SECTION: Final = re.compile(
    # home
    r"(?:网站|新闻|返回|回到)?首[页頁]|主[页頁]|home(?:page)?|start(?:seite)?|accueil|inicio|portada|"
    r"ホーム|トップ(?:ページ)?|홈|главная|"
    # account
    r"(?:log|sign)[ -]?(?:in|out|up)|register|subscribe.*|my account|登[录錄入]|注[册冊]|会员.*|會員.*|"
    r"訂閱|订阅|anmelden|"
    r"abo(?:nnement)?s?|s'abonner|connexion|iniciar sesi[óo]n|suscr.*|ログイン|로그인|"
    # the house and its rules
    r"about(?: us)?|contact(?: us)?|关于.*|關於.*|联系.*|聯[繫絡].*|impressum|datenschutz|privacy.*|"
    r"terms.*|隐私.*|隱私.*|"
    r"服[务務][条條]款|kontakt|spenden|staff|site ?map|tip ?line|faq|datenschutz.*|advertis.*|广告.*|"
    r"廣告.*|投稿.*|help|帮助.*|"
    # languages and scripts
    r"简体.*|簡體.*|繁[体體].*|中文.*|english|en|deutsch|español|français|日本語|한국어|hk|tw|sg|us|uk|"
    # services
    r"app(?:下载|下載)?|客户端|客戶端|手机版|手機版|下载.*|更多|more|all|menu|菜单|選單|search|"
    r"搜[索尋].*|rss|newsletter.*|"
    r"e-?paper|电子报|電子報|donate|shop|store|网站地图|網站地圖|sitemap|無障礙|无障碍.*|skip to.*|"
    r"收藏.*|设为.*|close|×",
    re.IGNORECASE,
)


def find_navigation(document: Document, profile: Profile = GENERIC) -> tuple[Category, ...]:
    """Sections in the navigation's order; home, login, about and language links are left out.

    The profile's selectors come first. Otherwise the navigation is the group of short links that best looks
    like one: in ``<nav>`` or ``<header>`` or named so, early on the page, and leading to several addresses
    that are no articles.
    """
    declared = [e for e in profile.select_elements(document.root, "navigation") if e.tag == "a"]
    if declared:
        return _sections(document, [(text_of(a), a.get("href") or "") for a in declared])
    for weight, blocks in islice(_by_weight(_rows(document.blocks)[:_WEIGHED]), _TRIED):
        if weight <= 0:
            break
        links = [(text, href or "") for block in blocks for text, href, _, _ in _links_of(block)]
        sections = _sections(document, links)
        if len(sections) >= _MIN_SECTIONS:
            return sections
    return ()


def _rows(blocks: list[Block]) -> list[tuple[float, Box, list[Block]]]:
    """Rows of links with their promise (what place and length alone say for them), the greatest first."""
    rows: list[tuple[float, Box, list[Block]]] = []
    for box, row in _groups(blocks).items():
        count = len(row)
        if count < _PLENTY:  # each block has a link or more
            count = sum([block.links for block in row])
        if count >= _MIN_SECTIONS:
            rows.append((min(count, _PLENTY) / 4 - row[0].index / 40, box, row))
    rows.sort(key=itemgetter(0), reverse=True)
    return rows


def _by_weight(rows: list[tuple[float, Box, list[Block]]]) -> Iterator[tuple[float, list[Block]]]:
    """The rows with their weights, heaviest first; those that cannot be that are weighed when asked for."""
    weighed: list[tuple[float, list[Block]]] = []
    top = -inf
    for promise, box, blocks in rows:
        if promise + _MOST_BESIDE <= top:
            break
        weighed.append((_weight(promise, box, blocks), blocks))
        top = max(top, weighed[-1][0])
    if not weighed:
        return
    heaviest = max(weighed, key=itemgetter(0))
    yield heaviest
    weighed += [(_weight(*row), row[2]) for row in rows[len(weighed) :]]
    weighed.remove(heaviest)
    yield from sorted(weighed, key=itemgetter(0), reverse=True)


def _groups(blocks: list[Block]) -> dict[Box, list[Block]]:
    """Blocks of short links by the box that holds their row."""
    groups: dict[Box, list[Block]] = {}
    for block in [block for block in blocks[:_LOOKED_AT] if block.links]:
        links = block.links
        size = len(block.text)
        # Beside the links there is room for what parts them ("汽车 | 理财 | 科技").
        if size > _LONGEST_LABEL * links or size - block.link_chars > 3 * links:
            continue
        box = block.box
        if links < _MIN_SECTIONS:
            box = box.parent if box.tag == "li" and box.parent else _row_of(box)
        row = groups.get(box)
        if row is None:
            groups[box] = [block]
        else:
            row.append(block)
    return groups


def _row_of(box: Box) -> Box:
    """The box around the list item that ``box`` is or is in; without one, the box around it."""
    if box.tag == "li":
        return box.parent or box
    outer = box
    for _ in range(3):
        if outer.tag == "li":
            return outer.parent or outer
        if outer.parent is None:
            break
        outer = outer.parent
    return box.parent or box


def _links_of(block: Block) -> list[Link]:
    """The links of a block: the first ones in its element, before those of menus nested in it."""
    return read_links(block, min(block.links, _MAX_LINKS))


def _weight(promise: float, box: Box, blocks: list[Block]) -> float:
    text = "\n".join([block.text for block in blocks]).lower()
    words = len(_SECTION_NAMES.intersection(text.split()))
    weight = promise + min(_WORDS_COUNTED, words)
    for depth, outer in enumerate(box.up()):
        told = _told(outer.hints)
        if outer.tag == "footer" or (depth < _NEAR and told < 0):
            return weight - _MARKED
        if outer.tag == "nav" or told > 0:
            return weight + _MARKED - depth
        if outer.tag == "header":
            return weight + 4
        if depth >= _FAR:
            break
    return weight - _unlike_labels(blocks)


def _unlike_labels(blocks: list[Block]) -> float:
    """How much a row that nothing marks as a navigation reads like headlines or numbered files."""
    text = "".join([block.text for block in blocks])
    width = (
        len(text.encode("utf-8")) / (1.0 if text.isascii() else 1.5) / sum([block.links for block in blocks])
    )
    numbered = sum([_FIGURE.search(block.text) is not None for block in blocks]) * 2 > len(blocks)
    return max(0.0, width - _LABEL_WIDTH) + (6.0 if numbered else 0.0)


@lru_cache(maxsize=4096)
def _told(hints: str) -> int:
    """What a box's class and id say: 1 a navigation, -1 something else that has rows of links, 0 neither."""
    if _NOT_NAV_HINT.search(hints):
        return -1
    return 1 if _NAV_HINT.search(hints) else 0


# The same navigation stands on every page of a site. Where it leads does not depend on the page if each
# address begins at the root; longer navigations, in characters, are read again.
_ROOTED: Final = ("/", "https://", "http://")
_LONGEST_REMEMBERED: Final = 10_000
_REMEMBERED: Final = 64
_read: dict[tuple[object, ...], tuple[Category, ...]] = {}


def _sections(document: Document, links: list[tuple[str, str]]) -> tuple[Category, ...]:
    rooted, size = True, 0
    for text, href in links:
        rooted = rooted and href.startswith(_ROOTED)
        size += len(text) + len(href)
    if not rooted or size > _LONGEST_REMEMBERED:
        return _read_sections(document, links)
    key = (hostname(document.url), document.absolute("/"), *links)
    sections = _read.get(key)
    if sections is None:
        if len(_read) >= _REMEMBERED:
            _read.clear()
        sections = _read[key] = _read_sections(document, links)
    return sections


def _read_sections(document: Document, links: list[tuple[str, str]]) -> tuple[Category, ...]:
    own = _domain_of(hostname(document.url))
    found: dict[str, Category] = {}
    for text, href in links:
        if name := _section_name(text, href, own):
            url = document.absolute(href)
            if url not in found:
                found[url] = _category(name, url)
    return tuple(found.values())[:_MAX_SECTIONS]


# Hosts and navigations recur on every page of a site.
@lru_cache(maxsize=1024)
def _domain_of(host: str) -> str:
    return registrable_domain(host)


@lru_cache(maxsize=8192)
def _section_name(text: str, href: str, own: str) -> str:
    """The section that a link with this text and address names, "" for none."""
    name = " ".join(text.split()).strip(_DECORATION)
    if not 1 < len(name) <= _LONGEST_LABEL or _NO_SECTION.fullmatch(name):
        return ""
    return name if _leads_to_section(href.strip(), own) else ""


_category = lru_cache(maxsize=8192)(Category)


def _leads_to_section(href: str, own: str) -> bool:
    """Judged on the written address: a menu has hundreds of links and resolving one costs 20 µs."""
    lower = href.lower()
    if lower.startswith(_NO_PAGE) or lower in {"", "/", "./"}:
        return False
    path = lower
    if "//" in lower[:8]:
        host, _, path = lower.split("//", 1)[1].partition("/")
        if (own and not f".{host}".endswith(f".{own}")) or (not path and host.startswith("www.")):
            return False
    last = path.rstrip("/").rpartition("/")[2]
    return not (any(c.isdigit() for c in last) and looks_like_article(f"http://x.invalid/{path.lstrip('/')}"))
