"""Lines fit the terminal, and break where Chinese and Western text may be broken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from newsarchive.cli.wrapping import wrap

TEXTS = st.text(alphabet=st.sampled_from("汉字，。“”（）《》—…abc XYZ 12.5%,-\u3000é한か🙂"), max_size=200)


def test_chinese_breaks_between_characters() -> None:
    assert list(wrap("一二三四五六七", 6)) == ["一二三", "四五六", "七"]


def test_western_words_stay_whole() -> None:
    assert list(wrap("one two three four", 9)) == ["one two", "three", "four"]


def test_closing_punctuation_does_not_begin_a_line() -> None:
    assert list(wrap("一二三。四五", 6)) == ["一二", "三。四", "五"]


def test_opening_punctuation_does_not_end_a_line() -> None:
    assert list(wrap("一二《三四》", 6)) == ["一二", "《三", "四》"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert list(wrap("abcdefgh", 3)) == ["abc", "def", "gh"]


def test_indent_begins_the_first_line_only() -> None:
    assert list(wrap("一二三四", 6, "　　")) == ["　　一", "二三四"]


def test_blanks_and_indent_give_way_to_what_needs_the_whole_line() -> None:
    assert list(wrap(" 11。", 4)) == ["11。"]
    assert list(wrap("一二三", 2, "　　")) == ["一", "二", "三"]


def test_mixed_text() -> None:
    assert list(wrap("使用 ChatGPT 写作，效率提高 20%。", 12)) == ["使用 ChatGPT", "写作，效率提", "高 20%。"]


@pytest.mark.parametrize("empty", ["", " ", "\t \n"])
def test_nothing_gives_no_line(empty: str) -> None:
    assert list(wrap(empty, 10)) == []


@given(TEXTS, st.integers(4, 60))
def test_every_line_fits_and_nothing_is_lost(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
