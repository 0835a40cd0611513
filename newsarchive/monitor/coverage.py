"""Finds fields that fewer articles have than usual, and the source that used to give them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm
from newsarchive.monitor.measures import FIELDS, MISSING, OTHERS, READABLE
from newsarchive.monitor.statistics import at_most, spread
from newsarchive.monitor.verdict import hours_between, percent
from newsarchive.monitor.windows import compare, first_of_kind, in_part, is_doubtful, newest_mean, samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from newsarchive.archive.monitoring.records import History
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.monitor.windows import Comparison, Sample
    from newsarchive.sitefiles.thresholds import Thresholds

MONITOR: Final = "coverage"
_WIDE: Final = 3.0
"""Standard deviations below what is usual that are not worth a word."""
_LEAST_USUAL: Final = 0.05
_HALF_BACK: Final = 0.5
"""An alarm ends when the share has come back to less than so much of the drop that raises one."""


def judge_coverage(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each field, and whether articles can be read at all."""
    for name in (READABLE, *FIELDS):
        _judge_field(name, history, thresholds, verdict)


def _judge_field(name: str, history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    whole = "asked" if name == READABLE else READABLE

    def read(group: Mapping[str, float]) -> tuple[float, float]:
        return group.get(whole, 0), group.get(name, 0)

    series = samples((*history.reading, history.run), read)
    if not series or series[-1].run.run != history.run.run:
        return
    alarm = history.open_alarm(MONITOR, name)
    since = alarm.began_run if alarm else None
    judged, doubtful = False, False
    for part, chosen in _views(series, since):
        if alarm is None and not _may_have_fallen(chosen, thresholds):
            continue
        comparison = compare(chosen, since, thresholds)
        if comparison is None or not _spans(comparison, history, thresholds):
            doubtful |= since is not None and is_doubtful(chosen, since)
            continue
        judged = True
        if _has_fallen(comparison, thresholds, is_open=alarm is not None):
            verdict.found(_alarm(name, part, comparison))
            return
    if judged and not doubtful:
        verdict.clear(MONITOR, name)


def _views(series: Sequence[Sample], since: int | None) -> Iterable[tuple[str, Sequence[Sample]]]:
    """The whole site, then each of its parts alone: one of several templates may have changed.

    Parts of which the run brought nothing say nothing new, but they may keep an open alarm going.
    """
    yield "", series
    if len({part for sample in series for part in sample.parts}) > 1:
        recent = [s for s in series if since is not None and s.run.run >= since] or series[-1:]
        for part in sorted({part for sample in recent for part in sample.parts}):
            yield part, in_part(series, part)


def _spans(comparison: Comparison, history: History, thresholds: Thresholds) -> bool:
    began = comparison.before[0].run.ended_at
    return hours_between(began, history.run.ended_at) >= thresholds.learning_hours


def _may_have_fallen(series: Sequence[Sample], thresholds: Thresholds) -> bool:
    """A look that costs little: most fields are there in all articles."""
    share = newest_mean(series, thresholds.articles)
    return share is not None and share <= 1 - thresholds.drop


def _has_fallen(comparison: Comparison, thresholds: Thresholds, *, is_open: bool) -> bool:
    usual, residuals = comparison.usual, comparison.residuals
    worst = usual + min(min(residuals, default=0.0), -_WIDE * spread(residuals))
    drop = thresholds.drop * (_HALF_BACK if is_open else 1)
    if comparison.value > worst - drop or worst < _LEAST_USUAL:
        return False
    if is_open:
        return True
    if comparison.value > thresholds.fallen * usual:
        return False
    hits = round(comparison.value * comparison.count)
    return at_most(hits, comparison.count, worst) < thresholds.chance


def _alarm(name: str, part: str, comparison: Comparison) -> Alarm:
    first = first_of_kind(comparison)
    where = f" under {part}" if part else ""
    what = "pages that can be read as an article" if name == READABLE else f"articles with {name}"
    value, expected = percent(comparison.value), percent(comparison.usual)
    return Alarm(
        MONITOR,
        name,
        f"{value} of {comparison.count}",
        expected,
        f"{what}{where}: {value} of the last {comparison.count}, usually {expected}",
        _example(name, part, comparison.now),
        _rule(name, comparison),
        first.run.run,
        first.run.ended_at,
    )


def _example(name: str, part: str, now: Sequence[Sample]) -> str:
    examples = [sample.run.measures.get("missing", {}).get(name, "") for sample in reversed(now)]
    known = [url for url in examples if url]
    return next((url for url in known if part in url), next(iter(known), ""))


def _rule(name: str, comparison: Comparison) -> str:
    """The source whose share fell most, in words."""
    if name == READABLE:
        return "the page is recognised as an article, with headline and text"
    before, now = _shares(name, comparison.before), _shares(name, comparison.now)
    falls = {s: share - now.get(s, 0) for s, share in before.items() if s not in (MISSING, OTHERS)}
    source = max(falls, key=lambda known: falls[known], default="")
    if not source or falls[source] <= 0:
        return ""
    return f"{source} gave it in {percent(before[source])} of articles, now in {percent(now.get(source, 0))}"


def _shares(name: str, series: Sequence[Sample]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for sample in series:
        counts.update(sample.run.measures.get("fields", {}).get(name, {}))
    total = sum(counts.values())
    return {source: count / total for source, count in counts.items()}
