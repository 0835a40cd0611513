"""An element with thousands of attributes costs no more than it is long, and its page is read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.document import compiled, crowded
from newsarchive.document.crowded import HARMLESS_BYTES, is_crowded, thinned
from newsarchive.document.parse import parse

# What may stand between two attributes, or make two of one.
WAYS = {
    "blanks": " a{}",
    "slashes": "/a{}",
    "values": ' a{}="x"',
    "marks in values": ' a{}=">"',
    "beginnings in values": " a{}='<b>'",
    "no blank behind a value": 'a{}="x"',
    "quotes in names": ' "a{}',
    "plain values": "\n\ta{} = x",
    "equals first": "/={}",
}


def page(way: str, count: int) -> bytes:
    return f"<p {''.join(way.format(n) for n in range(count))}>正文</p><b class='c'>后面</b>".encode()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_attributes_are_counted_however_they_are_parted(way: str) -> None:
    assert not is_crowded(page(way, 50), 50)
    assert is_crowded(page(way, 51), 50)
    assert thinned(page(way, 50), 50) == page(way, 50)
    assert thinned(page(way, 51), 50) == "<p>正文</p><b class='c'>后面</b>".encode()


@pytest.mark.parametrize(
    "harmless",
    [
        "a < b " + "x " * 60,
        f"<p title='{'x ' * 60}'>",
        "<p>" + " x" * 60,
        "<p a>" * 60,
        "</p" + " x" * 60,
        "<",
    ],
)
def test_words_that_are_no_attributes_are_not_counted(harmless: str) -> None:
    assert not is_crowded(harmless.encode(), 50)


@given(
    st.lists(st.sampled_from(["<p", " ", "/", ">", "=", '"', "'", "a", "<", "\n", "é", "<B "])).map("".join)
)
@example("<p a = b c>")
@example("<p a='>")
@example("<p =a==b")
@example("<p a\x0bb")
def test_both_ways_count_the_same(text: str) -> None:
    data = text.encode()
    for most in range(4):
        assert compiled.is_crowded(data, most) == crowded.is_crowded(data, most)


def test_a_crowded_page_is_read_without_its_attributes() -> None:
    names = "".join(f" attribute-{n}='{n}'" for n in range(60_000))
    data = f"<html><body><p{names} id='x'>正文</p><p id='y'>后面</p></body></html>".encode()
    assert len(data) > HARMLESS_BYTES
    root = parse(data)
    assert [dict(p.attrib) for p in root.iter("p")] == [{}, {"id": "y"}]
    assert [p.text for p in root.iter("p")] == ["正文", "后面"]
