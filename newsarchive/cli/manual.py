"""Makes the manual page of what the commands themselves say, in the `man` macros that every system reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from newsarchive import __version__
from newsarchive.cli.app import PROGRAM, root

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTION: Final = "1"
_STATUSES: Final = (
    ("0", "done"),
    ("1", "the request or a file that a person wrote is wrong"),
    ("2", "failures; the report says which"),
    ("3", "another run holds this archive and site"),
    ("130", "interrupted; the same command goes on"),
)
# A paragraph that begins so keeps its lines: click's own sign, and what it leaves of it.
_UNWRAPPED: Final = "\b"


def manual_page() -> str:
    """The whole page as roff: the program, each command with its options and examples, exit statuses."""
    # Its settings go to the commands too: without them the page would not know -h.
    context = click.Context(root, info_name=PROGRAM, **root.context_settings)
    lines = [
        f'.TH {PROGRAM.upper()} {SECTION} "" "{PROGRAM} {__version__}" "User Commands"',
        ".SH NAME",
        f"{PROGRAM} \\- {_text((root.help or '').rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {PROGRAM}",
        "[\\-\\-archive DIR] COMMAND [ARGUMENTS]",
        ".SH OPTIONS",
        *_options(root, context),
        ".SH COMMANDS",
    ]
    for name in root.list_commands(context):
        command = root.get_command(context, name)
        if command is not None:
            lines += _command(command, click.Context(command, info_name=name, parent=context))
    lines += [".SH EXIT STATUS"]
    for status, meaning in _STATUSES:
        lines += [".TP", f".B {status}", _text(meaning)]
    lines += [
        ".SH ENVIRONMENT", ".TP", ".B NEWSARCHIVE_DIR", "The archive folder without \\-\\-archive.",
        ".TP", ".B NEWSARCHIVE_DEBUG", "If set, an internal error shows where it arose.",
        ".TP", ".B NO_COLOR", "If set, nothing is shown in colours.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    path = context.command_path.removeprefix(f"{PROGRAM} ")
    yield f'.SS "{_text(path)}"'
    yield f".B {_text(context.command_path)}"
    yield _text(" ".join(command.collect_usage_pieces(context)))
    yield from _paragraphs(command.help or "")
    yield from _options(command, context)
    yield from _paragraphs(command.epilog or "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _command(child, click.Context(child, info_name=name, parent=context))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    # --help, which each command has, is said once, at the program; an argument without words is in the usage.
    for parameter in root.get_params(context) if command is root else command.params:
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from (".TP", f".B {_text(record[0])}", _text(" ".join(record[1].split())))


def _paragraphs(text: str) -> Iterator[str]:
    """What click wraps and what it leaves as it is, each as roff does the same."""
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        lines = paragraph.split("\n")
        yield ".PP"
        if lines[0].strip() == _UNWRAPPED.strip() or lines[0].startswith(_UNWRAPPED):
            yield ".nf"
            yield from (_text(line.rstrip()) for line in lines[1:] if line.strip())
            yield ".fi"
        else:
            yield _text(" ".join(paragraph.split()))


def _text(text: str) -> str:
    """Text in which roff finds no command, and dashes that can be copied."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped
