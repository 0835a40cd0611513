"""How a site reads today against what is archived, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import one_line, out

if TYPE_CHECKING:
    from newsarchive.survey.check import FieldCheck, SiteCheck

COLOURS = {"same": "green", "edited": "yellow", "other": "red", "lost": "bold red"}
LONGEST = 60


def print_check(found: SiteCheck) -> None:
    """Print the verdict, the fields, and what could not be read."""
    console = out()
    words = ("reads as archived", "bold green") if found.is_well else ("reads otherwise", "bold red")
    gone = f", {found.gone} removed by the site" if found.gone else ""
    console.print(Text.assemble((f"{found.site} ", "bold"), words, f" ({found.read} articles read{gone})"))
    table = Table(box=None, show_header=False, pad_edge=False)
    for one in found.fields.values():
        table.add_row(f"  {one.name}", Text(str(one.verdict), COLOURS[one.verdict]), Text(_counts(one)))
        if one.example is not None:
            url, archived, read = one.example
            table.add_row("", "", Text(one_line(url)))
            table.add_row("", "archived", Text(_short(archived)))
            table.add_row("", "now", Text(_short(read) or "nothing"))
    console.print(table)
    for url, why in found.failures:
        line = why if url in why else f"{url}: {why}"
        console.print(Text(f"  {one_line(line)}", "red"), soft_wrap=True)


def _counts(one: FieldCheck) -> str:
    total = one.same + one.other + one.lost
    return f"{one.same} of {total}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
