"""`newsarchive crawl`: crawl portals into the archive, with progress and a report of how it ended."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.report import CrawlReport

EXAMPLES = """\b
Examples:
  newsarchive crawl https://news.example/
  newsarchive crawl https://news.example/ --since 2026-05-01 --max-articles 500
  newsarchive crawl news.example --recheck all --json
  newsarchive crawl http://127.0.0.1:8000/ --delay 0 --concurrency 16

TARGET is a start page or the key of a site (`newsarchive sites`). Run the same command again to go on after
an interruption, or later to fetch only what is new; `newsarchive run` does so on time.
"""


@click.command("crawl", epilog=EXAMPLES)
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True)
@click.option("--profile", default="", metavar="NAME-OR-FILE", help="A bundled or own site profile.")
@click.option(
    "--max-pages", type=click.IntRange(0), default=0, help="Stop after so many pages (0: no limit)."
)
@click.option(
    "--max-articles", type=click.IntRange(0), default=0, help="Stop after so many articles (0: no limit)."
)
@click.option("--since", default="", metavar="DATE", help="Leave out articles known to be older.")
@click.option(
    "--recheck",
    type=click.Choice(["due", "all", "none"]),
    default="due",
    show_default=True,
    help="Which archived articles to ask for again.",
)
@click.option(
    "--full", is_flag=True, help="Walk all listings to their end; what an earlier --since left out needs it."
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="Seconds between two requests to a host.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Requests in flight per host.",
)
@click.option(
    "--contact", default="", metavar="ADDRESS", help="Tell sites whom to write to, in the user agent."
)
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=None,
    help="Processes beside this one that read the pages.  [default: with --delay 0 one, from page 300 on]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1),
    default=60.0,
    show_default=True,
    help="Seconds to wait for one answer.",
)
@click.option("--images", is_flag=True, help="Download the articles' pictures, too.")
@click.option(
    "--render",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Which pages a browser renders; auto: those that are empty without scripts.",
)
@click.option("--log-level", type=click.Choice(["INFO", "DEBUG"]), help="Scrapy's log on standard error.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--json", "as_json", is_flag=True, help="End with the report as one JSON object.")
@click.option("--progress-fd", type=int, hidden=True, help="Where `newsarchive run` reads the progress.")
@click.pass_context
def command(
    context: click.Context,
    /,
    targets: tuple[str, ...],
    quiet: bool,
    as_json: bool,
    progress_fd: int | None,
    **wishes: Any,
) -> int:
    """Crawl news portals into the archive."""
    from newsarchive.crawl.options import CrawlOptions

    if len(targets) > 1:
        return _one_after_another(context)
    given = {name: value for name, value in wishes.items() if value is not None and _is_typed(context, name)}
    wanted = CrawlOptions(archive=Path(context.obj), **{**_wishes_of(context.obj, targets[0]), **given})
    return crawl_and_report(
        targets[0], wanted, quiet=quiet, as_json=as_json, descriptor=progress_fd
    ).exit_status


def _is_typed(context: click.Context, name: str) -> bool:
    """Whether an option was given in this call."""
    from click.core import ParameterSource

    return context.get_parameter_source(name) is not ParameterSource.DEFAULT


def _wishes_of(archive: str, target: str) -> Mapping[str, Any]:
    """The options that the site's own file states; those given in the call go before them."""
    from newsarchive.sitefiles import Profiles

    site = Profiles(archive).site(target)
    return site.wishes if site else {}


def crawl_and_report(
    target: str, wanted: CrawlOptions, *, quiet: bool, as_json: bool = False, descriptor: int | None = None
) -> CrawlReport:
    """Crawl one target with progress on standard error (or to ``descriptor``) and tell how it ended."""
    import logging

    from newsarchive.cli.alerting import alert_after_run
    from newsarchive.cli.indexing import bring_up_to_date
    from newsarchive.cli.monitoring import evaluate_after_run
    from newsarchive.cli.printing import print_json_lines
    from newsarchive.cli.progress import progress
    from newsarchive.cli.views.report import print_report
    from newsarchive.crawl.run import crawl
    from newsarchive.errors import ArchiveError, NewsarchiveError

    # What goes wrong is told once, by the report: without a handler Python would print log records as well.
    logging.getLogger().addHandler(logging.NullHandler())
    if not quiet and descriptor is None:
        _tell_if_stale()
    bring_up_to_date(wanted.archive, quiet=quiet or descriptor is not None)
    try:
        with progress(quiet=quiet, descriptor=descriptor) as on_progress:
            report = crawl(target, wanted, on_progress)
    except ArchiveError:
        raise  # what cannot be written cannot be judged either: one line is enough
    except NewsarchiveError:
        for site in evaluate_after_run(wanted.archive, quiet=quiet):
            alert_after_run(wanted.archive, site, "failed", quiet=quiet)
        raise
    if as_json:
        print_json_lines([report.to_dict()])
    if not quiet or report.exit_status:
        print_report(report)
    evaluate_after_run(wanted.archive, quiet=quiet)
    if report.run:
        alert_after_run(wanted.archive, report.site, report.status, quiet=quiet)
    return report


def _tell_if_stale() -> None:
    """Say so where compiled code is not used, as after a `git pull`: all else works, only slower."""
    from newsarchive.cli.printing import err, one_line
    from newsarchive.compiled import stale
    from newsarchive.garbage import AT_START, rare_collections

    with rare_collections(AT_START):  # what it asks is imported by it, all of which a crawl needs
        told = stale()
    if told:
        err().print(f"newsarchive: {one_line(told)}", soft_wrap=True)


def _one_after_another(context: click.Context) -> int:
    """Crawl each target in a process of its own, as Scrapy's event loop runs once a process.

    The worst ending is the exit status; an interruption ends all.
    """
    import subprocess

    given = _given_options(context)
    worst = 0
    for target in context.params["targets"]:
        own = [
            sys.executable,
            "-m",
            "newsarchive.cli",
            "--archive",
            context.obj,
            "crawl",
            *given,
            "--",
            target,
        ]
        status = subprocess.run(own, check=False).returncode  # noqa: S603 - this program itself
        worst = max(worst, status)
        if status == 130:
            break
    return worst


def _given_options(context: click.Context) -> list[str]:
    """The options of this call as they would be typed."""
    typed: list[str] = []
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if not isinstance(option, click.Option) or value is None or not _is_typed(context, option.name or ""):
            continue
        typed += [option.opts[0]] if option.is_flag else [option.opts[0], str(value)]
    return typed
