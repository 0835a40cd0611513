"""Alarms begin once, are confirmed by later runs, and end when a run that could judge them finds nothing."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.database import database_path
from newsarchive.archive.monitoring.alarms import cause, update_alarms
from newsarchive.archive.monitoring.records import Alarm
from newsarchive.archive.reader import open_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archive_folder import Archive

    from newsarchive.archive.monitoring.records import AlarmRecord

NO_AUTHORS = Alarm(
    "coverage", "authors", "0 %", "95 %", "authors are missing", "https://portal.example/1", "meta:author"
)
SILENT = Alarm("silence", "", "3 days", "6 hours", "no new article for 3 days")


@pytest.fixture
def update(stored: Callable[..., Archive]) -> Iterator[Callable[..., list[AlarmRecord]]]:
    """Update the alarms of a site with five runs; give all alarms of the archive."""
    archive = stored("正文")
    connection = sqlite3.connect(database_path(archive.folder), isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(
        "INSERT INTO runs(site_id, status, started_at) SELECT 1, 'finished', value FROM"
        ' json_each(\'["a", "b", "c", "d"]\')'
    )

    def run(number: int, *found: Alarm, judged: tuple[Alarm, ...] = ()) -> list[AlarmRecord]:
        causes = [cause(alarm.monitor, alarm.subject) for alarm in judged]
        update_alarms(connection, 1, number, f"2024-05-0{number}T00:00:00Z", found, causes)
        with open_archive(archive.folder) as reader:
            return list(reader.monitoring.alarms())

    yield run
    connection.close()


def test_an_alarm_is_one_row_from_its_beginning_to_its_end(update: Callable[..., list[AlarmRecord]]) -> None:
    (begun,) = update(1, NO_AUTHORS)
    assert (begun.site, begun.monitor, begun.subject) == ("portal", "coverage", "authors")
    assert (begun.began_at, begun.began_run, begun.last_run) == ("2024-05-01T00:00:00Z", 1, 1)
    assert (begun.value, begun.expected, begun.rule) == ("0 %", "95 %", "meta:author")
    assert begun.is_open
    update(2, NO_AUTHORS)
    (still,) = update(3)
    assert (still.id, still.began_run, still.last_run) == (begun.id, 1, 2)
    assert still.is_open, "a run that could not judge it does not end it"
    (ended,) = update(4, judged=(NO_AUTHORS,))
    assert not ended.is_open
    assert (ended.ended_run, ended.ended_at) == (4, "2024-05-04T00:00:00Z")
    assert ended.last_run == 2
    again = update(5, NO_AUTHORS)
    assert [alarm.began_run for alarm in again] == [1, 5]


def test_an_alarm_may_have_begun_before_it_was_noticed(update: Callable[..., list[AlarmRecord]]) -> None:
    late = Alarm("silence", "", "3 days", "6 hours", "none", since_run=2, since_at="2024-05-02T08:00:00Z")
    (alarm,) = update(4, late, late)
    assert (alarm.began_run, alarm.began_at, alarm.last_run) == (2, "2024-05-02T08:00:00Z", 4)


def test_open_and_ended_ones_can_be_asked_for(
    update: Callable[..., list[AlarmRecord]], archive: Archive
) -> None:
    update(1, NO_AUTHORS, SILENT)
    update(2, SILENT, judged=(NO_AUTHORS, SILENT))
    with open_archive(archive.folder) as reader:
        assert [a.monitor for a in reader.monitoring.alarms(is_open=True)] == ["silence"]
        assert [a.monitor for a in reader.monitoring.alarms("portal", is_open=False)] == ["coverage"]
        assert list(reader.monitoring.alarms("other")) == []


def test_what_a_site_wrote_is_made_storable(update: Callable[..., list[AlarmRecord]]) -> None:
    (alarm,) = update(1, Alarm("listing", "https://portal.example/\0", "0", "12", "\ud800"))
    assert (alarm.subject, alarm.message) == ("https://portal.example/", "?")
