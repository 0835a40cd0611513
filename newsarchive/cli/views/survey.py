"""What was found out about a new site, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import err, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.model import Article
    from newsarchive.survey.look import Survey

SECTIONS_SHOWN = 30
SAMPLE_CHARS = 70


def print_survey(survey: Survey) -> None:
    """Print sections, lists, sample articles and guesses on standard error: the file is what is written."""
    console = err()
    console.print(Text.assemble((one_line(survey.name or survey.start), "bold"), f"  {survey.start}"))
    for line in _lines(survey):
        console.print(Text(f"  {line}"), soft_wrap=True)
    for article in survey.samples:
        console.print(Text(f"  {one_line(article.title)}", "bold"), soft_wrap=True)
        for line in _fields(article):
            console.print(Text(f"    {line}"), soft_wrap=True)
    for remark in survey.remarks:
        console.print(Text(f"  note: {one_line(remark)}", "yellow"), soft_wrap=True)


def _lines(survey: Survey) -> Iterator[str]:
    shown = survey.sections[:SECTIONS_SHOWN]
    if shown:
        more = f" and {len(survey.sections) - len(shown)} more" if len(survey.sections) > len(shown) else ""
        named = ", ".join(
            one_line(one.name) + (f" ({one.articles})" if one.articles is not None else "") for one in shown
        )
        yield f"sections (articles seen): {named}{more}"
    for kind, sources in (("feed", survey.feeds), ("sitemap", survey.sitemaps)):
        for source in sources:
            yield f"{kind}: {one_line(source.url)} ({source.entries} entries)"
    if survey.hot_lists:
        yield f"hot lists: {', '.join(map(one_line, survey.hot_lists))}"
    yield f"addresses of articles seen: {survey.articles}"
    yield f"language: {survey.language or 'not known'}"
    zone = survey.zone
    yield f"time zone: {zone.name} (guessed from {zone.reason})" if zone.name else "time zone: not known"
    wait = f", {survey.delay:g} s apart as robots.txt asks" if survey.delay > 1 else ""
    yield f"requests made: {survey.requests}{wait}"


def _fields(article: Article) -> Iterator[str]:
    """The fields that were found, in short, and those that were not."""
    found = {
        "url": article.url,
        "published": article.published,
        "authors": ", ".join(article.authors),
        "source": article.source,
        "editor": article.editor,
        "category": article.category,
        "body": f"{len(article.body):,} characters: {article.body[:SAMPLE_CHARS]}" if article.body else "",
        "images": str(len(article.images)) if article.images else "",
    }
    for name, value in found.items():
        if value:
            yield f"{name}: {one_line(value)}"
    missing = [name for name, value in found.items() if not value]
    if missing:
        yield f"not found: {', '.join(missing)}"
