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
GIVEN_UP: Final = timedelta(days=30)
"""How long a page that was never had is tried again."""


def next_check(
    kind: OutcomeKind,
    now: datetime,
    published: str | None,
    state: PageState | None,
    *,
    fruitful: bool = False,
) -> datetime | None:
    """When to ask again; None: never by itself. ``now`` is aware; ``state`` is from before this fetch.

    Articles: a quarter of the age, between 6 hours and 90 days, divided by one more than the changes seen
    (most corrections come within the first day, and a page that was edited is edited again: Cho and
    Garcia-Molina, "Effective page refresh policies for Web crawlers", 2003). Never under an hour.
    Listings: at once if this one was ``fruitful`` (led to new articles), else in a day. Failures: after an
    hour, then in growing intervals; an archived article for good, another page for a month.
    """
    first = _instant(state.first_fetched_at) if state else None
    if kind is OutcomeKind.GONE:
        return None
    if kind is OutcomeKind.FAILED:
        waited = now - (first or now)
        archived = state is not None and state.article_id is not None
        return now + max(AFTER_FAILURE, waited / 4) if archived or waited < GIVEN_UP else None
    if kind is OutcomeKind.LISTING:
        return now if fruitful else now + LISTING
    if kind is not OutcomeKind.ARTICLE:
        return now + OTHER
    born = _instant(published) or first or now
    interval = min(max((now - born) / 4, FIRST), LONGEST) / (1 + (state.changes if state else 0))
    return now + max(interval, SHORTEST)


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
