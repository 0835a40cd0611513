"""What a monitor says of a run: the alarms it found, and the causes it could judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from newsarchive.archive.monitoring.alarms import cause

if TYPE_CHECKING:
    from newsarchive.archive.monitoring.records import Alarm


@dataclass(slots=True)
class Verdict:
    """A cause that was judged and is no alarm ends one that is open; one that was not judged goes on."""

    alarms: list[Alarm] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)

    def clear(self, monitor: str, subject: str = "") -> None:
        """Say that there is nothing wrong."""
        self.judged.add(cause(monitor, subject))

    def found(self, alarm: Alarm) -> None:
        """Say what is wrong."""
        self.alarms.append(alarm)
        self.clear(alarm.monitor, alarm.subject)


def hours_between(earlier: str, later: str) -> float:
    """Hours from one ISO 8601 instant to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds() / 3600


def duration(hours: float) -> str:
    """``90 minutes``, ``5 hours``, ``3 days``."""
    if hours < 2:
        return f"{round(hours * 60)} minutes"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24)} days"


def percent(share: float) -> str:
    """``97 %``; a trace is not nothing."""
    return "under 1 %" if 0 < share < 0.01 else f"{round(share * 100)} %"
