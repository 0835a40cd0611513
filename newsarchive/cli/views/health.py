"""The sites' health as people read it: a line a site, then each alarm with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.article import shown_date
from newsarchive.monitor.advice import advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from newsarchive.archive.monitoring.records import AlarmRecord, SiteState


def print_health(states: Sequence[SiteState]) -> None:
    """Print the table, then the alarms."""
    if not states:
        err().print("No site has been crawled yet.")
        return
    console = out()
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("", "site", "last crawl", "ended", "new", "failed", "articles", "alarms"):
        numeric = name in {"new", "failed", "articles", "alarms"}
        table.add_column(name, justify="right" if numeric else "left", no_wrap=True)
    for state in states:
        table.add_row(*_row(state))
    console.print(table)
    for state in states:
        for alarm in state.alarms:
            _print_alarm(console, alarm)


def _row(state: SiteState) -> tuple[str | Text, ...]:
    mark = Text("✓", "green") if state.is_fine else Text("✗", "bold red")
    run = state.last
    if run is None:
        return mark, Text(one_line(state.site)), "-", "-", "-", "-", f"{sum(state.articles.values()):,}", "-"
    return (
        mark,
        Text(one_line(state.site), "bold"),
        shown_date(run.ended_at),
        run.ended or run.status,
        f"{run.articles_new:,}",
        f"{run.failed:,}",
        f"{sum(state.articles.values()):,}",
        str(len(state.alarms) or "-"),
    )


def _print_alarm(console: Console, alarm: AlarmRecord) -> None:
    head = Text.assemble(("\n✗ ", "bold red"), (one_line(alarm.site), "bold"), f"  {one_line(alarm.message)}")
    console.print(head, soft_wrap=True)
    since = f"since {shown_date(alarm.began_at)} (run {alarm.began_run}), last seen by run {alarm.last_run}"
    lines = {"since": since, "rule": alarm.rule, "page": alarm.example_url, "to do": advice(alarm)}
    for name, text in lines.items():
        if text:
            words = since.removeprefix("since ") if name == "since" else text
            console.print(Text(f"  {name:<6} {one_line(words)}"), soft_wrap=True)
