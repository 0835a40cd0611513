"""`newsarchive runs`: the crawls of this archive, newest first, and how each ended."""

from __future__ import annotations

from itertools import islice

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive runs
  newsarchive runs --site news.example --limit 5 --json
"""


@click.command("runs", epilog=EXAMPLES)
@options.site
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many runs.")
@options.as_json
@click.pass_obj
def command(archive: str, site: str | None, limit: int, as_json: bool) -> None:
    """List the crawls of this archive."""
    from newsarchive.archive.reader import open_archive

    with open_archive(archive) as reader:
        runs = list(islice(reader.runs(site=site), limit))
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(run.to_dict() for run in runs)
    else:
        from newsarchive.cli.views.runs import print_runs

        print_runs(runs)
