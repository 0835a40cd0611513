"""What stays running goes by a clock that nobody sets: jumps of the wall clock neither hurry nor hold up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive.standings import Standing
from newsarchive.schedule.due import plan_site
from newsarchive.schedule.watch import Memory, steady_seconds
from newsarchive.sitefiles import parse_site_file

SITE = parse_site_file('start = ["https://daily.example/"]\nevery = "30m"', Path("daily.toml"))
NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


class Clocks:
    """A wall clock that can be set and a steady one that cannot."""

    def __init__(self) -> None:
        self.steady = 1000.0
        self.wall = NOW

    def advance(self, minutes: float) -> None:
        self.steady += minutes * 60
        self.wall += timedelta(minutes=minutes)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def is_due(memory: Memory, clocks: Clocks, began: datetime | None, status: str = "finished") -> bool:
    standing = None if began is None else Standing("daily", run=1, status=status, began=began, ended=began)
    return memory.is_due(SITE, plan_site(SITE, standing, clocks.wall))


def test_before_it_started_anything_the_archive_tells(clocks: Clocks) -> None:
    memory = Memory(lambda: clocks.steady)
    assert is_due(memory, clocks, None)
    assert is_due(memory, clocks, NOW - timedelta(minutes=31))
    assert not is_due(memory, clocks, NOW - timedelta(minutes=29))


@pytest.mark.parametrize(
    "jump", [timedelta(days=-400), timedelta(hours=-1), timedelta(0), timedelta(days=400)]
)
def test_a_jump_of_the_clock_changes_nothing_for_what_it_started(clocks: Clocks, jump: timedelta) -> None:
    memory = Memory(lambda: clocks.steady)
    memory.note("daily")
    began = clocks.wall
    clocks.advance(10)
    clocks.wall += jump
    assert not is_due(memory, clocks, began)
    clocks.advance(19.9)
    assert not is_due(memory, clocks, began)
    clocks.advance(0.2)
    assert is_due(memory, clocks, began)


def test_what_keeps_dying_is_not_started_in_a_rush(clocks: Clocks) -> None:
    memory = Memory(lambda: clocks.steady)
    memory.note("daily")
    clocks.advance(1)
    assert not is_due(memory, clocks, NOW, "running")
    clocks.advance(9.5)
    assert is_due(memory, clocks, NOW, "running")


def test_how_long_to_wait(clocks: Clocks) -> None:
    memory = Memory(lambda: clocks.steady)
    standing = Standing("daily", run=1, status="finished", began=NOW - timedelta(minutes=20), ended=NOW)
    plan = plan_site(SITE, standing, clocks.wall)
    assert memory.wait(SITE, plan, clocks.wall) == 600
    memory.note("daily")
    clocks.advance(5)
    clocks.wall -= timedelta(days=1)
    assert memory.wait(SITE, plan, clocks.wall) == 1500


def test_the_steady_clock_goes_on() -> None:
    first = steady_seconds()
    assert steady_seconds() >= first > 0
