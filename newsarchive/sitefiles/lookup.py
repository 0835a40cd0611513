"""Which profile a site's key or an address has: an archive's own site files first, then the bundled ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.profile import bundled_profiles, profile_for
from newsarchive.sitefiles.folder import read_site_files
from newsarchive.urls import hostname

if TYPE_CHECKING:
    import os

    from newsarchive.profile import Profile
    from newsarchive.sitefiles.sitefile import SiteFile


class Profiles:
    """The profiles that an archive knows; its site files are read once, when it is made."""

    def __init__(self, archive: str | os.PathLike[str]) -> None:
        self._archive = archive
        self._files = read_site_files(archive)

    def named(self, key: str) -> Profile | None:
        """The profile of the site ``key``, or None. Raises ProfileError when its file is broken."""
        if key in self._files.broken:
            raise self._files.broken[key]
        own = self._files.sites.get(key)
        return own.profile if own else bundled_profiles().get(key)

    def at(self, url: str) -> Profile:
        """The profile of the site that ``url`` belongs to, or the empty one.

        Raises ProfileError for a broken file that names the host: reading its pages without it would file
        them under another site. Other broken files are no matter here.
        """
        if site := self._covering(url):
            return site.profile
        host = hostname(url).removeprefix("www.")
        for key, error in self._files.broken.items():
            if host and (key == host or host in self._files.texts[key]):
                raise error
        return profile_for(url)

    def site(self, target: str) -> SiteFile | None:
        """The archive's own site that ``target`` (a key, an address, ``example.com``) means, or None."""
        if target in self._files.sites or target in bundled_profiles():
            return self._files.sites.get(target)
        return self._covering(target if "://" in target else f"https://{target}")

    def _covering(self, url: str) -> SiteFile | None:
        return next((site for site in self._files.sites.values() if site.covers(url)), None)
