"""Mends the ampersands of broken XML, which would cost every later address of the document its own."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Final

_TOKEN: Final = re.compile(
    rb"<!\[CDATA\[|\]\]>|&(?:(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?"
)
_OWN: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_BEGUN: Final = re.compile(rb"(?:&[#A-Za-z0-9]{0,32}|<(?:!(?:\[[A-Z]{0,5})?)?|\]\]?)\Z")
_LONGEST: Final = 34
_ESCAPE: Final = b"\x1b"


class AmpersandMender:
    """Takes a document piece by piece, in any encoding that keeps ASCII; gives it in well-formed pieces.

    libxml2 goes on behind an undefined entity or a bare ampersand, but from there on it forgets what
    ``&amp;`` stands for. A bare ampersand becomes ``&amp;``, a name that HTML knows its character; what
    the document defines for itself is dropped, and never expanded.
    """

    def __init__(self) -> None:
        self._kept = b""
        self._in_data = False

    def mend(self, piece: bytes) -> bytes:
        """Give what can be said of the document so far and was not given yet."""
        if _ESCAPE in piece or b"\0" in piece:
            return self.rest() + piece  # an encoding in which any byte may be half a character
        piece = self._kept + piece
        begun = _BEGUN.search(piece, max(0, len(piece) - _LONGEST))
        cut = begun.start() if begun else len(piece)
        self._kept = piece[cut:]
        return _TOKEN.sub(self._mended, piece[:cut])

    def rest(self) -> bytes:
        """Give the end, once there are no more pieces."""
        kept, self._kept = self._kept, b""
        return _TOKEN.sub(self._mended, kept)

    def _mended(self, match: re.Match[bytes]) -> bytes:
        token, name = match[0], match[1]
        if token[:1] != b"&":
            self._in_data = token[:1] == b"<"
            return token
        if self._in_data or (name is not None and (name[:1] == b"#" or name in _OWN)):
            return token
        if name is None:
            return b"&amp;"
        code = name2codepoint.get(name.decode("ascii"))
        return b"&#%d;" % code if code else b""
