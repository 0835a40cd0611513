"""`newsarchive runs`: the crawls of this archive, and what one of them read, missed and found slow."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.archive.monitoring.records import MeasuredRun
    from newsarchive.archive.reader import Reader

EXAMPLES = """\b
Examples:
  newsarchive runs
  newsarchive runs --site news.example --limit 5 --json
  newsarchive runs show
  newsarchive runs show 12 --html run.html
"""
SHOW_EXAMPLES = """\b
Examples:
  newsarchive runs show
  newsarchive runs show 12
  newsarchive runs show 12 --json
  newsarchive runs show --site news.example --html run.html

Without a number it is the last crawl. The page of --html is one file that needs no network; it compares the
run with the site's last thirty.
"""
COMPARED = 31


@click.group("runs", epilog=EXAMPLES, invoke_without_command=True)
@options.site
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many runs.")
@options.as_json
@click.pass_context
def command(context: click.Context, site: str | None, limit: int, as_json: bool) -> None:
    """List the crawls of this archive, or show one: what it read, missed, and what was slow."""
    if context.invoked_subcommand is not None:
        return
    from newsarchive.archive.reader import open_archive

    with open_archive(context.obj) as reader:
        runs = list(islice(reader.runs(site=site), limit))
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(run.to_dict() for run in runs)
    else:
        from newsarchive.cli.views.runs import print_runs

        print_runs(runs)


@command.command("show", epilog=SHOW_EXAMPLES)
@click.argument("number", metavar="[N]", type=click.IntRange(1), required=False)
@options.site
@options.as_json
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the run as a page into FILE.",
)
@click.pass_obj
def show(archive: str, number: int | None, site: str | None, as_json: bool, page: str | None) -> None:
    """Show one crawl: fields, lists, errors, completeness, slowest pages, alarms."""
    from newsarchive.archive.reader import open_archive
    from newsarchive.monitor.summary import summarise

    with open_archive(archive) as reader:
        run = _chosen(reader, number, site)
        alarms = list(reader.monitoring.alarms(run.site))
        runs = reader.monitoring.runs_until(run, COMPARED)
    if page:
        from newsarchive import __version__
        from newsarchive.monitor.page import run_page

        Path(page).write_text(run_page(runs, alarms, __version__), encoding="utf-8")
        click.echo(f"{page}: run {run.run} of {run.site}", err=True)
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines([summarise(run, alarms).to_dict()])
    elif not page:
        from newsarchive.cli.views.run import print_run

        print_run(summarise(run, alarms))


def _chosen(reader: Reader, number: int | None, site: str | None) -> MeasuredRun:
    """The run that was asked for, or the last one. Raises `NotFound`."""
    from newsarchive.errors import NotFound

    if number is not None:
        return reader.monitoring.run(number)
    reader.check_site(site)
    ended = [state.last for state in reader.monitoring.states(site) if state.last]
    if not ended:
        raise NotFound("no crawl has ended yet; `newsarchive runs` lists what is there")
    return max(ended, key=lambda run: run.run)
