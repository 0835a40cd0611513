"""Traps: endless address spaces are bounded by rule and budget, useful ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover import TrapGuard
from newsarchive.discover.patterns import url_pattern
from newsarchive.discover.traps import trap_reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://x.com/a/b/a/b/a/b/c.html", "path repeats itself"),
        ("https://x.com/news/news/news/1.html", "path repeats itself"),
        ("https://x.com/" + "/".join(f"s{n}" for n in range(20)), "path too deep"),
        ("https://x.com/?" + "&".join(f"k{n}=1" for n in range(12)), "too many parameters"),
    ],
)
def test_addresses_whose_shape_is_a_trap(url: str, reason: str) -> None:
    assert trap_reason(url) == reason


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/2024/05/05/05/a.html",
        "https://x.com/news/china/news/1.html",
        "https://x.com/a?b=1&c=2",
        "https://x.com/",
    ],
)
def test_usual_addresses_are_none(url: str) -> None:
    assert trap_reason(url) is None


def asked(guard: TrapGuard, urls: list[str]) -> int:
    return sum(guard.refuse(url) is None for url in urls)


def test_an_endless_calendar_is_bounded() -> None:
    months = [
        f"https://x.com/calendar/{year}/{month:02}" for year in range(2000, 2100) for month in range(1, 13)
    ]
    assert asked(TrapGuard(), months) == 24


def test_an_endless_parameter_is_bounded() -> None:
    guard = TrapGuard(budget=100)
    assert asked(guard, [f"https://x.com/view?token={n:032x}" for n in range(1000)]) == 100


def test_session_ids_do_not_make_new_pages() -> None:
    guard = TrapGuard(budget=100)
    for number in range(50):
        guard.refuse(f"https://x.com/view/{number}?sid={number}")
    assert asked(guard, [f"https://x.com/view/{n}?sid=x{n}" for n in range(1000)]) == 50


def test_a_pattern_that_gives_articles_is_not_bounded() -> None:
    guard = TrapGuard(budget=100)
    taken = 0
    for number in range(5000):
        url = f"https://x.com/article/{number}.html"
        if guard.refuse(url) is None:
            taken += 1
            if number % 3 == 0:
                guard.credit(url)
    assert taken == 5000


def test_what_was_refused_is_told_most_first() -> None:
    guard = TrapGuard(budget=2)
    asked(guard, [f"https://x.com/view/{n}" for n in range(5)] + ["https://x.com/a/b/a/b/a/b/c"])
    assert guard.report() == (
        ("x.com/view/#", "pattern budget spent", 3),
        ("x.com/a/b/a/b/a/b/c", "path repeats itself", 1),
    )


def test_what_is_no_address_is_refused() -> None:
    assert TrapGuard().refuse("javascript:void(0)") == "no usable address"


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://x.com/keji/2024/05/123.html?id=5", "x.com/keji/#/#/#.html?id"),
        ("https://x.com/a/12345_2.html", "x.com/a/#_#.html"),
        ("https://x.com/news/a-rather-long-headline-slug", "x.com/news/*"),
        ("https://x.com/19/0907/EOGCDLUU0001875N.html", "x.com/#/#/@.html"),
        ("https://x.com/", "x.com/"),
    ],
)
def test_patterns(url: str, pattern: str) -> None:
    assert url_pattern(url) == pattern


@given(st.text(max_size=100))
def test_no_text_raises(text: str) -> None:
    guard = TrapGuard(budget=1)
    guard.refuse(text)
    guard.credit(text)
    guard.report()
