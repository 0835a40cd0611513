"""`newsarchive show`: one article, as a person reads it or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from newsarchive.archive.reader import Reader

EXAMPLES = """\b
Examples:
  newsarchive show 12
  newsarchive show https://news.example/article/12.html --json
  newsarchive show 12 --revision 0
  newsarchive show 12 --diff
"""


@click.command("show", epilog=EXAMPLES)
@click.argument("article", metavar="ID-OR-URL")
@click.option("--revision", type=click.IntRange(0), help="An earlier text; 0 is the first.")
@click.option("--diff", is_flag=True, help="What this revision changed against the one before it.")
@options.as_json
@click.pass_obj
def command(archive: str, article: str, revision: int | None, diff: bool, as_json: bool) -> None:
    """Read one article."""
    from newsarchive.archive.reader import open_archive

    if diff and as_json:
        raise click.UsageError("--diff is for reading; `export revisions` gives the texts as data")
    key = int(article) if article.isascii() and article.isdigit() else article
    with open_archive(archive) as reader:
        if diff:
            _show_changes(reader, key, revision)
            return
        record = reader.article(key, revision).to_dict()
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines([record])
    else:
        from newsarchive.cli.views.article import print_article

        print_article(record)


def _show_changes(reader: Reader, key: int | str, revision: int | None) -> None:
    from newsarchive.cli.views.diff import print_diff
    from newsarchive.errors import UsageError

    after = reader.article(key, revision)
    if after.revision == 0:
        raise UsageError(f"article {after.id} has no earlier text than this: nothing to compare")
    print_diff(reader.article(after.id, after.revision - 1), after)
