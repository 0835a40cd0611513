from __future__ import annotations

from newsarchive.document import Document
from newsarchive.extraction.masthead import find_headline, masthead

PROSE = (
    "<p>"
    + "Here stands a paragraph of the article that goes on for a while and says what happened. " * 3
    + "</p>"
)


def page(body: str) -> Document:
    return Document(f"<html><head><title>Rain stops play - Example</title></head><body>{body}</body></html>")


def test_the_highest_heading_that_says_the_headline() -> None:
    document = page("<div>Rain stops play</div><h3>Rain stops play</h3><h1>Rain stops play</h1>" + PROSE)
    assert find_headline(document) == 2


def test_a_plain_block_where_there_is_no_heading() -> None:
    assert find_headline(page("<div>Home</div><div>Rain stops play</div>" + PROSE)) == 1


def test_no_headline_no_lines() -> None:
    document = page("<div>Other words</div>" + PROSE)
    assert (find_headline(document), masthead(document)) == (None, [])


def test_lines_behind_the_headline_come_before_those_above_it() -> None:
    document = page("<div>Sport</div><h1>Rain stops play</h1><div>1 May</div>" + PROSE * 2 + "<div>Far</div>")
    assert [block.text for block in masthead(document)] == ["1 May", "Sport"]
