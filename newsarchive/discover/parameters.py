"""Learns by fetching which parameters of a site's addresses change nothing: tracking, sessions, sorting."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final
from urllib.parse import urlsplit

MIN_PATHS: Final = 3
"""Paths on which a parameter changed nothing before it counts for nothing on the whole site."""
MIN_VALUES: Final = 8
"""Values of it that did so on one path alone."""
_MAX_PATHS: Final = 20_000
_MAX_SEEN: Final = 4
"""Addresses of one path that are remembered."""
_LONG_NUMBER: Final = 10
"""Digits of a number that is a moment or an id and not a page."""

_Key = tuple[str, str]


class ParameterBook:
    """One run's knowledge of parameters, by host and name.

    Two addresses of one path that show the same speak against the parameters they differ in; two that differ
    in a single one and show different things keep that one for good.
    """

    def __init__(self) -> None:
        self.idle: set[_Key] = set()
        self.skipped: Counter[_Key] = Counter()
        self._votes: defaultdict[_Key, set[tuple[str, str]]] = defaultdict(set)
        self._needed: set[_Key] = set()
        self._seen: dict[str, list[tuple[dict[str, str], int, str]]] = {}

    def observe(self, url: str, content: int, stored_as: str = "") -> str:
        """Note what the page at ``url`` showed; give the address that its twin was stored under, or "".

        ``content`` is a hash of what counts on the page. ``stored_as`` is an article's address; a list has
        none, and only another value speaks against its parameters, not their absence.
        """
        path, _, query = url.partition("?")
        own = _parameters(query)
        known = self._seen.get(path)
        if known is None:
            if len(self._seen) < _MAX_PATHS:
                self._seen[path] = [(own, content, stored_as)]
            return ""
        twin = ""
        for other, shown, address in known:
            names = {name for name, _ in own.items() ^ other.items()}
            if shown == content:
                twin = twin or address
                self._vote(path, names, own, other, is_list=not stored_as)
            elif len(names) == 1:
                self._keep((urlsplit(url).netloc, names.pop()))
        if len(known) < _MAX_SEEN:
            known.append((own, content, stored_as))
        return twin

    def without_idle(self, url: str) -> str:
        """``url`` without the parameters that count for nothing; "" if it has none."""
        if not self.idle or "?" not in url:
            return ""
        host = urlsplit(url).netloc
        bare, _, query = url.partition("?")
        pairs = query.split("&")
        idle = {(host, pair.partition("=")[0]) for pair in pairs} & self.idle
        if not idle:
            return ""
        self.skipped.update(idle)
        kept = [pair for pair in pairs if (host, pair.partition("=")[0]) not in idle]
        return f"{bare}?{'&'.join(kept)}" if kept else bare

    def _vote(
        self, path: str, names: set[str], own: dict[str, str], other: dict[str, str], *, is_list: bool
    ) -> None:
        host = urlsplit(path).netloc
        for name in names:
            key, value = (host, name), own.get(name, other.get(name, ""))
            both = name in own and name in other
            # "?page=1" shows what no page number shows, and "?page=2" does not.
            is_number = value.isdigit() and len(value) < _LONG_NUMBER
            if key in self._needed or not (both or not (is_list or is_number)):
                continue
            votes = self._votes[key]
            votes.add((path, value if both else ""))
            if len(votes) >= MIN_VALUES or len({voted for voted, _ in votes}) >= MIN_PATHS:
                self.idle.add(key)

    def _keep(self, key: _Key) -> None:
        self._needed.add(key)
        self._votes.pop(key, None)
        self.idle.discard(key)


def _parameters(query: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {name: value for name, _, value in pairs}
