"""`newsarchive health`: how each site is, for a person, a script or Prometheus."""

from __future__ import annotations

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive health
  newsarchive health --site news.example --json
  newsarchive health --prometheus > /var/lib/node_exporter/newsarchive.prom

Exit status: 0 all is well; 2 an alarm is open, or the last crawl of a site failed. With --prometheus it is
0 whenever the metrics could be written.
"""
NOT_WELL = 2


@click.command("health", epilog=EXAMPLES)
@options.site
@options.as_json
@click.option("--prometheus", is_flag=True, help="Print metrics in Prometheus' text format.")
@click.pass_obj
def command(archive: str, site: str | None, as_json: bool, prometheus: bool) -> int:
    """Tell how each site is: its last crawl, its alarms, and what to do."""
    from newsarchive.archive.reader import open_archive

    if as_json and prometheus:
        raise click.UsageError("--json and --prometheus cannot both be printed")
    with open_archive(archive) as reader:
        reader.check_site(site)
        states = reader.monitoring.states(site)
    if prometheus:
        from newsarchive import __version__
        from newsarchive.monitor.exposition import exposition

        click.echo(exposition(states, __version__), nl=False)
        return 0
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(state.to_dict() for state in states)
    else:
        from newsarchive.cli.views.health import print_health

        print_health(states)
    return 0 if all(state.is_fine for state in states) else NOT_WELL
