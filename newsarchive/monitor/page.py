"""A run as one page that needs nothing else: no script, picture or font from anywhere; all of it escaped."""

from __future__ import annotations

from datetime import datetime
from html import escape
from statistics import median
from typing import TYPE_CHECKING, Final

from newsarchive.monitor.advice import advice
from newsarchive.monitor.charts import bars, meter, sparkline
from newsarchive.monitor.measures import UNNAMED
from newsarchive.monitor.style import STYLE
from newsarchive.monitor.summary import histogram, summarise
from newsarchive.monitor.verdict import duration, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from newsarchive.archive.monitoring.records import AlarmRecord, MeasuredRun
    from newsarchive.monitor.summary import CauseRow, FieldRow, ListRow, Summary

_ENDINGS: Final = {"finished": "good", "limited": "good", "interrupted": "warn", "failed": "bad"}
_SOURCES: Final = {"listing": "listings", "feed": "feeds", "sitemap": "sitemaps", "hot": "hot lists"}
_MOST_ROWS: Final = 40
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def run_page(runs: Sequence[MeasuredRun], alarms: Iterable[AlarmRecord], version: str) -> str:
    """The page of the last of ``runs`` (oldest first), with the others of its site to compare it with."""
    summary = summarise(runs[-1], alarms)
    run = summary.run
    title = f"{run.site}: run {run.run}"
    parts = [
        _head(summary),
        _cards(runs),
        _alarms(summary.alarms),
        _fields(summary, runs[:-1]),
        _failures(summary),
        _completeness(summary),
        _charts(summary),
        _lists("Hot lists", "entries", summary.hot_lists),
        _lists("Lists", "articles linked", summary.lists),
        _slowest(summary),
        _causes("How pages ended", summary.causes),
    ]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}"
        f"<footer>newsarchive {escape(version)}</footer></main></body></html>\n"
    )


def _head(summary: Summary) -> str:
    run = summary.run
    ended = run.ended or run.status
    began = datetime.fromisoformat(run.started_at)
    message = f"<p>{escape(run.message)}</p>" if run.message else ""
    took = duration(summary.seconds / 3600) if summary.seconds >= 60 else f"{summary.seconds:.1f} seconds"
    return (
        f'<h1>{escape(run.site)}<span class="badge {_ENDINGS.get(ended, "warn")}">{escape(ended)}</span></h1>'
        f'<p class="soft">Run {run.run} · {began:%d %B %Y, %H:%M} UTC · {took}</p>{message}'
    )


def _cards(runs: Sequence[MeasuredRun]) -> str:
    readings: tuple[tuple[str, Callable[[MeasuredRun], float], str], ...] = (
        ("new articles", lambda run: run.articles_new, "{:,.0f}"),
        ("changed", lambda run: run.articles_changed, "{:,.0f}"),
        ("removed", lambda run: run.articles_gone, "{:,.0f}"),
        ("pages failed", lambda run: run.failed, "{:,.0f}"),
        ("requests", lambda run: _total(run, "requests"), "{:,.0f}"),
        ("not modified", lambda run: _total(run, "not_modified"), "{:,.0f}"),
        ("received", lambda run: _total(run, "bytes") / 1e6, "{:,.1f} MB"),
        ("duration", lambda run: _total(run, "milliseconds") / 1000, "{:,.1f} s"),
    )
    return f'<div class="cards">{"".join(_card(runs, *reading) for reading in readings)}</div>'


def _card(runs: Sequence[MeasuredRun], words: str, read: Callable[[MeasuredRun], float], form: str) -> str:
    values = [read(run) for run in runs]
    usual = ""
    if len(values) > 2:
        usual = f'<span class="usual">usually {form.format(median(values[:-1]))}</span>'
    chart = sparkline(values, f"{words} of the last {len(values)} runs")
    return f'<div class="card"><b>{form.format(values[-1])}</b><span>{words}</span>{usual}{chart}</div>'


def _alarms(alarms: Sequence[AlarmRecord]) -> str:
    if not alarms:
        return ""
    return f"<h2>Alarms</h2>{''.join(map(_alarm, alarms))}"


def _alarm(alarm: AlarmRecord) -> str:
    since = f"{alarm.began_at.replace('T', ' ').removesuffix('Z')} UTC, run {alarm.began_run}"
    rows = {"since": since, "found": alarm.value, "expected": alarm.expected, "rule": alarm.rule}
    told = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows.items() if text)
    if alarm.example_url:
        told += f"<dt>page</dt><dd>{_link(alarm.example_url)}</dd>"
    told += f"<dt>to do</dt><dd>{escape(advice(alarm))}</dd>"
    return f'<div class="alarm"><strong>{escape(alarm.message)}</strong><dl>{told}</dl></div>'


def _fields(summary: Summary, before: Sequence[MeasuredRun]) -> str:
    if not summary.fields:
        return ""
    usual = _usual_shares(before)
    lost = {alarm.subject for alarm in summary.alarms if alarm.monitor == "coverage"}
    rows = "".join(_field(row, usual.get(row.field), is_lost=row.field in lost) for row in summary.fields)
    return (
        "<h2>What articles have</h2>"
        f'<p class="soft">Of the {summary.totals.get("articles", 0):,} articles that this run read. '
        "The mark shows the median of the runs before.</p>"
        + _table(("field", "", "share", "given by", "one without it"), rows)
    )


def _field(row: FieldRow, usual: float | None, *, is_lost: bool) -> str:
    named = [(name, count) for name, count in row.sources.items() if name != UNNAMED]
    sources = " · ".join(f"{escape(name)} {count:,}" for name, count in named[:4])
    name = "readable as an article" if row.field == "article" else row.field
    return (
        f'<tr{" class=lost" if is_lost else ""}><td class="nowrap">{name}</td>'
        f"<td>{meter(row.share, usual)}</td>"
        f'<td class="n">{percent(row.share)}</td><td class="sources">{sources}</td>'
        f'<td class="url">{_link(row.example_url)}</td></tr>'
    )


def _usual_shares(before: Sequence[MeasuredRun]) -> dict[str, float]:
    shares: dict[str, list[float]] = {}
    for run in before:
        for row in summarise(run).fields:
            shares.setdefault(row.field, []).append(row.share)
    return {name: median(values) for name, values in shares.items()}


def _failures(summary: Summary) -> str:
    if not summary.failures:
        return '<h2>Errors</h2><p class="good">No page failed.</p>'
    return _causes("Errors", summary.failures)


def _causes(title: str, causes: Sequence[CauseRow]) -> str:
    rows = "".join(
        f'<tr><td>{escape(row.cause)}</td><td class="n">{row.pages:,}</td>'
        f'<td class="url">{_link(row.example_url)}</td></tr>'
        for row in causes[:_MOST_ROWS]
    )
    return f"<h2>{title}</h2>{_table(('how', 'pages', 'for example'), rows)}" if rows else ""


def _completeness(summary: Summary) -> str:
    rows = ""
    for part in summary.run.completeness:
        seen, stored, gone = part["seen"], part["stored"], part["gone"]
        name = _SOURCES.get(part["source"], "links of articles")
        numbers = "".join(f'<td class="n">{n:,}</td>' for n in (stored, seen, gone, seen - stored - gone))
        rows += f"<tr><td>{name}</td><td>{meter(stored / seen if seen else 0, None)}</td>{numbers}</tr>"
    head = ("found in", "", "archived", "of", "gone or no article", "missing")
    return f"<h2>Completeness</h2>{_table(head, rows)}" if rows else ""


def _charts(summary: Summary) -> str:
    charts = ""
    for name, title, unit, middle in (
        ("latency", "How fast the site answered", "ms", summary.latency(0.5)),
        ("body", "How long the texts are", "characters", summary.length(0.5)),
    ):
        if drawn := bars(histogram(summary.run, name), unit, title):
            charts += (
                f'<div class="chart"><strong>{title}</strong><p class="soft">half within {middle:,} {unit}'
            )
            charts += f"</p>{drawn}</div>"
    return f'<h2>Times and lengths</h2><div class="pair">{charts}</div>' if charts else ""


def _lists(title: str, unit: str, lists: Sequence[ListRow]) -> str:
    rows = "".join(
        f'<tr><td class="url">{escape(row.name) if row.kind == "hot" else _link(row.url)}</td>'
        f'<td class="n">{row.entries:,}</td>'
        f'<td class="url">{_link(row.url) if row.kind == "hot" else escape(row.kind)}</td></tr>'
        for row in lists[:_MOST_ROWS]
    )
    return f"<h2>{title}</h2>{_table(('list', unit, ''), rows)}" if rows else ""


def _slowest(summary: Summary) -> str:
    rows = "".join(
        f'<tr><td class="n">{time:,} ms</td><td class="url">{_link(url)}</td></tr>'
        for time, url in summary.slowest
    )
    return f"<h2>Slowest answers</h2>{_table(('', 'page'), rows)}" if rows else ""


def _table(names: Iterable[str], rows: str) -> str:
    numeric = {
        "share",
        "pages",
        "archived",
        "of",
        "gone or no article",
        "missing",
        "entries",
        "articles linked",
    }
    cells = "".join(f"<th{' class=n' if name in numeric else ''}>{name}</th>" for name in names)
    return f'<div class="scroll"><table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>'


def _link(url: str) -> str:
    """A link where the address is one of the web; what a site calls an address otherwise is only shown."""
    if not url.startswith(("http://", "https://")):
        return escape(url)
    shown = url.partition("://")[2]
    return f'<a href="{escape(url)}" rel="noreferrer noopener nofollow">{escape(shown)}</a>'


def _total(run: MeasuredRun, name: str) -> float:
    return float(run.measures.get("totals", {}).get(name, 0))
