"""The portal as time goes by: stories come by the hour, are corrected, withdrawn; once its looks change."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsarchive.demo.edition import hot_list
from newsarchive.demo.portal import Portal, Reply
from newsarchive.demo.writing import BEIJING, LONDON, SECTIONS, revise, write_story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.demo.records import Story

FIRST_HOUR: Final = 6
"""Beijing time of a day's first story; the next ones follow by the hour until midnight."""
_CORRECTED_EVERY, _CORRECTED_AT, CORRECTED_AFTER = 7, 3, timedelta(hours=5)
_REMOVED_EVERY, _REMOVED_AT, REMOVED_AFTER = 23, 8, timedelta(hours=20)
_CLOSING: Final = re.compile(rb"<p>\xef\xbc\x88\xe6\x9c\xac\xe6\x96\x87\xe9\xa6\x96\xe5\x8f\x91.*?</p>")


@dataclass(frozen=True)
class Life:
    """A portal that begins at ``begins`` (aware) with ``backlog`` stories and goes on for as long as asked.

    Everything follows from ``seed`` and the moment. Of 18 stories a day one in seven is corrected after five
    hours, one in 23 withdrawn after twenty. From ``redesigned`` on (None: never), the cards layout ends
    without the line that credits source, writer and editor.
    """

    begins: datetime
    seed: int = 1
    backlog: int = 120
    redesigned: datetime | None = None

    def portal(self, moment: datetime) -> LivingPortal:
        """The portal as it is on line at ``moment``."""
        online: list[Story] = []
        gone: list[str] = []
        for story in self.stories(moment):
            if self.is_removed(story, moment):
                gone.append(story.path)
            else:
                online.append(self._as_corrected(story, moment))
        online.reverse()
        hot = hot_list(online, self.seed, (moment - self.begins) // timedelta(hours=6))
        is_new = self.redesigned is not None and moment >= self.redesigned
        return LivingPortal(tuple(online), SECTIONS, hot, frozenset(gone), is_new)

    def stories(self, moment: datetime) -> Iterator[Story]:
        """Every story published by ``moment`` as first published, oldest first."""
        ordinal = 0
        while (when := self._when(ordinal)) <= moment:
            zone = LONDON if SECTIONS[ordinal % len(SECTIONS)].language == "en" else BEIJING
            yield replace(_written(self.seed, ordinal), when=when.astimezone(zone))
            ordinal += 1

    @staticmethod
    def corrected_at(story: Story) -> datetime | None:
        """When the story is corrected, if ever."""
        is_one = story.number % _CORRECTED_EVERY == _CORRECTED_AT
        return story.when + CORRECTED_AFTER if is_one else None

    def is_removed(self, story: Story, moment: datetime) -> bool:
        """Whether the story has been withdrawn by ``moment``; all that were on line at the beginning are."""
        at = story.when + REMOVED_AFTER
        return story.number % _REMOVED_EVERY == _REMOVED_AT and self.begins < at <= moment

    def _as_corrected(self, story: Story, moment: datetime) -> Story:
        corrected = self.corrected_at(story)
        return revise(story, self.seed, 1) if corrected is not None and corrected <= moment else story

    def _when(self, ordinal: int) -> datetime:
        """The backlog came at the same pace before the beginning."""
        a_day = 24 - FIRST_HOUR
        day, hour = divmod(ordinal - self.backlog, a_day)
        midnight = self.begins.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=day, hours=FIRST_HOUR + hour, minutes=10)


@dataclass(frozen=True)
class LivingPortal(Portal):
    """The portal at one moment."""

    is_redesigned: bool = False

    def respond(self, path: str, base: str) -> Reply:
        """Answer as the portal does; redesigned, without the credits at the end of cards."""
        reply = super().respond(path, base)
        if not self.is_redesigned or b"<p>" not in reply.body:
            return reply
        return replace(reply, body=_CLOSING.sub(b"", reply.body))


class Outage(Portal):
    """The portal while it is down: it answers 503 to everything."""

    def respond(self, path: str, base: str) -> Reply:
        """The server's own error page."""
        del path, base
        return Reply(503, "text/html; charset=utf-8", b"<h1>503</h1>")


def outage() -> Outage:
    """A portal that is down."""
    return Outage((), SECTIONS, (), frozenset())


@lru_cache(maxsize=4096)
def _written(seed: int, ordinal: int) -> Story:
    return write_story(seed, ordinal)
