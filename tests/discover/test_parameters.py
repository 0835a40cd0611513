"""Parameters that change nothing are learnt from what pages show; those that matter are kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.parameters import ParameterBook

BASE = "https://x.com"


def shown(book: ParameterBook, *pages: tuple[str, int]) -> None:
    for path, content in pages:
        book.observe(BASE + path, content, stored_as=BASE + path)


def test_a_parameter_that_changed_nothing_on_three_articles_is_idle() -> None:
    book = ParameterBook()
    for number in (1, 2):
        shown(book, (f"/a/{number}", number), (f"/a/{number}?from=home", number))
    assert book.without_idle(BASE + "/a/9?from=home") == ""
    shown(book, ("/a/3", 3), ("/a/3?from=list", 3))
    assert book.without_idle(BASE + "/a/9?from=home") == BASE + "/a/9"
    assert book.without_idle(BASE + "/a/9?id=4&from=home&b=1") == BASE + "/a/9?id=4&b=1"
    assert book.without_idle(BASE + "/a/9?id=4") == ""


def test_a_parameter_that_changes_a_page_is_kept_for_good() -> None:
    book = ParameterBook()
    shown(book, ("/show?id=1", 1), ("/show?id=2", 2))
    for number in range(9):
        shown(book, (f"/a/{number}", number), (f"/a/{number}?id=x", number))
    assert book.without_idle(BASE + "/a/9?id=x") == ""


def test_what_is_idle_is_kept_again_when_it_changes_a_page() -> None:
    book = ParameterBook()
    for number in range(3):
        shown(book, (f"/a/{number}", number), (f"/a/{number}?v=x", number))
    assert book.without_idle(BASE + "/a/9?v=x") == BASE + "/a/9"
    shown(book, ("/b", 1), ("/b?v=y", 2))
    assert book.without_idle(BASE + "/a/9?v=x") == ""


def test_the_number_of_a_first_page_is_not_idle() -> None:
    book = ParameterBook()
    for name in "abcdefghij":
        shown(book, (f"/{name}", 1), (f"/{name}?page=1", 1))
        book.observe(f"{BASE}/list/{name}", 1)
        book.observe(f"{BASE}/list/{name}?sort=new", 1)
    assert book.without_idle(BASE + "/a?page=2&sort=old") == ""


def test_a_session_on_one_list_is_idle_after_some_values() -> None:
    book = ParameterBook()
    for number in range(10):
        book.observe(f"{BASE}/list?token=k{number}", 1)
    assert book.without_idle(BASE + "/list?token=k99") == BASE + "/list"


def test_the_twin_of_an_article_is_named() -> None:
    book = ParameterBook()
    assert book.observe(BASE + "/a/1?x=2", 7, stored_as="first") == ""
    assert book.observe(BASE + "/a/1", 7, stored_as="second") == "first"
    assert book.observe(BASE + "/a/1?x=3", 8, stored_as="third") == ""


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 2)), max_size=30))
def test_no_address_raises(pages: list[tuple[str, int]]) -> None:
    book = ParameterBook()
    for url, content in pages:
        book.observe(url, content)
        assert book.without_idle(url) != url or url == ""
