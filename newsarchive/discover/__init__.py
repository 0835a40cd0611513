"""Page bytes in, links worth following out; pure: no clock, network or database."""

from newsarchive.discover.detours import refresh_target
from newsarchive.discover.feeds import read_feed
from newsarchive.discover.links import discover_links, links_in_json
from newsarchive.discover.places import url_day
from newsarchive.discover.sitemaps import read_robots_sitemaps, read_sitemap, usual_paths
from newsarchive.discover.traps import TrapGuard

__all__ = [
    "TrapGuard",
    "discover_links",
    "links_in_json",
    "read_feed",
    "read_robots_sitemaps",
    "read_sitemap",
    "refresh_target",
    "url_day",
    "usual_paths",
]
