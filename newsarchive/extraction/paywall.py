"""Whether the page holds back a part of the article for subscribers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.document.structured import is_article
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline
from newsarchive.patterns import late

if TYPE_CHECKING:
    from newsarchive.document import Document

SHORTEST, LINE_CHARS = 4, 250
# How many blocks behind the headline the plea may stand; further down it is about other articles.
REACH = 60
_PLEA = late(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|(?:continue|keep) reading (?:with|for|by "
    r"subscribing)|"
    r"already a subscriber\?|subscribers? only|for subscribers|to read the (?:full|rest)|register to "
    r"continue|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen|testen) (?:und|mit)|lesen sie diesen artikel mit|"
    r"nur für abonnent|"
    r"réservé aux abonnés|la suite est réservée|il vous reste [\d.,]+ ?%|contenido exclusivo para "
    r"suscriptores|"
    r"suscr[ií]bete para (?:seguir|leer)|riservato agli abbonati|abbonati per (?:continuare|leggere)|"
    r"alleen voor abonnees|lees verder met|kun for abonnenter|for abonnenter|läs vidare med|endast för "
    r"prenumeranter|"
    r"订阅后(?:继续|方可|即可)?阅读|付费(?:后)?(?:继续)?阅读|付费阅读全文|开通会员.{0,8}阅读|登录后.{0,6}阅读全文|登录\s?后获取已订阅|会员专享|余下全文|订户登[入录]|剩余.{0,8}(?:付费|订阅)|"
    r"訂閱後.{0,4}閱讀|付費閱讀|有料会員限定|会員限定記事|この記事は有料|残り\s?\d{2,5}\s?文字|"
    r"유료\s?회원|구독자 전용",
)
# Each plea holds one of these: most pages hold none.
_STEMS = LineWords((
    "subscri", "keep reading", "continue reading", "to read the", "register to", "weiterlesen", "abonn",
    "lesen sie", "la suite est", "il vous reste", "suscr", "abbona", "lees verder", "läs vidare",
    "prenumer", "订阅", "付费", "会员", "登录", "余下全文", "订户", "訂閱", "付費", "会員", "有料", "残り",
    "유료", "구독",
), LINE_CHARS)  # fmt: skip
_LOCKED_TIERS = frozenset({"locked", "premium", "paid", "plus", "subscriber", "subscription"})


def is_paywalled(document: Document) -> bool:
    """Whether the page says that reading on needs a subscription: by declaration, else in a short line."""
    for node in document.jsonld:
        declared = node.get("isAccessibleForFree") if is_article(node) else None
        if declared is not None:
            return str(declared).strip().lower() in ("false", "no", "0")
    for key in ("article:content_tier", "og:article:content_tier", "content_tier"):
        if document.meta.get(key):
            return document.meta[key][0].lower() in _LOCKED_TIERS
    blocks = _STEMS.blocks(document)
    start = (find_headline(document) or 0) if blocks else 0
    return any(
        start <= block.index < start + REACH
        and len(block.text) >= SHORTEST
        and _PLEA.search(block.text.lower())
        for block in blocks
    )
