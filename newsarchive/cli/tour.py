"""What `newsarchive demo` shows after its crawl: a search, an article, the hot list, and what to try next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import out
from newsarchive.cli.views.invocation import invocation

if TYPE_CHECKING:
    from newsarchive.archive.reader import Reader

HITS = 3
HOT_ENTRIES = 10


def show_around(archive: str, query: str) -> None:
    """Print the three views with the commands that give them, and three commands to try."""
    from newsarchive.archive.reader import open_archive

    program = invocation(archive)
    with open_archive(archive) as reader:
        found = _show_search(reader, program, query, archive)
        _show_article(reader, program, found)
        _show_hot_list(reader, program)
    console = out()
    console.print(Text("\nTry next", "bold"))
    for line in ("search 電池 --sort relevance", "stats", "export articles --category 科技 --format csv"):
        console.print(Text(f"  {program} {line}"), soft_wrap=True)


def _show_search(reader: Reader, program: str, query: str, archive: str) -> int | None:
    from newsarchive.cli.views.hits import print_hits

    _heading(f"{program} search {query} --limit {HITS}")
    hits = reader.search(query, limit=HITS)
    print_hits(hits, query, reader.count(query), archive)
    illustrated = (hit.id for hit in hits if reader.article(hit.id).images)
    return next(illustrated, hits[0].id if hits else None)


def _show_article(reader: Reader, program: str, article: int | None) -> None:
    from newsarchive.cli.views.article import print_article

    if article is None:
        return
    _heading(f"{program} show {article}")
    print_article(reader.article(article).to_dict())


def _show_hot_list(reader: Reader, program: str) -> None:
    from newsarchive.cli.views.hot import print_lists

    _heading(f"{program} hot | head -{HOT_ENTRIES + 2}")
    print_lists(reader.hot_list()[:HOT_ENTRIES])


def _heading(command: str) -> None:
    out().print(Text.assemble(("\n$ ", "bold green"), (f"{command}\n", "bold")), soft_wrap=True)
    sys.stdout.flush()
