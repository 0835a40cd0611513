"""Options that several commands share, spelled once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")


def filters(command: Command) -> Command:
    """The filters of `search` and `export`; the command gets them as one dictionary ``filters``."""
    for option in (
        click.option("--until", metavar="DATE", callback=day, help="Published on or before this day."),
        click.option("--since", metavar="DATE", callback=day, help="Published on or after this day."),
        click.option("--author", metavar="NAME", help="Part of a writer's name."),
        click.option("--category", metavar="NAME", help="A section, named as the site names it."),
        site,
    ):
        command = option(command)
    return command


site = click.option("--site", metavar="KEY", help="One site of the archive; `newsarchive sites` lists them.")
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check that a day or an instant is ISO 8601; the archive compares it as text."""
    from datetime import datetime

    if value is None:
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date like 2026-04-30", context, parameter) from None
    return value
