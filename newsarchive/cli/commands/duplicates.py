"""`newsarchive duplicates`: near-identical articles, with the one that was published first."""

from __future__ import annotations

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive duplicates
  newsarchive duplicates --site news.example --json
"""


@click.command("duplicates", epilog=EXAMPLES)
@options.site
@options.as_json
@click.pass_obj
def command(archive: str, site: str | None, as_json: bool) -> None:
    """List articles that were published more than once."""
    from newsarchive.archive.reader import open_archive

    with open_archive(archive) as reader:
        clusters = reader.duplicates(site=site)
        if as_json:
            from newsarchive.cli.printing import print_json_lines

            print_json_lines(cluster.to_dict() for cluster in clusters)
        else:
            from newsarchive.cli.views.duplicates import print_duplicates

            print_duplicates(clusters)
