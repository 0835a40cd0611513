"""Sitemaps: address sets, indexes, news sitemaps, plain text and gzip; hostile ones bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsarchive.model import Link


def read_sitemap(content: bytes, url: str) -> tuple[Link, ...]:
    """Pages (role ARTICLE or LISTING) and further sitemaps (role SITEMAP) that a sitemap names."""
    return ()


def read_robots_sitemaps(robots: str, url: str) -> tuple[Link, ...]:
    """Sitemaps that a robots.txt names."""
    return ()


def usual_paths(url: str) -> tuple[Link, ...]:
    """Places where sites usually keep feeds and sitemaps, for the site of ``url``."""
    return ()
