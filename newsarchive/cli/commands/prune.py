"""`newsarchive prune`: take old captures away, under a stated policy."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive prune --keep-captures 1y --keep-errors 30d --dry-run
  newsarchive prune --keep-errors 12w --site news.example

Times are 30d, 12w, 6m or 1y (a month counts 30 days, a year 365). Error pages (status 400 and up) go with
the captures when --keep-errors is left away; alone it takes only them. Whatever its age, of every address the
newest good answer stays, the further pages of an article with it. Articles and their texts are never touched.
The file keeps its size: what is freed is used again. Exit status: 0 done, 3 while a crawl is running.
"""

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_AGE = re.compile(r"([0-9]{1,5})([dwmy])")


def age(context: click.Context, parameter: click.Parameter, value: str | None) -> timedelta | None:
    """The length of time that ``12w`` means."""
    if value is None:
        return None
    match = _AGE.fullmatch(value.strip().lower())
    if match is None:
        told = f"{value!r} is no length of time; write it like 30d, 12w, 6m or 1y"
        raise click.BadParameter(told, context, parameter)
    length = timedelta(days=int(match[1]) * _DAYS[match[2]])
    if length > datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC):
        raise click.BadParameter(f"{value!r} is longer ago than any capture", context, parameter)
    return length


@click.command("prune", epilog=EXAMPLES)
@click.option("--keep-captures", metavar="AGE", callback=age, help="Keep captures that are no older.")
@click.option("--keep-errors", metavar="AGE", callback=age, help="Keep error pages that are no older.")
@options.site
@click.option("--dry-run", is_flag=True, help="Tell what would be freed and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object.")
@click.pass_obj
def command(
    archive: str,
    keep_captures: timedelta | None,
    keep_errors: timedelta | None,
    site: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Free space: take away captures and error pages past an age, never an address's last good one."""
    from dataclasses import asdict

    from newsarchive.archive.captures.prune import prune
    from newsarchive.cli.printing import err, out, print_json_lines

    with err().status("choosing", spinner="line") as status:

        def progress(done: int, whole: int) -> None:
            status.update(f"{done:,} of {whole:,} rows")

        pruned = prune(
            Path(archive), keep_captures=keep_captures, keep_errors=keep_errors, site=site, dry_run=dry_run,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json_lines([asdict(pruned) | {"dry_run": dry_run}])
        return
    went = "would go" if dry_run else "taken away"
    out().print(
        f"{pruned.captures:,} captures and {pruned.errors:,} error pages {went},"
        f" with them {pruned.payloads:,} stored bodies: {pruned.bytes / 1e6:,.1f} MB",
        soft_wrap=True,
    )
