"""The state of all sites in the text format that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from newsarchive.monitor.measures import FIELDS, READABLE
from newsarchive.sitefiles.thresholds import MONITORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsarchive.archive.monitoring.records import MeasuredRun, SiteState

Labels = tuple[tuple[str, str], ...]
Reading = tuple[str, Labels, float]

METRICS: Final = {
    "up": "1 if the last crawl of the site did not fail.",
    "last_run_timestamp_seconds": "When the last crawl ended.",
    "last_success_timestamp_seconds": "When a crawl last ended well.",
    "last_run_duration_seconds": "How long the last crawl took, interruptions left out.",
    "last_run_requests": "Requests of the last crawl, robots.txt and retries included.",
    "last_run_bytes": "Bytes of bodies that the last crawl received.",
    "last_run_not_modified": "Answers 304 of the last crawl.",
    "last_run_pages": "Pages of the last crawl by how they ended.",
    "last_run_articles": "Articles of the last crawl by what became of them.",
    "last_run_field_ratio": "Share of the articles read by the last crawl that have the field.",
    "articles": "Archived articles by whether they are on line.",
    "alarms": "Open alarms by monitor.",
    "certificate_expiry_timestamp_seconds": "When the host's certificate ends.",
}


def exposition(states: Iterable[SiteState], version: str) -> str:
    """All metrics, each with its help and type; all are gauges, as an archive may be moved or pruned."""
    states = list(states)
    readings = [reading for state in states for reading in _readings(state)]
    lines = _family("build_info", "The program's version.", [("build_info", (("version", version),), 1)])
    for name, text in METRICS.items():
        lines += _family(name, text, [reading for reading in readings if reading[0] == name])
    return "\n".join(lines) + "\n"


def _family(name: str, text: str, readings: Sequence[Reading]) -> list[str]:
    if not readings:
        return []
    full = f"newsarchive_{name}"
    lines = [f"# HELP {full} {text}", f"# TYPE {full} gauge"]
    return lines + [f"{full}{_labels(labels)} {_value(value)}" for _, labels, value in readings]


def _readings(state: SiteState) -> Iterator[Reading]:
    site = (("site", state.site),)
    if state.last is not None:
        yield from _of_run(state.last, site)
    if state.well_at:
        yield "last_success_timestamp_seconds", site, _seconds(state.well_at)
    for status in ("live", "gone"):
        yield "articles", (*site, ("status", status)), state.articles.get(status, 0)
    for monitor in MONITORS:
        count = sum(alarm.monitor == monitor for alarm in state.alarms)
        yield "alarms", (*site, ("monitor", monitor)), count
    for fact in state.certificates:
        end = fact.value.partition("/")[2]
        yield "certificate_expiry_timestamp_seconds", (*site, ("host", fact.subject)), _seconds(end)


def _of_run(run: MeasuredRun, site: Labels) -> Iterator[Reading]:
    totals = run.measures.get("totals", {})
    yield "up", site, run.status != "failed"
    yield "last_run_timestamp_seconds", site, _seconds(run.ended_at)
    yield "last_run_duration_seconds", site, totals.get("milliseconds", 0) / 1000
    for name in ("requests", "bytes", "not_modified"):
        yield f"last_run_{name}", site, totals.get(name, 0)
    kinds = {key.partition(": ")[0] for key in run.outcomes} | {"article", "failed"}
    for kind in sorted(kinds):
        count = sum(pages for key, pages in run.outcomes.items() if key.startswith(f"{kind}: "))
        yield "last_run_pages", (*site, ("outcome", kind)), count
    for change in ("new", "changed", "unchanged", "gone"):
        yield "last_run_articles", (*site, ("change", change)), getattr(run, f"articles_{change}")
    for field in (READABLE, *FIELDS):
        counts = run.measures.get("fields", {}).get(field, {})
        if total := sum(counts.values()):
            yield "last_run_field_ratio", (*site, ("field", field)), 1 - counts.get("", 0) / total


def _labels(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _value(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))


def _seconds(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp()
