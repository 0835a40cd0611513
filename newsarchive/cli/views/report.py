"""How a crawl ended, told to the person who started it, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import err, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.crawl.report import Coverage, CrawlReport

ENDINGS = {
    "finished": ("finished", "bold green"),
    "limited": ("stopped at the limit", "bold green"),
    "interrupted": ("interrupted", "bold yellow"),
    "failed": ("failed", "bold red"),
}
SOURCES = {
    "listing": "listings",
    "feed": "feeds",
    "sitemap": "sitemaps",
    "hot": "hot lists",
    "article": "links of articles",
}


def print_report(report: CrawlReport) -> None:
    """Print the ending, the counts and what a person should know or do next."""
    console = err()
    words, style = ENDINGS.get(report.status, (report.status, "bold"))
    # The crawl's message may begin with the ending itself.
    message = one_line(report.message).removeprefix(f"{words}; ")
    reason = f": {message}" if message else ""
    head = Text.assemble(f"{one_line(report.site)} ", (words, style), reason)
    console.print(head, soft_wrap=True)
    for line in _lines(report):
        console.print(Text(f"  {line}"), soft_wrap=True)


def _fate(part: Coverage) -> str:
    """What became of the addresses that one kind of source showed."""
    if part.stored == part.seen:
        return f"{part.seen:,} articles, all stored"
    gone = f", {part.gone:,} removed or no article" if part.gone else ""
    missing = f", {part.missing:,} not yet" if part.missing else ""
    return f"{part.seen:,} articles, {part.stored:,} stored{gone}{missing}"


def _pictures(report: CrawlReport) -> Iterator[str]:
    """What became of the articles' pictures."""
    counts = report.images
    if not counts:
        return
    told = [f"{counts.get('stored', 0):,} stored ({counts.get('bytes', 0) / 1e6:,.1f} MB)"]
    names = {"known": "the same as others", "refused": "not to be had", "failed": "failed, tried again later"}
    names["skipped"] = "left out, as their host does not answer"
    told += [f"{counts[name]:,} {words}" for name, words in names.items() if counts.get(name)]
    yield f"images: {', '.join(told)}"


def _browser(report: CrawlReport) -> Iterator[str]:
    """What a browser was needed for."""
    counts = report.rendering
    if counts.get("pages") or counts.get("failed"):
        failed = f", {counts['failed']:,} failed" if counts.get("failed") else ""
        yield f"rendered in a browser: {counts.get('pages', 0):,} pages{failed}"
    if counts.get("empty"):
        advice = f": {one_line(report.advice)}" if report.advice else ""
        yield f"pages without text even so: {counts['empty']:,}{advice}"
    if counts.get("missing"):
        pages = "1 page needs" if counts["missing"] == 1 else f"{counts['missing']:,} pages need"
        yield f"{pages} JavaScript and a browser to be read: {one_line(report.advice)}; then the same command"


def _lines(report: CrawlReport) -> Iterator[str]:
    seconds = max(report.seconds, 0.001)
    yield (
        f"articles: {report.articles_new:,} new, {report.articles_changed:,} changed, "
        f"{report.articles_unchanged:,} unchanged, {report.articles_gone:,} gone"
    )
    yield (
        f"pages: {report.pages:,} in {report.seconds:.1f} s ({report.pages / seconds:.0f}/s), "
        f"{report.requests:,} requests, {report.not_modified:,} not modified, {report.bytes / 1e6:,.1f} MB"
    )
    for part in report.coverage:
        yield f"found in {SOURCES.get(part.source, one_line(part.source))}: {_fate(part)}"
    for pattern, skipped in report.traps.items():
        yield f"trap closed: {one_line(pattern)} ({skipped:,} addresses skipped)"
    yield from _pictures(report)
    yield from _browser(report)
    if report.failed:
        yield f"failed: {report.failed:,} pages"
    for url, why in report.failures.items():
        yield f"  {one_line(url)}: {one_line(why)}"
    if report.queued:
        yield f"{report.queued:,} addresses wait; the same command goes on with them"
