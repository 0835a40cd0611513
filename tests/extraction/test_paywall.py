from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.paywall import is_paywalled


def paywalled(body: str = "", head: str = "") -> bool:
    return is_paywalled(
        Document(f"<html><head>{head}</head><body><h1>Rain stops play</h1><p>Text.</p>{body}</body></html>")
    )


def free(value: str) -> str:
    node = f'{{"@type": "NewsArticle", "isAccessibleForFree": {value}}}'
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize("value", ["false", '"False"', '"false"'])
def test_declared_as_not_free(value: str) -> None:
    assert paywalled(head=free(value))


def test_declared_as_free_settles_it() -> None:
    assert not paywalled("<p>Subscribe to continue reading</p>", free("true"))


def test_content_tier() -> None:
    assert paywalled(head='<meta property="article:content_tier" content="locked">')
    assert not paywalled(head='<meta property="article:content_tier" content="free">')


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to continue reading",
        "Already a subscriber? Sign in",
        "Jetzt weiterlesen mit Plus: jetzt testen und sofort lesen. Nur für Abonnenten",
        "Il vous reste 75.3% de cet article à lire. La suite est réservée aux abonnés.",
        "订阅后继续阅读",
        "この記事は有料会員限定です。残り 512文字",
    ],
)
def test_pleas_below_the_text(line: str) -> None:
    assert paywalled(f"<div>{line}</div>")


@pytest.mark.parametrize(
    "line", ["Subscribe to our newsletter", "Rain stopped play on Sunday", "欢迎关注我们"]
)
def test_other_lines(line: str) -> None:
    assert not paywalled(f"<div>{line}</div>")
