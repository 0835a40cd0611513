"""What a person wrote wrongly in TOML is told with file, line and key, also in the second of two tables."""

from __future__ import annotations

import pytest

from newsarchive.declaration import Declaration
from newsarchive.errors import UsageError

TWO_RULES = """
[[rule]]
name = "first"
top = 3

[[rule]]
name = "second"
top = 0
"""


def test_the_line_is_the_one_in_the_table_that_is_wrong() -> None:
    file = Declaration("alerts.toml", TWO_RULES)
    with pytest.raises(UsageError, match=r"^alerts\.toml:8: top: must be a whole number between 1 and 99$"):
        [file.number(rule, "top", 1, 1, 99) for rule in file.tables(file.parse(), "rule")]


def test_an_unknown_key_is_told_with_the_nearest_known_one() -> None:
    file = Declaration("alerts.toml", TWO_RULES)
    with pytest.raises(UsageError, match=r"^alerts\.toml:4: top: unknown key in \[rule\]; did you mean"):
        [file.known(rule, ("name", "tops"), "rule") for rule in file.tables(file.parse(), "rule")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = ", "a.toml: Invalid value"),
        ("a = 1", "a.toml:1: a: must be a text that is not empty"),
        ("a = ' '", "a.toml:1: a: must be a text that is not empty"),
    ],
)
def test_what_is_no_text(text: str, told: str) -> None:
    file = Declaration("a.toml", text)
    with pytest.raises(UsageError) as caught:
        file.text(file.parse(), "a")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda file, table: file.flag(table, "a"), "must be true or false"),
        (lambda file, table: file.number(table, "a", 1, 0, 9), "must be a whole number between 0 and 9"),
        (lambda file, table: file.choice(table, "a", ("x", "y"), "x"), "'b' is not one of x, y"),
        (lambda file, table: list(file.tables(table, "a")), "must be written as [[a]]"),
    ],
)
def test_what_is_of_the_wrong_kind(check, told) -> None:
    file = Declaration("a.toml", "a = 'b'")
    with pytest.raises(UsageError) as caught:
        check(file, file.parse())
    assert str(caught.value) == f"a.toml:1: a: {told}"
