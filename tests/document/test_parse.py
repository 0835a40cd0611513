from __future__ import annotations

import pytest

from newsarchive.document.parse import parse


@pytest.mark.parametrize("tag", ["article", "main", "header", "section", "nav", "figure"])
def test_a_page_without_body_tag_keeps_what_begins_with_a_new_element(tag: str) -> None:
    root = parse(f"<!doctype html><title>T</title><{tag}><p>one</p></{tag}><p>two</p><p>three</p>".encode())
    body = root.find("body")
    assert body is not None
    assert [element.text for element in body.iter("p")] == ["one", "two", "three"]
    assert root.findtext("head/title") == "T"


def test_a_page_of_one_new_element_has_a_body() -> None:
    root = parse(b"<!doctype html><title>T</title><meta name=a content=b><article>text")
    assert root.findtext("body/article") == "text"
