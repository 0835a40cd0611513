"""Facts of a page: worked out once, kept with the page."""

from __future__ import annotations

import gc
import weakref

from newsarchive.document import Document, once_a_page


def test_a_fact_is_worked_out_once_for_each_page() -> None:
    asked: list[str] = []

    @once_a_page
    def address_of(document: Document) -> str | None:
        """Whatever it says."""
        asked.append(document.url)
        return None

    one, other = Document("<p>a", "https://a.example/1"), Document("<p>b", "https://b.example/2")
    assert [address_of(one), address_of(other), address_of(one)] == [None, None, None]
    assert asked == ["https://a.example/1", "https://b.example/2"]
    assert address_of.__name__ == "address_of"
    assert address_of.__doc__ == "Whatever it says."


def test_facts_of_one_page_do_not_mix() -> None:
    @once_a_page
    def first(document: Document) -> str:
        return "first of " + document.url

    @once_a_page
    def second(document: Document) -> str:
        return "second of " + document.url

    page = Document("<p>a", "https://a.example/1")
    assert (first(page), second(page)) == ("first of https://a.example/1", "second of https://a.example/1")


def test_a_fact_goes_with_its_page() -> None:
    @once_a_page
    def blocks_of(document: Document) -> list[object]:
        return [*document.blocks]

    page = Document("<p>a", "https://a.example/1")
    block = blocks_of(page)[0]
    gone = weakref.ref(page)
    gc.disable()  # no cycle may keep the page until the next collection
    try:
        del page
        assert gone() is None
    finally:
        gc.enable()
    assert getattr(block, "text", "") == "a"
