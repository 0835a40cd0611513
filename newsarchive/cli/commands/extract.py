"""`newsarchive extract`: one page's record on standard output; nothing is stored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsarchive.errors import FetchError, UsageError
from newsarchive.model import Page

if TYPE_CHECKING:
    from newsarchive.model import Extraction

EXAMPLES = """\b
Examples:
  newsarchive extract https://news.example/article/12.html
  newsarchive extract page.html --url https://news.example/article/12.html --json
  curl -s https://news.example/article/12.html | newsarchive extract - --markdown
"""


@click.command("extract", epilog=EXAMPLES)
@click.argument("source", metavar="FILE-OR-URL")
@click.option("--url", default="", help="The page's address, when it is read from a file.")
@click.option(
    "--profile", "profile_name", default="", metavar="NAME-OR-FILE", help="A bundled or own site profile."
)
@click.option("--json", "as_json", is_flag=True, help="The record as one JSON object.")
@click.option("--markdown", is_flag=True, help="The article as Markdown.")
@click.option("--explain", is_flag=True, help="Also what each source offered, and what was left out and why.")
def command(source: str, url: str, profile_name: str, as_json: bool, markdown: bool, explain: bool) -> None:
    """Print one page's record; nothing is stored."""
    if as_json and markdown:
        raise click.UsageError("give either --json or --markdown")
    page = _page(source, url)
    if not page.body.strip():
        raise FetchError(f"{source} is empty")
    extraction = _extract(page, profile_name, explain)
    if as_json:
        from newsarchive.cli.printing import print_json_lines

        print_json_lines([_record(extraction, explain)])
    elif markdown:
        from newsarchive.cli.printing import clean

        click.echo(clean(extraction.markdown))
    else:
        from newsarchive.cli.views.extraction import print_extraction

        print_extraction(extraction)


def _page(source: str, url: str) -> Page:
    if source == "-":
        return Page(url, sys.stdin.buffer.read())
    if source.lower().startswith(("http://", "https://")):
        from newsarchive.cli.fetch import fetch

        return fetch(source)
    try:
        return Page(url, Path(source).read_bytes())
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from error


def _extract(page: Page, profile_name: str, explain: bool) -> Extraction:
    from newsarchive.api import extract
    from newsarchive.profile import load_profile, profile_for

    profile = load_profile(profile_name) if profile_name else profile_for(page.url)
    return extract(page.body, page.url, profile=profile, fetched_at=page.fetched_at, explain=explain)


def _record(extraction: Extraction, explain: bool) -> dict[str, object]:
    record = extraction.to_dict()
    if explain:
        record["candidates"] = [
            {"field": item.field, "source": item.source, "value": item.value}
            for item in extraction.candidates
        ]
        record["removed"] = [{"text": item.text, "reason": item.reason} for item in extraction.removed]
    return record
