"""The word banks are whole: every symbol is known, every phrase ends, no placeholder is left in a text."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.demo.grammar import SYMBOL, Voice, word_bank
from newsarchive.demo.writing import SECTIONS, write_story


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_symbol_of_a_section_is_defined(section) -> None:
    bank = word_bank(section.language)
    rules = {**bank["cast"], **bank["common"], **bank[section.slug]}
    used = {match[1] for patterns in rules.values() for text in patterns for match in SYMBOL.finditer(text)}
    assert used <= rules.keys()


@given(st.integers(0, 10**9), st.integers(0, 2000))
def test_texts_are_finished(seed: int, ordinal: int) -> None:
    story = write_story(seed, ordinal)
    for text in (story.title, *story.paragraphs, *story.authors):
        assert text == text.strip()
        assert text
        assert "{" not in text
    assert len(story.paragraphs) > 5
    assert all(0 < picture.position < len(story.paragraphs) for picture in story.images)


def test_a_cast_name_stays_the_same_within_a_voice() -> None:
    voice = Voice("zh", "keji", Random(1))
    assert len({voice.say("org") for _ in range(20)}) == 1


def test_patterns_come_again_only_after_all_were_used() -> None:
    voice = Voice("en", "science", Random(1))
    patterns = word_bank("en")["common"]["seen"]
    assert {voice.say("seen") for _ in patterns} == set(patterns)
