"""`newsarchive hot`: the newest hot list, an earlier one, its moves, or one entry's rank over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.archive.reader import Reader

EXAMPLES = """\b
Examples:
  newsarchive hot
  newsarchive hot news.example --at 2026-05-01
  newsarchive hot --moves
  newsarchive hot --history https://news.example/article/12.html
"""


@click.command("hot", epilog=EXAMPLES)
@click.argument("site", required=False)
@click.option("--at", metavar="TIME", help="The list as it was at this day or instant (ISO 8601).")
@click.option("--moves", is_flag=True, help="What rose, fell, came and went since the observation before.")
@click.option("--history", metavar="URL", help="The rank of one entry over time.")
@options.as_json
@click.pass_obj
def command(
    archive: str, site: str | None, at: str | None, moves: bool, history: str | None, as_json: bool
) -> None:
    """Show the newest hot list, an earlier one, or how it moved."""
    from newsarchive.archive.reader import open_archive

    if sum(map(bool, (at, moves, history))) > 1:
        raise click.UsageError("give one of --at, --moves and --history")
    if history and site:
        raise click.UsageError("--history names an address and needs no SITE")
    with open_archive(archive) as reader:
        rows = _rows(reader, site, at, moves, history)
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines(row.to_dict() for row in rows)
    else:
        _print(rows, at, moves, history)


def _rows(
    reader: Reader, site: str | None, at: str | None, moves: bool, history: str | None
) -> Sequence[Any]:
    if history:
        return reader.hot_history(history)
    return reader.hot_moves(site) if moves else reader.hot_list(site, at)


def _print(rows: Sequence[Any], at: str | None, moves: bool, history: str | None) -> None:
    from newsarchive.cli.views import hot

    if history:
        hot.print_history(rows)
    elif moves:
        hot.print_moves(rows)
    else:
        hot.print_lists(rows, at)
