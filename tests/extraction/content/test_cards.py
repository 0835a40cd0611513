from __future__ import annotations

import pytest

from newsarchive import extract
from newsarchive.document import Document
from newsarchive.extraction.content.cards import find_cards

PARAGRAPH = (
    "<p>The harbour board met on Monday, and it chose plan {}, which costs less than the others did.</p>"
)
ARTICLE = "<h1>Harbour board chooses a plan</h1>" + "".join(PARAGRAPH.format(n) for n in range(4))
CARD = (
    '<div><a href="/story/{0}">Headline of another story, number {0}</a>'
    "<p>A sentence that sums it up, though it belongs to another page, of which there are many.</p></div>"
)
CARDS = "<div>" + "".join(CARD.format(n) for n in range(6)) + "</div>"


@pytest.mark.parametrize(
    "page",
    [ARTICLE + CARDS, CARDS + ARTICLE, f"<div>{ARTICLE}</div>{CARDS}"],
    ids=["after", "before", "beside"],
)
def test_cards_of_other_stories_are_no_body(page: str) -> None:
    body = extract(f"<html><body>{page}</body></html>").article.body
    assert body.count("harbour board met") == 4
    assert "sums it up" not in body


def test_headings_that_lead_nowhere_make_no_cards() -> None:
    items = "".join(f"<div><h2>{n}. A thing to see</h2>{PARAGRAPH.format(n)}</div>" for n in range(10))
    blocks = Document(f"<html><body>{items}</body></html>").blocks
    assert find_cards(blocks) == set()


def test_two_boxes_make_no_row() -> None:
    blocks = Document("<html><body>" + CARD.format(1) + CARD.format(2) + "</body></html>").blocks
    assert find_cards(blocks) == set()


def test_a_row_among_other_boxes_is_none() -> None:
    others = PARAGRAPH.replace("<p>", "<div>").replace("</p>", "</div>")
    page = "".join(CARD.format(n) for n in range(3)) + "".join(others.format(n) for n in range(6))
    assert find_cards(Document(f"<html><body>{page}</body></html>").blocks) == set()


def test_every_block_of_a_card_is_found() -> None:
    assert find_cards(Document(f"<html><body>{CARDS}</body></html>").blocks) == set(range(12))
