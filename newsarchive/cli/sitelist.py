"""What is known of each site: its file or bundled profile, its last crawl, when it is due, its articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.archive.moments import utc_text
from newsarchive.archive.standings import Standing, read_standings
from newsarchive.cli.printing import err, one_line
from newsarchive.clock import utc_now
from newsarchive.errors import NotFound
from newsarchive.profile import bundled_profiles
from newsarchive.schedule.due import plan_site
from newsarchive.sitefiles import SiteFile, read_site_files, shown_duration

if TYPE_CHECKING:
    from pathlib import Path


def known_sites(archive: Path) -> list[dict[str, Any]]:
    """A row for each site that has a file, a bundled profile or articles; broken files are told."""
    files = read_site_files(archive)
    for error in files.broken.values():
        err().print(f"newsarchive: {one_line(str(error))}", soft_wrap=True)
    standings = read_standings(archive)
    articles = _articles(archive)
    bundled = bundled_profiles()
    keys = sorted({*files.sites, *files.broken, *bundled, *articles, *standings})
    return [
        _row(key, files.sites.get(key), standings.get(key))
        | {"profile": key in bundled, "articles": articles.get(key, 0), "broken": key in files.broken}
        for key in keys
    ]


def _articles(archive: Path) -> dict[str, int]:
    from newsarchive.archive.reader import open_archive

    try:
        with open_archive(archive) as reader:
            return dict(reader.stats().per_site)
    except NotFound:
        return {}


def _row(key: str, site: SiteFile | None, standing: Standing | None) -> dict[str, Any]:
    profile = site.profile if site else bundled_profiles().get(key)
    row: dict[str, Any] = {
        "site": key,
        "name": profile.name if profile else "",
        "hosts": list(site.hosts if site else profile.hosts if profile else ()),
        "file": str(site.path) if site else None,
        "every": shown_duration(site.every) if site and site.every else None,
        "last_run": utc_text(standing.began) if standing and standing.began else None,
        "status": (("running" if standing.holder else standing.status) or None) if standing else None,
        "next_due": None,
        "due": False,
    }
    if site is None or site.every is None:
        return row
    plan = plan_site(site, standing, utc_now())
    return row | {
        "next_due": utc_text(plan.due_at) if plan.due_at else None,
        "due": str(plan.verdict) in ("due", "busy"),
    }
