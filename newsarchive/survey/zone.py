"""A site's time zone, as its pages let it be guessed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from newsarchive.extraction.dates.zones import site_zone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.document import Document
    from newsarchive.profile import Profile

_REASONS = {
    "profile": "declared",
    "country": "the site's country or language",
    "page": "the offset of times on its pages",
}


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA name, "" where nothing tells; ``reason`` says what did."""

    name: str = ""
    reason: str = ""


def guess_zone(documents: Iterable[Document], profile: Profile) -> Zone:
    """The zone that most of the pages speak for."""
    votes: Counter[Zone] = Counter()
    for document in documents:
        zone, how = site_zone(document, profile)
        if how in _REASONS and (name := _name(zone)):
            votes[Zone(name, _REASONS[how])] += 1
    return votes.most_common(1)[0][0] if votes else Zone()


def _name(zone: tzinfo) -> str:
    """The zone's name; an offset of whole hours has one whose sign is turned round (POSIX)."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    offset = zone.utcoffset(datetime(2026, 1, 1)) or timedelta(0)  # noqa: DTZ001 - a fixed offset
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    return "" if rest else f"Etc/GMT{-hours:+d}" if hours else "UTC"
