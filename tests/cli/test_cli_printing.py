"""Nothing that a hostile page wrote is obeyed by a terminal or breaks a line of JSON."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.cli.printing import clean, one_line, to_json

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b]0;title\x07", "␛[2J␛]0;title␇"),
        ("\x9b31m", "\ufffd31m"),
        ("a\rb", "a␍b"),
        ("a\x7f", "a␡"),
        ("abc\u202etxt.exe", "abc\ufffdtxt.exe"),
        ("\ud800", "\ufffd"),
        ("行\n\t列", "行\n\t列"),
    ],
)
def test_control_characters_become_visible(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_one_line_is_one_line() -> None:
    assert one_line(" a\n\n b\u2028c\r") == "a b c"


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_control_character_passes(text: str) -> None:
    assert not CONTROLS.search(clean(text))
    clean(text).encode("utf-8")


@given(st.text(alphabet=st.characters(codec=None)))
def test_json_is_one_harmless_line_that_gives_the_text_back(text: str) -> None:
    line = to_json({"text": text})
    assert not CONTROLS.search(line)
    assert len(line.splitlines()) == 1
    line.encode("utf-8")
    assert json.loads(line) == {"text": text}
