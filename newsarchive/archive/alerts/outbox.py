"""The outbox: events go in once, digests take them out, and a kill at any moment loses none of them."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from newsarchive.archive.alerts.happenings import Happenings
from newsarchive.archive.alerts.reading import read_states
from newsarchive.archive.alerts.records import Claim, StoredEvent
from newsarchive.archive.clean import clean
from newsarchive.archive.database import database_path, open_for_writing, storage_errors
from newsarchive.archive.holding import HoldsConnection, transaction
from newsarchive.archive.lock import Holder
from newsarchive.archive.moments import utc_text
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from sqlite3 import Connection

    from newsarchive.archive.alerts.records import ChannelState, Event

# A channel that does not answer is asked again after 5 minutes, then twice as long each time, up to 6 hours.
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
# So many events of each rule are read for a digest: more than any message shows.
READ_PER_RULE = 100
# Events in one transaction: no other writer waits for long.
PORTION = 1_000

_ADD = """
INSERT INTO alert_events(rule, thing, kind, site_id, run_id, noted_at, url, title, note, snippet)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rule, thing) DO NOTHING
"""
_CLAIMED = """
SELECT e.rule, e.thing, e.kind, e.run_id, e.url, e.title, e.note, e.snippet, e.id, s.key, e.noted_at, repeated
FROM (
  SELECT d.event_id, d.is_repeat AS repeated,
         row_number() OVER (PARTITION BY x.rule ORDER BY d.event_id) AS place
  FROM alert_deliveries d JOIN alert_events x ON x.id = d.event_id
  WHERE d.channel = ?1 AND d.status = 'waiting') w
JOIN alert_events e ON e.id = w.event_id JOIN sites s ON s.id = e.site_id
WHERE w.place <= ?2 ORDER BY e.id
"""


class Outbox(HoldsConnection):
    """The alerts of one archive, open for writing. A context manager. May raise ``ArchiveError``.

    Telling is at least once: a digest is marked as being sent before it leaves and as sent afterwards. When
    the process is killed between the two, nobody can know whether it arrived; its events are then told once
    more, marked as a repeat. Otherwise nothing is told twice on one channel.
    """

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the archive in ``folder``; one that was written by an older version is brought up to date."""
        path = database_path(folder)
        if not path.is_file():
            raise NotFound(f"{path.parent}: there is no archive here; `newsarchive crawl URL` makes one")
        return cls(open_for_writing(folder), path)

    def happenings(self, site: str) -> Happenings:
        """What happened at a site since `advance` was last called for it."""
        with storage_errors(self._path):
            site_id = self._site_id(site)
            row = self._connection.execute(
                "SELECT run_id FROM alert_cursors WHERE site_id = ?", (site_id,)
            ).fetchone()
            return Happenings(self._connection, site_id, row[0] if row else None)

    def last_runs(self, site: str, count: int) -> Happenings:
        """What happened in a site's last ``count`` runs, whether it was looked at or not."""
        with storage_errors(self._path):
            site_id = self._site_id(site)
            row = self._connection.execute(
                "SELECT min(id) FROM (SELECT id FROM runs WHERE site_id = ? ORDER BY id DESC LIMIT ?)",
                (site_id, count),
            ).fetchone()
            return Happenings(self._connection, site_id, (row[0] or 1) - 1)

    def add(self, site: str, events: Iterable[tuple[Event, Sequence[str]]], now: datetime) -> int:
        """Put events with the channels to be told into the outbox; return how many were not in it before."""
        added = 0
        portion: list[tuple[Event, Sequence[str]]] = []
        for pair in events:
            portion.append(pair)
            if len(portion) == PORTION:
                added += self._add(site, portion, now)
                portion.clear()
        return added + self._add(site, portion, now)

    def _add(self, site: str, events: Sequence[tuple[Event, Sequence[str]]], now: datetime) -> int:
        added = 0
        with self._transaction() as connection:
            site_id = self._site_id(site)
            for event, channels in events:
                texts = map(clean, (event.url, event.title, event.note, event.snippet))
                row = (event.rule, event.thing, event.kind, site_id, event.run, utc_text(now), *texts)
                cursor = connection.execute(_ADD, row)
                if cursor.rowcount == 1:
                    added += 1
                    connection.executemany(
                        "INSERT INTO alert_deliveries(channel, event_id, status) VALUES (?, ?, 'waiting')",
                        ((channel, cursor.lastrowid) for channel in channels),
                    )
        return added

    def advance(self, site: str, run: int) -> None:
        """Note that the site's runs up to ``run`` were looked at; one to be resumed is looked at again."""
        with self._transaction() as connection:
            row = connection.execute("SELECT status FROM runs WHERE id = ?", (run,)).fetchone()
            connection.execute(
                "INSERT INTO alert_cursors(site_id, run_id) VALUES (?, ?)"
                " ON CONFLICT (site_id) DO UPDATE SET run_id = max(run_id, excluded.run_id)",
                (self._site_id(site), run if row and row[0] == "finished" else run - 1),
            )

    def claim(self, channel: str, now: datetime, *, hurry: bool = False) -> Claim | None:
        """Take out everything that waits for a channel as one digest; None when there is nothing to do now.

        A channel that failed lately is left alone until its next try, unless ``hurry``.
        """
        with self._transaction() as connection:
            self._recover(channel, now)
            if not hurry and self._is_pausing(channel, now):
                return None
            rows = connection.execute(_CLAIMED, (channel, READ_PER_RULE)).fetchall()
            if not rows:
                return None
            per_rule = dict(
                connection.execute(
                    "SELECT e.rule, count(*) FROM alert_deliveries d JOIN alert_events e ON e.id = d.event_id"
                    " WHERE d.channel = ? AND d.status = 'waiting' GROUP BY e.rule ORDER BY min(e.id)",
                    (channel,),
                ).fetchall()
            )
            digest = self._begin(channel, sum(per_rule.values()), now)
            lost = connection.execute(
                "UPDATE alert_deliveries SET digest_id = ? WHERE channel = ? AND status = 'given_up'"
                " AND digest_id IS NULL",
                (digest, channel),
            ).rowcount
        events = tuple(StoredEvent(*row) for row in rows)
        return Claim(digest, channel, per_rule, events, lost, min(event.noted_at for event in events))

    def _begin(self, channel: str, events: int, now: datetime) -> int:
        cursor = self._connection.execute(
            "INSERT INTO alert_digests(channel, status, events, begun_at,"
            " pid, process_started, host, boot_id) VALUES (?, 'sending', ?, ?, ?, ?, ?, ?)",
            (channel, events, utc_text(now), *astuple(Holder.current())),
        )
        digest = int(cursor.lastrowid or 0)
        self._connection.execute(
            "UPDATE alert_deliveries SET status = 'sending', digest_id = ?"
            " WHERE channel = ? AND status = 'waiting'",
            (digest, channel),
        )
        return digest

    def sent(self, claim: Claim, now: datetime) -> None:
        """The channel took the digest: never again."""
        with self._transaction() as connection:
            self._end(claim.digest, "sent", "", now)
            connection.execute(
                "UPDATE alert_deliveries SET status = 'sent' WHERE digest_id = ? AND status = 'sending'",
                (claim.digest,),
            )
            connection.execute("DELETE FROM alert_channels WHERE channel = ?", (claim.channel,))

    def failed(self, claim: Claim, reason: str, now: datetime, *, is_unknown: bool = False) -> datetime:
        """The channel did not take the digest, or nobody knows (``is_unknown``); return the next try's time.

        Its events wait again. ``reason`` must hold no credential: it is stored.
        """
        with self._transaction() as connection:
            self._take_back(claim.digest, "unknown" if is_unknown else "failed", reason, now)
            return self._pause(connection, claim.channel, reason, now)

    def _pause(self, connection: Connection, channel: str, reason: str, now: datetime) -> datetime:
        row = connection.execute(
            "SELECT failures, failing_since FROM alert_channels WHERE channel = ?", (channel,)
        ).fetchone()
        failures, since = row or (0, utc_text(now))
        # Beyond the tenth doubling the pause is at its longest anyway, and the numbers stay small.
        next_try: datetime = now + min(FIRST_PAUSE * 2 ** min(failures, 10), LONGEST_PAUSE)
        connection.execute(
            "INSERT OR REPLACE INTO alert_channels(channel, failures, failing_since, next_try_at, reason)"
            " VALUES (?, ?, ?, ?, ?)",
            (channel, failures + 1, since, utc_text(next_try), reason),
        )
        return next_try

    def give_up(self, before: datetime) -> dict[str, int]:
        """Give up what has waited since ``before``; return how many events of each channel."""
        given_up = {}
        with self._transaction() as connection:
            waiting = (
                "FROM alert_deliveries d JOIN alert_events e ON e.id = d.event_id"
                " WHERE d.status = 'waiting' AND e.noted_at < ?"
            )
            for channel, count in connection.execute(
                f"SELECT d.channel, count(*) {waiting} GROUP BY d.channel", (utc_text(before),)
            ).fetchall():
                connection.execute(
                    "UPDATE alert_deliveries SET status = 'given_up', digest_id = NULL"
                    f" WHERE channel = ? AND event_id IN (SELECT d.event_id {waiting} AND d.channel = ?)",
                    (channel, utc_text(before), channel),
                )
                given_up[channel] = count
        return given_up

    def states(self) -> dict[str, ChannelState]:
        """How every channel stands that was ever told or ever to be told something."""
        with storage_errors(self._path):
            return {state.channel: state for state in read_states(self._connection)}

    def _recover(self, channel: str, now: datetime) -> None:
        """Put back what a process that is no more had taken out: nobody knows whether it arrived."""
        for digest, begun_at, *holder in self._connection.execute(
            "SELECT id, begun_at, pid, process_started, host, boot_id FROM alert_digests"
            " WHERE channel = ? AND status = 'sending'",
            (channel,),
        ).fetchall():
            if not Holder(*holder).lives(datetime.fromisoformat(begun_at), now):
                self._take_back(digest, "unknown", "the program ended while it was sending", now)

    def _take_back(self, digest: int, status: str, reason: str, now: datetime) -> None:
        self._end(digest, status, reason, now)
        self._connection.execute(
            "UPDATE alert_deliveries SET status = 'waiting', is_repeat = max(is_repeat, ?)"
            " WHERE digest_id = ? AND status = 'sending'",
            (status == "unknown", digest),
        )
        self._connection.execute(
            "UPDATE alert_deliveries SET digest_id = NULL WHERE digest_id = ? AND status = 'given_up'",
            (digest,),
        )

    def _end(self, digest: int, status: str, reason: str, now: datetime) -> None:
        self._connection.execute(
            "UPDATE alert_digests SET status = ?, reason = ?, ended_at = ? WHERE id = ?",
            (status, reason, utc_text(now), digest),
        )

    def _is_pausing(self, channel: str, now: datetime) -> bool:
        row = self._connection.execute(
            "SELECT next_try_at FROM alert_channels WHERE channel = ?", (channel,)
        ).fetchone()
        # A clock that jumped back must not silence a channel for longer than any pause.
        return row is not None and now < datetime.fromisoformat(row[0]) <= now + LONGEST_PAUSE

    def _site_id(self, site: str) -> int:
        row = self._connection.execute("SELECT id FROM sites WHERE key = ?", (site,)).fetchone()
        if row is None:
            raise NotFound(f"site {site!r} is not in this archive")
        return int(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with storage_errors(self._path), transaction(self._connection):
            yield self._connection
