from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.document.blocks import MAX_BLOCKS, Block


def texts(html: bytes | str) -> list[str]:
    return [block.text for block in Document(html).blocks if not block.is_image]


def only(html: str) -> Block:
    (block,) = Document(html).blocks
    return block


@pytest.mark.parametrize("page", [b"", b"   ", b"<!-- only this -->", b"<?xml version='1.0'?>", b"\0", ""])
def test_a_page_without_content_is_an_empty_document(page: bytes | str) -> None:
    assert texts(page) == []


def test_inline_markup_does_not_part_text() -> None:
    assert texts("<p>one <b>two</b><span> three</span><!-- no --> four</p>") == ["one two three four"]


def test_line_breaks_and_blocks_part_text() -> None:
    assert texts("<div>a<br>b<p>c</p>d</div>") == ["a", "b", "c", "d"]


def test_a_block_after_a_line_break_says_so() -> None:
    blocks = Document("<div>a<br>b</div>").blocks
    assert [block.after_break for block in blocks] == [False, True]


def test_what_nobody_reads_is_left_out() -> None:
    page = (
        "<p>a<script>x</script><style>y</style>b</p><select><option>z</select><noscript><p>n</p></noscript>"
    )
    assert texts(page) == ["ab"]


def test_custom_elements_part_text_unless_inside_a_paragraph() -> None:
    assert texts("<x-part>a</x-part><x-part>b</x-part><p>c <x-mark>d</x-mark> e</p>") == ["a", "b", "c d e"]


def test_links_and_bold_type_are_counted() -> None:
    block = only("<p>see <a href=/x>this</a> and <b>that</b></p>")
    assert (block.link_chars, block.bold_chars, block.links) == (4, 4, 1)


def test_a_link_around_blocks_counts_in_them() -> None:
    block = only("<a href=/x><h3>All of it</h3></a>")
    assert block.link_chars == len("All of it")


def test_pictures_stand_between_the_text() -> None:
    blocks = Document("<p>a<img src=1.jpg>b</p>").blocks
    assert [(block.is_image, block.text) for block in blocks] == [(False, "a"), (True, ""), (False, "b")]


def test_boxes_lead_up_to_the_root() -> None:
    block = only("<main class='A b' id=C><article><p>x</p></article></main>")
    assert [box.tag for box in block.box.up()] == ["p", "article", "main", "body", "html"]
    assert next(box for box in block.box.up() if box.tag == "main").hints.split() == ["a", "b", "c"]


def test_text_after_the_body_is_not_lost() -> None:
    rest = "b" * 200
    assert texts(f"<html><body><p>a</p></body></html><p>{rest}</p>") == ["a", rest]


def test_xhtml_with_prolog_and_namespace() -> None:
    page = (
        '<?xml version="1.0" encoding="gb2312"?><html xmlns="http://www.w3.org/1999/xhtml"><p>好</p></html>'
    )
    assert texts(page.encode()) == ["好"]


@pytest.mark.parametrize("depth", [300, 3_000, 100_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    page = "<p>top</p>" + "<div>" * depth + "<p>deep</p>" + "</div>" * depth + "<p>end</p>"
    assert texts(page) == ["top", "deep", "end"]


def test_blocks_are_bounded() -> None:
    assert len(Document("<p>x</p>" * (MAX_BLOCKS + 500)).blocks) == MAX_BLOCKS


def test_zero_width_and_control_characters_are_not_text() -> None:
    assert texts("<p>a\u200bb\xadc&#1;</p>") == ["abc"]


def test_addresses_are_resolved_against_the_base() -> None:
    document = Document("<base href='/news/'><p>x</p>", "https://a.example/x/y")
    assert document.absolute("1.html") == "https://a.example/news/1.html"


def test_an_impossible_address_is_none() -> None:
    document = Document("<base href='http://['>", "http://[")
    assert (document.url, document.absolute("/a"), document.absolute("http://[")) == ("", "/a", "http://[")


def test_meta_is_collected_by_lower_case_name() -> None:
    document = Document("<meta property=OG:Title content=' A '><meta name=og:title content=B>")
    assert document.meta["og:title"] == ["A", "B"]


@given(st.text(alphabet="<>/ap div=\"' 文é&;!-\0", max_size=300))
def test_any_markup_gives_clean_blocks(page: str) -> None:
    for block in Document(page).blocks:
        assert block.is_image or block.text == block.text.strip() != ""
        assert 0 <= block.link_chars <= max(1, len(block.text))
