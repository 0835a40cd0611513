"""One run summed up: what both the terminal and the page show of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from newsarchive.monitor.measures import FIELDS, MISSING, READABLE, quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from newsarchive.archive.monitoring.records import AlarmRecord, MeasuredRun


@dataclass(frozen=True, slots=True)
class FieldRow:
    """How many of the ``asked`` articles (or pages) have a field, which sources gave it, one without it."""

    field: str
    found: int
    asked: int
    sources: Mapping[str, int]
    example_url: str

    @property
    def share(self) -> float:
        """The part that has it, 0 to 1."""
        return self.found / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class CauseRow:
    """A way in which pages ended, how many did, and one of them."""

    cause: str
    pages: int
    example_url: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list page with its article links, or a hot list (by name) with its entries and its page."""

    name: str
    kind: str
    entries: int
    url: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A run as people read it. ``totals`` has requests, bytes, not_modified, milliseconds and more."""

    run: MeasuredRun
    totals: Mapping[str, int]
    fields: tuple[FieldRow, ...]
    causes: tuple[CauseRow, ...]
    lists: tuple[ListRow, ...]
    hot_lists: tuple[ListRow, ...]
    slowest: tuple[tuple[int, str], ...]
    alarms: tuple[AlarmRecord, ...]

    @property
    def failures(self) -> tuple[CauseRow, ...]:
        """Pages that failed, by cause."""
        return tuple(row for row in self.causes if row.cause.startswith("failed: "))

    @property
    def seconds(self) -> float:
        """How long the run took, pauses between its parts left out."""
        return self.totals.get("milliseconds", 0) / 1000

    def latency(self, share: float) -> int | None:
        """Milliseconds within which the site gave ``share`` of its answers."""
        return quantile(histogram(self.run, "latency"), share)

    def length(self, share: float) -> int | None:
        """Characters that ``share`` of the texts do not exceed."""
        return quantile(histogram(self.run, "body"), share)

    def to_dict(self) -> dict[str, Any]:
        """Everything ready for JSON."""
        run = self.run
        return {
            "run": run.run, "site": run.site, "status": run.ended or run.status, "message": run.message,
            "started_at": run.started_at, "ended_at": run.ended_at, "seconds": round(self.seconds, 2),
            "articles_new": run.articles_new, "articles_changed": run.articles_changed,
            "articles_unchanged": run.articles_unchanged, "articles_gone": run.articles_gone,
            "articles_read": self.totals.get("articles", 0), "failed": run.failed, "pages": run.pages,
            "requests": self.totals.get("requests", 0), "bytes": self.totals.get("bytes", 0),
            "not_modified": self.totals.get("not_modified", 0), "latency_ms": self.latency(0.5),
            "body_characters": self.length(0.5),
            "fields": {row.field: asdict(row) | {"share": round(row.share, 4)} for row in self.fields},
            "outcomes": [asdict(row) for row in self.causes], "lists": [asdict(row) for row in self.lists],
            "hot_lists": [asdict(row) for row in self.hot_lists],
            "slowest": [{"milliseconds": time, "url": url} for time, url in self.slowest],
            "completeness": list(run.completeness), "alarms": [alarm.to_dict() for alarm in self.alarms],
        }  # fmt: skip


def summarise(run: MeasuredRun, alarms: Iterable[AlarmRecord] = ()) -> Summary:
    """Sum up a run; of ``alarms`` those are taken that went on at its end."""
    measures = run.measures
    examples = measures.get("examples", {})
    causes = sorted(run.outcomes.items(), key=lambda item: -item[1])
    return Summary(
        run,
        measures.get("totals", {}),
        tuple(_field(name, measures) for name in (READABLE, *FIELDS) if measures.get("fields", {}).get(name)),
        tuple(CauseRow(cause, pages, examples.get(cause, "")) for cause, pages in causes),
        tuple(ListRow(url, kind, links, url) for url, (kind, links) in measures.get("lists", {}).items()),
        tuple(ListRow(name, "hot", n, url) for name, (n, url) in measures.get("hot", {}).items()),
        tuple((time, url) for time, url in measures.get("slow", ())),
        tuple(alarm for alarm in alarms if goes_on(alarm, run)),
    )


def goes_on(alarm: AlarmRecord, run: MeasuredRun) -> bool:
    """Whether the alarm was open at the end of the run."""
    is_its_site = alarm.site == run.site and alarm.began_run <= run.run
    return is_its_site and (alarm.ended_run is None or alarm.ended_run > run.run)


def histogram(run: MeasuredRun, name: str) -> dict[int, int]:
    """One of the run's histograms by bucket."""
    return {int(bucket): count for bucket, count in run.measures.get(name, {}).items()}


def _field(name: str, measures: Mapping[str, Any]) -> FieldRow:
    counts = measures["fields"][name]
    sources = {source: count for source, count in counts.items() if source != MISSING}
    ordered = dict(sorted(sources.items(), key=lambda item: -item[1]))
    example = measures.get("missing", {}).get(name, "")
    return FieldRow(name, sum(sources.values()), sum(counts.values()), ordered, example)
