"""When an article was first published and last changed, with the page's own words kept beside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from newsarchive.extraction.dates.relative import read_relative
from newsarchive.extraction.dates.sources import (
    MODIFIED_META,
    PUBLISHED_META,
    Clock,
    Dated,
    address,
    alone,
    dateline,
    labelled,
    microdata,
    relative,
    scripts,
    shown,
    structured,
    timed,
)
from newsarchive.extraction.dates.written import Written, read_epoch
from newsarchive.extraction.dates.zones import country_of
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from newsarchive.document import Document
    from newsarchive.profile import Profile

# Where systems and pages disagree about the time as a rule.
_PRINTED_FIRST = frozenset({"cn", "tw", "hk", "sg", "mo"})
# Two clocks tell of one event when they are at most this far apart (a day and a half covers every zone).
_NEAR_SECONDS = 129_600


@dataclass(frozen=True, slots=True)
class Moment:
    """``iso`` is a day (``2024-04-26``) or an instant with offset; ``raw`` is what the page says."""

    iso: str
    raw: str


def find_published(
    document: Document, profile: Profile, fetched_at: datetime | None = None
) -> Iterator[Found[Moment]]:
    """Yield candidates for the first publication, best first. ``fetched_at`` (aware) resolves relative forms.

    Machine-readable times come first. On Chinese pages the time that is printed beside the headline beats
    them: there they are the system's, minutes or a zone off. A day alone gives way to the same day with time.
    """
    clock = Clock(document, profile, fetched_at)
    return declared_first(profile, "published", _declared("published", profile, clock), _published(clock))


def _published(clock: Clock) -> Iterator[Found[Moment]]:
    document = clock.document
    machine = _first(structured(document, clock, ("datePublished", "dateCreated", "pubDate"), PUBLISHED_META))
    if machine and _has_time(machine) and country_of(document) not in _PRINTED_FIRST:
        yield _in_zone(machine, clock)
    printed = next(shown(document, clock, modified=False), None)
    told = any(dated and _has_time(dated) for dated in (machine, printed))
    if country_of(document) not in _PRINTED_FIRST or not told:
        machine = _exact(machine, printed, clock)
    yield from (_in_zone(dated, clock) for dated in _ranked(machine, printed))
    # A page fetched late (a cache, a saved copy) still says "yesterday"; a script's time stays true.
    for find in (microdata, labelled, dateline, scripts, relative, alone, address):
        yield from (_in_zone(dated, clock) for dated in find(document, clock))


def find_modified(
    document: Document, profile: Profile, fetched_at: datetime | None = None
) -> Iterator[Found[Moment]]:
    """Yield candidates for the last change, best first."""
    clock = Clock(document, profile, fetched_at)
    return declared_first(profile, "modified", _declared("modified", profile, clock), _modified(clock))


def _modified(clock: Clock) -> Iterator[Found[Moment]]:
    for dated in structured(clock.document, clock, ("dateModified", "upDate"), MODIFIED_META):
        yield _in_zone(dated, clock)
    for dated in shown(clock.document, clock, modified=True):
        yield _in_zone(dated, clock)


def _in_zone(dated: Dated, clock: Clock) -> Found[Moment]:
    """The reading in the site's zone where it has none of its own; the source tells how that is known."""
    source, written = dated.source, dated.written
    is_epoch = read_epoch(dated.raw) is not None
    if written.hour is None or (written.zone is not None and not is_epoch):
        return Found(Moment(written.iso(), dated.raw), source)
    zone, known = clock.zone
    if is_epoch:
        local = written.instant().astimezone(zone)
        return Found(Moment(local.isoformat(timespec="seconds"), dated.raw), source)
    return Found(Moment(written.iso(zone), dated.raw), f"{source} (zone: {known})")


def _first(found: Iterator[Dated]) -> Dated | None:
    """The first with a time of day, else the first; midnight sharp is how systems write a day alone."""
    day: Dated | None = None
    for dated in found:
        if _has_time(dated):
            return dated if day is None or _same_day(day, dated) else day
        day = day or dated
    return day


def _exact(machine: Dated | None, printed: Dated | None, clock: Clock) -> Dated | None:
    """The ``<time>`` beside the headline that tells the time of the day which the others name."""
    day = machine or printed
    for dated in timed(clock.document, clock):
        if _has_time(dated) and (day is None or _near(day.written, dated.written)):
            return dated
    return machine


def _same_day(one: Dated, two: Dated) -> bool:
    return one.written.iso()[:10] == two.written.iso()[:10]


def _has_time(dated: Dated) -> bool:
    written = dated.written
    return written.hour is not None and (written.hour, written.minute, written.second) != (0, 0, 0)


def _ranked(machine: Dated | None, printed: Dated | None) -> Iterator[Dated]:
    """Whichever of the two tells the time; both do: the printed one, with the other's seconds and zone."""
    if machine is None or printed is None:
        yield from (dated for dated in (machine, printed) if dated)
        return
    if _has_time(printed) and (not _has_time(machine) or _near(machine.written, printed.written)):
        if _same_minute(machine.written, printed.written):
            printed = replace(printed, written=replace(printed.written, second=machine.written.second))
        yield from (printed, machine)
    else:
        yield from (machine, printed)


def _near(one: Written, two: Written) -> bool:
    """At most a day and a half apart: the same event told by two clocks."""
    bare = (one.instant().replace(tzinfo=None), two.instant().replace(tzinfo=None))
    return abs((bare[0] - bare[1]).total_seconds()) <= _NEAR_SECONDS


def _same_minute(one: Written, two: Written) -> bool:
    return _near(one, two) and (one.hour, one.minute) == (two.hour, two.minute) and two.second == 0


def _declared(name: str, profile: Profile, clock: Clock) -> Iterator[Found[Moment]]:
    for text in declared_texts(clock.document, profile, name):
        written = clock.value(text) or clock.inside(text)
        if written is None and clock.now:
            written = read_relative(text, clock.now)
        if written:
            yield _in_zone(Dated(written, text, "profile"), clock)
