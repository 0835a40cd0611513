"""Whether the page holds back a part of the article for subscribers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.document.structured import is_article

if TYPE_CHECKING:
    from newsarchive.document import Document

LINE_CHARS = 250
_PLEA = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|(?:continue|keep) reading (?:with|for|by subscribing)|"
    r"already a subscriber\?|subscribers? only|for subscribers|to read the (?:full|rest)|register to continue|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen|testen) (?:und|mit)|lesen sie diesen artikel mit|nur für abonnent|"
    r"réservé aux abonnés|la suite est réservée|il vous reste [\d.,]+ ?%|contenido exclusivo para suscriptores|"
    r"suscr[ií]bete para (?:seguir|leer)|riservato agli abbonati|abbonati per (?:continuare|leggere)|"
    r"alleen voor abonnees|lees verder met|kun for abonnenter|for abonnenter|läs vidare med|endast för prenumeranter|"
    r"订阅后(?:继续|方可|即可)?阅读|付费(?:后)?(?:继续)?阅读|付费阅读全文|开通会员.{0,8}阅读|登录后.{0,6}阅读全文|剩余.{0,8}(?:付费|订阅)|"
    r"訂閱後.{0,4}閱讀|付費閱讀|有料会員限定|会員限定記事|この記事は有料|残り\s?\d{2,5}\s?文字|유료\s?회원|구독자 전용",
    re.IGNORECASE,
)
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
    return any(_PLEA.search(block.text) for block in document.blocks if len(block.text) <= LINE_CHARS)
