"""`newsarchive demo`: serve the bundled portal, crawl it, then search, read and see what is hot."""

from __future__ import annotations

import errno
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.demo import Portal, PortalServer

EXAMPLES = """\b
Examples:
  newsarchive demo
  newsarchive --archive demo-archive demo
  newsarchive --archive demo-archive demo --edition 1

The second and third line crawl two editions of the portal into one archive: try `hot --moves`, `runs` and
`show --diff` on it.
"""
# A fixed port gives the portal the same address each time, so that a second crawl knows its articles.
PORT = 8642
SEARCH = "芯片"


@click.command("demo", epilog=EXAMPLES)
@click.option(
    "--articles", type=click.IntRange(60, 20000), default=320, show_default=True, help="How many to write."
)
@click.option(
    "--edition", type=click.IntRange(0, 50), default=0, help="A later edition: edited, longer, reordered."
)
@click.option("--quiet", is_flag=True, help="No progress.")
@click.pass_context
def command(context: click.Context, articles: int, edition: int, quiet: bool) -> int:
    """Crawl the bundled portal and look around in its archive."""
    from newsarchive.cli.commands.crawl import crawl_and_report
    from newsarchive.cli.tour import show_around
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.demo import build_portal

    archive = _archive(context)
    with _served(build_portal(articles=articles, edition=edition)) as server:
        click.echo(
            f"A portal of {articles} articles runs on {server.url}; crawling it into {archive}", err=True
        )
        wanted = CrawlOptions(archive=archive, delay=0, concurrency=16, recheck="all")
        report = crawl_and_report(server.url + "/", wanted, quiet=quiet)
    if report.exit_status == 130:
        return report.exit_status
    show_around(str(archive), SEARCH)
    return report.exit_status


def _archive(context: click.Context) -> Path:
    """The folder that was asked for, else a fresh temporary one, which stays for the commands to try next."""
    from tempfile import mkdtemp

    from click.core import ParameterSource

    parent = context.parent
    if parent is not None and parent.get_parameter_source("archive") is not ParameterSource.DEFAULT:
        return Path(context.obj)
    return Path(mkdtemp(prefix="newsarchive-demo-"))


@contextmanager
def _served(portal: Portal) -> Iterator[PortalServer]:
    from newsarchive.demo import serve

    with ExitStack() as stack:
        try:
            running = stack.enter_context(serve(portal, PORT))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            running = stack.enter_context(serve(portal))
        yield running
