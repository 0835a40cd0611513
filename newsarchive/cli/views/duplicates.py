"""Clusters of near-identical articles as people read them: who was first, and who repeated it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import err, one_line, out
from newsarchive.cli.views.article import shown_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.archive.records import DuplicateCluster, DuplicateCopy


def print_duplicates(clusters: Iterable[DuplicateCluster]) -> None:
    """Print each cluster: the first publication, then its repeats by time."""
    console = out()
    count = 0
    for cluster in clusters:
        count += 1
        console.print(Text(one_line(cluster.original.title), "bold"), soft_wrap=True)
        console.print(_line("first", cluster.original), soft_wrap=True)
        for copy in cluster.copies:
            console.print(_line("again", copy), soft_wrap=True)
        console.print()
    err().print(f"{count} stories were published more than once." if count else "No article repeats another.")


def _line(word: str, copy: DuplicateCopy) -> Text:
    who = "、".join(copy.authors) or copy.source or ""
    when = shown_date(copy.published or copy.first_seen)
    words = one_line(f"{when:<16}  {who}  {copy.url}")
    return Text.assemble((f"  {word}  {copy.id:>6}  ", "dim"), words)
