"""Ampersands of broken XML are mended however the document is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discover.ampersands import AmpersandMender

BROKEN = b"<a>x & y&nbsp;&amp;&#65;&own;<![CDATA[ & &nbsp; ]]> ?a=1&b=2</a>"
MENDED = b"<a>x &amp; y&#160;&amp;&#65;<![CDATA[ & &nbsp; ]]> ?a=1&amp;b=2</a>"


@pytest.mark.parametrize("size", range(1, len(BROKEN) + 1))
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    mender = AmpersandMender()
    pieces = [BROKEN[at : at + size] for at in range(0, len(BROKEN), size)]
    assert b"".join(map(mender.mend, pieces)) + mender.rest() == MENDED


@pytest.mark.parametrize("text", ["\x1b$B&&\x1b(B", "a & b\0"])
def test_where_a_byte_may_be_half_a_character_nothing_is_touched(text: str) -> None:
    assert AmpersandMender().mend(text.encode()) == text.encode()


@given(st.lists(st.binary(max_size=30), max_size=5))
def test_nothing_without_ampersands_is_changed(pieces: list[bytes]) -> None:
    plain = [piece.replace(b"&", b"") for piece in pieces]
    mender = AmpersandMender()
    assert b"".join(map(mender.mend, plain)) + mender.rest() == b"".join(plain)
