"""What is due and why: by the last run's start, with what was cut short first, whatever the clock did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.standings import Standing
from newsarchive.schedule.due import Plan, Verdict, plan_all, plan_site
from newsarchive.sitefiles import SiteFile, parse_site_file

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def site(key: str = "daily", every: str = "30m") -> SiteFile:
    text = f'start = ["https://{key}.example/"]\n' + (f'every = "{every}"' if every else "")
    return parse_site_file(text, Path(f"{key}.toml"))


def stand(minutes_ago: float, status: str = "finished", holder: str = "", key: str = "daily") -> Standing:
    began = NOW - timedelta(minutes=minutes_ago)
    ended = None if status == "running" else began + timedelta(minutes=2)
    return Standing(key, run=7, status=status, began=began, ended=ended, holder=holder)


def plan(standing: Standing | None, every: str = "30m", *, force: bool = False) -> Plan:
    return plan_site(site(every=every), standing, NOW, force=force)


@pytest.mark.parametrize(
    ("standing", "verdict", "reason"),
    [
        (None, Verdict.DUE, "never crawled"),
        (Standing("daily"), Verdict.DUE, "never crawled"),
        (stand(30), Verdict.DUE, "every 30m, last run began at 2026-05-04T11:30:00Z"),
        (stand(29.9), Verdict.WAITS, "every 30m, last run began at 2026-05-04T11:30:06Z"),
        (stand(5, "failed"), Verdict.WAITS, "every 30m, last run began at 2026-05-04T11:55:00Z"),
        (stand(31, "failed"), Verdict.DUE, "every 30m, last run began at 2026-05-04T11:29:00Z"),
        (stand(5, "limited"), Verdict.WAITS, "every 30m, last run began at 2026-05-04T11:55:00Z"),
        (stand(5, "interrupted"), Verdict.DUE, "run 7 was cut short"),
        (stand(5, "running"), Verdict.DUE, "run 7 was cut short"),
        (stand(5, "running", "process 9 on host"), Verdict.WAITS, "process 9 on host is at it"),
        (stand(40, "running", "process 9 on host"), Verdict.BUSY, "process 9 on host is at it"),
        (stand(-0.5), Verdict.WAITS, "every 30m, last run began at 2026-05-04T12:00:30Z"),
        (stand(-600), Verdict.DUE, "last run began at 2026-05-04T22:00:00Z, which is yet to come"),
        (stand(-36_792_000), Verdict.DUE, "last run began at 2096-04-16T12:00:00Z, which is yet to come"),
    ],
)  # fmt: skip
def test_verdicts(standing: Standing | None, verdict: Verdict, reason: str) -> None:
    made = plan(standing)
    assert (made.verdict, made.reason) == (verdict, reason)


def test_a_site_without_every_is_crawled_only_when_forced() -> None:
    assert plan(None, every="").verdict is Verdict.UNSCHEDULED
    assert plan(None, every="", force=True).verdict is Verdict.DUE


def test_force_does_not_wait_but_does_not_double() -> None:
    assert plan(stand(1), force=True).verdict is Verdict.DUE
    assert plan(stand(1, "running", "process 9 on host"), force=True).verdict is Verdict.BUSY


def test_what_was_cut_short_goes_first_then_what_has_been_due_longest() -> None:
    sites = [site("a"), site("b"), site("c"), site("d")]
    standings = {
        "a": stand(40, key="a"),
        "b": stand(90, key="b"),
        "c": stand(1, "interrupted", key="c"),
    }
    assert [plan.site for plan in plan_all(sites, standings, NOW)] == ["c", "d", "b", "a"]


def test_a_plan_for_json() -> None:
    assert plan(stand(10)).to_dict() == {
        "site": "daily",
        "verdict": "waits",
        "due_at": "2026-05-04T12:20:00Z",
        "reason": "every 30m, last run began at 2026-05-04T11:50:00Z",
    }
