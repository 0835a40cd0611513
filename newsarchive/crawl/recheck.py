"""When a page is asked for again: intervals that grow with its age and shrink with observed changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from newsarchive.model import OutcomeKind

if TYPE_CHECKING:
    from newsarchive.archive.records import PageState

SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=90)
FIRST: Final = timedelta(hours=6)
AFTER_FAILURE: Final = timedelta(hours=1)
LISTING: Final = timedelta(days=1)
OTHER: Final = timedelta(days=30)
MAX_FAILURES: Final = 6
"""Fetches in a row after which a page that was never had is left alone."""


def next_check(
    kind: OutcomeKind, now: datetime, published: str | None, state: PageState | None, *, changed: bool
) -> datetime | None:
    """When to ask again; None: never by itself. ``now`` is aware; ``state`` is from before this fetch.

    Articles: a quarter of the age, between 6 hours and 90 days, divided by one more than the changes seen
    (most corrections come within the first day, and a page that was edited is edited again: Cho and
    Garcia-Molina, "Effective page refresh policies for Web crawlers", 2003). Never under an hour.
    """
    if kind is OutcomeKind.FAILED:
        tries = state.checks if state else 0
        archived = state is not None and state.article_id is not None
        return now + AFTER_FAILURE * 2 ** min(tries, 10) if archived or tries < MAX_FAILURES else None
    if kind is OutcomeKind.GONE:
        return None
    if kind is not OutcomeKind.ARTICLE:
        return now + (LISTING if kind is OutcomeKind.LISTING else OTHER)
    born = _instant(published) or (_instant(state.first_fetched_at) if state else None) or now
    changes = (state.changes if state else 0) + changed
    interval = min(max((now - born) / 4, FIRST), LONGEST) / (1 + changes)
    return now + max(interval, SHORTEST)


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
