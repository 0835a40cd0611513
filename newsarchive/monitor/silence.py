"""Finds that a site has brought no new article for longer than its own nights and weekends explain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm
from newsarchive.monitor.verdict import duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.archive.monitoring.records import History
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.sitefiles.thresholds import Thresholds

MONITOR: Final = "silence"
_EVENTS: Final = 8
"""Runs with new articles without which there is no rhythm to learn."""
_LEARNING_DAYS: Final = 3
_PAUSES: Final = 3
"""How many times the longest pause must pass while the week is not known."""
_PRIOR_HOURS: Final = 0.5
"""Weight of the usual day in an hour of the week that was seen rarely."""
_HOUR: Final = timedelta(hours=1)
_LONGEST: Final = timedelta(days=14)
"""A pause between two runs of which no more is learnt."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A run: when it ended, and how many new articles it brought."""

    run: int
    at: datetime
    new: int


def judge_silence(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge how long the last new article is ago.

    Time is counted in articles that the hour of the week lets expect, not in hours: a night counts for
    little, and so does a weekend of a site that rests then.
    """
    looks = _looks(history)
    events = [number for number, look in enumerate(looks) if look.new and number]
    if not looks or len(events) < _EVENTS:
        return
    last = events[-1]
    if last == len(looks) - 1:
        verdict.clear(MONITOR)
        return
    learnt = (looks[last].at - looks[0].at) / timedelta(days=1)
    if learnt >= thresholds.rhythm_days:
        missing = _missing(looks, events)
        longest = max(missing[:-1], default=0.0)
        is_long = missing[-1] >= max(thresholds.expected, thresholds.gap * longest)
        expected = f"about {missing[-1]:.0f} articles by its own week"
    elif learnt >= _LEARNING_DAYS:
        pause = looks[-1].at - looks[last].at
        longest_pause = max(looks[b].at - looks[a].at for a, b in zip([0, *events], events, strict=False))
        is_long = pause >= max(timedelta(hours=thresholds.quiet_hours), _PAUSES * longest_pause)
        expected = f"pauses up to {_words(longest_pause)}"
    else:
        return
    if is_long and len(looks) - 1 - last >= 2:
        verdict.found(_alarm(history, looks[last], looks[-1], expected))
    else:
        verdict.clear(MONITOR)


def _alarm(history: History, last: _Look, now: _Look, expected: str) -> Alarm:
    pause = _words(now.at - last.at)
    return Alarm(
        MONITOR, "", f"none for {pause}", expected,
        f"no new article for {pause}; expected were {expected}" if expected.startswith("about")
        else f"no new article for {pause}; so far it had {expected}",
        history.start, "new articles on the site's lists, feeds and sitemaps",
        last.run, last.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )  # fmt: skip


def _looks(history: History) -> list[_Look]:
    """Runs from the first finished one on; before, a crawl brings in the past.

    Where most new articles are dated lately, the others were found late and say nothing of the present.
    """
    if history.settled is None:
        return []
    counted = [a for a in history.arrivals if a.run >= history.settled]
    after = counted[1:]
    dated = 2 * sum(a.recent for a in after) >= sum(a.new for a in after)
    return [
        _Look(a.run, datetime.fromisoformat(a.at).astimezone(UTC), a.recent if dated else a.new)
        for a in counted
    ]


def _missing(looks: Sequence[_Look], events: Sequence[int]) -> list[float]:
    """Articles to be expected between each two runs that brought some, and since the last of them."""
    rates = _rates(looks[: events[-1] + 1])
    clock = [0.0]
    for earlier, later in pairwise(looks):
        clock.append(clock[-1] + sum(rates[hour] * share for hour, share in _hours(earlier.at, later.at)))
    marks = [clock[0], *(clock[number] for number in events), clock[-1]]
    return [later - earlier for earlier, later in pairwise(marks)]


def _rates(looks: Sequence[_Look]) -> dict[tuple[int, int], float]:
    """Articles an hour by weekday and hour (UTC), drawn to the hour's mean over all days."""
    new: defaultdict[tuple[int, int], float] = defaultdict(float)
    seen: defaultdict[tuple[int, int], float] = defaultdict(float)
    for earlier, later in pairwise(looks):
        hours = list(_hours(earlier.at, later.at))
        whole = sum(share for _, share in hours)
        for hour, share in hours:
            seen[hour] += share
            new[hour] += later.new * share / whole if whole else 0.0
    total = sum(new.values()) / (sum(seen.values()) or 1.0)
    rates = {}
    for hour in ((day, hour) for day in range(7) for hour in range(24)):
        days = [(day, hour[1]) for day in range(7)]
        exposure = sum(seen[day] for day in days)
        usual = sum(new[day] for day in days) / exposure if exposure else total
        rates[hour] = (new[hour] + _PRIOR_HOURS * usual) / (seen[hour] + _PRIOR_HOURS)
    return rates


def _hours(begin: datetime, end: datetime) -> Iterator[tuple[tuple[int, int], float]]:
    """The hours of the week between two instants, each with the share of an hour that lies between."""
    begin = max(begin, end - _LONGEST)
    while begin < end:
        edge = begin.replace(minute=0, second=0, microsecond=0) + _HOUR
        until = min(edge, end)
        yield (begin.weekday(), begin.hour), (until - begin) / _HOUR
        begin = until


def _words(pause: timedelta) -> str:
    return duration(pause / _HOUR)
