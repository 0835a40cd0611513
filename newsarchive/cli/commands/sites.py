"""`newsarchive sites`: the archive's sites listed, added, shown, edited, removed and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive sites
  newsarchive --archive ~/news sites --json
  newsarchive sites add https://news.example/
  newsarchive sites check daily

Each site of an archive is a small file, ARCHIVE/sites/KEY.toml, that a person can edit.
"""


@click.group("sites", epilog=EXAMPLES, invoke_without_command=True)
@options.as_json
@click.pass_context
def command(context: click.Context, /, as_json: bool) -> None:
    """List, add, show, edit, remove and check the archive's sites."""
    if context.invoked_subcommand is None:
        _list(context.obj, as_json=as_json)
    elif as_json:
        raise click.UsageError(f"write --json behind {context.invoked_subcommand}")


@command.command("list", epilog="\b\nExamples:\n  newsarchive sites list --json")
@options.as_json
@click.pass_obj
def list_(archive: str, /, as_json: bool) -> None:
    """List the archive's sites and the bundled profiles: when crawled last, when due, how many articles."""
    _list(archive, as_json=as_json)


def _list(archive: str, *, as_json: bool) -> None:
    from newsarchive.cli.sitelist import known_sites
    from newsarchive.cli.views.sites import print_sites

    rows = known_sites(Path(archive))
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(rows)
    else:
        print_sites(rows)


@command.command(
    "add",
    epilog="\b\nExamples:\n  newsarchive sites add https://news.example/\n"
    "  newsarchive sites add https://news.example/ --key daily --every 30m",
)
@click.argument("url")
@click.option("--key", default="", help="The site's name here; its host, if none is given.")
@click.option("--every", default="", metavar="DURATION", help="How often to crawl it: 30m, 6h, 1d.")
@click.option("--contact", default="", metavar="ADDRESS", help="Tell the site whom to write to.")
@click.option(
    "--delay",
    type=click.FloatRange(0, 60),
    default=1.0,
    show_default=True,
    help="Seconds between two of the requests.",
)
@click.option("--dry-run", is_flag=True, help="Only look and show; write no file.")
@click.option("--quiet", is_flag=True, help="Do not show what was found.")
@click.pass_obj
def add(archive: str, /, url: str, **wishes: Any) -> None:
    """Look at a site with at most ten polite requests, and write its file."""
    from newsarchive.cli.siteadd import add_site

    add_site(Path(archive), url, **wishes)


@command.command("show", epilog="\b\nExamples:\n  newsarchive sites show daily")
@click.argument("key")
@click.pass_obj
def show(archive: str, /, key: str) -> None:
    """Print a site's file."""
    from newsarchive.cli.printing import clean
    from newsarchive.cli.siteedit import existing_file
    from newsarchive.profile import read_text

    click.echo(clean(read_text(existing_file(Path(archive), key))), nl=False)


@command.command(
    "edit", epilog="\b\nExamples:\n  newsarchive sites edit daily\n  EDITOR=nano newsarchive sites edit daily"
)
@click.argument("key")
@click.pass_obj
def edit(archive: str, /, key: str) -> None:
    """Open a site's file in $VISUAL or $EDITOR; what is wrong in it is told before it is taken."""
    from newsarchive.cli.siteedit import edit_site

    edit_site(Path(archive), key)


@command.command("remove", epilog="\b\nExamples:\n  newsarchive sites remove daily --yes")
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(archive: str, /, key: str, yes: bool) -> None:
    """Remove a site's file: it is crawled no more; its articles stay."""
    from newsarchive.cli.siteedit import remove_site

    remove_site(Path(archive), key, yes=yes)


@command.command(
    "check", epilog="\b\nExamples:\n  newsarchive sites check\n  newsarchive sites check daily --json"
)
@click.argument("key", default="")
@click.option(
    "--articles",
    type=click.IntRange(1, 9),
    default=3,
    show_default=True,
    help="How many articles of a site to read anew.",
)
@options.as_json
@click.pass_obj
def check(archive: str, /, key: str, articles: int, as_json: bool) -> int:
    """Read a few known articles anew: which fields still come out as archived (exit 2 when some do not)."""
    from newsarchive.cli.sitecheck import check_sites

    return check_sites(Path(archive), key, articles, as_json=as_json)
