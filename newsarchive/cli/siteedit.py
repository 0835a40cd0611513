"""Changes site files: edited in the person's own editor, checked before they are taken, removed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click

from newsarchive.cli.printing import err, one_line
from newsarchive.errors import ArchiveError, ProfileError, UsageError
from newsarchive.profile import read_text
from newsarchive.sitefiles import parse_site_file, read_site_files
from newsarchive.sitefiles.folder import site_path

if TYPE_CHECKING:
    from pathlib import Path

EDITORS = ("nano", "vi")


def existing_file(archive: Path, key: str) -> Path:
    """The file of the site ``key``. Raises `UsageError` where there is none."""
    path = site_path(archive, key)
    if not path.is_file():
        files = read_site_files(archive)
        known = ", ".join(sorted({*files.sites, *files.broken})) or "none yet"
        raise UsageError(f"there is no site {key!r} in {path.parent}; there are: {known}")
    return path


def edit_site(archive: Path, key: str) -> None:
    """Have a copy of the file edited until it is right; only then does it take the file's place.

    Raises `UsageError` (no such site, no editor, not right and not to be edited again), `ArchiveError`.
    """
    path = existing_file(archive, key)
    before = read_text(path)
    draft = path.with_name(f".{path.name}.draft")
    if draft.exists():
        err().print("An edit that was not ended is gone on with.")
    else:
        write_whole(draft, before)
    while True:
        _open_editor(draft)
        text = read_text(draft)
        if text == before:
            draft.unlink()
            err().print("Nothing was changed.")
            return
        try:
            parse_site_file(text, path)
        except ProfileError as error:
            _ask_again(draft, error)
            continue
        os.replace(draft, path)  # noqa: PTH105 - atomic
        err().print(f"Changed: {path}", soft_wrap=True)
        return


def _ask_again(draft: Path, error: ProfileError) -> None:
    """Whether to edit once more; raises `UsageError` if not: the old file stays, and so does the draft."""
    err().print(f"newsarchive: {one_line(str(error))}", soft_wrap=True)
    if sys.stdin.isatty() and click.confirm("Edit again?", default=True, err=True):
        return
    kept = draft.with_name(draft.name.strip(".").replace(".toml.draft", ".rejected"))
    draft.replace(kept)
    raise UsageError(f"the site's file is as it was; what you wrote is in {kept}")


def _open_editor(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    command = command or next((name for name in EDITORS if shutil.which(name)), "")
    if not command:
        raise UsageError(f"no editor is known: set EDITOR, or edit {path} with any")
    try:
        status = subprocess.run([*shlex.split(command), str(path)], check=False).returncode  # noqa: S603
    except (OSError, ValueError) as error:
        path.unlink(missing_ok=True)
        raise UsageError(f"the editor {command!r} cannot be started ({error})") from error
    if status:
        path.unlink(missing_ok=True)
        raise UsageError(f"the editor {command!r} ended with {status}: the site's file is as it was")


def remove_site(archive: Path, key: str, *, yes: bool) -> None:
    """Remove the file, after asking. Raises `UsageError`, `ArchiveError`."""
    path = existing_file(archive, key)
    if not yes and not click.confirm(f"Remove {path}? Its archived articles stay.", err=True):
        raise click.Abort
    try:
        path.unlink()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be removed ({error.strerror})") from error
    err().print(f"Removed: {path}. What is archived of {key} stays.", soft_wrap=True)


def write_whole(path: Path, text: str, *, new: bool = False) -> None:
    """Write a file so that a full disk or a kill leaves no half of it; ``new``: it must not exist yet.

    Raises `ArchiveError`, `UsageError` where a new one exists.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if new:
            os.link(part, path)  # unlike a renaming, it fails where there is a file
        else:
            part.replace(path)
    except FileExistsError as error:
        raise UsageError(f"{path} exists already") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
