"""What a profile's TOML may say: every key with its check; anything else is an error that names its line."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsarchive.declaration import Declaration
from newsarchive.errors import ProfileError
from newsarchive.profile.declared import FIELDS, Era, ListSelectors, Profile
from newsarchive.profile.selectors import compile_selector
from newsarchive.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Mapping

# A key names a file: no folder, no dot in front. Dots and colons let a host (with its port) be one.
KEY: Final = re.compile(r"[a-z0-9][a-z0-9._:-]{0,79}")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_MAX_DELAY: Final = 3600.0
_TOP: Final = (
    "key name hosts start timezone language delay render article_urls listing_urls ignore_urls boilerplate "
    "category hot_list select era"
)
_LIST_KEYS: Final = ("entries", "name", "title", "url", "author", "date")


class Checker(Declaration):
    """Turns one parsed TOML document into a profile; every method raises ProfileError at what is wrong.

    ``also`` names top-level keys that a document may have beside a profile's: whoever adds them checks them.
    """

    error = ProfileError
    also: tuple[str, ...] = ()

    def profile(self, table: Mapping[str, Any], digest: str) -> Profile:
        """Check the whole document and make its profile."""
        self.known(table, (*_TOP.split(), *self.also), "")
        key = self.text(table, "key") or PurePath(self.name).stem.lower()
        if not KEY.fullmatch(key):
            self.fail("key", f"{key!r} must be lower-case letters, digits, and - _ . : (at most 80)")
        return Profile(
            key=key,
            name=self.text(table, "name") or key,
            hosts=tuple(self._host(host) for host in self.texts(table, "hosts")),
            start=tuple(self._address("start", url) for url in self.texts(table, "start")),
            timezone=self._timezone(table),
            language=self._language(table),
            delay=self._delay(table),
            render=self.flag(table, "render"),
            categories=tuple(self._category(entry) for entry in self.tables(table, "category")),
            article_urls=self._patterns(table, "article_urls"),
            listing_urls=self._patterns(table, "listing_urls"),
            ignore_urls=self._patterns(table, "ignore_urls"),
            boilerplate=self._patterns(table, "boilerplate"),
            hot_lists=tuple(self._hot_list(entry) for entry in self.tables(table, "hot_list")),
            eras=self._eras(table),
            digest=digest,
        )

    def _eras(self, table: Mapping[str, Any]) -> tuple[Era, ...]:
        """``[select]`` is today's layout; ``[[era]]`` tables hold the closed ones, tried newest first."""
        current = self._selectors(table.get("select", {}), "select")
        closed = [self._era(entry) for entry in self.tables(table, "era")]
        days = [era.until for era in closed]
        if len(set(days)) != len(days):
            self.fail("until", "two eras end on the same day")
        closed.sort(key=lambda era: era.until or date.max, reverse=True)
        return tuple(era for era in (Era(current), *closed) if era.select)

    def _era(self, entry: Mapping[str, Any]) -> Era:
        self.known(entry, ("until", "select"), "era")
        until = entry.get("until")
        if isinstance(until, datetime) or not isinstance(until, date):
            self.fail("until" if "until" in entry else "era", "an [[era]] needs `until = YYYY-MM-DD`")
        return Era(self._selectors(entry.get("select", {}), "era.select"), until)

    def _selectors(self, table: Any, where: str) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self.fail(where, "must be a table of selectors")
        self.known(table, FIELDS, where)
        return {name: tuple(self._selector(name, one) for one in self.texts(table, name)) for name in table}

    def _selector(self, key: str, selector: str) -> str:
        try:
            compile_selector(selector)
        except ProfileError as error:
            self.fail(key, str(error))
        return selector

    def _hot_list(self, entry: Mapping[str, Any]) -> ListSelectors:
        self.known(entry, _LIST_KEYS, "hot_list")
        values = {key: self.text(entry, key) for key in _LIST_KEYS}
        if not values["entries"]:
            self.fail("hot_list", "a [[hot_list]] needs `entries`, the selector of its items")
        for key in ("entries", "title", "url", "author", "date"):
            if values[key]:
                self._selector(key, values[key])
        return ListSelectors(**values)

    def _category(self, entry: Mapping[str, Any]) -> tuple[str, str]:
        self.known(entry, ("name", "url"), "category")
        name, url = self.text(entry, "name"), self.text(entry, "url")
        if not name or not (url.startswith("/") or normalize_url(url)):
            self.fail("category", "a [[category]] needs `name` and `url` (an http address or a path)")
        return name, url

    def _patterns(self, table: Mapping[str, Any], key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(self._pattern(key, pattern) for pattern in self.texts(table, key))

    def _pattern(self, key: str, pattern: str) -> re.Pattern[str]:
        try:
            compiled = re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            self.fail(key, f"{pattern!r} is no regular expression: {error}")
        if compiled.search(""):
            self.fail(key, f"{pattern!r} matches everything")
        return compiled

    def _timezone(self, table: Mapping[str, Any]) -> str | None:
        name = self.text(table, "timezone")
        try:
            return ZoneInfo(name).key if name else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.fail("timezone", f"{name!r} is no IANA time zone (for example Asia/Shanghai)")

    def _language(self, table: Mapping[str, Any]) -> str | None:
        tag = self.text(table, "language")
        if tag and not _LANGUAGE.fullmatch(tag):
            self.fail("language", f"{tag!r} is no BCP 47 tag (for example zh-Hans)")
        return tag or None

    def _delay(self, table: Mapping[str, Any]) -> float | None:
        value = table.get("delay")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_DELAY:
            self.fail("delay", f"must be seconds between 0 and {_MAX_DELAY:g}")
        return float(value)

    def _host(self, host: str) -> str:
        if not _HOST.fullmatch(host):
            self.fail("hosts", f"{host!r} is no host name (lower case, no scheme, no path)")
        return host

    def _address(self, key: str, url: str) -> str:
        if not normalize_url(url):
            self.fail(key, f"{url!r} is no http(s) address")
        return url
