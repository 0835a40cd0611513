"""`newsarchive import`: other crawlers' WARC and WACZ files into the archive."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  newsarchive import crawl-00000.warc.gz crawl-00001.warc.gz
  newsarchive import CC-NEWS-20260401.warc.gz --site portal.example
  newsarchive --archive ~/news import collection.wacz --json

Pages keep their own time of fetching and become runs of their sites. HTML, XML and JSON are kept; other
records are counted. What the archive has already is passed over; an older page never undoes a newer one.
Interrupted, what was stored stays, and the same command goes on.
Exit status: 0 done, 2 when something in the files was damaged (all else is kept).
"""


@click.command("import", epilog=EXAMPLES)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)
)
@click.option("--site", default="", metavar="KEY", help="Take only what a crawl of this site would.")
@click.option("--profile", default="", metavar="NAME-OR-FILE", help="A bundled or own site profile.")
@click.option("--json", "as_json", is_flag=True, help="End with the report as one JSON object.")
@click.pass_obj
def command(archive: str, files: tuple[Path, ...], site: str, profile: str, as_json: bool) -> int:
    """Bring other crawlers' WARC and WACZ files into the archive."""
    from newsarchive.cli.indexing import bring_up_to_date
    from newsarchive.cli.printing import print_json_lines
    from newsarchive.cli.progress import working
    from newsarchive.cli.views.warc import print_import
    from newsarchive.warc.importing import Report, import_warc

    bring_up_to_date(Path(archive))

    with working("importing") as say:

        def on_progress(name: str, done: int, whole: int, report: Report) -> None:
            share = f"{100 * done // whole} %" if whole else ""
            say(f"{name} {share}, {report.records:,} records, {report.stored:,} pages stored")

        report = import_warc(Path(archive), files, site=site, profile=profile, on_progress=on_progress)
    if as_json:
        print_json_lines([report.to_dict()])
    else:
        print_import(report)
    return 2 if report.damaged else 0
