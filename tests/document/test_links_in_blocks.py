"""Links of blocks: what is read of them, and that the compiled module reads the same."""

from __future__ import annotations

import sys

import pytest

from newsarchive.document import Document, compiled, links

PAGE = """<body><nav><a href="/a/" class="first">One</a> | <a rel="tag category">Two <b>bold</b><i></i></a> |
<a href=" /c?x=1&amp;y=2 " rel="">Dr&uuml;ben 港口</a></nav>
<p>none</p><img src="x.png"><div><p><a href="/d"><!-- note --><span>D</span>eep</a></p>loose
<a name="n"></a></div>
<p><a href="/dup" href="/second">x<br>y</a></p></body>"""


def read(at: int, limit: int = sys.maxsize, *, related: bool = False) -> list[links.Link]:
    return compiled.read_links(Document(PAGE).blocks[at], limit, related)


def test_reads_text_address_relation_and_class() -> None:
    assert read(0) == [
        ("One", "/a/", None, "first"),
        ("Two bold", None, "tag category", None),
        ("Drüben 港口", " /c?x=1&y=2 ", "", None),
    ]
    assert read(1) == []
    assert read(2) == []


def test_reads_the_first_ones_and_those_with_a_relation() -> None:
    assert [text for text, *_ in read(0, 2)] == ["One", "Two bold"]
    assert read(0, 0) == []
    assert [rel for _, _, rel, _ in read(0, related=True)] == ["tag category", ""]
    assert read(0, 1, related=True) == []


def test_an_element_around_other_blocks_holds_their_links_too() -> None:
    at = next(block.index for block in Document(PAGE).blocks if block.text == "loose")
    assert [(text, href) for text, href, *_ in read(at)] == [("Deep", "/d"), ("", None)]


def test_reads_the_pieces_of_a_line() -> None:
    document = Document(
        "<p>港口<b>来源：</b> 日报<i></i>!</p><p>plain &amp; simple</p><p>a<!-- no --><b>b</b></p>"
    )
    pieces = [compiled.read_pieces(block, 99) for block in document.blocks]
    assert pieces == [("港口", "来源：", " 日报", "!"), (), ("a", "b")]
    assert compiled.read_pieces(document.blocks[0], 9) == pieces[0]
    assert compiled.read_pieces(document.blocks[0], 8) == ()


def test_reads_the_attributes_of_some_elements() -> None:
    document = Document('<p><span class="x" id=y>a<a href="/b">b</a></span> <em>c</em><u>d</u></p>')
    read = compiled.read_attributes(document.blocks[0], ("span", "em", "a"), 9)
    assert read == [("span", {"class": "x", "id": "y"}), ("a", {"href": "/b"}), ("em", {})]
    assert compiled.read_attributes(document.blocks[0], ("span", "em"), 1) == read[:1]


@pytest.mark.skipif(bool(compiled.WHY_NOT), reason=f"nothing compiled: {compiled.WHY_NOT}")
def test_both_read_the_same() -> None:
    for block in Document(PAGE).blocks:
        for limit in (0, 1, 2, 9, 99):
            for related in (False, True):
                assert compiled.read_links(block, limit, related) == links.read_links(block, limit, related)
            assert compiled.read_pieces(block, limit) == links.read_pieces(block, limit)
            tags = ("a", "span", "img")
            assert compiled.read_attributes(block, tags, limit) == links.read_attributes(block, tags, limit)


def test_links_in_each_other_do_not_repeat_the_page() -> None:
    deep = "".join(f"<a href='/{i}'>k<div>" for i in range(300))
    read = compiled.read_links(Document(f"<p>{deep}{'word ' * 5_000}</p>").blocks[0], 999)
    assert {text for text, *_ in read} == {""}
    wide = "<p><a href=/1>" + "<i>a</i>" * 998 + "b</a> <a href=/2>" + "<i>a</i>" * 1_000 + "b</a></p>"
    assert [len(text) for text, *_ in compiled.read_links(Document(wide).blocks[0], 9)] == [999, 0]


@pytest.mark.parametrize(("chars", "shown"), [(20_000, 20_000), (20_001, 0)])
def test_a_link_around_too_much_text_says_nothing(chars: int, shown: int) -> None:
    for start in ("", "<b></b>"):
        document = Document(f"<p><a href=/1>{start}{'字' * chars}</a></p>")
        for read in (compiled.read_links, links.read_links):
            assert [len(text) for text, *_ in read(document.blocks[0], 9)] == [shown]
