"""Words that spare most paragraphs the search for boilerplate never hide what that search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsarchive.document import Document
from newsarchive.extraction.content import boilerplate
from newsarchive.extraction.content.boilerplate import (
    CONSENT,
    HOUR,
    HOUR_CHARS,
    OPENING,
    RIGHTS,
    WORDS,
    boilerplate_among,
    is_boilerplate,
)

if TYPE_CHECKING:
    import re


def told(*paragraphs: str) -> list[bool]:
    document = Document("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    return boilerplate_among(document.blocks, document)


@pytest.mark.parametrize("compiled", [True, False])
def test_only_paragraphs_that_say_so_are_boilerplate(
    monkeypatch: pytest.MonkeyPatch, *, compiled: bool
) -> None:
    if not compiled:
        monkeypatch.setattr(boilerplate, "loops", None)
    assert told(
        "港口的管理方公布了新的靠泊计划。",
        "更多精彩资讯请在应用市场下载客户端",
        "The board met on Monday and chose a plan.",
        "Sign up for our newsletter",
        "(END)",
        "10:45 GMT",
        "本网版权所有 违者必究",
        "To display this content, accept cookies.",
    ) == [False, True, False, True, True, True, True, True]


def test_a_long_paragraph_is_none_whatever_it_begins_with() -> None:
    assert told("Sign up for " + "a place at the harbour's evening class " * 8) == [False]


def test_blocks_of_another_text_are_asked_too() -> None:
    page, script = Document("<p>A text.</p>"), Document("<p>One line.</p><p>Subscribe now</p>")
    assert boilerplate_among(script.blocks, page) == [False, True]


@pytest.mark.parametrize("pattern", [OPENING, CONSENT, RIGHTS], ids=["opening", "consent", "rights"])
@given(data=st.data())
def test_whatever_a_pattern_matches_holds_one_of_the_words(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(pattern)).lower()
    assume(pattern.search(text))
    assert any(word in text for word in WORDS.words)


@given(st.from_regex(HOUR))
def test_an_hour_by_itself_is_as_short_as_is_asked(text: str) -> None:
    line = text.strip()
    assume(HOUR.match(line.lower()))
    assert len(line) <= HOUR_CHARS
    assert is_boilerplate(line)
