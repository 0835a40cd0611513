"""The folder of an archive's site files: what is in it, and which of the files cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsarchive.errors import ProfileError, UsageError
from newsarchive.profile import KEY, read_text
from newsarchive.sitefiles.sitefile import SiteFile, parse_site_file

if TYPE_CHECKING:
    import os

FOLDER: Final = "sites"
SUFFIX: Final = ".toml"


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The sites of an archive by key; the error of each file that is not right, and its text."""

    sites: dict[str, SiteFile] = field(default_factory=dict)
    broken: dict[str, ProfileError] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any file."""
        return bool(self.sites or self.broken)


def sites_folder(archive: str | os.PathLike[str]) -> Path:
    """Where the site files of an archive are."""
    return Path(archive) / FOLDER


def site_path(archive: str | os.PathLike[str], key: str) -> Path:
    """Where the file of the site ``key`` is, there or not. Raises UsageError for what cannot be a key."""
    if not KEY.fullmatch(key):
        raise UsageError(f"{key!r} is no key: lower-case letters, digits, and - _ . : (at most 80)")
    return sites_folder(archive) / f"{key}{SUFFIX}"


def read_site_files(archive: str | os.PathLike[str]) -> SiteFiles:
    """Read all site files by key in alphabetical order; a broken one does not hide the others.

    Raises ProfileError when the folder itself cannot be read.
    """
    found = SiteFiles()
    for path in _paths(sites_folder(archive)):
        text = ""
        try:
            text = read_text(path)
            found.sites[path.stem] = parse_site_file(text, path)
        except ProfileError as error:
            found.broken[path.stem], found.texts[path.stem] = error, text
    return found


def site_file(archive: str | os.PathLike[str], key: str) -> SiteFile | None:
    """The site file of ``key``, None where there is none. Raises ProfileError when it is broken."""
    if not KEY.fullmatch(key):
        return None
    path = site_path(archive, key)
    return parse_site_file(read_text(path), path) if path.is_file() else None


def _paths(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and path.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ProfileError(f"{folder}: cannot be read ({error.strerror})") from error
