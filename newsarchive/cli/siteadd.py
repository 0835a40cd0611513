"""Adds a site: looks at it, shows what was found, and writes its file."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from newsarchive.archive.standings import read_standings
from newsarchive.cli.printing import err
from newsarchive.cli.siteedit import write_whole
from newsarchive.clock import utc_now
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.sitefiles import parse_duration, parse_site_file, read_site_files
from newsarchive.sitefiles.folder import site_path
from newsarchive.survey.naming import proposed_key
from newsarchive.urls import hostname, normalize_url

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import timedelta
    from pathlib import Path


def add_site(
    archive: Path,
    url: str,
    *,
    key: str = "",
    every: str = "",
    contact: str = "",
    delay: float = 1.0,
    dry_run: bool = False,
    quiet: bool = False,
) -> None:
    """Look at ``url`` (requests ``delay`` seconds apart) and write the file of the site ``key``.

    Raises `UsageError` (no address, key taken, host covered already), `FetchError`, `ArchiveError`: all that
    can be known is known before the first request.
    """
    from newsarchive.cli.views.survey import print_survey
    from newsarchive.survey.fetcher import Fetcher
    from newsarchive.survey.look import look
    from newsarchive.survey.proposal import proposed_every, site_text

    start = _address(url)
    wanted = _duration(every) if every else None
    key = key or _key_in_use(archive, start) or proposed_key(start)
    if not key:
        raise UsageError(f"the host of {start} can name no file: give the site a --key")
    path = site_path(archive, key)
    _refuse_doubles(archive, key, start, path)
    if not dry_run:
        _make_folder(path.parent)
    with _waiting(start):
        survey = look(start, Fetcher(start, contact=contact, delay=delay))
    _refuse_doubles(archive, key, survey.start, path)
    text = site_text(survey, key, wanted or proposed_every(survey, utc_now()), contact)
    parse_site_file(text, path)
    if not quiet:
        print_survey(survey)
    if dry_run:
        click.echo(text, nl=False)
        return
    write_whole(path, text, new=True)
    err().print(f"Written: {path}", soft_wrap=True)
    err().print(f"Next: newsarchive crawl {key}, or newsarchive run; newsarchive sites edit {key}")


def _address(url: str) -> str:
    known_scheme = url.lower().startswith(("http://", "https://"))
    if not known_scheme and ("://" in url or ("." not in url and ":" not in url)):
        raise UsageError(f"{url!r} is no http(s) address")
    address = normalize_url(url if known_scheme else f"https://{url}")
    if not address:
        raise UsageError(f"{url!r} is not a valid address")
    return address


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"--every: {error}") from None


def _key_in_use(archive: Path, start: str) -> str:
    """The key under which this archive holds the host already: another one would begin a second site."""
    host = hostname(start).removeprefix("www.")
    for key, standing in read_standings(archive).items():
        if hostname(standing.home).removeprefix("www.") == host:
            return key
    return ""


def _refuse_doubles(archive: Path, key: str, start: str, path: Path) -> None:
    if path.exists():
        raise UsageError(f"site {key} exists already: `newsarchive sites edit {key}`, or give another --key")
    for other in read_site_files(archive).sites.values():
        if other.covers(start):
            raise UsageError(f"{start} belongs to the site {other.key} already ({other.path})")


def _make_folder(folder: Path) -> None:
    """Find out before the site is bothered whether its file can be written."""
    from tempfile import TemporaryFile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written ({error.strerror})") from error


def _waiting(start: str) -> AbstractContextManager[object]:
    """Something that moves while the site is asked, in a terminal."""
    from contextlib import nullcontext

    if not sys.stderr.isatty():
        return nullcontext()
    return err().status(f"Looking at {start}: at most ten requests, one a second")
