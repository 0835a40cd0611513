"""Every command explains itself with an example, and help does not pay for what it does not use."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from newsarchive import __version__
from newsarchive.cli.app import COMMANDS, root

if TYPE_CHECKING:
    from command_line import Newsarchive

HEAVY = (
    "scrapy",
    "twisted",
    "lxml",
    "parsel",
    "sqlite3",
    "sqlite_utils",
    "rich",
    "dateparser",
    "opencc_pyo3",
)


def command(name: str) -> click.Command:
    found = root.get_command(click.Context(root), name)
    assert found is not None
    return found


def help_of(name: str) -> str:
    return command(name).get_help(click.Context(command(name), info_name=name))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example(name: str) -> None:
    examples = help_of(name).partition("Examples:")[2]
    assert f" {name}" in examples
    assert "newsarchive " in examples


@pytest.mark.parametrize("name", COMMANDS)
def test_help_line_of_the_list_is_the_commands_own(name: str) -> None:
    assert command(name).get_short_help_str(200) == COMMANDS[name]
    assert (command(name).help or "").startswith(COMMANDS[name])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} is not explained"


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["search", "--help"], ["crawl", "--help"]])
def test_help_and_version_import_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom newsarchive.cli import main\n"
        f"try: main({arguments!r})\n"
        f"finally: print(*(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout


def test_the_list_has_every_command_and_unknown_ones_are_not_found(newsarchive: Newsarchive) -> None:
    shown = newsarchive().stdout
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert root.get_command(click.Context(root), "os") is None


def test_version(newsarchive: Newsarchive) -> None:
    assert newsarchive("--version").stdout == f"newsarchive {__version__}\n"
