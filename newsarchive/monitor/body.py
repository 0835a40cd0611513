"""Finds that articles have become much longer or shorter than they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm
from newsarchive.monitor.measures import READABLE
from newsarchive.monitor.statistics import spread
from newsarchive.monitor.verdict import hours_between
from newsarchive.monitor.windows import compare, first_of_kind, samples

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.archive.monitoring.records import History
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.monitor.windows import Comparison
    from newsarchive.sitefiles.thresholds import Thresholds

MONITOR: Final = "body"
_BEYOND: Final = 0.5
"""Octaves beyond all portions before."""
_WIDE: Final = 4.0
"""Standard deviations that lengths vary by themselves."""


def judge_body(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge the mean length of the text, on a scale of doublings: one long article moves it little."""
    series = samples((*history.reading, history.run), _lengths)
    if not series or series[-1].run.run != history.run.run:
        return
    alarm = history.open_alarm(MONITOR, "")
    comparison = compare(series, alarm.began_run if alarm else None, thresholds)
    if comparison is None:
        return
    if hours_between(comparison.before[0].run.ended_at, history.run.ended_at) < thresholds.learning_hours:
        return
    if _has_shifted(comparison, thresholds, 0.5 if alarm else 1.0):
        verdict.found(_alarm(comparison))
    else:
        verdict.clear(MONITOR)


def _lengths(group: Mapping[str, float]) -> tuple[float, float]:
    return group.get(READABLE, 0), group.get("log2", 0)


def _has_shifted(comparison: Comparison, thresholds: Thresholds, strictness: float) -> bool:
    shift, residuals = comparison.value - comparison.usual, comparison.residuals
    lowest, highest = min(residuals, default=0.0), max(residuals, default=0.0)
    beyond = max(shift - highest, lowest - shift)
    return (
        abs(shift) >= thresholds.octaves * strictness
        and beyond >= _BEYOND * strictness
        and abs(shift) >= _WIDE * spread(residuals) * strictness
    )


def _alarm(comparison: Comparison) -> Alarm:
    now, usual = round(2**comparison.value), round(2**comparison.usual)
    word = "shorter" if now < usual else "longer"
    first = first_of_kind(comparison)
    newest = comparison.now[-1].run.measures
    example = newest.get("examples", {}).get("article: article", "")
    sources = newest.get("fields", {}).get("body", {})
    source = max(sources, key=lambda name: sources[name], default="")
    return Alarm(
        MONITOR,
        "",
        f"{now:,} characters",
        f"{usual:,} characters",
        f"texts are {word}: {now:,} characters on average in the last {comparison.count} articles,"
        f" usually {usual:,}",
        example,
        f"{source} gives the text" if source else "",
        first.run.run,
        first.run.ended_at,
    )
