"""The strict way from ``alerts.toml`` to its rules: what is unknown or impossible is told with its line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from newsarchive.alerts.declared import FILE_NAME, HAPPENINGS, MARKDOWN, TEXT, Alerts, Channel, Rule
from newsarchive.archive.alerts.records import ALARM, RANKED
from newsarchive.declaration import Declaration
from newsarchive.errors import UsageError
from newsarchive.text.query import parse_query

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NAME: Final = re.compile(r"[^\s\x00-\x1f\x7f/\\]{1,60}")
_URL: Final = re.compile(r"\$\{[A-Za-z_]\w*\}|[A-Za-z][A-Za-z0-9+.-]*:.+", re.DOTALL)
_REFERENCE: Final = re.compile(r"\$\{(\w*)\}?")
_RULE_KEYS: Final = (
    "name", "on", "words", "sites", "categories", "lists", "top", "monitors", "channels",
)  # fmt: skip
# Apprise services shorten what is longer than about so many items anyway.
MOST_ITEMS: Final = 100


class AlertsError(UsageError):
    """``alerts.toml`` has an unknown key or an impossible value; the message names file, line and key."""


def load_alerts(folder: Path) -> Alerts | None:
    """The rules of the archive in ``folder``; None when there is no file. Raises ``AlertsError``."""
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise AlertsError(f"{path}: cannot be read: {reason}") from error
    return parse_alerts(text, str(path))


def parse_alerts(text: str, name: str) -> Alerts:
    """Read the rules from TOML text; ``name`` is the file's, for messages. Raises ``AlertsError``."""
    return _AlertsFile(name, text).alerts()


class _AlertsFile(Declaration):
    error = AlertsError

    def alerts(self) -> Alerts:
        table = self.parse()
        self.known(table, ("channel", "rule", "give_up_days", "env_file"), "")
        channels = tuple(self._channel(entry) for entry in self.tables(table, "channel"))
        names = [channel.name for channel in channels]
        rules: list[Rule] = []
        for entry in self.tables(table, "rule"):
            rule = self._rule(entry, names)
            if rule.name in {known.name for known in rules}:
                self.fail("name", f"two rules are called {rule.name!r}")
            rules.append(rule)
        if rules and not channels:
            self.fail("rule", "there is no [[channel]] to tell anything through")
        if len(set(names)) != len(names):
            self.fail("channel", "two channels have the same name")
        give_up = timedelta(days=self.number(table, "give_up_days", 3, 1, 365))
        return Alerts(channels, tuple(rules), give_up, self.text(table, "env_file"))

    def _channel(self, entry: Mapping[str, Any]) -> Channel:
        self.known(entry, ("name", "url", "format", "items"), "channel")
        url = self.text(entry, "url")
        # The address is never part of a message: it may hold a password.
        if not _URL.fullmatch(url):
            self.fail(
                "url" if url else "channel",
                "a [[channel]] needs `url`, an Apprise address like json://host/path",
            )
        for reference in _REFERENCE.finditer(url):
            if not reference[0].endswith("}") or not reference[1]:
                self.fail("url", "a secret is written ${NAME}")
        return Channel(
            self._name(entry, "channel"), url, self.choice(entry, "format", (TEXT, MARKDOWN), TEXT),
            self.number(entry, "items", 20, 1, MOST_ITEMS),
        )  # fmt: skip

    def _rule(self, entry: Mapping[str, Any], channels: list[str]) -> Rule:
        self.known(entry, _RULE_KEYS, "rule")
        name = self._name(entry, "rule")
        on = tuple(self.texts(entry, "on"))
        for word in on:
            if word not in HAPPENINGS:
                self.fail("on", f"{word!r} is not one of {', '.join(HAPPENINGS)}")
        if not on:
            self.fail("on" if "on" in entry else "rule", f"a [[rule]] needs `on`: {', '.join(HAPPENINGS)}")
        told = tuple(self.texts(entry, "channels"))
        for channel in told:
            if channel not in channels:
                self.fail(
                    "channels", f"there is no channel {channel!r}; known are {', '.join(channels) or 'none'}"
                )
        words = self.text(entry, "words")
        terms = parse_query(words)
        if words and not terms:
            self.fail("words", f"nothing in {words!r} can be searched for")
        self._fitting(entry, on)
        return Rule(
            name, on, words, terms, tuple(self.texts(entry, "sites")), tuple(self.texts(entry, "categories")),
            tuple(self.texts(entry, "lists")), self.number(entry, "top", 0, 1, 1000) if "top" in entry else 0,
            tuple(self.texts(entry, "monitors")), told,
        )  # fmt: skip

    def _fitting(self, entry: Mapping[str, Any], on: tuple[str, ...]) -> None:
        """Refuse a key that says something about happenings which the rule does not ask for."""
        for key, wanted in (("top", RANKED), ("lists", RANKED), ("monitors", ALARM)):
            if key in entry and wanted not in on:
                self.fail(key, f"only says something with {wanted!r} in `on`")
        for key in ("words", "categories"):
            if key in entry and on == (ALARM,):
                self.fail(key, "says nothing about alarms")

    def _name(self, entry: Mapping[str, Any], what: str) -> str:
        name = self.text(entry, "name")
        if not _NAME.fullmatch(name):
            self.fail(
                "name" if "name" in entry else what,
                f"a [[{what}]] needs a `name` without blanks and slashes, of at most 60 characters",
            )
        return name
