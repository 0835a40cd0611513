"""The strict way from a TOML file to a profile: what is unknown or impossible is an error with its place."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.errors import ProfileError
from newsarchive.profile.declared import GENERIC, Profile
from newsarchive.profile.schema import Checker

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def load_profile(name_or_path: str) -> Profile:
    """Load the bundled profile of that key, or the profile in a file (a name with ``/`` or ``.toml``).

    Raises ProfileError when there is none, or when it is not strictly right.
    """
    if name_or_path.endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        return _from_file(Path(name_or_path))
    bundled = bundled_profiles()
    if name_or_path in bundled:
        return bundled[name_or_path]
    known = ", ".join(bundled) or "none"
    raise ProfileError(
        f"no bundled profile {name_or_path!r} (known: {known}); give a file's path for one of your own"
    )


def profile_for(url: str) -> Profile:
    """Find the bundled profile whose hosts cover ``url``; without one, the empty profile."""
    return next((profile for profile in bundled_profiles().values() if profile.covers(url)), GENERIC)


@lru_cache(maxsize=1)
def bundled_profiles() -> dict[str, Profile]:
    """Give all profiles that come with the program, by key, in alphabetical order."""
    folder = files("newsarchive") / "sites"
    found = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )
    profiles = [_from_bundle(file) for file in found]
    return {profile.key: profile for profile in profiles}


def parse_profile(text: str, name: str) -> Profile:
    """Read a profile from TOML text; ``name`` is the file's, for messages and as the key when none is given.

    Raises ProfileError naming file, line and key.
    """
    checker = Checker(name, text)
    return checker.profile(checker.parse(), digest_of(text))


def digest_of(text: str) -> str:
    """What changes whenever the text does."""
    return sha256(text.encode("utf-8")).hexdigest()[:16]


def read_text(path: Path) -> str:
    """Read a profile's file. Raises ProfileError when that cannot be done."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise ProfileError(f"{path}: cannot be read as a profile: {reason}") from error


def _from_bundle(file: Traversable) -> Profile:
    return parse_profile(file.read_text(encoding="utf-8"), file.name)


def _from_file(path: Path) -> Profile:
    return parse_profile(read_text(path), str(path))
