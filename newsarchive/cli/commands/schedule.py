"""`newsarchive schedule`: let the machine's own timer call `newsarchive run`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  newsarchive schedule install                 every 15 minutes, crawl what is due
  newsarchive --archive ~/news schedule install --every 1h
  newsarchive schedule install --kind cron --print
  newsarchive schedule show
  newsarchive schedule remove

How often a site is crawled stands in its own file (`every = "30m"`, see `newsarchive sites`); the timer only
has to look often enough. It is systemd's where you have one, else launchd's, else cron's.
"""


@click.group("schedule", epilog=EXAMPLES)
def command() -> None:
    """Crawl on time: a systemd timer, launchd agent or crontab line that calls `newsarchive run`."""


def _duration(context: click.Context, parameter: click.Parameter, value: str) -> timedelta:
    from newsarchive.sitefiles.durations import parse_duration

    try:
        return parse_duration(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


INSTALL_EXAMPLES = """\b
Examples:
  newsarchive schedule install
  newsarchive --archive ~/news schedule install --every 30m --jitter 5m
  newsarchive schedule install --kind cron --print
"""


@command.command("install", epilog=INSTALL_EXAMPLES)
@click.option(
    "--every", default="15m", show_default=True, callback=_duration, metavar="TIME", help="How often to look."
)
@click.option(
    "--jitter",
    default="1m",
    show_default=True,
    callback=_duration,
    metavar="TIME",
    help="Wait a random part of this before each run.",
)
@click.option(
    "--kind", type=click.Choice(["systemd", "launchd", "cron"]), help="Which timer.  [default: what is here]"
)
@click.option("--print", "only_print", is_flag=True, help="Print what would be installed; change nothing.")
@click.pass_obj
def install(archive: str, every: timedelta, jitter: timedelta, kind: str | None, only_print: bool) -> None:
    """Install the timer for this archive, or bring it up to date."""
    from newsarchive.cli.printing import clean, err
    from newsarchive.errors import UsageError
    from newsarchive.timers import kinds
    from newsarchive.timers.job import Job

    if not timedelta(minutes=1) <= every <= timedelta(days=1):
        raise UsageError("--every must lie between 1m and 1d")
    job = Job.of(Path(archive), every, jitter)
    chosen = kind or kinds.kind_here()
    if only_print:
        click.echo(kinds.text_of(chosen, job), nl=False)
        return
    if not job.archive.is_dir():
        raise UsageError(f"{job.archive}: there is no such folder; make the archive first")
    for told in kinds.install(chosen, job):
        err().print(clean(told), soft_wrap=True)


SHOW_EXAMPLES = """\b
Examples:
  newsarchive schedule show
  newsarchive --archive ~/news schedule show
"""


@command.command("show", epilog=SHOW_EXAMPLES)
@click.pass_obj
def show(archive: str) -> None:
    """Show the timer of this archive, and when it runs next; exit 2 when there is none."""
    from newsarchive.errors import NotFound
    from newsarchive.timers import kinds
    from newsarchive.timers.job import job_name

    found = kinds.installed(job_name(Path(archive)))
    if not found:
        raise NotFound(f"{archive}: no timer is installed; `newsarchive schedule install` does it")
    for text in found.values():
        click.echo(text.rstrip("\n"))


REMOVE_EXAMPLES = """\b
Examples:
  newsarchive schedule remove
"""


@command.command("remove", epilog=REMOVE_EXAMPLES)
@click.pass_obj
def remove(archive: str) -> None:
    """Remove the timer of this archive; a crawl that runs goes on to its end."""
    from newsarchive.cli.printing import err
    from newsarchive.timers import kinds
    from newsarchive.timers.job import job_name

    removed = kinds.remove(job_name(Path(archive)))
    err().print(f"removed from {', '.join(removed)}" if removed else "There was no timer for this archive.")
