"""`newsarchive verify`: look for damage in the archive."""

from __future__ import annotations

from pathlib import Path

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive verify
  newsarchive verify --quick
  newsarchive --archive ~/news verify --json

Everything is read once: the file's structure, what refers to what, every captured byte against its hash, the
search index against the text. --quick takes a sample. Nothing is changed.
Exit status: 0 sound, 2 damage found.
"""


@click.command("verify", epilog=EXAMPLES)
@click.option("--quick", is_flag=True, help="Check a sample of captures and articles only.")
@options.as_json
@click.pass_obj
def command(archive: str, quick: bool, as_json: bool) -> int:
    """Look for damage: every captured byte, the database, the index."""
    from newsarchive.archive.verify import verify
    from newsarchive.cli.printing import err, one_line, out, print_json_lines

    console = err()
    with console.status("looking", spinner="line") as status:

        def progress(part: str, done: int, whole: int) -> None:
            status.update(f"{part.replace('_', ' ')}: {done:,} of {whole:,}")

        found = list(verify(Path(archive), quick=quick, progress=progress))
    if as_json:
        print_json_lines({"part": d.part, "where": d.where, "what": d.what} for d in found)
    else:
        for damage in found:
            out().print(
                one_line(f"{damage.part}: {damage.where} {damage.what}"), markup=False, highlight=False
            )
    whole = "a sample of the archive" if quick else "the archive"
    console.print(f"{len(found)} damaged: see above" if found else f"{whole} is sound")
    return 2 if found else 0
