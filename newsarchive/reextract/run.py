"""Runs a re-extraction: pages handed out to processes, what changes counted and, if asked, stored."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newsarchive.archive.captures.stored_pages import StoredPages
from newsarchive.errors import NotFound
from newsarchive.profile import load_profile
from newsarchive.reextract.pool import BATCH, Pool
from newsarchive.reextract.storing import Storing
from newsarchive.reextract.worker import Worker
from newsarchive.sitefiles import Profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from newsarchive.profile import Profile
    from newsarchive.reextract.worker import Reading

EXAMPLES: Final = 5
"""Examples kept of each field."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page's value as stored and as read anew; of long texts the first paragraph that differs."""

    url: str
    stored: str
    read: str


@dataclass(slots=True)
class Report:
    """What a re-extraction found: ``fields`` counts the pages on which a field differs."""

    pages: int = 0
    changed: int = 0
    failed: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        """Pages that give what the archive holds."""
        return self.pages - self.changed - self.failed

    def add(self, reading: Reading) -> None:
        """Count one page."""
        self.pages += 1
        if reading.failure:
            self.failed += 1
            if len(self.failures) < EXAMPLES:
                self.failures.append((reading.url, reading.failure))
        elif reading.differences:
            self.changed += 1
        for name, (stored, read) in reading.differences.items():
            self.fields[name] = self.fields.get(name, 0) + 1
            examples = self.examples.setdefault(name, [])
            if len(examples) < EXAMPLES:
                examples.append(Example(reading.url, stored, read))

    def to_dict(self) -> dict[str, object]:
        """The report as the command line prints it."""
        return {
            "pages": self.pages, "changed": self.changed, "unchanged": self.unchanged, "failed": self.failed,
            "fields": dict(sorted(self.fields.items())),
        }  # fmt: skip


def reextract(
    folder: Path,
    *,
    site: str | None = None,
    category: str | None = None,
    since: str | None = None,
    until: str | None = None,
    profile: str = "",
    dry_run: bool = False,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Read stored pages anew and store what differs (``dry_run``: only tell).

    Site, category and days of publication choose the pages; ``profile`` (a name or file) replaces the
    sites' own. ``workers`` is the number of processes, one a core when None, 0 for none but this one.
    ``on_progress`` is told how many pages are done, and of how many. Interrupted, what was stored stays, and
    the same call goes on where it stopped. Raises ``NotFound``, ``UsageError``, ``ProfileError``,
    ``ArchiveError`` and ``ArchiveBusy`` (a crawl of the site is running).
    """
    profiles = site_profiles(folder, site, profile)
    report = Report()
    with ExitStack() as stack:
        storing = None if dry_run else stack.enter_context(Storing(folder))
        pages = StoredPages(folder)
        stack.callback(pages.close)
        numbers = pages.numbers(site=site, category=category, since=since, until=until)
        for reading in _readings(stack, folder, profiles, numbers, workers, keep=not dry_run):
            report.add(reading)
            if storing is not None:
                storing.store(reading)
            if on_progress is not None:
                on_progress(report.pages, len(numbers))
    return report


def site_profiles(folder: Path, site: str | None, name: str) -> dict[str, Profile]:
    """Each site's profile: the one named, the one of its key (own or bundled), or the one of its host."""
    with closing(StoredPages(folder)) as pages:
        homes = pages.sites()
    if site is not None and site not in homes:
        raise NotFound(f"site {site!r} is not in this archive; it has: {', '.join(homes) or 'none'}")
    if name:
        return dict.fromkeys(homes, load_profile(name))
    known = Profiles(folder)
    return {key: known.named(key) or known.at(home) for key, home in homes.items()}


def _readings(
    stack: ExitStack,
    folder: Path,
    profiles: Mapping[str, Profile],
    numbers: Sequence[int],
    workers: int | None,
    *,
    keep: bool,
) -> Iterator[Reading]:
    """The pages read anew, in their order."""
    count = _cores() if workers is None else workers
    if count and len(numbers) > BATCH:
        pool = Pool(count, (folder, profiles, keep))
        stack.callback(pool.close)
        if pool.can_start():
            yield from pool.readings(numbers)
            return
    reader = Worker(folder, profiles, keep=keep)
    stack.callback(reader.close)
    yield from reader.readings(numbers)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
