"""What a scheduled run would do, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import one_line, out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.schedule.due import Plan

WORDS = {"due": "crawl now", "waits": "not yet", "busy": "busy", "unscheduled": "not by itself"}
COLOURS = {"due": "green", "busy": "yellow"}


def print_plans(plans: Sequence[Plan]) -> None:
    """Print a table of what would be done, in the order in which it would be."""
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("site", "what", "due (UTC)", "why"):
        table.add_column(name, no_wrap=name != "why")
    for plan in plans:
        table.add_row(
            Text(one_line(plan.site), "bold"),
            Text(WORDS[plan.verdict], COLOURS.get(plan.verdict, "")),
            f"{plan.due_at:%Y-%m-%d %H:%M}" if plan.due_at else "-",
            Text(one_line(plan.reason)),
        )
    out().print(table)
