"""Addresses: their canonical form, one identity per article, and which hosts belong to a site; pure."""

from newsarchive.urls.canonical import canonical_url, choose_canonical, identity, looks_like_article
from newsarchive.urls.hosts import (
    hostname,
    is_private,
    origin,
    registrable_domain,
    same_site,
    site_hosts,
)
from newsarchive.urls.normal import CACHED, CACHED_SHORTLY, MAX_URL, join, normalize_url

__all__ = [
    "CACHED",
    "CACHED_SHORTLY",
    "MAX_URL",
    "canonical_url",
    "choose_canonical",
    "hostname",
    "identity",
    "is_private",
    "join",
    "looks_like_article",
    "normalize_url",
    "origin",
    "registrable_domain",
    "same_site",
    "site_hosts",
]
