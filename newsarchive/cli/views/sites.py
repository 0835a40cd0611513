"""Sites as people read them: their key for `crawl`, how often and when they are crawled, what is archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.article import shown_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def print_sites(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a table of sites."""
    if not rows:
        err().print("No site is known yet: `newsarchive sites add URL` looks at one.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("site", "name", "kind", "every", "last run", "next", "articles", "hosts"):
        table.add_column(name, justify="right" if name == "articles" else "left", no_wrap=True)
    for row in rows:
        status = f" {row['status']}" if row["status"] not in (None, "finished", "limited") else ""
        table.add_row(
            Text(one_line(row["site"]), "bold"),
            Text(one_line(row["name"])),
            _kind(row),
            row["every"] or "-",
            Text((shown_date(row["last_run"]) if row["last_run"] else "-") + status),
            "now" if row["due"] else shown_date(row["next_due"]) if row["next_due"] else "-",
            f"{row['articles']:,}",
            Text(one_line(" ".join(row["hosts"]))),
        )
    out().print(table)


def _kind(row: Mapping[str, Any]) -> Text:
    """Where the site's profile comes from."""
    if row["broken"]:
        return Text("broken file", "red")
    return Text("file" if row["file"] else "bundled" if row["profile"] else "-")
