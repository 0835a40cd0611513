"""The compiled reading of links gives what the one in Python gives, on whatever a parser makes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.discover import compiled, mentions
from newsarchive.document.decode import to_utf8
from newsarchive.document.parse import parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PAGES = sorted((Path(__file__).parents[1] / "pages").rglob("*.html"))
needs_reader = pytest.mark.skipif(bool(compiled.WHY_NOT), reason=f"nothing compiled: {compiled.WHY_NOT}")


def assert_alike(root: HtmlElement) -> None:
    from newsarchive.discover import _mentions

    for around in (True, False):
        for most in (3, 5000):
            told = _mentions.read_mentions(root, most, around=around)
            assert told == mentions.read_mentions(root, most, around=around)
    for most in (2, 1000):
        assert _mentions.find_leading(root, most) == mentions.find_leading(root, most)
    for element in root.iter("a", "area", "p", "li", "h2", "time"):
        assert _mentions.label_of(element) == mentions.label_of(element)
        assert _mentions.headline_around(element) == mentions.headline_around(element)
        assert _mentions.day_around(element) == mentions.day_around(element)


@needs_reader
@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_of_real_pages_are_read_alike(page: Path) -> None:
    assert_alike(parse(to_utf8(page.read_bytes())))


OPENED = [
    "<a href='/1.html'>",
    "<a href=' /1.html\n' title='台北：三條航線恢復…更多'>",
    "<a href=/2 title=''>",
    "<a href='#top'>",
    "<a href=' '>",
    "<a>",
    "<a href='\u3000/字?a&amp;b=&#110;' rel='nofollow next'>",
    "<a href='/3' rel>",
    "<area href=/4 alt='map of it'>",
    "<area title='' alt=x>",
    "<svg:a href=/5>",
    "<li onclick=go()>",
    "<p data-url=/6 x:onclick=no>",
    "<li>",
    "<p>",
    "<div>",
    "<b>",
    "<h2>",
    "<h7>",
    "<time datetime='2024-05-05T08:09'>",
    "<time datetime>",
    "<time>",
    "<br>",
    "<script>",
    "<!-- c -->",
    "<![CDATA[ d ]]>",
    "<?go on?>",
    "<textarea>",
    "<ul>" + "<li>" * 41,
]
CLOSED = [f"</{tag}>" for tag in ("a", "li", "p", "div", "b", "h2", "time", "ul", "script", "textarea")]
TEXTS = [
    "台北",
    "：",
    "三條航線恢復",
    "…",
    "read more",
    " ",
    "\n",
    "\u3000",
    "\xa0",
    "\x85",
    "\u2003",
    "\u2028",
    "\u1680",
    "\x1c",
    "é",
    "&nbsp;x",
    "&foo;",
    "&lt;",
    "2024-05-05",
    "2024年5月6日 8:09",
    "12:30",
    "\U0001f600",
    "long " * 70,
    "x" * 399,
    "字" * 400,
]


@needs_reader
@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*OPENED, *CLOSED, *TEXTS]), max_size=40))
def test_links_of_made_up_pages_are_read_alike(soup: list[str]) -> None:
    assert_alike(parse(to_utf8("<body>" + "".join(soup))))


@needs_reader
def test_a_page_may_be_as_deep_as_a_parser_lets_it() -> None:
    assert_alike(parse(b"<div>" * 2500 + "<a href=/1>下一页</a> 2024-05-05".encode()))


@needs_reader
def test_what_is_no_element_is_refused() -> None:
    from newsarchive.discover import _mentions

    for call in (_mentions.label_of, _mentions.headline_around, _mentions.day_around):
        with pytest.raises(TypeError):
            call(None)
    with pytest.raises(TypeError):
        _mentions.read_mentions("<a>", 5, around=True)


@needs_reader
def test_links_in_each_other_do_not_repeat_the_page() -> None:
    deep = "".join(f"<a href='/{i}.html'>k<div>" for i in range(300))
    page = parse(f"<html><body>{deep}{'word ' * 5_000}</body></html>".encode())
    told = compiled.read_mentions(page, 999, around=False)
    assert len(told) == 300
    assert {text for _, text, *_ in told} == {""}
    assert told == mentions.read_mentions(page, 999, around=False)
