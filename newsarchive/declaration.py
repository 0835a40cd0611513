"""Checks what a person declared in TOML: what is impossible is an error with file, line and key."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Declaration:
    """One TOML document and the checks that its readers share; every check raises ``error`` at what is wrong.

    ``name`` is the file's, for the messages. Readers derive from it and set ``error`` to their own.
    """

    error: ClassVar[type[UsageError]] = UsageError

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.source = text
        self.lines = text.splitlines()
        self._start = 0

    def parse(self) -> dict[str, Any]:
        """The document's tables; what is no TOML is an error that names the place."""
        try:
            return tomllib.loads(self.source)
        except tomllib.TOMLDecodeError as error:
            raise self.error(f"{self.name}: {error}") from error

    def flag(self, table: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = table.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, "must be true or false")
        return value

    def number(self, table: Mapping[str, Any], key: str, default: int, low: int, high: int) -> int:
        """A whole number between ``low`` and ``high``."""
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fail(key, f"must be a whole number between {low} and {high}")
        return value

    def text(self, table: Mapping[str, Any], key: str) -> str:
        """A text that is not empty; "" where the key is absent."""
        value = table.get(key, "")
        if not isinstance(value, str) or (key in table and not value.strip()):
            self.fail(key, "must be a text that is not empty")
        return value.strip()

    def texts(self, table: Mapping[str, Any], key: str) -> list[str]:
        """A list of texts; a single one may stand without brackets."""
        value = table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
            self.fail(key, "must be a text or a list of texts")
        return values

    def choice(self, table: Mapping[str, Any], key: str, known: Iterable[str], default: str) -> str:
        """One of the ``known`` words."""
        value = table.get(key, default)
        if value not in known:
            self.fail(key, f"{value!r} is not one of {', '.join(known)}")
        return str(value)

    def tables(self, table: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
        """The ``[[key]]`` tables one by one; while one is read, errors are looked for in its own lines."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fail(key, f"must be written as [[{key}]]")
        header = re.compile(rf"""\s*\[\[\s*["']?{re.escape(key)}["']?\s*\]\]""")
        starts = [number for number, line in enumerate(self.lines) if header.match(line)]
        for number, entry in enumerate(value):
            self._start = starts[number] if number < len(starts) else 0
            yield entry
            self._start = 0

    def known(self, table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
        """Refuse keys that nobody knows, with the nearest that is known."""
        names = list(known)
        for key in table:
            if key not in names:
                near = get_close_matches(key, names, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(names)}"
                self.fail(key, f"unknown key{f' in [{where}]' if where else ''}; {hint}")

    def fail(self, key: str, message: str) -> NoReturn:
        """Raise the error with the place of ``key``."""
        raise self.error(f"{self.name}{self._line(key)}: {key}: {message}")

    def _line(self, key: str) -> str:
        """``:12`` where the key's line can be told; the parser of the standard library keeps no places."""
        wanted = re.compile(rf"""\s*(?:\[+\s*)?(?:[\w.-]+\.)?["']?{re.escape(key)}["']?\s*(?:=|\.|\])""")
        lines = list(enumerate(self.lines, 1))
        for number, line in lines[self._start :] + lines[: self._start]:
            if wanted.match(line):
                return f":{number}"
        return ""
