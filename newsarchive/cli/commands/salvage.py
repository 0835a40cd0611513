"""`newsarchive salvage`: what is sound of a damaged archive, in a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsarchive.archive.salvage.report import Report

SHOWN = 20
EXAMPLES = """\b
Examples:
  newsarchive --archive damaged salvage rescued --dry-run
  newsarchive --archive damaged salvage rescued
  newsarchive --archive rescued verify
  newsarchive --archive rescued reextract

For an archive in which `verify` finds damage, or that cannot be opened at all. Every page of the file that
is sound is read, past damaged ones; the log beside it (archive.db-wal) counts. The damaged archive is only
read. Captured bytes are checked against their hash, lost rows are put together again from other places where
that is possible, indexes and the search index are built anew. What is lost is told by its address, and kept
in the table `losses` of the new archive. The new archive appears when it is whole: interrupted, the same
command begins anew. --dry-run makes it in the system's folder for temporary files, and removes it.
Exit status: 0 nothing was lost, 2 something was (the new archive is sound), 3 the archive is being written.
"""


@click.command("salvage", epilog=EXAMPLES)
@click.argument("target", metavar="NEW-FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Tell what would be lost and leave nothing behind.")
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object.")
@click.pass_obj
def command(archive: str, target: Path, dry_run: bool, as_json: bool) -> int:
    """Copy what is sound of a damaged archive into a new one."""
    from newsarchive.archive.salvage.run import salvage
    from newsarchive.cli.printing import print_json_lines
    from newsarchive.cli.progress import working

    with working("salvaging") as say:

        def progress(part: str, done: int, whole: int) -> None:
            say(f"{part}: {done:,}" + (f" of {whole:,}" if whole else ""))

        report = salvage(Path(archive), target, dry_run=dry_run, progress=progress)
    if as_json:
        print_json_lines([report.to_dict() | {"dry_run": dry_run}])
    else:
        _print(report, target, dry_run=dry_run)
    return 0 if report.is_whole else 2


def _print(report: Report, target: Path, *, dry_run: bool) -> None:
    from rich.table import Table

    from newsarchive.cli.printing import one_line, out

    def say(text: str) -> None:
        out().print(one_line(text), soft_wrap=True)

    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("table")
    for name in ("copied", "rebuilt", "lost", "damaged pages"):
        table.add_column(name, justify="right")
    for name, told in report.tables.items():
        figures = (told.copied, told.rebuilt, told.lost, told.damaged_pages)
        if any(figures):
            table.add_row(name, *(f"{figure:,}" if figure else "" for figure in figures))
    out().print(table)
    for remark in report.remarks:
        say(remark)
    for loss in report.losses[:SHOWN]:
        say(f"{loss.part}: {loss.where} {loss.what}")
    if len(report.losses) > SHOWN:
        where = "--json lists them" if dry_run else "the new archive's table `losses` has them all"
        say(f"{len(report.losses):,} losses in all; {where}")
    log = f" ({report.log_pages:,} of them from the log)" if report.log_pages else ""
    made = "would be made" if dry_run else "was made"
    say(f"of {report.pages:,} pages{log} a sound archive {made} in {target}")
