"""`newsarchive reextract`: stored pages through today's extraction again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.reextract import Report

NOTHING = "(nothing)"
EXAMPLES = """\b
Examples:
  newsarchive reextract --dry-run
  newsarchive reextract --site news.example --since 2026-01-01
  newsarchive reextract --site news.example --profile my-site.toml --dry-run

The site is asked for nothing: each page's newest capture is read anew, on all cores. What differs is
stored as a revision of cause 'rules'; the old text stays. --dry-run only tells. Interrupted, what was
stored stays, and the same command goes on. Exit status: 0 done, 2 when pages could not be read.
"""


@click.command("reextract", epilog=EXAMPLES)
@click.option("--until", metavar="DATE", callback=options.day, help="Published on or before this day.")
@click.option("--since", metavar="DATE", callback=options.day, help="Published on or after this day.")
@click.option("--category", metavar="NAME", help="A section, named as the site names it.")
@options.site
@click.option("--profile", default="", metavar="NAME-OR-FILE", help="A profile in place of the site's own.")
@click.option("--dry-run", is_flag=True, help="Tell what would change and write nothing.")
@click.option("--workers", type=click.IntRange(0, 64), help="Processes; one a core unless said otherwise.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object.")
@click.pass_obj
def command(
    archive: str,
    site: str | None,
    category: str | None,
    since: str | None,
    until: str | None,
    profile: str,
    dry_run: bool,
    workers: int | None,
    as_json: bool,
) -> int:
    """Read stored pages anew with today's rules, and store what differs."""
    from newsarchive.cli.indexing import bring_up_to_date
    from newsarchive.cli.printing import err, print_json_lines
    from newsarchive.reextract import reextract

    if not dry_run:
        bring_up_to_date(Path(archive))

    with err().status("reading", spinner="line") as status:

        def on_progress(done: int, whole: int) -> None:
            status.update(f"{done:,} of {whole:,} pages")

        report = reextract(
            Path(archive), site=site, category=category, since=since, until=until, profile=profile,
            dry_run=dry_run, workers=workers, on_progress=on_progress,
        )  # fmt: skip
    if as_json:
        print_json_lines([report.to_dict()])
    else:
        _print(report, dry_run=dry_run)
    return 2 if report.failed else 0


def _print(report: Report, *, dry_run: bool) -> None:
    from newsarchive.cli.printing import clean, out

    def say(text: str) -> None:
        out().print(clean(text), markup=False, highlight=False, soft_wrap=True)

    would = "would change" if dry_run else "changed"
    say(f"{report.pages:,} pages read, {report.changed:,} {would}, {report.failed:,} could not be read")
    for name, count in sorted(report.fields.items(), key=lambda item: -item[1]):
        say(f"\n{name}: {count:,}")
        for shown in report.examples[name]:
            say(f"  {shown.url}\n    - {shown.stored or NOTHING}\n    + {shown.read or NOTHING}")
    for url, failure in report.failures:
        say(f"\nnot read: {url}\n  {failure}")
