"""Instants as the archive writes them, and the order in which articles were published."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsarchive.clock import utc_now
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from datetime import tzinfo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def utc_text(moment: datetime | None) -> str:
    """``2024-04-26T10:00:00Z`` of an aware instant; now when there is none."""
    moment = moment or utc_now()
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    # strftime would look at the machine's own time zone each time.
    return f"{moment.isoformat()[:19]}Z"


@lru_cache(maxsize=64)
def zone(name: str) -> tzinfo:
    """The IANA zone ``name``, or UTC where it is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def published_day(published: str | None) -> int | None:
    """Number of the day as the page shows it (proleptic ordinal), None without a valid date."""
    if not published or not _DAY.match(published):
        return None
    try:
        return date.fromisoformat(published[:10]).toordinal()
    except ValueError:
        return None


def published_at(published: str | None, timezone: str) -> int | None:
    """UTC seconds of publication for ordering; a bare day counts from its start in ``timezone``."""
    if published_day(published) is None:
        return None
    try:
        moment = datetime.fromisoformat(published or "")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone(timezone))
        return int(moment.timestamp())
    except (ValueError, OverflowError, OSError):
        return None


def utc_moment_text(text: str, timezone: str) -> str:
    """UTC text of an ISO 8601 instant; a bare day means its last second in ``timezone``.

    Raises ``UsageError`` for anything else.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time; write it like 2024-05-31 or 2024-05-31T18:00") from None
    if len(text) <= 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(timezone))
    return utc_text(moment)
