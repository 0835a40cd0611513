"""What a profile's TOML may say: every key with its check; anything else is an error that names its line."""

from __future__ import annotations

import re
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsarchive.errors import ProfileError
from newsarchive.profile.declared import FIELDS, Era, ListSelectors, Profile
from newsarchive.profile.selectors import compile_selector
from newsarchive.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_MAX_DELAY: Final = 3600.0
_TOP: Final = (
    "key name hosts start timezone language delay render article_urls listing_urls ignore_urls boilerplate "
    "category hot_list select era"
)
_LIST_KEYS: Final = ("entries", "name", "title", "url", "author", "date")


class Checker:
    """Turns one parsed TOML document into a profile; every method raises ProfileError at what is wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()

    def profile(self, table: Mapping[str, Any], digest: str) -> Profile:
        """Check the whole document and make its profile."""
        self._known(table, _TOP.split(), "")
        key = self._text(table, "key") or PurePath(self.name).stem.lower()
        if not _KEY.fullmatch(key):
            self._fail("key", f"{key!r} must be lower-case letters, digits, - or _ (at most 40)")
        return Profile(
            key=key,
            name=self._text(table, "name") or key,
            hosts=tuple(self._host(host) for host in self._texts(table, "hosts")),
            start=tuple(self._address("start", url) for url in self._texts(table, "start")),
            timezone=self._timezone(table),
            language=self._language(table),
            delay=self._delay(table),
            render=self._flag(table, "render"),
            categories=tuple(self._category(entry) for entry in self._tables(table, "category")),
            article_urls=self._patterns(table, "article_urls"),
            listing_urls=self._patterns(table, "listing_urls"),
            ignore_urls=self._patterns(table, "ignore_urls"),
            boilerplate=self._patterns(table, "boilerplate"),
            hot_lists=tuple(self._hot_list(entry) for entry in self._tables(table, "hot_list")),
            eras=self._eras(table),
            digest=digest,
        )

    def _eras(self, table: Mapping[str, Any]) -> tuple[Era, ...]:
        """``[select]`` is today's layout; ``[[era]]`` tables hold the closed ones, tried newest first."""
        current = self._selectors(table.get("select", {}), "select")
        closed = [self._era(entry) for entry in self._tables(table, "era")]
        days = [era.until for era in closed]
        if len(set(days)) != len(days):
            self._fail("until", "two eras end on the same day")
        closed.sort(key=lambda era: era.until or date.max, reverse=True)
        return tuple(era for era in (Era(current), *closed) if era.select)

    def _era(self, entry: Mapping[str, Any]) -> Era:
        self._known(entry, ("until", "select"), "era")
        until = entry.get("until")
        if isinstance(until, datetime) or not isinstance(until, date):
            self._fail("until" if "until" in entry else "era", "an [[era]] needs `until = YYYY-MM-DD`")
        return Era(self._selectors(entry.get("select", {}), "era.select"), until)

    def _selectors(self, table: Any, where: str) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self._fail(where, "must be a table of selectors")
        self._known(table, FIELDS, where)
        return {name: tuple(self._selector(name, one) for one in self._texts(table, name)) for name in table}

    def _selector(self, key: str, selector: str) -> str:
        try:
            compile_selector(selector)
        except ProfileError as error:
            self._fail(key, str(error))
        return selector

    def _hot_list(self, entry: Mapping[str, Any]) -> ListSelectors:
        self._known(entry, _LIST_KEYS, "hot_list")
        values = {key: self._text(entry, key) for key in _LIST_KEYS}
        if not values["entries"]:
            self._fail("hot_list", "a [[hot_list]] needs `entries`, the selector of its items")
        for key in ("entries", "title", "url", "author", "date"):
            if values[key]:
                self._selector(key, values[key])
        return ListSelectors(**values)

    def _category(self, entry: Mapping[str, Any]) -> tuple[str, str]:
        self._known(entry, ("name", "url"), "category")
        name, url = self._text(entry, "name"), self._text(entry, "url")
        if not name or not (url.startswith("/") or normalize_url(url)):
            self._fail("category", "a [[category]] needs `name` and `url` (an http address or a path)")
        return name, url

    def _patterns(self, table: Mapping[str, Any], key: str) -> tuple[re.Pattern[str], ...]:
        return tuple(self._pattern(key, pattern) for pattern in self._texts(table, key))

    def _pattern(self, key: str, pattern: str) -> re.Pattern[str]:
        try:
            compiled = re.compile(pattern)
        except (re.error, RecursionError, OverflowError) as error:
            self._fail(key, f"{pattern!r} is no regular expression: {error}")
        if compiled.search(""):
            self._fail(key, f"{pattern!r} matches everything")
        return compiled

    def _timezone(self, table: Mapping[str, Any]) -> str | None:
        name = self._text(table, "timezone")
        try:
            return ZoneInfo(name).key if name else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._fail("timezone", f"{name!r} is no IANA time zone (for example Asia/Shanghai)")

    def _language(self, table: Mapping[str, Any]) -> str | None:
        tag = self._text(table, "language")
        if tag and not _LANGUAGE.fullmatch(tag):
            self._fail("language", f"{tag!r} is no BCP 47 tag (for example zh-Hans)")
        return tag or None

    def _delay(self, table: Mapping[str, Any]) -> float | None:
        value = table.get("delay")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MAX_DELAY:
            self._fail("delay", f"must be seconds between 0 and {_MAX_DELAY:g}")
        return float(value)

    def _flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            self._fail(key, "must be true or false")
        return value

    def _host(self, host: str) -> str:
        if not _HOST.fullmatch(host):
            self._fail("hosts", f"{host!r} is no host name (lower case, no scheme, no path)")
        return host

    def _address(self, key: str, url: str) -> str:
        if not normalize_url(url):
            self._fail(key, f"{url!r} is no http(s) address")
        return url

    def _text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (key in table and not value.strip()):
            self._fail(key, "must be a text that is not empty")
        return value.strip()

    def _texts(self, table: Mapping[str, Any], key: str) -> list[str]:
        value = table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
            self._fail(key, "must be a text or a list of texts")
        return values

    def _tables(self, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._fail(key, f"must be written as [[{key}]]")
        return value

    def _known(self, table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
        names = list(known)
        for key in table:
            if key not in names:
                near = get_close_matches(key, names, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
                self._fail(key, f"unknown key{f' in [{where}]' if where else ''}; {hint}")

    def _fail(self, key: str, message: str) -> NoReturn:
        raise ProfileError(f"{self.name}{self._line(key)}: {key}: {message}")

    def _line(self, key: str) -> str:
        """``:12`` where the key's line can be told; the parser of the standard library keeps no places."""
        wanted = re.compile(rf"""\s*(?:\[+\s*)?(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*(?:=|\.|\])""")
        return next((f":{number}" for number, line in enumerate(self.lines, 1) if wanted.match(line)), "")
