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
  newsarchive show 12 --at 2026-05-01
  newsarchive show 12 --raw > page.html
  newsarchive show 12 --raw --headers
"""


@click.command("show", epilog=EXAMPLES)
@click.argument("article", metavar="ID-OR-URL")
@click.option("--revision", type=click.IntRange(0), help="An earlier text; 0 is the first.")
@click.option("--diff", is_flag=True, help="What this revision changed against the one before it.")
@click.option("--at", metavar="TIME", help="The text, or with --raw the capture, of an ISO day or instant.")
@click.option("--raw", is_flag=True, help="The page's bytes exactly as the site sent them.")
@click.option("--headers", is_flag=True, help="With --raw: what was asked and answered, not the bytes.")
@options.as_json
@click.pass_obj
def command(
    archive: str,
    article: str,
    revision: int | None,
    diff: bool,
    at: str | None,
    raw: bool,
    headers: bool,
    as_json: bool,
) -> None:
    """Read one article, or with --raw any page as it was captured."""
    from newsarchive.archive.reader import open_archive

    _check_options(revision=revision, diff=diff, at=at, raw=raw, headers=headers, as_json=as_json)
    key = int(article) if article.isascii() and article.isdigit() else article
    with open_archive(archive) as reader:
        if raw:
            from newsarchive.cli.views.capture import print_capture

            print_capture(reader.raw, key, at, headers=headers, as_json=as_json)
            return
        if diff:
            _show_changes(reader, key, revision)
            return
        record = reader.article(key, revision, at=at).to_dict()
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines([record])
    else:
        from newsarchive.cli.views.article import print_article

        print_article(record)


def _check_options(
    *, revision: int | None, diff: bool, at: str | None, raw: bool, headers: bool, as_json: bool
) -> None:
    if diff and as_json:
        raise click.UsageError("--diff is for reading; `export revisions` gives the texts as data")
    if headers and not raw:
        raise click.UsageError("--headers belongs to --raw")
    if raw and (diff or revision is not None):
        raise click.UsageError("--raw shows captures, which are told apart by --at TIME")
    if as_json and raw and not headers:
        raise click.UsageError("--raw writes the bytes as they are; --raw --headers --json describes them")
    if at is not None and (diff or revision is not None):
        raise click.UsageError("--at picks the text by itself; leave --revision and --diff away")


def _show_changes(reader: Reader, key: int | str, revision: int | None) -> None:
    from newsarchive.cli.views.diff import print_diff
    from newsarchive.errors import UsageError

    after = reader.article(key, revision)
    if after.revision == 0:
        raise UsageError(f"article {after.id} has no earlier text than this: nothing to compare")
    print_diff(reader.article(after.id, after.revision - 1), after)
