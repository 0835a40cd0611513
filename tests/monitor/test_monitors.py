"""Alarms over simulated histories: what breaks is found and named, what merely varies is not."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from simulated import HOME, PORTAL, USUAL, Section, Site, always

from newsarchive.sitefiles.thresholds import Thresholds

if TYPE_CHECKING:
    from datetime import datetime

SLOWLY = timedelta(hours=3)
DAYS_BEFORE = 4.0


@pytest.fixture(scope="module")
def settled() -> Site:
    site = Site(3, every=SLOWLY)
    site.listings |= {HOME + f"list{number}/": 15 for number in range(4)}
    assert site.go(DAYS_BEFORE) == []
    return site


@pytest.fixture
def site(settled: Site) -> Site:
    """A portal that four good days are known of."""
    return deepcopy(settled)


def without(section: Section, *fields: str) -> Section:
    return replace(section, fields=section.fields | dict.fromkeys(fields, 0.0))


def bursts(moment: datetime) -> float:
    return 40.0 if moment.hour == 1 else 0.1


@pytest.mark.parametrize(
    "kind",
    [
        {"every": SLOWLY},
        {"every": SLOWLY, "rate": always(0.05), "backlog": 60, "rechecks": 0.3},
        {"every": SLOWLY, "growth": 0.1, "dated": False},
        {"every": SLOWLY, "rate": bursts, "failures": 0.08},
        {"every": timedelta(days=1), "rate": always(0.04), "backlog": 30, "rechecks": 1.0},
    ],
    ids=["nights and weekends", "small", "growing, undated", "bursts, flaky", "tiny, daily"],
)
def test_what_merely_varies_raises_no_alarm(kind: dict[str, Any]) -> None:
    assert Site(11, **kind).go(24 if kind["every"] > SLOWLY else 6) == []


def test_a_field_that_one_part_of_the_site_lost_is_named_with_its_rule(site: Site) -> None:
    broken_since = len(site.runs) + 1
    site.sections = (without(PORTAL[0], "authors"), *PORTAL[1:])
    (alarm,) = site.go(1.5)
    assert (alarm.monitor, alarm.subject) == ("coverage", "authors")
    assert broken_since <= alarm.began_run <= broken_since + 6
    assert "authors under news.example/tech/" in alarm.message
    assert alarm.rule.startswith("meta:authors gave it in")
    assert alarm.example_url.startswith(HOME)
    site.sections = PORTAL
    assert site.go(2.5) == []
    assert site.open == []


def test_pages_that_can_no_longer_be_read_are_one_alarm(site: Site) -> None:
    site.sections = tuple(replace(section, readable=0.0) for section in PORTAL)
    (alarm,) = site.go(0.6)
    assert (alarm.monitor, alarm.subject) == ("coverage", "article")
    assert "can be read as an article" in alarm.message
    assert alarm.is_open


def test_a_section_that_never_had_a_field_is_no_alarm(site: Site) -> None:
    site.sections = (*PORTAL, Section("video", 6.0, {"published": 1.0}, 60, 0.3))
    assert site.go(1) == []


def test_texts_that_became_short_are_found(site: Site) -> None:
    site.sections = tuple(replace(section, characters=section.characters / 5) for section in PORTAL)
    (alarm,) = site.go(1)
    assert alarm.monitor == "body"
    assert "texts are shorter" in alarm.message


def test_a_run_that_fails_is_told_at_once_and_says_nothing_else(site: Site) -> None:
    site.down = True
    (alarm,) = site.go(0.3)
    assert (alarm.monitor, alarm.began_run) == ("down", len(site.runs) - 2)
    assert "refused" in alarm.message
    site.down = False
    assert site.go(0.3) == []
    assert site.open == []


def test_frequent_failures_are_told_by_cause(site: Site) -> None:
    site.failures = 0.5
    (alarm,) = site.go(0.5)
    assert (alarm.monitor, alarm.subject) == ("errors", "failed: http-500")
    assert alarm.example_url == HOME + "broken"
    site.failures = 0.0
    assert site.go(0.3) == []
    assert site.open == []


def test_many_removed_articles_are_told(site: Site) -> None:
    site.rechecks, site.removed = 30.0, 0.0
    assert site.go(0.3) == []
    site.removed = 0.6
    assert [(alarm.monitor, alarm.subject) for alarm in site.go(0.2)] == [("errors", "removed")]


def test_one_empty_listing_is_named_and_many_are_one_cause(site: Site) -> None:
    site.listings[HOME + "tech/"] = 0
    (alarm,) = site.go(0.2)
    assert (alarm.monitor, alarm.subject, alarm.expected) == ("listing", HOME + "tech/", "20 articles")
    site.listings[HOME + "tech/"] = 19
    assert site.go(0.2) == []
    assert site.open == []
    site.listings = dict.fromkeys(site.listings, 0)
    (alarm,) = site.go(0.2)
    assert (alarm.subject, alarm.value) == ("", "7 of 7 listings are empty")


def test_a_hot_list_that_vanished_is_named_with_what_stands_there_now(site: Site) -> None:
    site.hot = {"新榜": 10}
    (alarm,) = site.go(0.3)
    assert (alarm.monitor, alarm.subject) == ("hot", "热榜")
    assert "the site now shows 新榜" in alarm.message
    assert alarm.example_url == HOME


def test_rules_of_robots_txt_are_told_for_a_while_if_they_concern_this_program(site: Site) -> None:
    usual = site.robots
    site.robots = usual + "\nuser-agent: OtherBot\ndisallow: /"
    assert site.go(0.2) == []
    site.robots = usual + "\ndisallow: /archive/"
    (alarm,) = site.go(0.5)
    assert (alarm.monitor, alarm.rule) == ("robots", "+ disallow: /archive/")
    assert site.go(2.8) == []
    assert site.open == []
    site.robots = usual
    assert site.go(0.2) == [], "what was known before is no news"


def test_a_certificate_near_its_end_is_told_until_it_is_renewed(site: Site) -> None:
    site.certificate = "2025-12-21T00:00:00Z/2026-03-20T00:00:00Z"
    (alarm,) = site.go(0.2)
    assert "ends in 14 days, on 2026-03-20" in alarm.message
    site.certificate = "2026-03-07T00:00:00Z/2026-06-07T00:00:00Z"
    assert site.go(0.2) == []
    assert site.open == []


def test_silence_is_judged_by_the_sites_own_week() -> None:
    site = Site(5, every=timedelta(hours=6), backlog=100)
    assert site.go(17.5) == []
    site.rate = always(0.0)
    last = len(site.runs)
    (alarm,) = site.go(2)
    assert alarm.monitor == "silence"
    assert alarm.began_run <= last
    assert "no new article for" in alarm.message
    site.rate = always(5.0)
    assert site.go(0.5) == []
    assert site.open == []


def test_the_first_runs_of_a_new_site_raise_no_alarm() -> None:
    site = Site(7, every=SLOWLY)
    site.go(0.3)
    site.sections = tuple(without(section, *USUAL) for section in PORTAL)
    site.hot, site.listings = {}, {HOME: 0}
    assert site.go(0.5) == []


def test_what_lasts_a_month_is_the_usual_state(site: Site) -> None:
    site.thresholds = Thresholds(settled_days=1)
    site.hot = {}
    (alarm,) = site.go(0.5)
    assert alarm.is_open
    assert site.go(1) == []
    assert site.open == []


def test_monitors_can_be_switched_off(site: Site) -> None:
    site.hot = {}
    assert len(site.go(0.2)) == 1
    site.thresholds = Thresholds(off=frozenset({"hot"}))
    site.run()
    assert site.open == []
