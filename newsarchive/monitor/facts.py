"""Tells that the rules of robots.txt changed, and that a certificate comes to its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from newsarchive.archive.monitoring.records import Alarm
from newsarchive.monitor.rules import rules_for
from newsarchive.monitor.verdict import duration, hours_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.monitoring.records import Fact, History
    from newsarchive.monitor.verdict import Verdict
    from newsarchive.sitefiles.thresholds import Thresholds

ROBOTS: Final = "robots"
CERTIFICATE: Final = "certificate"
AGENT: Final = "newsarchive"
"""Product token under which a robots.txt may name this program."""
_SHOWN: Final = 4
_QUARTER: Final = 4


def judge_robots(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each host's robots.txt: rules for this program that were never seen before are told a while."""
    for subject, facts in _by_subject(history, ROBOTS).items():
        newest, earlier = facts[0], facts[1:]
        rules = [rules_for(fact.value, AGENT) for fact in facts]
        age = hours_between(newest.first_at, history.run.ended_at)
        if not earlier or rules[0] in rules[1:] or age > 24 * thresholds.robots_days:
            verdict.clear(ROBOTS, subject)
        else:
            verdict.found(_robots_alarm(subject, newest, rules[0], rules[1]))


def judge_certificates(history: History, thresholds: Thresholds, verdict: Verdict) -> None:
    """Judge each host's certificate that this run has seen."""
    for subject, facts in _by_subject(history, CERTIFICATE).items():
        if facts[0].last_run != history.run.run:
            continue
        begin, _, end = facts[0].value.partition("/")
        left = hours_between(history.run.ended_at, end)
        if left >= min(24 * thresholds.certificate_days, hours_between(begin, end) / _QUARTER):
            verdict.clear(CERTIFICATE, subject)
            continue
        day = datetime.fromisoformat(end).date()
        words = f"ends in {duration(left)}" if left > 0 else f"ended {duration(-left)} ago"
        verdict.found(
            Alarm(
                CERTIFICATE, subject, words, f"renewed {thresholds.certificate_days:.0f} days before",
                f"the certificate of {subject} {words}, on {day}: crawls stop then", f"https://{subject}/",
            )
        )  # fmt: skip


def _by_subject(history: History, kind: str) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in history.facts:
        if fact.kind == kind:
            found.setdefault(fact.subject, []).append(fact)
    return found


def _robots_alarm(subject: str, fact: Fact, now: Sequence[str], before: Sequence[str]) -> Alarm:
    added = [f"+ {line}" for line in now if line not in before]
    removed = [f"- {line}" for line in before if line not in now]
    changes = added + removed or ["the order of its rules"]
    more = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
    told = "; ".join(changes[:_SHOWN]) + more
    return Alarm(
        ROBOTS, subject, f"{len(now)} rules", f"{len(before)} rules",
        f"robots.txt of {subject} has changed for this program: {told}", f"{subject}/robots.txt",
        told, fact.first_run, fact.first_at,
    )  # fmt: skip
