"""Which site of the archive, and which profile, an imported page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.archive.records import SiteSpec
from newsarchive.errors import UsageError
from newsarchive.profile import GENERIC, load_profile
from newsarchive.sitefiles import Profiles
from newsarchive.urls import hostname, same_site, site_hosts

if TYPE_CHECKING:
    from newsarchive.archive.importer import ImportBook
    from newsarchive.profile import Profile


@dataclass(frozen=True, slots=True)
class Place:
    """A site and the profile its pages are read with."""

    site: SiteSpec
    profile: Profile


class Sites:
    """Finds the place of addresses: by the profile of their host, else by the host itself, as a crawl does.

    With ``chosen`` (a site's key) all hosts that a crawl of this site may ask belong to it, and no others are
    taken. ``profile`` (a name or file) is used for the hosts it names, or for all when it names none.
    Raises ``UsageError`` for a site that is neither in the archive nor declared nor a host, ``ProfileError``.
    """

    def __init__(self, book: ImportBook, chosen: str = "", profile: str = "") -> None:
        self._book = book
        self._profiles = Profiles(book.folder)
        self._given = load_profile(profile) if profile else None
        self._known: dict[str, Place | None] = {}
        self._chosen: Place | None = None
        self._hosts: tuple[str, ...] = ()
        if chosen:
            self._choose(chosen)

    def _choose(self, key: str) -> None:
        declared = self._profiles.named(key)
        known = self._book.site(key)
        starts = list(declared.start) if declared else []
        if known is not None and known.home:
            starts.append(known.home)
        if not starts and hostname(f"https://{key}/") and ("." in key or ":" in key):
            starts.append(f"https://{key}/")
        if not starts:
            raise UsageError(f"site {key!r} is not in this archive, not declared, and no host")
        profile = self._given or declared or self._profiles.at(starts[0])
        self._chosen = Place(known or _new_site(key, starts[0], profile), profile)
        self._hosts = (*site_hosts(starts), *profile.hosts)

    def of(self, url: str) -> Place | None:
        """The place of an address; None for one that is not http(s) or not of the chosen site."""
        host = hostname(url)
        if host not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[host] = self._find(url, host)
        return self._known[host]

    def _find(self, url: str, host: str) -> Place | None:
        if not host:
            return None
        if self._chosen is not None:
            return self._chosen if same_site(url, self._hosts) else None
        given = self._given
        profile = given if given and (not given.hosts or given.covers(url)) else self._profiles.at(url)
        key = (profile.key if profile.hosts or profile is not given else "") or host.removeprefix("www.")
        return Place(self._book.site(key) or _new_site(key, url, profile), profile or GENERIC)


def _new_site(key: str, url: str, profile: Profile) -> SiteSpec:
    parts = urlsplit(url)
    return SiteSpec(
        key=key,
        name=profile.name or hostname(url),
        home=profile.start[0] if profile.start else f"{parts.scheme}://{parts.netloc}/",
        timezone=profile.timezone or "UTC",
        language=profile.language or "und",
    )
