"""The compiled loops give what the lines of Python give that they stand for, and refuse what does not fit."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from zlib import crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsarchive.compiled import PURE
from newsarchive.text import artefacts, compiled, folding, index_entry, near_duplicates, script
from newsarchive.text.compiled import loops

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

needs_loops = pytest.mark.skipif(bool(compiled.WHY_NOT), reason=f"nothing compiled: {compiled.WHY_NOT}")

# Of every kind: both scripts, kana, letters with accents and without, digits, marks, blanks, beyond 16 bits.
CHARACTERS = (
    "中国國领網域软体，。！“”,.!-_ \n\t\u3000aZéÉßﬁ09９Ａかカ・ｶ한ไ\x00\x01\ue000\ue001"
    "\U00020000\U0002f800\U000323af\U000323b0\U0001f600"
)
WORDS = ("领网域", "软体", "主机板", "RTX4090DDR5", "人工智慧", "中国，", "国家", "领网", "x" * 70)
texts = st.one_of(
    st.text(st.sampled_from(CHARACTERS), max_size=120),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from(WORDS)).map("".join),
)


def in_python(call: Callable[[str], Any], text: str) -> Any:
    with ExitStack() as stack:
        for module in (artefacts, folding, index_entry, near_duplicates, script):
            stack.enter_context(patch.object(module, "loops", None))
        return call(text)


def compared(text: str) -> tuple[str, bool, tuple[int, ...]]:
    made = near_duplicates.plain(text)
    return made.text, made.is_lettered, near_duplicates.sketch(made)


@needs_loops
@pytest.mark.parametrize(
    "call",
    [
        folding.fold,
        index_entry.index_entry,
        index_entry.spaced,
        lambda text: index_entry.spaced(text, "\ue010"),
        artefacts.unify,
        compared,
        script.chinese_script,
    ],
    ids=["fold", "index_entry", "spaced", "spaced behind a mark", "unify", "compared", "chinese_script"],
)
@given(texts)
@example("中国，国家")
@example("a，中b国 国c")
@example("x" * 100 + "中" + "y" * 100)
@example("领网域，中国國家的RTX4090 DDR5。\n港口第12号通报：软体与主机板。" * 9)
@example("昨天港口公布新的计划" * 40)
@example("The port has announced a new plan for 2026. " * 30)
def test_both_give_the_same(call: Callable[[str], Any], text: str) -> None:
    assert call(text) == in_python(call, text)


@needs_loops
def test_of_two_pieces_with_one_hash_the_last_stays() -> None:
    first, second = b"abcdefghijkl", b"mnopqrst\x15\xa4=\xe0"
    assert crc32(first) == crc32(second)
    for raw, stays in (
        (first + second, second),
        (second + first, first),
        (first + b"ab" + second, second),
        (second + b"ab" + first, first),
        # Pieces come by the remainder of their places: those at 0, 12, 24 …, then those at 2, 14 …
        (b"ab" + first + b"cdefghijkl" + second, first),
    ):
        assert {first, second} & set(loops.smallest_pieces(raw, 12, 60)) == {stays}


@needs_loops
def test_tables_of_another_size_are_refused() -> None:
    for call in (
        lambda: loops.votes("中", b"\0"),
        lambda: loops.count_flagged("中", b""),
        lambda: loops.has_pair("中国", b"", frozenset()),
        lambda: loops.fold("中", b"\0" * 65_536, {}),
        lambda: loops.index_entry("中", b"", set(), {}, print, "abcde"),
        lambda: loops.index_entry("中", b"\0" * 65_536, set(), {}, print, "abcd"),
        lambda: loops.smallest_pieces(b"abcdef", 3, 24),
        lambda: loops.smallest_pieces(b"abcdef", 4, 1000),
    ):
        with pytest.raises(ValueError, match=r"table of|pieces are"):
            call()


def test_it_can_be_told_to_use_python() -> None:
    code = "from newsarchive.text.compiled import WHY_NOT; print(WHY_NOT)"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {PURE: "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == f"{PURE} is set"


def test_what_does_not_fit_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(PURE, raising=False)
    monkeypatch.setattr("newsarchive.compiled._why_not", {})
    source = tmp_path / "_words.pyx"
    source.write_text("# newer\n")
    monkeypatch.setattr(compiled, "SOURCE", source)
    name = "newsarchive.text._words"
    monkeypatch.setitem(sys.modules, name, SimpleNamespace(SOURCE="older"))  # type: ignore[arg-type]
    assert compiled.load() == (None, "it was compiled from another source; install again")
    monkeypatch.setitem(sys.modules, name, SimpleNamespace())  # type: ignore[arg-type]
    assert compiled.load()[0] is None
    monkeypatch.setitem(sys.modules, name, None)  # type: ignore[arg-type]
    assert compiled.load() == (None, "no compiled module was built for this Python")
