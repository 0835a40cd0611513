"""Checks that sites still read as they did: known articles fetched anew, and the fields that differ told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.reader import open_archive
from newsarchive.archive.samples import newest_articles
from newsarchive.cli.failure import DONE, FAILED
from newsarchive.errors import NotFound, UsageError
from newsarchive.sitefiles import read_site_files
from newsarchive.survey.check import check_site
from newsarchive.survey.fetcher import Fetcher

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.sitefiles import SiteFile
    from newsarchive.survey.check import SiteCheck

BUDGET = 10


def check_sites(archive: Path, key: str, articles: int, *, as_json: bool) -> int:
    """Check one site, or all that have a file; 2 when a field of any does not come out as archived.

    Raises `UsageError`, `ProfileError` and `NotFound`.
    """
    from newsarchive.cli.printing import print_json_lines
    from newsarchive.cli.views.check import print_check

    worst = DONE
    for site in _chosen(archive, key):
        found = _check(archive, site, articles)
        if as_json:
            print_json_lines([found.to_dict()])
        else:
            print_check(found)
        worst = max(worst, DONE if found.is_well else FAILED)
    return worst


def _chosen(archive: Path, key: str) -> list[SiteFile]:
    from newsarchive.cli.siteedit import existing_file

    files = read_site_files(archive)
    if not key:
        if not files.sites:
            raise UsageError(f"there is no site in {archive}/sites: `newsarchive sites add URL` makes one")
        return list(files.sites.values())
    existing_file(archive, key)
    if key in files.broken:
        raise files.broken[key]
    return [files.sites[key]]


def _check(archive: Path, site: SiteFile, articles: int) -> SiteCheck:
    start = site.profile.start[0]
    delay = float(site.wishes.get("delay", 1.0))
    if delay:
        delay = max(delay, site.profile.delay or 0.0)
    fetcher = Fetcher(
        start, hosts=site.hosts, budget=BUDGET, delay=delay, contact=str(site.wishes.get("contact", ""))
    )
    # Twice as many as are wanted: some may have been removed.
    ids = newest_articles(archive, site.key, 2 * articles)
    if not ids:
        raise NotFound(f"{site.key}: nothing is archived yet to compare with: `newsarchive crawl {site.key}`")
    with open_archive(archive) as reader:
        return check_site(site.key, map(reader.article, ids), fetcher, site.profile, articles)
