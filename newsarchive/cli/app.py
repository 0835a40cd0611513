"""The root command: global options, and commands that are loaded only when they are called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from newsarchive import __version__
from newsarchive.garbage import collect_rarely, leave_to_the_end

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "newsarchive"
# Set by a shell that wants words completed.
VARIABLE = "_NEWSARCHIVE_COMPLETE"
# The help lines stand here so that `newsarchive --help` need not import the commands.
COMMANDS = {
    "demo": "Crawl the bundled portal and look around in its archive.",
    "crawl": "Crawl news portals into the archive.",
    "run": "Crawl every site that is due, several at a time.",
    "extract": "Print one page's record; nothing is stored.",
    "search": "Search the archive's full text, in both Chinese scripts.",
    "show": "Read one article, or with --raw any page as it was captured.",
    "diff": "Compare two captures of a page: words and fields, or with --raw the bytes' lines.",
    "hot": "Show the newest hot list, an earlier one, or how it moved.",
    "export": "Write articles, hot lists, images and more as data.",
    "import": "Bring other crawlers' WARC and WACZ files into the archive.",
    "stats": "Count what the archive holds.",
    "runs": "List the crawls of this archive, or show one: what it read, missed, and what was slow.",
    "health": "Tell how each site is: its last crawl, its alarms, and what to do.",
    "sites": "List, add, show, edit, remove and check the archive's sites.",
    "schedule": "Crawl on time: a systemd timer, launchd agent or crontab line that calls `newsarchive run`.",
    "alerts": "Tell people through Apprise what runs found: words, changes, removals, hot lists, alarms.",
    "duplicates": "List articles that were published more than once.",
    "reextract": "Read stored pages anew with today's rules, and store what differs.",
    "prune": "Free space: take away captures and error pages past an age, never an address's last good one.",
    "compact": "Pack early captures anew with their site's dictionary, checking each.",
    "verify": "Look for damage: every captured byte, the database, the index.",
    "salvage": "Copy what is sound of a damaged archive into a new one.",
    "completion": "Print the script that lets a shell complete commands and options, or install it.",
    "man": "Print the manual page; the installed package has it too (`man newsarchive`).",
    "reindex": "Build the search index anew, after it was damaged or its rules changed.",
}
# A module cannot be named by a keyword.
MODULES = {"import": "import_"}

EPILOG = """\b
Examples:
  newsarchive demo
  newsarchive crawl https://news.example/ --max-articles 100
  newsarchive search 人工智能 --since 2026-01-01
"""


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command's module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"newsarchive.cli.commands.{MODULES.get(cmd_name, cmd_name)}").command
        assert isinstance(command, click.Command)  # noqa: S101 - tells the type checker what modules promise
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.option(
    "--archive",
    metavar="DIR",
    envvar="NEWSARCHIVE_DIR",
    default="data",
    show_default=True,
    help="The archive folder; the variable NEWSARCHIVE_DIR names another default.",
)
@click.pass_context
def root(ctx: click.Context, archive: str) -> None:
    """Turn news portals into one faithful, searchable, growing archive."""
    ctx.obj = archive
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 usage, 2 failures, 3 archive busy, 130 interrupted."""
    from newsarchive.cli.failure import guarded

    if VARIABLE in os.environ:
        root.main(prog_name=PROGRAM, complete_var=VARIABLE)
    collect_rarely()
    status = guarded(lambda: _run(list(sys.argv[1:] if arguments is None else arguments)))
    leave_to_the_end()
    sys.exit(status)


def _run(arguments: list[str]) -> object:
    """Run one command without Click's own error handling, which exits 1 when a reader leaves early."""
    with root.make_context(PROGRAM, arguments) as context:
        return root.invoke(context)
