"""What ``alerts.toml`` declares: channels to tell people through, and rules that say what is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive.alerts.records import ALARM, CHANGED, NEW, RANKED, REMOVED

if TYPE_CHECKING:
    from datetime import timedelta

    from newsarchive.text.query import Term

FILE_NAME = "alerts.toml"
HAPPENINGS = (NEW, CHANGED, REMOVED, RANKED, ALARM)
TEXT, MARKDOWN = "text", "markdown"


@dataclass(frozen=True, slots=True)
class Channel:
    """An Apprise address, in which ``${NAME}`` stands for a secret; ``items`` bounds what a digest lists."""

    name: str
    url: str
    format: str
    items: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What to tell, and to whom: no ``channels`` are all.

    ``on`` names the happenings; an article or entry must answer the query ``terms``, if there are any, and be
    of one of the ``sites`` and ``categories``, if any are named (in either script). ``top`` and ``lists`` are
    for entries of hot lists, ``monitors`` for alarms. ``words`` is the query as it was written.
    """

    name: str
    on: tuple[str, ...]
    words: str = ""
    terms: tuple[Term, ...] = ()
    sites: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    top: int = 0
    monitors: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    """The whole file. ``give_up`` is how long a digest is tried; ``env_file`` holds secrets, "" for none."""

    channels: tuple[Channel, ...]
    rules: tuple[Rule, ...]
    give_up: timedelta
    env_file: str = ""

    def channels_of(self, rule: Rule) -> tuple[str, ...]:
        """The names of the channels that a rule tells."""
        return rule.channels or tuple(channel.name for channel in self.channels)
