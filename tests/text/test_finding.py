"""Lines that hold words: what is found by hand, and that the compiled pass over all groups finds the same."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.text import compiled
from newsarchive.text.compiled import loops
from newsarchive.text.finding import is_eastern, lines_holding

needs_loops = pytest.mark.skipif(bool(compiled.WHY_NOT), reason=f"nothing compiled: {compiled.WHY_NOT}")

# With letters whose lower case is two letters (İ) or depends on what is beside them (Σ), and wide ones.
LETTERS = "aAbBnNeExXtT 2>»：:)）éÉİıΣσςΟдДẞ下一页来源者最Ａａ\u2126\U00020000\U0001f600"
LINES = st.lists(st.text(st.sampled_from(LETTERS), max_size=12), max_size=8)
GROUPS: list[tuple[tuple[str, ...], int, bool]] = [
    (("next", "下一页", "ab", "\n2\n"), 64, False),
    ((">", "»", "："), 8, False),
    (("来源", "者\n", "\n最", "）\n", ")\n"), sys.maxsize, True),
    (("éa", "οσ", "ος", "i̇", "д", "ａ", "ω"), 10, False),
    ((), 5, False),
]


@pytest.mark.parametrize(
    ("lines", "words", "places"),
    [
        (["Home", "NEXT page", "", "the next"], ["next"], [1, 3]),
        (["2", "12", "2 3", "a", "2"], ["\n2\n"], [0, 4]),
        (["综合报道", "据综合报道", "报道"], ["\n综", "道\n"], [0, 1, 2]),
        (["x" * 65, "x" * 64], ["x"], [1]),
        ([], ["x"], []),
        (["", ""], ["x"], []),
        (["Şehir Éa", "plain"], ["éa"], [0]),
    ],
)
def test_finds_lines(lines: list[str], words: list[str], places: list[int]) -> None:
    assert lines_holding(lines, words, 64) == places


def test_eastern_words_are_looked_for_in_eastern_lines() -> None:
    lines = ["(ends)", "naïve (so)", "台北 (综合)", "기자 (끝)"]
    assert lines_holding(lines, [")\n"], 64) == [0, 1, 2, 3]
    assert lines_holding(lines, [")\n"], 64, eastern=True) == [2, 3]
    assert [is_eastern(line) for line in lines] == [False, False, True, True]


@needs_loops
@given(LINES)
@example(["", "a", "ΑΣ", "ΟΣ Ο", "İ", "x" * 200 + "NEXT", "2", "\U0001f600来源", "Ω"])
def test_all_groups_at_once_give_the_same(lines: list[str]) -> None:
    found = loops.WordFinder(GROUPS).find(lines)
    assert found == [lines_holding(lines, words, longest, eastern=east) for words, longest, east in GROUPS]


@needs_loops
def test_every_letter_is_compared_in_lower_case() -> None:
    letters = [chr(code) for code in range(32, 0x10000) if not 0xD800 <= code < 0xE000]
    lowered = sorted({letter.lower() for letter in letters if letter != letter.lower()} - {"i̇"})
    for start in range(0, len(lowered), 300):
        groups = [(tuple(lowered[start : start + 300]), 99, False)]
        assert loops.WordFinder(groups).find(letters) == [lines_holding(letters, groups[0][0], 99)]


@needs_loops
def test_words_that_do_not_fit_are_refused() -> None:
    for groups in ([(("",), 9, False)], [(("x" * 65,), 9, False)], [(("\U0001f600",), 9, False)]):
        with pytest.raises(ValueError, match="1 to 64 characters"):
            loops.WordFinder(groups)
    with pytest.raises(ValueError, match="too many"):
        loops.WordFinder([(("x",), 9, False)] * 33)
