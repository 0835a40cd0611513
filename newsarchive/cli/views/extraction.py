"""One page's record as people read it, with the lists on it and, when asked, where each field came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from newsarchive.cli.printing import one_line, out
from newsarchive.cli.views.article import print_article

if TYPE_CHECKING:
    from newsarchive.model import Extraction, HotList

SHOWN_CHARACTERS = 80


def print_extraction(extraction: Extraction) -> None:
    """Print the article, then what else the page holds."""
    console = out()
    if extraction.kind != "article":
        words = f"This page is no article but: {extraction.kind} ({extraction.score:.0%} sure)"
        console.print(Text(words, "yellow"))
    print_article(extraction.to_dict())
    for hot_list in extraction.hot_lists:
        _print_hot_list(hot_list)
    if extraction.navigation:
        console.print()
        names = "  ".join(one_line(category.name) for category in extraction.navigation)
        console.print(Text.assemble(("Sections: ", "bold"), names), soft_wrap=True)
    if extraction.candidates or extraction.removed:
        _print_explanation(extraction)


def _print_hot_list(hot_list: HotList) -> None:
    console = out()
    console.print()
    console.print(Text(one_line(hot_list.name), "bold"))
    for entry in hot_list.entries:
        details = " · ".join(one_line(part) for part in (entry.author, entry.date) if part)
        line = Text.assemble(f"{entry.rank:>4}  {one_line(entry.title)}", (f"  {details}", "dim"))
        console.print(line, soft_wrap=True)


def _print_explanation(extraction: Extraction) -> None:
    console = out()
    table = Table(box=None, header_style="dim", pad_edge=False)
    for name in ("field", "source", "value"):
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    for candidate in extraction.candidates:
        table.add_row(candidate.field, candidate.source, Text(_short(candidate.value)))
    console.print()
    console.print(Text("What each source offered; the first of a field was taken", "bold"))
    console.print(table)
    console.print()
    console.print(Text("What was left out, and why", "bold"))
    for removal in extraction.removed:
        console.print(Text.assemble((f"{removal.reason:<20}  ", "dim"), _short(removal.text)), soft_wrap=True)


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
