"""`newsarchive verify`: look for damage in the archive."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.archive.chain.check import ChainReport

EXAMPLES = """\b
Examples:
  newsarchive verify
  newsarchive verify --quick
  newsarchive verify --chain
  newsarchive verify --chain --head 4f1d…  (a head noted earlier, whole or its first 16 digits or more)
  newsarchive --archive ~/news verify --json

Everything is read once: the file's structure, what refers to what, every captured byte against its hash, the
search index against the text. --quick takes a sample. --chain also checks that no run and no capture was
altered, put in or taken away since the runs ended, and prints the head: note it down or publish it, and
nothing before it can be altered unseen. Nothing is changed.
Exit status: 0 sound, 2 damage found.
"""
_HEAD = re.compile(r"[0-9a-f]{16,64}", re.IGNORECASE)


def head(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check that a head is one: hexadecimal digits, enough of them to mean one link only."""
    if value is not None and not _HEAD.fullmatch(value):
        told = f"{value!r} is no head: write the 64 hexadecimal digits, or at least the first 16"
        raise click.BadParameter(told, context, parameter)
    return value


@click.command("verify", epilog=EXAMPLES)
@click.option("--quick", is_flag=True, help="Check a sample of captures and articles only.")
@click.option("--chain", "with_chain", is_flag=True, help="Check the chain of runs too, and print its head.")
@click.option(
    "--head", "noted", metavar="HASH", callback=head, help="A head noted earlier must be in the chain."
)
@options.as_json
@click.pass_obj
def command(archive: str, quick: bool, with_chain: bool, noted: str | None, as_json: bool) -> int:
    """Look for damage: every captured byte, the database, the index."""
    from newsarchive.archive.chain.check import check_chain
    from newsarchive.archive.verify import verify
    from newsarchive.cli.printing import err, one_line, out, print_json_lines

    console, chain = err(), None
    with console.status("looking", spinner="line") as status:

        def progress(part: str, done: int, whole: int) -> None:
            status.update(f"{part.replace('_', ' ')}: {done:,} of {whole:,}")

        found = list(verify(Path(archive), quick=quick, progress=progress))
        if with_chain or noted:
            chain = check_chain(Path(archive), noted=noted or "", progress=progress)
            found += chain.damages
    if as_json:
        print_json_lines({"part": d.part, "where": d.where, "what": d.what} for d in found)
    else:
        for damage in found:
            out().print(
                one_line(f"{damage.part}: {damage.where} {damage.what}"), markup=False, highlight=False
            )
    if chain is not None:
        _print_chain(chain, as_json=as_json)
    whole = "a sample of the archive" if quick else "the archive"
    hint = "see above; `newsarchive salvage` copies what is sound into a new archive"
    console.print(f"{len(found)} damaged: {hint}" if found else f"{whole} is sound", soft_wrap=True)
    return 2 if found else 0


def _print_chain(chain: ChainReport, *, as_json: bool) -> None:
    from newsarchive.cli.printing import out, print_json_lines

    if as_json:
        names = ("links", "captures", "gone", "waiting", "head", "made_at", "noted_link")
        print_json_lines([{name: getattr(chain, name) for name in names} | {"sound": not chain.damages}])
        return

    def say(text: str) -> None:
        out().print(text, soft_wrap=True)

    if not chain.links:
        say("chain: it has no link yet; the next run that ends begins it")
        return
    gone = f", {chain.gone:,} of them taken away by rule" if chain.gone else ""
    waiting = f"; {chain.waiting:,} more when their run ends" if chain.waiting else ""
    links = "1 link vouches" if chain.links == 1 else f"{chain.links:,} links vouch"
    say(f"chain: {links} for {chain.captures:,} captures{gone}{waiting}")
    if chain.noted_link:
        say(f"noted: is link {chain.noted_link}, which vouches for all before it")
    say(f"head: {chain.head} of {chain.made_at}")
