"""`newsarchive compact`: pack early captures anew, when there is time."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive compact
  newsarchive compact --site news.example --json

A job for idle hours: pages that were stored before their site had a dictionary are packed with it. Each is
unpacked and its hash compared before its row is replaced. Interrupted, what is packed stays, and the same
command goes on. The file keeps its size: what is freed is used again.
Exit status: 0 done, 2 when damaged captures were found (they stay as they are), 3 while a crawl is running.
"""


@click.command("compact", epilog=EXAMPLES)
@options.site
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object.")
@click.pass_obj
def command(archive: str, site: str | None, as_json: bool) -> int:
    """Pack early captures anew with their site's dictionary, checking each."""
    from dataclasses import asdict

    from newsarchive.archive.captures.compact import compact
    from newsarchive.cli.printing import err, one_line, out, print_json_lines

    with err().status("looking", spinner="line") as status:

        def progress(done: int, whole: int) -> None:
            status.update(f"{done:,} of {whole:,} stored bodies")

        report = compact(Path(archive), site=site, progress=progress)
    record = asdict(report)
    for told in record.pop("told"):
        err().print(one_line(f"not packed: {told}"), soft_wrap=True)
    if as_json:
        print_json_lines([record])
    else:
        before, after = (size / 1e6 for size in (report.bytes_before, report.bytes_after))
        out().print(
            f"{report.repacked:,} of {report.payloads:,} stored bodies packed anew:"
            f" {before:,.1f} MB before, {after:,.1f} MB after",
            soft_wrap=True,
        )
    return 2 if report.damaged else 0
