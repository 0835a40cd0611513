"""Sites as people read them: their key for `crawl`, where their profile comes from and what is archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import err, one_line, out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def print_sites(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a table of sites."""
    if not rows:
        err().print("No site is known yet: `newsarchive crawl URL` finds everything by itself.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("site", "name", "profile", "articles", "hosts"):
        table.add_column(name, justify="right" if name == "articles" else "left", no_wrap=True)
    for row in rows:
        table.add_row(
            Text(one_line(row["site"]), "bold"),
            Text(one_line(row["name"])),
            "bundled" if row["profile"] else "-",
            f"{row['articles']:,}",
            Text(one_line(" ".join(row["hosts"]))),
        )
    out().print(table)
