"""Holds back pages whose host did not answer until it shows who is gone: that host, or the site."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from newsarchive.urls import hostname

if TYPE_CHECKING:
    from newsarchive.crawl.fetched import Fetched

GIVE_UP: Final = 8
"""Requests in a row without an answer from the site's own host after which the site is taken to be gone."""
ASK_HOME: Final = 3
"""Requests in a row without an answer from another host after which the site's own is asked, too."""


class Unanswered:
    """The pages held back, by host; ``home`` are the hosts of the start page, none before it is read."""

    def __init__(self) -> None:
        self.home: frozenset[str] = frozenset()
        self.is_asking = False
        """Whether the start page is asked again to tell a silent host from a silent site."""
        self._held: defaultdict[str, list[Fetched]] = defaultdict(list)

    def hold(self, item: Fetched, *, is_start: bool) -> bool:
        """Keep a page that was not answered; give whether the site is gone."""
        host = _host_of(item)
        self._held[host].append(item)
        return is_start or (self._is_home(host) and len(self._held[host]) >= GIVE_UP)

    def must_ask_home(self) -> bool:
        """Whether it is time to ask for the start page again; says so once."""
        wanted = not self.is_asking and bool(self._silent())
        self.is_asking |= wanted
        return wanted

    def answered(self, item: Fetched) -> tuple[list[Fetched], list[str]]:
        """An answer came: give the pages that failed on their own account, and hosts that are silent."""
        host = _host_of(item)
        settled = self._held.pop(host, [])
        silent = self._silent() if self._is_home(host) else []
        self.is_asking &= not self._is_home(host)
        for name in silent:
            settled += self._held.pop(name)
        return settled, silent

    def release(self) -> list[Fetched]:
        """Give all pages held back, and hold none."""
        held = [item for items in self._held.values() for item in items]
        self._held.clear()
        return held

    def __bool__(self) -> bool:
        return bool(self._held)

    def _is_home(self, host: str) -> bool:
        return not self.home or host in self.home

    def _silent(self) -> list[str]:
        return [
            name for name, held in self._held.items() if len(held) >= ASK_HOME and not self._is_home(name)
        ]


def _host_of(item: Fetched) -> str:
    return hostname(item.page.url or item.entry.url)
