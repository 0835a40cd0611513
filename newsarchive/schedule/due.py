"""Which sites are due and why. Pure: what is known and the time go in, a plan comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from newsarchive.archive.moments import utc_text
from newsarchive.sitefiles import shown_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.archive.standings import Standing
    from newsarchive.sitefiles import SiteFile

CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""By how much a last run may lie ahead of now before the clock is taken to have been changed."""


class Verdict(StrEnum):
    """What is to be done with a site."""

    DUE = "due"
    WAITS = "waits"
    BUSY = "busy"
    """Due, but another process is at it."""
    UNSCHEDULED = "unscheduled"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with one site. ``due_at`` is aware; None: at once, or never by itself.

    ``is_resumed``: what an earlier run was cut short of goes first.
    """

    site: str
    verdict: Verdict
    reason: str
    due_at: datetime | None = None
    is_resumed: bool = False

    def to_dict(self) -> dict[str, str | None]:
        """The plan of a site for JSON."""
        due_at = utc_text(self.due_at) if self.due_at else None
        return {"site": self.site, "verdict": str(self.verdict), "due_at": due_at, "reason": self.reason}


def plan_all(
    sites: Iterable[SiteFile], standings: Mapping[str, Standing], now: datetime, *, force: bool = False
) -> list[Plan]:
    """A plan for each site: what was cut short first, then by how long it has been due."""
    plans = [plan_site(site, standings.get(site.key), now, force=force) for site in sites]
    earliest = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(plans, key=lambda plan: (not plan.is_resumed, plan.due_at or earliest, plan.site))


def plan_site(site: SiteFile, standing: Standing | None, now: datetime, *, force: bool = False) -> Plan:
    """What is to be done with ``site`` at ``now`` (aware).

    A crawl that was cut short is due at once. Otherwise ``every`` after the last one's start, also where that
    failed. A start that lies ahead of ``now`` tells of a changed clock and nothing else: due at once, so that
    a clock that once was years ahead cannot stop a site for years.
    """
    plan = _by_itself(site, standing, now)
    if standing is not None and standing.holder:
        is_due = force or plan.verdict is Verdict.DUE
        verdict = Verdict.BUSY if is_due else Verdict.WAITS
        return Plan(site.key, verdict, f"{standing.holder} is at it", plan.due_at)
    if force and plan.verdict is not Verdict.DUE:
        return Plan(site.key, Verdict.DUE, f"forced ({plan.reason})", plan.due_at)
    return plan


def _by_itself(site: SiteFile, standing: Standing | None, now: datetime) -> Plan:
    if site.every is None:
        return Plan(site.key, Verdict.UNSCHEDULED, "its file has no `every`")
    if standing is None or standing.began is None:
        return Plan(site.key, Verdict.DUE, "never crawled")
    if standing.is_cut_short:
        return Plan(
            site.key, Verdict.DUE, f"run {standing.run} was cut short", standing.began, is_resumed=True
        )
    began, every = standing.began, shown_duration(site.every)
    if began > now + CLOCKS_DIFFER:
        return Plan(site.key, Verdict.DUE, f"last run began at {utc_text(began)}, which is yet to come")
    due_at = began + site.every
    reason = f"every {every}, last run began at {utc_text(began)}"
    return Plan(site.key, Verdict.DUE if due_at <= now else Verdict.WAITS, reason, due_at)
