"""Looks for what the rules ask for at a run's end, and tells what waits through the channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.alerts.digest import write_digest
from newsarchive.alerts.loader import load_alerts
from newsarchive.alerts.matching import kinds_of, matches
from newsarchive.alerts.secrets import filled_in, secrets_of
from newsarchive.alerts.service import ChannelFailed, Service
from newsarchive.archive.alerts.outbox import Outbox
from newsarchive.archive.alerts.records import Claim, StoredEvent
from newsarchive.clock import utc_now
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from newsarchive.alerts.declared import Alerts, Channel, Rule
    from newsarchive.archive.alerts.happenings import Happenings
    from newsarchive.archive.alerts.records import Event

SENT, FAILED, GIVEN_UP = "sent", "failed", "given_up"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one channel's digest: ``sent``, ``failed`` (``next_try`` says when again), ``given_up``.

    ``reason`` holds no credential.
    """

    channel: str
    status: str
    events: int
    reason: str = ""
    next_try: datetime | None = None


def look_and_tell(folder: Path, site: str) -> list[Told]:
    """What is done at the end of a run of ``site``: find, keep, tell. Nothing without ``alerts.toml``.

    Raises ``UsageError`` for a file that is wrong: nothing is lost, the next run looks again.
    """
    alerts = load_alerts(folder)
    if alerts is None:
        return []
    with Outbox.open(folder) as outbox:
        look(outbox, alerts, site)
        return tell(outbox, alerts, folder)


def look(outbox: Outbox, alerts: Alerts, site: str) -> int:
    """Put what the rules ask for of a site's last runs into the outbox; return how much of it is new."""
    happenings = outbox.happenings(site)
    if not happenings.runs:
        return 0
    found = ((event, alerts.channels_of(rule)) for rule, event in _found(happenings, alerts.rules, site))
    added = outbox.add(site, found, utc_now())
    outbox.advance(site, happenings.runs[-1])
    return added


def _found(happenings: Happenings, rules: Sequence[Rule], site: str) -> Iterator[tuple[Rule, Event]]:
    for happening in happenings.of(kinds_of(rules)):
        yield from matches(happening, rules, site)


def preview(outbox: Outbox, alerts: Alerts, site: str, runs: int) -> Claim | None:
    """What the rules find in a site's last runs, as one digest that is neither kept nor sent."""
    events: dict[tuple[str, str], StoredEvent] = {}
    counts: dict[str, int] = {}
    for rule, event in _found(outbox.last_runs(site, runs), alerts.rules, site):
        if (event.rule, event.thing) not in events:
            counts[rule.name] = counts.get(rule.name, 0) + 1
            texts = (event.kind, event.run, event.url, event.title, event.note, event.snippet)
            events[event.rule, event.thing] = StoredEvent(event.rule, event.thing, *texts, site=site)
    return Claim(0, "", counts, tuple(events.values()), 0, "") if events else None


def tell(outbox: Outbox, alerts: Alerts, folder: Path, *, hurry: bool = False) -> list[Told]:
    """Send each channel what waits for it; give up what waited too long."""
    now = utc_now()
    told = [Told(channel, GIVEN_UP, count) for channel, count in outbox.give_up(now - alerts.give_up).items()]
    for channel in alerts.channels:
        claim = outbox.claim(channel.name, utc_now(), hurry=hurry)
        if claim is not None:
            told.append(_tell(outbox, alerts, folder, channel, claim))
    return told


def _tell(outbox: Outbox, alerts: Alerts, folder: Path, channel: Channel, claim: Claim) -> Told:
    try:
        service = Service(filled_in(channel, secrets_of(alerts, folder)))
        service.send(write_digest(claim, channel.format, channel.items, service.room), channel.format)
    except (ChannelFailed, UsageError) as error:
        is_unknown = isinstance(error, ChannelFailed) and error.is_unknown
        next_try = outbox.failed(claim, str(error), utc_now(), is_unknown=is_unknown)
        return Told(channel.name, FAILED, claim.total, str(error), next_try)
    except BaseException:
        # A process that lives on must not keep what it took out.
        outbox.failed(claim, "interrupted while sending", utc_now(), is_unknown=True)
        raise
    outbox.sent(claim, utc_now())
    return Told(channel.name, SENT, claim.total)


def try_channel(channel: Channel, secrets: Mapping[str, str]) -> None:
    """Send a message that is no alert. Raises ``ChannelFailed`` and ``SecretMissing``."""
    from newsarchive.alerts.digest import Message

    text = "This is a test of newsarchive: alerts for this channel will arrive here."
    Service(filled_in(channel, secrets)).send(Message("newsarchive: a test", text), channel.format)
