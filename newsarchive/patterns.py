"""Regular expressions that are compiled at their first use: many a crawl never meets what they are for."""

from __future__ import annotations

import re
from typing import Any, AnyStr, Final, cast

_ASKED: Final = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")
_TOLD: Final = ("pattern", "flags", "groups", "groupindex")


def late(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What stands for ``re.compile(pattern, flags)`` until it is first used, and then does as it does.

    For patterns that take a third of a millisecond or more to compile (large classes of characters, long
    lists of words) and that most pages have no use for. A mistake in one raises `re.error` at its first use:
    a test compiles them all. What ``re``'s functions take as a pattern must be a real one.
    """
    return cast("re.Pattern[AnyStr]", LatePattern(pattern, flags))


class LatePattern:
    """Takes over the methods of the compiled pattern with the first one that is asked for."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED and name not in _TOLD:
            raise AttributeError(name)
        source, flags = self._source
        compiled: re.Pattern[Any] = re.compile(source, flags)
        self.__dict__.update((known, getattr(compiled, known)) for known in (*_ASKED, *_TOLD))
        return self.__dict__[name]
