"""What a page's blocks are in all: linked headlines, and the longest stretch of text between them."""

from __future__ import annotations

from newsarchive.document import Document
from newsarchive.extraction.content.shape import Shape, shape_of

HEADLINE = "<p><a href='/a'>A headline of thirty letters .</a></p>"
TEXT = f"<p>{'x' * 50}</p>"


def test_linked_lines_part_stretches_of_text() -> None:
    page = TEXT + HEADLINE + TEXT + TEXT + HEADLINE + TEXT
    assert shape_of(Document(page).blocks) == Shape(headlines=2, stretch=100)


def test_labels_are_no_headlines_and_short_lines_no_text() -> None:
    page = (
        "<p><a href='/a'>World</a></p><p>a short line</p>"
        "<p><a href='/'>A headline of these</a> <a href='/b'>two links</a></p>"
    )
    assert shape_of(Document(page).blocks) == Shape(headlines=0, stretch=0)


def test_a_letter_of_han_weighs_more() -> None:
    # Ten letters of three bytes each: 10 + 30 // 2.
    assert shape_of(Document("<a href='/a'>港口公布新的靠泊计划</a>").blocks) == Shape(headlines=1, stretch=0)
    assert shape_of(Document("<p>港口公布新的靠泊计划港口公布新的靠泊计划</p>").blocks) == Shape(0, 50)
