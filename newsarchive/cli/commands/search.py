"""`newsarchive search`: articles that contain the words, newest or best first."""

from __future__ import annotations

from typing import Any

import click

from newsarchive.cli import options

EXAMPLES = """\b
Examples:
  newsarchive search 人工智能 芯片
  newsarchive search '"开源协议"' -手机 --site news.example --sort relevance
  newsarchive search 'title:电池 author:林' --since 2026-01-01 --json

Several words must all be there; "…" is a phrase (in single quotes, or the shell takes the double ones away),
-word excludes, title: and author: look there only. Simplified and Traditional script find each other.
"""


class _Searching(click.Command):
    """A command whose arguments may begin with a dash: ``-word`` excludes, and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        takes = {name for option in self.params if not _is_flag(option) for name in option.opts}
        given: list[str] = []
        words = args[end + 1 :]
        for place, word in enumerate(args[:end]):
            is_value = place > 0 and args[place - 1] in takes
            (words if _is_exclusion(word) and not is_value else given).append(word)
        return super().parse_args(ctx, [*given, "--", *words])


def _is_flag(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and parameter.is_flag


def _is_exclusion(word: str) -> bool:
    """Whether ``word`` has one dash and more than a letter; options of this command have two, ``-h`` one."""
    return len(word) > 2 and word[0] == "-" and word[1] != "-"


@click.command("search", cls=_Searching, epilog=EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@options.filters
@click.option(
    "--sort",
    type=click.Choice(["newest", "relevance"]),
    default="newest",
    show_default=True,
    help="The order of the hits.",
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many hits.")
@options.as_json
@click.pass_obj
def command(
    archive: str, /, words: tuple[str, ...], sort: str, limit: int, as_json: bool, **filters: Any
) -> None:
    """Search the archive's full text, in both Chinese scripts."""
    from newsarchive.archive.reader import open_archive

    query = " ".join(words)
    with open_archive(archive) as reader:
        hits = reader.search(query, sort=sort, limit=limit, **filters)
        if as_json:
            from newsarchive.cli.printing import print_json_lines

            print_json_lines(hit.to_dict() for hit in hits)
            return
        from newsarchive.cli.views.hits import print_hits

        print_hits(hits, query, reader.count(query, **filters), archive)
