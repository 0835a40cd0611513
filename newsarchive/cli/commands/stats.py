"""`newsarchive stats`: what the archive holds, as counts and a small chart."""

from __future__ import annotations

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive stats
  newsarchive stats --site news.example --days 7 --json
"""


@click.command("stats", epilog=EXAMPLES)
@options.site
@click.option("--days", type=click.IntRange(1), default=30, show_default=True, help="Days of the chart.")
@options.as_json
@click.pass_obj
def command(archive: str, site: str | None, days: int, as_json: bool) -> None:
    """Count what the archive holds."""
    from newsarchive.archive.reader import open_archive

    with open_archive(archive) as reader:
        stats = reader.stats(site=site, days=days)
        latest = next(iter(reader.runs(site=site)), None)
    outcomes = dict(latest.outcomes) if latest else {}
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines([stats.to_dict() | {"last_run": outcomes}])
    else:
        from newsarchive.cli.views.stats import print_stats

        print_stats(stats, outcomes)
