"""Search hits as people read them: title, where and when, and the snippet with the words lit up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import clean, err, one_line, out
from newsarchive.cli.views.article import shown_date
from newsarchive.cli.views.invocation import invocation
from newsarchive.cli.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.records import SearchHit

HIT = "bold yellow"
TEXT_WIDTH = 96


def print_hits(hits: Sequence[SearchHit], query: str, total: int, archive: str) -> None:
    """Print the hits; how many there are and how to read one is told on standard error."""
    console = out()
    for hit in hits:
        console.print(Text.assemble((f"{hit.id:>6}  ", "dim"), (one_line(hit.title), "bold")), soft_wrap=True)
        where = " · ".join(part for part in (shown_date(hit.published), hit.category, hit.site) if part)
        console.print(Text(f"        {one_line(where)}", "cyan"), soft_wrap=True)
        for line in highlighted(hit.snippet, min(console.width, TEXT_WIDTH) - 8):
            console.print(Text("        ") + line, soft_wrap=True)
        console.print()
    if not hits:
        err().print(f"Nothing found for {clean(query)}")
        return
    err().print(f"{len(hits)} of {total} articles. Read one: {invocation(archive)} show {hits[0].id}")


def highlighted(snippet: str, width: int) -> list[Text]:
    """The snippet in lines of at most ``width`` cells, its ``**hits**`` in colour."""
    pieces = one_line(snippet).split("**")
    plain = "".join(pieces)
    text = Text()
    for number, piece in enumerate(pieces):
        text.append(piece, HIT if number % 2 else None)
    lines: list[Text] = []
    at = 0
    for line in wrap(plain, width):
        start = plain.index(line, at)
        at = start + len(line)
        lines.append(text[start:at])
    return lines
