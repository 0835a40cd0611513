from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import extract

PAGE = (Path(__file__).parents[1] / "pages" / "portal" / "article.html").read_bytes()
SNIPPETS = (
    b"<p>", b"</div>", b"\0", b"\xff", b"<!--", b"<table>", b"<a href='http://['>", b"&#0;", b"<h1>", b"<li>",
    b"<br>",
    b"<script type='application/ld+json'>{\"@type\":[null,{}],\"headline\":[1]}</script>", b"<base href='http://['>",
    b"<meta charset=utf-16>", b"<time datetime='9999-99-99'>", "来源：".encode(), b"<img srcset=', 1x,'>",
)  # fmt: skip


def failures(page: bytes | str, url: str = "") -> dict[str, str]:
    record = extract(page, url)
    json.dumps(record.to_dict(), allow_nan=False)
    return {k: v for k, v in record.article.provenance.items() if v.startswith("error") or k == "error"}


@pytest.mark.parametrize(
    "page", [b"", b"\0\0\0", b"<", b"<html>", "", "\ud800", b"\xff\xfe", b"<frameset><frame></frameset>"]
)
def test_pages_without_anything_give_an_empty_record(page: bytes | str) -> None:
    assert failures(page) == {}
    assert extract(page).article.body == ""


@pytest.mark.parametrize(
    "url", ["http://[", "://", "x", "https://a.example/\x00", "javascript:1", "http://a.example:99999/"]
)
def test_no_address_breaks_extraction(url: str) -> None:
    assert failures(PAGE, url) == {}


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, len(PAGE)), st.sampled_from(SNIPPETS), st.integers(0, 60)),
        min_size=1,
        max_size=8,
    )
)
def test_injured_pages_never_fail(injuries: list[tuple[int, bytes, int]]) -> None:
    data = bytearray(PAGE)
    for at, snippet, cut in injuries:
        data[at : at + cut] = snippet
    assert failures(bytes(data), "https://portal.example/a") == {}


@settings(max_examples=60)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_record(data: bytes) -> None:
    assert failures(data) == {}


def test_the_body_is_bounded_by_the_page() -> None:
    page = "<h1>x</h1>" + "<p>A sentence, and another one, that says something.</p>" * 5000
    assert len(extract(page).article.body) < len(page)


def test_the_same_page_gives_the_same_record() -> None:
    assert extract(PAGE, "https://a.example/1").to_dict() == extract(PAGE, "https://a.example/1").to_dict()


@pytest.mark.parametrize("depth", [900, 1900, 50_000])
def test_an_article_nested_deep_is_read(depth: int) -> None:
    sentence = "The council met on Tuesday, and after three hours of talks it agreed on the plan."
    page = f"<h1>News</h1>{'<div>' * depth}<p>{sentence}</p>{'</div>' * depth}"
    assert failures(page) == {}
    assert sentence in extract(page).article.body


def test_an_explanation_shows_dates_as_they_are_written() -> None:
    page = '<meta property="article:published_time" content="2024-02-06T09:30:00Z"><h1>A day at sea</h1>'
    shown = [c.value for c in extract(page, explain=True).candidates if c.field == "published"]
    assert shown
    assert shown[0].startswith("2024-02-06T09:30:00")
    assert "Moment" not in "".join(shown)
