"""The typed rows of alerts: what happened, what is to be told, and what became of telling it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

NEW, CHANGED, REMOVED, RANKED, ALARM, ENDED = "new", "changed", "removed", "ranked", "alarm", "ended"
"""Kinds of happenings; ``ENDED`` is the end of an alarm."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that a run brought about. ``thing`` names it once and for all within its kind.

    ``text`` is an article's body, ``shown`` the part of it to show, if not its beginning; ``note`` is what a
    reader should know beside title and address. ``address`` names the article whatever happened to it.
    ``category`` is None where there is none. For an entry of a hot list ``rank`` is its place now, ``before``
    its place in the list's observation before (0: none), ``is_first`` tells that there was no observation.
    ``list`` is the hot list's heading, for alarms the monitor's name.
    """

    kind: str
    thing: str
    run: int
    url: str
    title: str
    note: str = ""
    text: str = ""
    shown: str = ""
    authors: tuple[str, ...] = ()
    category: str | None = None
    address: str = ""
    list: str = ""
    rank: int = 0
    before: int = 0
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A happening that a rule asked for, as it will be told; the same ``rule`` and ``thing`` are told once.

    Hits in ``title`` and ``snippet`` stand between ``**``; the texts hold no other asterisks.
    """

    rule: str
    thing: str
    kind: str
    run: int
    url: str
    title: str
    note: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent(Event):
    """An event of the outbox; ``is_repeat`` tells that an attempt to tell it ended without an answer."""

    id: int = 0
    site: str = ""
    noted_at: str = ""
    is_repeat: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What one digest has to tell, taken out of the outbox for this process.

    ``per_rule`` counts all events by rule; ``events`` are the first of each. ``lost`` counts what was given
    up since the channel last answered. ``waiting_since`` is when the oldest event was noted.
    """

    digest: int
    channel: str
    per_rule: dict[str, int]
    events: tuple[StoredEvent, ...]
    lost: int
    waiting_since: str

    @property
    def total(self) -> int:
        """How many events the digest tells."""
        return sum(self.per_rule.values())


@dataclass(frozen=True, slots=True)
class ChannelState:
    """How a channel stands: what waits for it, and whether it is failing. Instants are ISO 8601 UTC."""

    channel: str
    waiting: int = 0
    given_up: int = 0
    last_sent: str | None = None
    failures: int = 0
    failing_since: str | None = None
    next_try_at: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """One event for one channel, as ``v_alerts`` gives it; ``channel`` is None when no channel wanted it."""

    id: int
    site: str
    run: int
    rule: str
    kind: str
    noted_at: str
    title: str
    url: str
    note: str
    snippet: str
    channel: str | None
    status: str | None
    digest: int | None
    told_at: str | None

    def to_dict(self) -> dict[str, Any]:
        """The row ready for JSON."""
        return asdict(self)
