"""One run as a person reads it in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import one_line, out
from newsarchive.cli.views.article import shown_date
from newsarchive.cli.views.report import ENDINGS, SOURCES
from newsarchive.monitor.verdict import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.monitor.summary import Summary

MOST_LISTS = 20


def print_run(summary: Summary) -> None:
    """Print how the run ended, its counts, and a table for each thing that was measured."""
    console = out()
    run = summary.run
    words, style = ENDINGS.get(run.ended or run.status, (run.status, "bold"))
    head = Text.assemble((f"Run {run.run} of {one_line(run.site)} ", "bold"), (words, style))
    console.print(head, soft_wrap=True)
    for line in _lines(summary):
        console.print(Text(f"  {line}"), soft_wrap=True)
    _section("Alarms", ((alarm.monitor, alarm.message) for alarm in summary.alarms), "ll")
    _section("What articles have", _fields(summary), "lrrl")
    _section("Errors", ((row.cause, f"{row.pages:,}", row.example_url) for row in summary.failures), "lrl")
    _section("Completeness", _completeness(summary), "lrl")
    _section("Hot lists", ((row.name, f"{row.entries:,}", row.url) for row in summary.hot_lists), "lrl")
    lists = summary.lists[:MOST_LISTS]
    _section("Articles linked by lists", ((row.kind, f"{row.entries:,}", row.url) for row in lists), "lrl")
    _section("Slowest answers", ((f"{time:,} ms", url) for time, url in summary.slowest), "rl")
    others = (row for row in summary.causes if row not in summary.failures)
    _section("Other pages", ((row.cause, f"{row.pages:,}", row.example_url) for row in others), "lrl")


def _lines(summary: Summary) -> Iterator[str]:
    run, totals = summary.run, summary.totals
    yield f"{shown_date(run.started_at)} to {shown_date(run.ended_at)} UTC, {summary.seconds:,.1f} s at work"
    if run.message:
        yield one_line(run.message)
    yield (
        f"articles: {run.articles_new:,} new, {run.articles_changed:,} changed,"
        f" {run.articles_unchanged:,} unchanged, {run.articles_gone:,} gone"
    )
    yield (
        f"pages: {run.pages:,} with {totals.get('requests', 0):,} requests,"
        f" {totals.get('not_modified', 0):,} not modified, {totals.get('bytes', 0) / 1e6:,.1f} MB,"
        f" {run.failed:,} failed"
    )
    latency, length = summary.latency(0.5), summary.length(0.5)
    if latency is not None:
        yield f"answers: half within {latency:,} ms, nine of ten within {summary.latency(0.9):,} ms"
    if length is not None:
        yield f"texts: half have up to {length:,} characters"


def _fields(summary: Summary) -> Iterator[tuple[str, ...]]:
    for row in summary.fields:
        sources = ", ".join(f"{name} {count:,}" for name, count in list(row.sources.items())[:3])
        without = f"  not {row.example_url}" if row.example_url else ""
        name = "readable" if row.field == "article" else row.field
        yield name, percent(row.share), f"{row.found:,} of {row.asked:,}", sources + without


def _completeness(summary: Summary) -> Iterator[tuple[str, ...]]:
    for part in summary.run.completeness:
        seen, stored, gone = part["seen"], part["stored"], part["gone"]
        missing = f"{seen - stored - gone:,} missing" if seen > stored + gone else ""
        yield SOURCES.get(part["source"], part["source"]), f"{stored:,} of {seen:,}", missing


def _section(title: str, rows: Iterable[tuple[str, ...]], sides: str) -> None:
    """A small table under a heading; nothing where there are no rows."""
    rows = list(rows)
    if not rows:
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for number, side in enumerate(sides):
        table.add_column(justify="right" if side == "r" else "left", no_wrap=number < len(sides) - 1)
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    out().print(Text(f"\n{title}", "bold"))
    out().print(table)
