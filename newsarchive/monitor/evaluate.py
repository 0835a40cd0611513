"""Evaluates a run: all monitors over its history, and what an archive has waiting to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.monitoring.book import evaluate_ended_runs
from newsarchive.monitor.body import judge_body
from newsarchive.monitor.coverage import judge_coverage
from newsarchive.monitor.facts import judge_certificates, judge_robots
from newsarchive.monitor.failures import judge_errors, judge_run
from newsarchive.monitor.lists import judge_hot_lists, judge_listings
from newsarchive.monitor.silence import judge_silence
from newsarchive.monitor.verdict import Verdict, hours_between
from newsarchive.sitefiles.thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from newsarchive.archive.monitoring.records import Alarm, History, MeasuredRun

DEFAULTS = Thresholds()


def evaluate(history: History, thresholds: Thresholds = DEFAULTS) -> Verdict:
    """What the monitors say of a run. Pure.

    A run that failed as a whole says nothing of the site but that: what it did not see is not missing.
    """
    verdict = Verdict()
    judge_run(history, verdict)
    judge_certificates(history, thresholds, verdict)
    if history.run.status != "failed":
        judge_errors(history, thresholds, verdict)
        judge_coverage(history, thresholds, verdict)
        judge_body(history, thresholds, verdict)
        judge_silence(history, thresholds, verdict)
        judge_listings(history, thresholds, verdict)
        judge_hot_lists(history, thresholds, verdict)
        judge_robots(history, thresholds, verdict)
    return _wanted(verdict, history, thresholds)


def evaluate_archive(
    folder: Path, thresholds_of: Callable[[str], Thresholds] = lambda _: DEFAULTS
) -> list[MeasuredRun]:
    """Judge every run of the archive that ended since the last call, and return them.

    ``thresholds_of`` gives a site's own thresholds by its key. Raises ``ArchiveError``.
    """

    def judge(history: History) -> tuple[list[Alarm], set[str]]:
        verdict = evaluate(history, thresholds_of(history.run.site))
        return verdict.alarms, verdict.judged

    return evaluate_ended_runs(folder, judge)


def _wanted(verdict: Verdict, history: History, thresholds: Thresholds) -> Verdict:
    """Leave out monitors that are off, and what has lasted so long that it is the usual state now."""
    wanted = Verdict(judged=verdict.judged)
    for alarm in verdict.alarms:
        known = history.open_alarm(alarm.monitor, alarm.subject)
        days = hours_between(known.began_at, history.run.ended_at) / 24 if known else 0.0
        is_usual = days > thresholds.settled_days and alarm.monitor in _SETTLING
        if alarm.monitor not in thresholds.off and not is_usual:
            wanted.alarms.append(alarm)
    for going_on in history.alarms:
        if going_on.monitor in thresholds.off:
            wanted.clear(going_on.monitor, going_on.subject)
    return wanted


_SETTLING = frozenset({"coverage", "body", "errors", "listing", "hot"})
"""Monitors that compare: what they find may be how the site is from now on."""
