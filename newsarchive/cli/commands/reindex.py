"""`newsarchive reindex`: build the search index anew."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  newsarchive reindex
  newsarchive --archive ~/news reindex

Nothing but the index is touched. Stopped half-way, it goes on at the next call; a crawl must not be running.
"""


@click.command("reindex", epilog=EXAMPLES)
@click.pass_obj
def command(archive: str) -> None:
    """Build the search index anew, after it was damaged or its rules changed."""
    from newsarchive.archive.reader import open_archive
    from newsarchive.archive.reindex import reindex
    from newsarchive.cli.indexing import indexing
    from newsarchive.cli.printing import err

    # A reader refuses what is no archive: building an index must not create one.
    open_archive(archive).close()
    with indexing() as progress:
        count = reindex(Path(archive), progress)
    err().print(f"{count:,} articles indexed")
