"""The typed rows of monitoring: measured runs, alarms as they are found, and as they are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


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


@dataclass(frozen=True, slots=True)
class MeasuredRun:
    """A crawl with what it counted. ``outcomes`` counts pages by ``kind: reason``.

    ``ended`` is how the crawl itself says it ended (``finished``, ``limited``, ``interrupted``, ``failed``)
    and ``message`` why; ``measures`` is what `newsarchive.monitor.measures` tells. ``completeness`` has, by
    kind of source, how many article addresses it showed and how many of them are archived or gone.
    """

    run: int
    site: str
    status: str
    started_at: str
    ended_at: str
    articles_new: int
    articles_changed: int
    articles_unchanged: int
    articles_gone: int
    outcomes: Mapping[str, int]
    ended: str = ""
    message: str = ""
    measures: Mapping[str, Any] = field(default_factory=dict)
    completeness: tuple[Mapping[str, Any], ...] = ()

    @property
    def pages(self) -> int:
        """How many pages ended in any way."""
        return sum(self.outcomes.values())

    @property
    def failed(self) -> int:
        """How many pages failed."""
        return sum(count for key, count in self.outcomes.items() if key.startswith("failed: "))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New articles of one run: all, and those that were published lately or tell no date."""

    run: int
    at: str
    new: int
    recent: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that was seen of a site, from its first to its last sight; the newest come first."""

    kind: str
    subject: str
    value: str
    first_at: str
    first_run: int
    last_at: str
    last_run: int


@dataclass(frozen=True, slots=True)
class History:
    """A run and what its site's own past has to say about it.

    ``lately`` are the runs before it, ``reading`` those of them that read articles (reaching back further),
    both oldest first; ``arrivals`` include the run itself. ``settled`` is the site's first finished run:
    until then a crawl brings in the past, not the present. ``alarms`` are the open ones.
    """

    run: MeasuredRun
    start: str
    settled: int | None
    lately: tuple[MeasuredRun, ...] = ()
    reading: tuple[MeasuredRun, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    facts: tuple[Fact, ...] = ()
    alarms: tuple[AlarmRecord, ...] = ()

    def open_alarm(self, monitor: str, subject: str) -> AlarmRecord | None:
        """The open alarm of that cause."""
        return next((a for a in self.alarms if (a.monitor, a.subject) == (monitor, subject)), None)


@dataclass(frozen=True, slots=True)
class SiteState:
    """How a site is.

    ``last`` is its last crawl that ended (None: none was measured yet), ``well_at`` when one ended well.
    ``articles`` counts by status; ``certificates`` are the newest of each host.
    """

    site: str
    last: MeasuredRun | None
    well_at: str | None
    articles: Mapping[str, int]
    alarms: tuple[AlarmRecord, ...]
    certificates: tuple[Fact, ...]

    @property
    def is_fine(self) -> bool:
        """Whether there is no alarm and the last crawl did not fail."""
        return not self.alarms and (self.last is None or self.last.status != "failed")

    def to_dict(self) -> dict[str, Any]:
        """The state ready for JSON."""
        run = self.last
        return {
            "site": self.site,
            "fine": self.is_fine,
            "run": run.run if run else None,
            "status": run.ended or run.status if run else None,
            "ended_at": run.ended_at if run else None,
            "ended_well_at": self.well_at,
            "articles_new": run.articles_new if run else None,
            "failed": run.failed if run else None,
            "articles": sum(self.articles.values()),
            "alarms": [alarm.to_dict() for alarm in self.alarms],
        }
