"""Hot lists as people read them: a table by rank, what moved, and one entry's rank over time."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.article import shown_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.records import HotMove, HotPoint, HotRecord

BARS = "▁▂▃▄▅▆▇█"
ARROWS = {"new": ("new", "bold green"), "gone": ("gone", "red"), "same": ("=", "dim")}


def print_lists(rows: Sequence[HotRecord], at: str | None = None) -> None:
    """Print each list of each site as a table; ``at`` is the moment that was asked for, None for now."""
    if not rows:
        err().print(f"No hot list was observed until {at}." if at else "No hot list was observed yet.")
    console = out()
    for (site, name, when), lines in groupby(rows, lambda row: (row.site, row.list, row.observed_at)):
        _print_heading(site, name, when)
        table = _table("rank", "title", "author", "date", "article")
        for row in lines:
            number = str(row.article_id) if row.article_id else ""
            table.add_row(
                str(row.rank),
                Text(one_line(row.title)),
                Text(one_line(row.author or "")),
                Text(one_line(row.date or "")),
                number,
            )
        console.print(table)


def print_moves(rows: Sequence[HotMove]) -> None:
    """Print what moved between the last two observations of each list."""
    if not rows:
        err().print("No hot list was observed yet.")
    console = out()
    for (site, name, when), lines in groupby(rows, lambda row: (row.site, row.list, row.observed_at)):
        _print_heading(site, name, when)
        table = _table("rank", "move", "title", "article")
        for row in lines:
            rank = str(row.rank) if row.rank else f"({row.previous_rank})"
            article = str(row.article_id) if row.article_id else ""
            table.add_row(rank, _arrow(row), Text(one_line(row.title)), article)
        console.print(table)


def print_history(points: Sequence[HotPoint]) -> None:
    """Print an entry's rank at each observation, with a line that draws it."""
    if not points:
        err().print("This address was never in a hot list.")
    console = out()
    for (site, name), group in groupby(points, lambda point: (point.site, point.list)):
        seen = list(group)
        console.print(Text(one_line(f"{name} · {site}"), "bold"))
        console.print(Text(one_line(seen[-1].title)))
        console.print(Text(sparkline([point.rank for point in seen]), "yellow"), soft_wrap=True)
        for point in seen:
            rank = str(point.rank) if point.rank else "-"
            console.print(Text(f"{shown_date(point.observed_at)}  {rank:>3}"))


def sparkline(ranks: Sequence[int | None]) -> str:
    """One character an observation: the higher the bar the better the rank, a blank where it was absent."""
    known = [rank for rank in ranks if rank is not None]
    if not known:
        return ""
    best, worst = min(known), max(known)
    steps = len(BARS) - 1

    def bar(rank: int | None) -> str:
        if rank is None:
            return " "
        return BARS[steps if best == worst else round((worst - rank) * steps / (worst - best))]

    return "".join(map(bar, ranks))


def _arrow(row: HotMove) -> Text:
    if row.move in ARROWS:
        return Text(*ARROWS[row.move])
    distance = abs((row.previous_rank or 0) - (row.rank or 0))
    return Text(f"▲ {distance}", "green") if row.move == "up" else Text(f"▼ {distance}", "red")


def _print_heading(site: str, name: str, when: str) -> None:
    console = out()
    console.print(
        Text.assemble((one_line(name), "bold"), (f"  {one_line(site)} · {shown_date(when)} UTC", "cyan"))
    )


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in names:
        if name == "title":
            table.add_column(name, overflow="ellipsis", no_wrap=True, ratio=1)
        else:
            table.add_column(name, justify="right" if name in {"rank", "article"} else "left", no_wrap=True)
    return table
