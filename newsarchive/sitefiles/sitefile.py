"""One site file, read strictly: a site's profile, how often it is crawled and with which options."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final

from newsarchive.profile import Checker, Profile, digest_of
from newsarchive.sitefiles.durations import parse_duration
from newsarchive.sitefiles.thresholds import MONITORS, Thresholds
from newsarchive.urls import same_site, site_hosts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHORTEST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(days=366)
_CHOICES: Final = {"recheck": ("due", "all", "none"), "render": ("auto", "always", "never")}
_NUMBERS: Final = {"delay": (0.0, 3600.0), "timeout": (0.1, 3600.0)}
_COUNTS: Final = {
    "concurrency": (1, 256), "max_pages": (0, 1 << 40), "max_articles": (0, 1 << 40), "workers": (0, 256),
}  # fmt: skip
_FLAGS: Final = ("images", "full")
_MOST: Final = 1e6


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A site of an archive. ``every`` is the time from one run's start to the next; None: not by itself.

    ``wishes`` are options of ``newsarchive crawl`` by their names in Python, checked here; ``thresholds``
    say when the site's monitors raise an alarm.
    """

    path: Path
    profile: Profile
    every: timedelta | None = None
    wishes: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)

    @property
    def key(self) -> str:
        """The site's name on the command line and in the archive: also its file's."""
        return self.profile.key

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts whose pages are the site's: those declared, else those of its start pages."""
        return self.profile.hosts or site_hosts(self.profile.start)

    def covers(self, url: str) -> bool:
        """Whether ``url`` is a page of this site."""
        return same_site(url, self.hosts)


def parse_site_file(text: str, path: Path) -> SiteFile:
    """Read a site file's text; ``path`` says what it is called. Raises ProfileError with file, line, key."""
    return _SiteChecker(str(path), text).site(path)


class _SiteChecker(Checker):
    """A profile's checks, and those of what a site file adds."""

    also = ("every", "crawl", "monitor")

    def site(self, path: Path) -> SiteFile:
        """Check the whole document and make its site."""
        table = self.parse()
        profile = self.profile(table, digest_of(self.source))
        if profile.key != PurePath(path).stem:
            self.fail("key", f"{profile.key!r} must be the file's name, {PurePath(path).stem!r}")
        if not profile.start:
            self.fail("start", "a site file needs the address where a crawl begins")
        return SiteFile(path, profile, self._every(table), self._wishes(table), self._thresholds(table))

    def _every(self, table: Mapping[str, Any]) -> timedelta | None:
        if "every" not in table:
            return None
        value = table["every"]
        try:
            every = parse_duration(value if isinstance(value, str) else str(value))
        except ValueError as error:
            self.fail("every", str(error))
        if not SHORTEST <= every <= LONGEST:
            self.fail("every", f"{value!r} must lie between 1m and 366d")
        return every

    def _wishes(self, table: Mapping[str, Any]) -> dict[str, Any]:
        wishes = table.get("crawl", {})
        if not isinstance(wishes, dict):
            self.fail("crawl", "must be written as [crawl]")
        checks: dict[str, Callable[[str, Any], Any]] = {
            **dict.fromkeys(_NUMBERS, self._seconds),
            **dict.fromkeys(_COUNTS, self._count),
            **dict.fromkeys(_CHOICES, self._choice),
            **dict.fromkeys(_FLAGS, self._yes_or_no),
            "since": self._day,
            "contact": self._contact,
        }
        self.known(wishes, checks, "crawl")
        return {name: checks[name](name, value) for name, value in wishes.items()}

    def _thresholds(self, table: Mapping[str, Any]) -> Thresholds:
        wishes = table.get("monitor", {})
        if not isinstance(wishes, dict):
            self.fail("monitor", "must be written as [monitor]")
        usual = Thresholds()
        self.known(wishes, [item.name for item in fields(Thresholds)], "monitor")
        return replace(usual, **{name: self._threshold(name, wishes, usual) for name in wishes})

    def _threshold(self, name: str, wishes: Mapping[str, Any], usual: Thresholds) -> Any:
        value = wishes[name]
        if name == "off":
            if not isinstance(value, list) or not set(map(str, value)) <= set(MONITORS):
                self.fail(name, f"must be a list of monitors: {', '.join(MONITORS)}")
            return frozenset(value)
        if isinstance(getattr(usual, name), int):
            return self.number(wishes, name, 0, 1, 1_000_000)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
            self.fail(name, f"must be a number between 0 and {_MOST:g}")
        return float(value)

    def _seconds(self, name: str, value: Any) -> float:
        low, high = _NUMBERS[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            self.fail(name, f"must be seconds between {low:g} and {high:g}")
        return float(value)

    def _count(self, name: str, value: Any) -> int:
        return self.number({name: value}, name, 0, *_COUNTS[name])

    def _choice(self, name: str, value: Any) -> str:
        return self.choice({name: value}, name, _CHOICES[name], "")

    def _yes_or_no(self, name: str, value: Any) -> bool:
        return self.flag({name: value}, name)

    def _day(self, name: str, value: Any) -> str:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self.fail(name, "must be a date like 2026-04-30")

    def _contact(self, name: str, value: Any) -> str:
        text = self.text({name: value}, name)
        # It goes into the user agent, a header of one line.
        if not (text.isascii() and text.isprintable() and len(text) <= 200):
            self.fail(name, "must be an address of at most 200 plain characters")
        return text
