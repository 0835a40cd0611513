"""The typed rows of monitoring: alarms as they are found, and as they are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a monitor found at the end of a run; ``monitor`` and ``subject`` name its one cause.

    ``monitor`` is a short stable name (``coverage``, ``silence`` …), ``subject`` what it is about (a field,
    a listing's address), "" for the whole site. ``value`` is what was found and ``expected`` what the site's
    own last runs let expect, both as a person reads them. ``example_url`` is a page that shows it, ``rule``
    what stopped matching or the threshold that was crossed, ``message`` one sentence that says it all.
    ``since_run`` and ``since_at`` name an earlier run in which it began, where that is known.
    """

    monitor: str
    subject: str
    value: str
    expected: str
    message: str
    example_url: str = ""
    rule: str = ""
    since_run: int | None = None
    since_at: str = ""


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """An alarm as the archive keeps it: one row from its beginning to its end. Instants are ISO 8601 UTC.

    ``began_run`` is the first run that showed it, ``last_run`` the last; ``ended_run`` and ``ended_at`` are
    None while it goes on. The other fields are those of `Alarm`, as the last run found them.
    """

    id: int
    site: str
    monitor: str
    subject: str
    began_at: str
    began_run: int
    last_seen_at: str
    last_run: int
    ended_at: str | None
    ended_run: int | None
    value: str
    expected: str
    example_url: str
    rule: str
    message: str

    @property
    def is_open(self) -> bool:
        """Whether the alarm goes on."""
        return self.ended_at is None

    def to_dict(self) -> dict[str, Any]:
        """The row ready for JSON."""
        return asdict(self)
