"""`newsarchive man`: the manual page, made of what the commands say."""

from __future__ import annotations

import click

EXAMPLES = """\b
Examples:
  newsarchive man | man -l -
  newsarchive man > ~/.local/share/man/man1/newsarchive.1
"""


@click.command("man", epilog=EXAMPLES)
def command() -> None:
    """Print the manual page; the installed package has it too (`man newsarchive`)."""
    from newsarchive.cli.manual import manual_page

    click.echo(manual_page(), nl=False)
