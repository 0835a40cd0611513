"""Finds runs that failed as a whole, and causes of failure that became frequent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm
from newsarchive.monitor.statistics import at_least, percentile
from newsarchive.monitor.verdict import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.monitoring.records import History, MeasuredRun
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.sitefiles.thresholds import Thresholds

DOWN: Final = "down"
ERRORS: Final = "errors"
GONE: Final = "removed"
"""Subject of many archived articles that answered as gone at once."""
_RUNS: Final = 5
"""Runs before that must have gone well enough to compare with."""
_USUAL: Final = 0.02
"""Share of failing pages that is never strange."""
_OFTEN: Final = 0.9


def judge_run(history: History, verdict: Verdict) -> None:
    """Judge whether the site could be crawled at all."""
    run = history.run
    if run.status != "failed":
        verdict.clear(DOWN)
    elif history.settled is not None:
        why = run.message or "the run failed"
        told = f"the site could not be crawled: {why}"
        verdict.found(Alarm(DOWN, "", why, "a run that ends well", told, history.start))


def judge_errors(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each cause of failure of this run, and the causes that are open."""
    before = [run for run in history.lately if run.status != "failed" and run.pages]
    if len(before) < _RUNS:
        return
    causes = {key for key in history.run.outcomes if _is_failure(key)}
    opened = {alarm.subject for alarm in history.alarms if alarm.monitor == ERRORS}
    for key in sorted(causes | (opened - {GONE})):
        _judge(history, key, history.run.outcomes.get(key, 0), history.run.pages, before, thresholds, verdict)
    checked = history.run.articles_gone + history.run.articles_changed + history.run.articles_unchanged
    _judge(history, GONE, history.run.articles_gone, checked, before, thresholds, verdict)


def _judge(
    history: History,
    subject: str,
    count: int,
    pages: int,
    before: Sequence[MeasuredRun],
    thresholds: Thresholds,
    verdict: Verdict,
) -> None:
    alarm = history.open_alarm(ERRORS, subject)
    good = (run for run in before if not alarm or run.run < alarm.began_run)
    usual = percentile((_share(run, subject) for run in good), _OFTEN)
    rate = count / pages if pages else 0.0
    many = max(thresholds.error_rate, 2 * usual)
    if alarm:
        is_alarming = count > 0 and rate >= many / 2
    else:
        is_alarming = count >= thresholds.errors and rate >= many
        is_alarming = is_alarming and at_least(count, pages, max(usual, _USUAL)) < thresholds.chance
    if is_alarming:
        verdict.found(_alarm(history, subject, count, pages, usual))
    elif pages:
        verdict.clear(ERRORS, subject)


def _alarm(history: History, subject: str, count: int, pages: int, usual: float) -> Alarm:
    examples = history.run.measures.get("examples", {})
    what = "archived articles were removed" if subject == GONE else f"pages failed ({_words(subject)})"
    example = examples.get("gone: http-404" if subject == GONE else subject, "")
    value, expected = percent(count / pages), f"up to {percent(max(usual, _USUAL))}"
    return Alarm(
        ERRORS, subject, f"{value} ({count} of {pages})", expected,
        f"{count} of {pages} {what}, usually {expected}", example,
    )  # fmt: skip


def _words(key: str) -> str:
    return key.partition(": ")[2] or key


def _is_failure(key: str) -> bool:
    return key.startswith("failed: ") or key == "other: robots-unreachable"


def _share(run: MeasuredRun, subject: str) -> float:
    if subject == GONE:
        checked = run.articles_gone + run.articles_changed + run.articles_unchanged
        return run.articles_gone / checked if checked else 0.0
    return run.outcomes.get(subject, 0) / run.pages
