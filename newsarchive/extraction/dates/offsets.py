"""Offsets from Greenwich as pages write them: ``+08:00``, ``GMT+8``, ``CEST``."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

# Minutes east of Greenwich of abbreviations that name one offset only (CST and IST name several).
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180, "SAST": 120, "EAT": 180, "CAT": 120,
    "WAT": 60, "HKT": 480, "SGT": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "MYT": 480, "WIB": 420,
    "WITA": 480, "WIT": 540, "ICT": 420, "PHT": 480, "PKT": 300, "NPT": 345, "AWST": 480, "ACST": 570,
    "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
    "PDT": -420,
}  # fmt: skip


def read_zone(text: str | None) -> tzinfo | None:
    """Offset that ``text`` names (``+08:00``, ``GMT+8``, ``CEST``), or None."""
    if not text:
        return None
    match = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", text)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return (
            timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes < 900 else None
        )
    offset = _ZONES.get(text)
    return None if offset is None else timezone(timedelta(minutes=offset))
