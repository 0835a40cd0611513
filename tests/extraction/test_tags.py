from __future__ import annotations

import pytest

from newsarchive.document import Document
from newsarchive.extraction.tags import find_tags
from newsarchive.profile import GENERIC, Era, Profile


def page(head: str = "", foot: str = "") -> Document:
    return Document(
        f"<html><head><title>Rain stops play</title>{head}</head><body>"
        f"<h1>Rain stops play</h1><p>Text.</p>{foot}</body></html>"
    )


def tags(head: str = "", foot: str = "") -> tuple[str, ...]:
    found = next(find_tags(page(head, foot), GENERIC), None)
    return found.value if found else ()


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:tag" content="rain"><meta property="article:tag" content="cricket">',
        '<meta name="keywords" content="rain, cricket">',
        '<meta name="news_keywords" content="rain;cricket">',
        '<script type="application/ld+json">{"@type": "Article", "keywords": ["rain", "cricket"]}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "keywords": "rain,cricket"}</script>',
    ],
)
def test_declared_keywords(head: str) -> None:
    assert tags(head) == ("rain", "cricket")


@pytest.mark.parametrize(
    "foot",
    [
        "<div class='tags'><a href='/r'>rain</a> <a href='/c'>cricket</a></div>",
        "<ul class='article-tags'><li><a href='/r'>#rain</a></li><li><a href='/c'>#cricket</a></li></ul>",
        "<p>Tags: rain, cricket</p>",
    ],
)
def test_shown_keywords(foot: str) -> None:
    assert tags(foot=foot) == ("rain", "cricket")


@pytest.mark.parametrize("content", ["台风,停课", "台风，停课", "台风 停课", "台风、停课"])
def test_chinese_separators(content: str) -> None:
    assert tags(f'<meta name="keywords" content="{content}">') == ("台风", "停课")


def test_the_sites_name_is_no_tag() -> None:
    name = '<meta property="og:site_name" content="The Example">'
    assert tags(name + '<meta name="keywords" content="rain,The Example">') == ("rain",)


@pytest.mark.parametrize(
    "content",
    [
        "",
        " , ",
        "This is a whole sentence about the rain which stopped the play on Sunday afternoon in town",
        "<meta name=",
    ],
)
def test_what_are_no_tags(content: str) -> None:
    assert tags(f"<meta name='keywords' content='{content}'>") == ()


def test_a_declared_selector_comes_first() -> None:
    profile = Profile(key="x", eras=(Era(select={"tags": (".k a",)}),))
    document = page(
        '<meta name="keywords" content="other">', "<div class='k'><a>rain</a><a>cricket</a></div>"
    )
    assert next(find_tags(document, profile)).value == ("rain", "cricket")


def test_links_that_are_marked_as_tags_in_the_articles_own_element() -> None:
    document = Document(
        "<html><head><title>Rain stops play</title></head><body>"
        "<article><h1>Rain stops play</h1><p>Text.</p><footer>"
        'In <a rel="category tag" href="/s">Sport</a>, on <a rel="tag" href="/r">rain</a>, '
        '<a rel="tag" href="/c">cricket</a></footer></article>'
        '<article><h2>Other</h2><a rel="tag" href="/o">other</a></article></body></html>'
    )
    assert next(find_tags(document, GENERIC)).value == ("rain", "cricket")


FIELD = (
    '<div class="field--name-field-tags"><div class="field__items"><div class="field__item">'
    '<a href="/x">sea</a></div><div class="field__item"><a href="/y">wind</a></div></div></div>'
)


def tags_behind(row: str) -> tuple[str, ...]:
    prose = "<p>" + "Here stands a paragraph of the article that says what happened on the day. " * 4 + "</p>"
    title = "Floods close the harbour"
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{prose * 2}{row}</body></html>"
    found = next(find_tags(Document(html), GENERIC), None)
    return found.value if found else ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('<div>关键字：<a href="/k1">河道</a><a href="/k2">治理</a></div>', ("河道", "治理")),
        ('<p><a href="/topics/sea">Sea</a> <a href="/topics/wind">Wind</a></p>', ("Sea", "Wind")),
        (FIELD, ("sea", "wind")),
        ('<footer><a href="/topics/sea">Sea</a> <a href="/topics/wind">Wind</a></footer>', ()),
        ('<p>Temas: <a href="/a">Mar</a> <a href="/b">Viento</a></p>', ("Mar", "Viento")),
    ],
)  # fmt: skip
def test_rows_behind_the_body(row: str, expected: tuple[str, ...]) -> None:
    assert tags_behind(row) == expected
