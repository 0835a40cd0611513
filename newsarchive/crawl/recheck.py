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
LONGEST_LISTING: Final = timedelta(days=30)
LONGEST_MAP: Final = timedelta(days=7)
OTHER: Final = timedelta(days=30)
_DAY: Final = timedelta(days=1)
_OVER: Final = timedelta(days=2)
"""After so much time a day is over in every time zone."""
GIVEN_UP: Final = timedelta(days=30)
"""How long a page that was never had is tried again."""


def next_check(
    kind: OutcomeKind,
    now: datetime,
    published: str | None,
    state: PageState | None,
    *,
    fruitful: bool = False,
    day: str | None = None,
) -> datetime | None:
    """When to ask again; None: never by itself. ``now`` is aware; ``state`` is from before this fetch.

    Articles: a quarter of the age, between 6 hours and 90 days, divided by one more than the changes seen
    (most corrections come within the first day, and a page that was edited is edited again: Cho and
    Garcia-Molina, "Effective page refresh policies for Web crawlers", 2003). Never under an hour.
    Listings: at once if this one was ``fruitful`` (led to new articles); else after half of the usual time
    between its changes, from an hour to 30 days. One never seen before is new as a whole, which says little:
    an hour. One whose address names a ``day`` is a page of that day's archive, and as old as its day.
    Failures: after an hour, then in growing intervals; an archived article for good, another for a month.
    """
    first = _instant(state.first_fetched_at) if state else None
    if kind is OutcomeKind.GONE:
        return None
    if kind is OutcomeKind.FAILED:
        waited = now - (first or now)
        archived = state is not None and state.article_id is not None
        return now + max(AFTER_FAILURE, waited / 4) if archived or waited < GIVEN_UP else None
    if kind is OutcomeKind.LISTING:
        return now + _of_listing(now, state, _instant(day), fruitful=fruitful)
    if kind is not OutcomeKind.ARTICLE:
        return now + OTHER
    born = _instant(published) or first or now
    interval = min(max((now - born) / 4, FIRST), LONGEST) / (1 + (state.changes if state else 0))
    return now + max(interval, SHORTEST)


def _of_listing(now: datetime, state: PageState | None, day: datetime | None, *, fruitful: bool) -> timedelta:
    if day is not None and now - day > _OVER:
        return min(max((now - day) / 4, _DAY), LONGEST)
    first = _instant(state.first_fetched_at) if state else None
    if state is None or first is None:
        return SHORTEST
    usual = (now - first) / max(1, state.changes)
    return timedelta(0) if fruitful else min(max(usual / 2, SHORTEST), LONGEST_LISTING)


def map_is_due(state: PageState, modified: str, now: datetime) -> bool:
    """Whether a sitemap that its index dates by ``modified`` is asked for again.

    As articles by its age, between a day and a week; always where it was seen to change nevertheless, or
    where it was not a sitemap.
    """
    age, read = _instant(modified), _instant(state.fetched_at)
    if age is None or read is None or age + _OVER > read or state.changes > 1:
        return True
    if state.kind != OutcomeKind.LISTING:
        return True
    return now - read >= min(max((read - age) / 4, _DAY), LONGEST_MAP)


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
