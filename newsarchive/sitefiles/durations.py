"""Durations as people write them in site files: 30m, 6h, 1d, 1d12h."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

_FORM: Final = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,7})m)?(?:(\d{1,8})s)?")
_UNITS: Final = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def parse_duration(text: str) -> timedelta:
    """Read ``30m``, ``6h``, ``1d`` or a sum of days, hours, minutes and seconds in this order (``1h30m``).

    Raises ValueError for anything else.
    """
    match = _FORM.fullmatch(text.strip().lower()) if text.isascii() else None
    if match is None or not any(match.groups()):
        raise ValueError(f"{text!r} is no duration: write it like 30m, 6h, 1d or 1h30m")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def shown_duration(duration: timedelta) -> str:
    """The shortest spelling that :func:`parse_duration` reads as ``duration``, in whole seconds."""
    rest = max(0, int(duration.total_seconds()))
    parts = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
