"""Dates of feeds and sitemaps as ISO 8601, whatever their makers took for a date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_ISO: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|"
    r"[+-]\d{2}:?\d{2})?)?"
)
_DIGITS: Final = {8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
_SECONDS: Final = {10: 1, 13: 1000}
"""Digits of a moment in seconds or milliseconds since 1970."""


def iso_moment(text: str | None) -> str | None:
    """A W3C, RFC 2822 or plain date as ISO 8601 (day only, local or with offset); None if it is none."""
    text = (text or "").strip()[:64]
    if not text:
        return None
    match = _ISO.match(text)
    try:
        if text.isascii() and text.isdigit():
            return _from_digits(text)
        return _from_parts(match) if match else _from_mail(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_parts(match: re.Match[str]) -> str:
    year, month, day = (int(match[n]) for n in (1, 2, 3))
    if match[4] is None:
        return datetime(year, month, day).date().isoformat()  # noqa: DTZ001 - a day has no zone
    offset = "+00:00" if match[7] == "Z" else (match[7] or "")
    if offset and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    clock = f"{int(match[4]):02}:{match[5]}:{match[6] or '00'}"
    return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{clock}{offset}").isoformat()


def _from_digits(text: str) -> str | None:
    size = len(text)
    if size in _SECONDS:
        return datetime.fromtimestamp(int(text) // _SECONDS[size], UTC).isoformat()
    if size not in _DIGITS:
        return None
    moment = datetime.strptime(text, _DIGITS[size])  # noqa: DTZ007 - no zone is told
    return moment.date().isoformat() if size == min(_DIGITS) else moment.isoformat()


def _from_mail(text: str) -> str:
    return parsedate_to_datetime(text).isoformat()
