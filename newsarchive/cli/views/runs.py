"""Runs as people read them: one line each, and why pages failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.article import shown_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.records import RunRecord

COLOURS = {"finished": "green", "running": "cyan", "interrupted": "yellow", "failed": "red"}


def print_runs(runs: Sequence[RunRecord]) -> None:
    """Print a table of the runs, newest first."""
    if not runs:
        err().print("No run yet.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    names = ["run", "site", "started", "status", "new", "changed", "unchanged", "gone", "failed"]
    with_images = any(run.report.get("images") for run in runs)
    for name in [*names, "images"] if with_images else names:
        numeric = name not in {"site", "started", "status"}
        table.add_column(name, justify="right" if numeric else "left", no_wrap=True)
    for run in runs:
        table.add_row(
            str(run.run),
            Text(one_line(run.site)),
            shown_date(run.started_at),
            Text(run.status, COLOURS.get(run.status, "")),
            *map(str, (run.articles_new, run.articles_changed, run.articles_unchanged, run.articles_gone)),
            str(failures(run)),
            *([str(images(run))] if with_images else []),
        )
    out().print(table)


def images(run: RunRecord) -> int:
    """How many pictures the run has brought in."""
    counts = run.report.get("images") or {}
    return int(counts.get("stored", 0)) + int(counts.get("known", 0))


def failures(run: RunRecord) -> int:
    """How many pages of the run ended as failed."""
    return sum(count for kind, count in run.outcomes.items() if kind.startswith("failed"))
