"""`newsarchive run`: crawl every site that is due, several side by side; once, or staying to do so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.schedule.due import Plan

EXAMPLES = """\b
Examples:
  newsarchive run                      crawl what is due now, for a timer to call
  newsarchive run --dry-run            what would be crawled, and why
  newsarchive run --site daily --force
  newsarchive run --watch              stay, and crawl each site when it gets due

A site is due when its file (`newsarchive sites`) says `every = "30m"` and its last run began that long ago;
a run that was cut short goes on first. The exit status is that of the site that ended worst.
"""


@click.command("run", epilog=EXAMPLES)
@click.option("--site", "keys", metavar="KEY", multiple=True, help="Only this site; may be repeated.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    help="Sites crawled at the same time.  [default: 4 for each processor core]",
)
@click.option("--force", is_flag=True, help="Crawl the sites whether they are due or not.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be crawled, and why.")
@click.option("--watch", is_flag=True, help="Stay and crawl what gets due, until SIGTERM or Ctrl-C.")
@click.option("--quiet", is_flag=True, help="No progress; only what went wrong is told.")
@options.as_json
@click.pass_obj
def command(
    archive: str,
    /,
    keys: tuple[str, ...],
    jobs: int | None,
    force: bool,
    dry_run: bool,
    watch: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Crawl every site that is due, several at a time."""
    from newsarchive.cli.running import Run

    if watch and (force or dry_run):
        raise click.UsageError("--watch cannot be combined with --force or --dry-run")
    run = Run(Path(archive), keys, jobs=jobs, quiet=quiet, as_json=as_json)
    if dry_run:
        return _show(run.plans(force=force), run.broken(), as_json=as_json)
    return run.stay() if watch else run.once(force=force)


def _show(plans: list[Plan], broken: int, *, as_json: bool) -> int:
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(plan.to_dict() for plan in plans)
    else:
        from newsarchive.cli.views.plans import print_plans

        print_plans(plans)
    return 1 if broken else 0
