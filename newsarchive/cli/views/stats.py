"""The archive's counts as people read them: totals, a bar a day, sections and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import one_line, out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.archive.records import Stats

BAR_WIDTH = 40
MOST_ROWS = 20
EIGHTHS = "▏▎▍▌▋▊▉█"


def print_stats(stats: Stats, outcomes: Mapping[str, int]) -> None:
    """Print totals and the charts; ``outcomes`` counts the last run's pages by how they ended."""
    console = out()
    console.print(_totals(stats))
    _print_chart("Articles per day", stats.per_day)
    _print_chart("Sections", stats.per_category)
    if len(stats.per_site) > 1:
        _print_chart("Sites", stats.per_site)
    _print_chart("Pages of the last run", outcomes)


def _totals(stats: Stats) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    for count, words in (
        (f"{stats.articles:,}", f"articles ({stats.live:,} on line, {stats.gone:,} gone)"),
        (f"{stats.revisions:,}", "later changes of a title or text"),
        (f"{stats.duplicates:,}", "repeats of another article"),
        (f"{stats.images:,}", "pictures"),
        (f"{stats.authors:,}", "writers"),
        (f"{stats.hot_observations:,}", "hot lists observed"),
        (f"{stats.runs:,}", "runs"),
        (_size(stats.database_bytes), "on disk"),
    ):
        table.add_row(count, words)
    return table


def _print_chart(title: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    console = out()
    most = max(counts.values())
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    for name, count in list(counts.items())[:MOST_ROWS]:
        table.add_row(Text(one_line(name)), f"{count:,}", Text(bar(count, most), "yellow"))
    console.print()
    console.print(Text(title, "bold"))
    console.print(table)
    if len(counts) > MOST_ROWS:
        console.print(Text(f"and {len(counts) - MOST_ROWS} more", "dim"))


def bar(count: int, most: int) -> str:
    """A bar of eighths of a cell; anything above nothing is seen."""
    eighths = max(1, round(count * BAR_WIDTH * 8 / most)) if count else 0
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[rest - 1] if rest else "")


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"
