"""Folding keeps length and parts; scripts are told apart; conversion artefacts unify."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.text import chinese_script, fold
from newsarchive.text.artefacts import MAX_SPELLINGS, spellings, unify


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(), st.text())
def test_a_part_folds_to_that_part_of_the_whole(first: str, second: str) -> None:
    assert fold(first + second) == fold(first) + fold(second)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("台灣 臺灣 台湾", "台湾 台湾 台湾"),
        ("ＲＴＸ４０９０", "rtx4090"),
        ("Café Ångström", "cafe angstrom"),
        ("МОСКВА", "москва"),
        ("乾隆與乾燥", "干隆与干燥"),
        ("，。！", "，。！"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("超微電腦的軟體", "Hant"),
        ("超微电脑的软件", "Hans"),
        ("中文", None),
        ("hello", None),
        ("", None),
        ("東京電機の新しいテキストです", None),
        ("皇后在台上看里程碑，這裡寫的是繁體中文", "Hant"),
    ],
)
def test_scripts(text: str, script: str | None) -> None:
    assert chinese_script(text) == script


@pytest.mark.parametrize(
    ("artefact", "usual"),
    [("領網域", "領域"), ("主機板", "主板"), ("軟體", "軟件"), ("協定", "協議"), ("人工智慧", "人工智能")],
)
def test_artefacts_unify_with_the_usual_word(artefact: str, usual: str) -> None:
    assert unify(fold(artefact)) == unify(fold(usual))
    assert fold(usual) in spellings(fold(artefact))
    assert fold(artefact) in spellings(fold(usual))


def test_spellings_begin_with_the_text_itself_and_are_bounded() -> None:
    text = "软体" * 50
    assert spellings(text)[0] == text
    assert len(spellings(text)) == MAX_SPELLINGS
    assert spellings("没有") == ("没有",)
