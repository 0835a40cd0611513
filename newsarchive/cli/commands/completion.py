"""`newsarchive completion`: let the shell complete commands and options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = """\b
Examples:
  newsarchive completion bash --install
  newsarchive completion zsh --install
  newsarchive completion fish > ~/.config/fish/completions/newsarchive.fish
"""
# Where each shell looks by itself; zsh only where its fpath says.
_PLACES: Final[Mapping[str, str]] = {
    "bash": ".local/share/bash-completion/completions/newsarchive",
    "zsh": ".zfunc/_newsarchive",
    "fish": ".config/fish/completions/newsarchive.fish",
}
_NEXT: Final[Mapping[str, str]] = {
    "bash": "It works in new shells where the package bash-completion is installed.",
    "zsh": "Put  fpath+=~/.zfunc; autoload -U compinit && compinit  into ~/.zshrc, if it is not there yet.",
    "fish": "It works in new shells.",
}


@click.command("completion", epilog=EXAMPLES)
@click.argument("shell", type=click.Choice(list(_PLACES)))
@click.option("--install", "is_install", is_flag=True, help="Write the script where the shell looks for it.")
def command(shell: str, is_install: bool) -> None:
    """Print the script that lets a shell complete commands and options, or install it."""
    from click.shell_completion import get_completion_class

    from newsarchive.cli.app import PROGRAM, VARIABLE, root

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all three
    completion = kind(root, {}, PROGRAM, VARIABLE)
    # Not source(): for bash that starts a shell, only to look at its version.
    script = completion.source_template % completion.source_vars()
    if not is_install:
        click.echo(script, nl=False)
        return
    place = Path.home() / _PLACES[shell]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(script, encoding="utf-8")
    click.echo(f"wrote {place}\n{_NEXT[shell]}", err=True)
