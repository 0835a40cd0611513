"""Bounds against endless address spaces: calendars, session ids, repeating paths, swollen patterns."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from newsarchive.discover.parameters import ParameterBook
from newsarchive.discover.patterns import url_pattern
from newsarchive.urls import normalize_url

MAX_DEPTH: Final = 14
MAX_PARAMETERS: Final = 8
MAX_REPEATS: Final = 2
"""How often one path segment may follow itself or recur; templates that link relatively repeat without "
"end."""
PATTERN_BUDGET: Final = 300
"""Addresses of one pattern asked on credit; every useful page among them earns ``CREDIT`` more."""
CREDIT: Final = 20
_CALENDAR: Final = re.compile(
    r"(?:calendar|kalender|calendrier|events?|rili|日历)(?:[/?_.-]|$)|[?&](?:month|year|date|day|mon|ym|"
    r"cal_m|tribe-bar-date)=",
    re.IGNORECASE,
)
_CALENDAR_BUDGET: Final = 24
_MAX_TOLD: Final = 50


def trap_reason(url: str) -> str | None:
    """Why the very shape of an address is a trap, or None: too deep, repeating or over-parametrised."""
    split = urlsplit(url)
    segments = [segment for segment in split.path.split("/") if segment]
    if len(segments) > MAX_DEPTH:
        return "path too deep"
    if _repeats(segments):
        return "path repeats itself"
    if split.query.count("&") >= MAX_PARAMETERS:
        return "too many parameters"
    return None


def _repeats(segments: list[str]) -> bool:
    words = [segment for segment in segments if not segment.isdigit()]
    if any(count > MAX_REPEATS for count in Counter(words).values()):
        return True
    pairs = Counter(pairwise(words))
    return any(count >= MAX_REPEATS for count in pairs.values())


class TrapGuard:
    """Counts what was asked per address pattern and says why an address is refused.

    A pattern whose pages prove useful is never bounded: its budget grows with each of them.
    """

    def __init__(self, budget: int = PATTERN_BUDGET) -> None:
        self.budget = budget
        self.parameters = ParameterBook()
        self.refused: Counter[tuple[str, str]] = Counter()
        self._asked: Counter[str] = Counter()
        self._useful: Counter[str] = Counter()

    def refuse(self, url: str) -> str | None:
        """Why ``url`` must not be asked (a short reason), or None if it may; counts it when it may."""
        normal = normalize_url(url)
        reason = trap_reason(normal) if normal else "no usable address"
        pattern = url_pattern(normal) if normal else ""
        if reason is None and self._asked[pattern] >= self._allowed(normal, pattern):
            reason = "calendar" if _CALENDAR.search(normal) else "pattern budget spent"
        if reason is None:
            self._asked[pattern] += 1
        else:
            self.refused[pattern, reason] += 1
        return reason

    def credit(self, url: str) -> None:
        """Notes that the page at ``url`` was worth asking: an article, or a listing with new links."""
        normal = normalize_url(url)
        if normal:
            self._useful[url_pattern(normal)] += 1

    def report(self) -> tuple[tuple[str, str, int], ...]:
        """Pattern, reason and number of what was refused, most first."""
        idle = {
            (f"{host}?{name}", "changes nothing"): n for (host, name), n in self.parameters.skipped.items()
        }
        told = sorted((self.refused + Counter(idle)).items(), key=lambda item: (-item[1], item[0]))[
            :_MAX_TOLD
        ]
        return tuple((pattern, reason, count) for (pattern, reason), count in told)

    def _allowed(self, url: str, pattern: str) -> int:
        base = min(_CALENDAR_BUDGET, self.budget) if _CALENDAR.search(url) else self.budget
        return base + CREDIT * self._useful[pattern]
