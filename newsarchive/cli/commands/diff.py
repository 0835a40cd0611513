"""`newsarchive diff`: what changed on a page between two of its captures."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  newsarchive diff 12
  newsarchive diff https://news.example/article/12.html --from 2026-05-01 --to 2026-05-03
  newsarchive diff https://news.example/ --raw

Both captures are read by today's rules, so that only the publisher's changes are left; `show --diff` compares
the texts as they were stored. Without times: the last two captures that differ. A day means its end, UTC.
"""


@click.command("diff", epilog=EXAMPLES)
@click.argument("page", metavar="ID-OR-URL")
@click.option("--from", "since", metavar="TIME", help="The capture valid at this ISO day or instant.")
@click.option("--to", "until", metavar="TIME", help="The later capture likewise; the newest if left away.")
@click.option("--raw", is_flag=True, help="Compare the bytes, line by line, not the texts.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object: both captures, and fields that differ."
)
@click.pass_obj
def command(archive: str, page: str, since: str | None, until: str | None, raw: bool, as_json: bool) -> None:
    """Compare two captures of a page: words and fields, or with --raw the bytes' lines."""
    from newsarchive.cli.printing import err
    from newsarchive.cli.views import versions as view
    from newsarchive.errors import UsageError
    from newsarchive.reextract.versions import Versions

    if raw and as_json:
        raise click.UsageError("--raw is for reading; --json tells the fields that differ")
    key = int(page) if page.isascii() and page.isdigit() else page
    with Versions(Path(archive), key) as versions:
        pair = versions.pair(since, until, raw=raw)
        before, after = pair or (versions.captures[-1], versions.captures[-1])
        if raw:
            view.print_bytes(versions, before, after)
            return
        old, new = versions.version(before), versions.version(after)
    if old.kind != "article" and new.kind != "article":
        raise UsageError(f"{page} is no article but {new.kind}; --raw compares its bytes")
    if as_json:
        view.print_versions_as_json(old, new)
    elif pair is None:
        err().print(f"none of {len(versions.captures)} captures differs: nothing to compare")
    else:
        view.print_versions(old, new)
