"""What a page is for a reader: an article, a listing or something else."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.content.shape import HEADLINE, Shape, shape_of
from newsarchive.model import PageKind
from newsarchive.patterns import late
from newsarchive.urls import looks_like_article, normalize_url

if TYPE_CHECKING:
    from newsarchive.document import Document
    from newsarchive.profile import Profile

_ARTICLE_TYPES: Final = late(
    r"(?:News|Blog|Opinion|Reportage|Analysis|Review|Scholarly|Tech|Report|Background|Satirical|"
    r"Live)?\w*Article|BlogPosting|LiveBlogPosting|Report\b|SocialMediaPosting"
)
_LISTING_TYPES: Final = re.compile(r"CollectionPage|ItemList|SearchResultsPage|ProfilePage")
_LISTING_URL: Final = re.compile(
    r"/(?:categor(?:y|ies)|lists?|tags?|topics?|channels?|columns?|sections?|search|archives?|authors?|"
    r"page)(?:[/_-]|$)"
    r"|/(?:index|list|default)(?:_\d+)?\.\w{3,5}$|[?&](?:cat|category|tag|q|s|keyword)=",
    re.IGNORECASE,
)
_MISSING: Final = re.compile(
    r"\b404\b|\b410\b|page (?:not|can(?:no|')t be) found|(?:page|article|story) (?:is )?(?:no longer|"
    r"not) (?:available|exist)|not found|nicht gefunden|"
    r"(?:page|article) introuvable|p[áa]gina no encontrada|(?:页面|頁面|网页|網頁|文章|内容|內容|信息|"
    r"新闻|新聞)(?:已经|已經|已被|已|并|並)?"
    r"(?:不存在|找不到|不见了|删除|刪除|下线|移除|失效|无法访问)|(?:找不到|未找到|没有找到|"
    r"沒有找到)(?:该|您|你|相关|頁|页|文章)?|"
    r"見つかりません|存在しません|찾을 수 없|не найдена",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(
    r"\b(?:log|sign)[ -]?in\b|登[录錄入]|anmelden|connexion|iniciar sesi|ログイン|로그인", re.IGNORECASE
)
_SHORT: Final = 220
_MANY: Final = 8
_FEW: Final = 3
_LABEL: Final = 14
_TEASER: Final = 700


def judge_kind(
    document: Document, profile: Profile, *, title: str, body: str, published: str | None
) -> tuple[PageKind, float]:
    """Kind of the page and how sure that is (0 to 1), given what was read off it.

    What the profile declares about the address is final. Otherwise evidence is added up as log-odds for
    'article' (structured data, address, body, date, link density); error pages and login walls are neither.
    """
    declared = profile.classify_url(document.url)
    size = _weigh(body)
    shape = shape_of(document.blocks)
    if size < _SHORT and _is_dead_end(document, title, shape):
        return PageKind.OTHER, 0.9
    if declared in {"article", "listing"}:
        return PageKind(declared), 1.0
    odds = _structured(document) + _addressed(document.url) + _titled(document, title)
    odds += _written(size, shape, published)
    score = 1 / (1 + math.exp(-odds))
    if odds > 0 and (size >= _SHORT / 4 or odds > 2):
        return PageKind.ARTICLE, round(score, 3)
    if shape.headlines >= _FEW:
        return PageKind.LISTING, round(1 - min(score, 0.5), 3)
    return PageKind.OTHER, round(1 - min(score, 0.5), 3)


def _weigh(text: str) -> int:
    """Length in Latin characters: one of Han or kana says as much as two or three letters."""
    return len(text) + len(text.encode("utf-8", "replace")) // 2 if not text.isascii() else len(text)


def _is_dead_end(document: Document, title: str, shape: Shape) -> bool:
    heads = [title, *(b.text for b in document.blocks[:40] if b.heading or len(b.text) < 60)]
    if shape.headlines < _MANY and any(_MISSING.search(head[:120]) for head in heads):
        return True
    wall = document.asks_password and bool(_LOGIN.search(" ".join(heads)[:2000]))
    return (wall and shape.headlines < _MANY) or bool(_MISSING.search(title[:120]))


def _structured(document: Document) -> float:
    odds = 0.0
    kinds = [kind.lower() for kind in document.meta.get("og:type", [])]
    if kinds:
        odds += (
            1.5
            if kinds[0].startswith("article")
            else -0.7
            if kinds[0] in {"website", "object", "profile"}
            else 0
        )
    types = {str(name) for node in document.jsonld for name in _types(node.get("@type"))}
    if any(_ARTICLE_TYPES.fullmatch(name) for name in types):
        odds += 2.0
    elif any(_LISTING_TYPES.search(name) for name in types):
        odds -= 1.5
    return odds + (0.7 if "article:published_time" in document.meta else 0.0)


def _types(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _addressed(url: str) -> float:
    normal = normalize_url(url)
    if not normal:
        return 0.0
    path = normal.split("/", 3)[3]
    if not path:
        return -3.0
    if looks_like_article(normal):
        return 1.5
    return -2.0 if _LISTING_URL.search("/" + path) else -0.7 if path.endswith("/") else 0.0


def _titled(document: Document, title: str) -> float:
    """An article's headline stands on its page unlinked; a listing's is a label ("科技", "World")."""
    width = _weigh(title)
    if width < _LABEL:
        return -1.0
    heads = [block for block in document.blocks if block.text == title and not block.link_chars]
    if width < HEADLINE:
        return 0.6 if any(block.tag == "h1" for block in heads) else 0.0
    return 1.2 if heads else 0.0


def _written(size: int, shape: Shape, published: str | None) -> float:
    odds = (1.1 if "T" in published else 0.8) if published else -0.6
    if published and shape.headlines < _FEW:
        odds += 0.4
    told = min(size, shape.stretch)
    odds += min(3.0, (told - _SHORT) / 400) if told > _SHORT else -1.0
    if shape.headlines >= _MANY and told < _TEASER:
        odds -= min(2.5, shape.headlines / 6)
    return odds
