"""Turns what a person asked to crawl into start addresses, a profile and the site's entry in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive.records import SiteSpec
from newsarchive.errors import UsageError
from newsarchive.profile import GENERIC, load_profile
from newsarchive.sitefiles import Profiles
from newsarchive.urls import hostname, normalize_url

if TYPE_CHECKING:
    from newsarchive.profile import Profile


@dataclass(frozen=True, slots=True)
class Target:
    """``start`` are the addresses a crawl begins with, the first being the one that must answer."""

    start: tuple[str, ...]
    profile: Profile
    site: SiteSpec


def resolve_target(target: str, profile_name: str = "", archive: Path = Path("data")) -> Target:
    """``target`` is an address (``example.com`` too) or a site's key; ``profile_name`` a name or file.

    With an address and no profile named, the profile of its host is taken: one of the ``archive``'s own site
    files, else a bundled one. Raises `UsageError` and `ProfileError` for what is neither.
    """
    profiles = Profiles(archive)
    known = profiles.named(target)
    profile = load_profile(profile_name) if profile_name else known
    if known is not None:
        start = (profile or known).start
        if not start:
            raise UsageError(f"the profile {known.key} names no start page: give an address")
    else:
        start = (_address(target),)
        profile = profile or profiles.at(start[0])
    return Target(start, profile or GENERIC, _site(start[0], profile or GENERIC))


def _address(target: str) -> str:
    if target.startswith("file:") or Path(target).exists():
        raise UsageError(f"{target} is a file: crawl wants an http(s) address")
    known_scheme = target.lower().startswith(("http://", "https://"))
    if not known_scheme and ("://" in target or ("." not in target and ":" not in target)):
        raise UsageError(
            f"{target!r} is neither an http(s) address nor a known site (see: newsarchive sites)"
        )
    url = normalize_url(target if known_scheme else f"https://{target}")
    if not url:
        raise UsageError(f"{target!r} is not a valid address")
    return url


def _site(url: str, profile: Profile) -> SiteSpec:
    host = hostname(url)
    return SiteSpec(
        key=profile.key or host.removeprefix("www."),
        name=profile.name or host,
        home=url,
        timezone=profile.timezone or "UTC",
        language=profile.language or "und",
    )
