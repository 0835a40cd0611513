"""Makes archived text harmless to show: nothing in it steers a terminal or misleads the eye."""

from __future__ import annotations

import re
from typing import Final

# C0 except tab and newline, DEL, C1 (8-bit escape sequences), and the bidirectional overrides and isolates
# that can make a line read as another; lone surrogates cannot be encoded at all.
_HOSTILE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text with control characters made visible (ESC as ␛) and directional overrides as �."""
    return _HOSTILE.sub(_picture, text)


def one_line(text: str) -> str:
    """The text on one line, safe to show."""
    return clean(" ".join(text.split()))


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"
