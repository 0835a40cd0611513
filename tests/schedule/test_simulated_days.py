"""A short time of schedule, simulated: nothing missed, one outage and one alarm for it, from start to end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from simulation import Simulation

from newsarchive.clock import simulate, utc_now
from newsarchive.demo import serve
from newsarchive.demo.life import CORRECTED_AFTER, REMOVED_AFTER, Life

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGINS = datetime(2026, 6, 1, 0, 5, tzinfo=UTC)
LIFE = Life(BEGINS, backlog=22)


@pytest.fixture(autouse=True)
def machine_time() -> Iterator[None]:
    yield
    simulate(lambda: datetime.now(UTC))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_day_with_an_outage(tmp_path: Path) -> None:
    # At 10:05 in Beijing the first crawl finds a story of 9:10, which is corrected at 14:10.
    begins = BEGINS + timedelta(hours=2)
    life = Life(begins, backlog=20)
    down = (begins + timedelta(hours=11), begins + timedelta(hours=13))
    with serve(life.portal(begins)) as server:
        days = Simulation(tmp_path / "archive", life, server, "12h", down=(down,))
        days.run(begins + timedelta(hours=25))
        assert [(ran.end.exit_status, ran.report.get("status")) for ran in days.ran] == [
            (0, "finished"), (2, None), (0, "finished"),
        ]  # fmt: skip
        # A crawl's start is noted to the second, and a busy machine starts its process some seconds late.
        late = [ran.at - begins - timedelta(hours=12 * turn) for turn, ran in enumerate(days.ran)]
        assert all(timedelta(0) <= seconds < timedelta(minutes=2) for seconds in late)
        assert list(days.missed()) == []
        assert list(days.surplus()) == []
        assert days.ran[-1].report["articles_gone"] == 1
        assert sum(ran.report.get("articles_changed", 0) for ran in days.ran) > 0
        (alarm,) = days.alarms()
    assert (alarm["monitor"], alarm["began_run"]) == ("down", 2)
    assert alarm["began_at"].startswith("2026-06-01T14:")
    assert alarm["ended_at"].startswith("2026-06-02T02:")


def test_the_portal_lives_as_told() -> None:
    first = LIFE.portal(BEGINS)
    later = LIFE.portal(BEGINS + timedelta(hours=40))
    assert len(first.articles) == 22 + 2  # at 8:05 in Beijing two stories of that day are out
    assert all(story.when <= BEGINS for story in first.articles)
    removed = [story for story in LIFE.stories(BEGINS + timedelta(hours=40)) if story.path in later.gone]
    assert removed
    assert all(story.when <= BEGINS + timedelta(hours=40) - REMOVED_AFTER for story in removed)
    corrected = [story for story in later.articles if story.modified is not None]
    assert all(story.when + CORRECTED_AFTER <= BEGINS + timedelta(hours=40) for story in corrected)
    assert corrected


def test_redesigned_its_cards_lose_their_credits() -> None:
    life = Life(BEGINS, backlog=20, redesigned=BEGINS + timedelta(hours=1))
    before, after = life.portal(BEGINS), life.portal(BEGINS + timedelta(hours=1))
    card = next(story for story in before.articles if story.path.startswith("/article/"))
    path = card.page_path(card.pages)
    assert "本文首发于".encode() in before.respond(path, "http://x").body
    assert "本文首发于".encode() not in after.respond(path, "http://x").body


def test_without_a_simulation_it_is_now() -> None:
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(seconds=5)
