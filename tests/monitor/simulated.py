"""Simulated sites: portals with sections, nights, weekends and accidents, on a clock of their own."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsarchive.archive.monitoring.alarms import cause
from newsarchive.archive.monitoring.records import AlarmRecord, Arrivals, Fact, History, MeasuredRun
from newsarchive.model import Article, HotEntry, HotList, Image
from newsarchive.monitor.evaluate import evaluate
from newsarchive.monitor.measures import Measures
from newsarchive.sitefiles.thresholds import Thresholds

if TYPE_CHECKING:
    from collections.abc import Callable

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
HOME = "https://news.example/"


@dataclass(frozen=True)
class Section:
    """A part of the portal: how likely its articles have each field, how long they are, how much of all."""

    name: str
    weight: float = 1.0
    fields: dict[str, float] = field(default_factory=dict)
    characters: float = 900.0
    spread: float = 0.5
    at_night: float = 1.0
    readable: float = 1.0


USUAL = {"published": 1.0, "authors": 0.9, "category": 1.0, "images": 0.8, "tags": 0.5, "source": 0.95}
PORTAL = (
    Section("tech", 2.0, USUAL),
    Section("world", 3.0, USUAL | {"authors": 0.6, "source": 1.0}),
    Section("flash", 2.0, {"published": 1.0, "source": 0.7}, 120, 0.4, 6.0),
)


def office_hours(moment: datetime) -> float:
    """Articles an hour of a newsroom that sleeps at night and rests at the weekend (UTC+8)."""
    local = moment + timedelta(hours=8)
    if local.weekday() >= 5:
        return 0.4 if 9 <= local.hour < 20 else 0.0
    return 4.0 if 8 <= local.hour < 19 else 0.2


def always(rate: float) -> Callable[[datetime], float]:
    return lambda _: rate


@dataclass
class Site:
    """One simulated site; ``run()`` is one crawl. What is broken is assigned between runs."""

    seed: int
    sections: tuple[Section, ...] = PORTAL
    rate: Callable[[datetime], float] = office_hours
    every: timedelta = timedelta(minutes=30)
    backlog: int = 400
    rechecks: float = 3.0
    now: datetime = MONDAY
    growth: float = 0.0
    dated: bool = True
    failures: float = 0.01
    thresholds: Thresholds = field(default_factory=Thresholds)
    down: bool = False
    removed: float = 0.0
    listings: dict[str, int] = field(
        default_factory=lambda: {HOME: 40, HOME + "tech/": 20, HOME + "world/": 20}
    )
    hot: dict[str, int] = field(default_factory=lambda: {"热榜": 10})
    robots: str = "user-agent: *\ndisallow: /search"
    certificate: str = ""

    def __post_init__(self) -> None:
        self.source = random.Random(self.seed)
        self.runs: list[MeasuredRun] = []
        self.arrivals: list[Arrivals] = []
        self.facts: list[Fact] = []
        self.alarms: list[AlarmRecord] = []
        self.began = self.now

    @property
    def open(self) -> list[AlarmRecord]:
        return [alarm for alarm in self.alarms if alarm.is_open]

    def go(self, days: float) -> list[AlarmRecord]:
        """Run on schedule for so long; give the alarms that began meanwhile."""
        known = len(self.alarms)
        end = self.now + timedelta(days=days)
        while self.now < end:
            self.run()
        return self.alarms[known:]

    def run(self) -> None:
        self.now += self.every
        number = len(self.runs) + 1
        measured = self._failed(number) if self.down else self._crawl(number)
        history = History(
            measured,
            HOME,
            next((run.run for run in [*self.runs, measured] if run.status == "finished"), None),
            tuple(self.runs[-40:]),
            tuple([run for run in self.runs[-3000:] if run.measures.get("totals", {}).get("asked")][-200:]),
            tuple(self.arrivals[-4000:]),
            tuple(reversed(self.facts)),
            tuple(self.open),
        )
        verdict = evaluate(history, self.thresholds)
        self._update(measured, verdict.alarms, verdict.judged)
        self.runs.append(measured)

    def _failed(self, number: int) -> MeasuredRun:
        at = self._text(self.now)
        outcomes = {"failed: refused": 1}
        return MeasuredRun(
            number, "news.example", "failed", at, at, 0, 0, 0, 0, outcomes, "failed", "refused"
        )

    def _crawl(self, number: int) -> MeasuredRun:
        measures = Measures()
        outcomes: dict[str, int] = {"listing: listing": len(self.listings)}
        fresh = self.backlog if number == 1 else self._arrived()
        rechecked = 0 if number == 1 else self._poisson(self.rechecks)
        gone = sum(self.source.random() < self.removed for _ in range(rechecked))
        for index in range(fresh + rechecked - gone):
            age = "older" if number == 1 else self._age()
            self._read(measures, "" if index >= fresh else age, outcomes)
        failed = self._poisson(self.failures * (fresh + rechecked + len(self.listings)))
        if failed:
            outcomes["failed: http-500"] = failed
            measures.page(HOME + "broken", "failed", "http-500", 0.1)
        for url, links in self.listings.items():
            hot = tuple(
                HotList(name, tuple(HotEntry(rank, "t", "u") for rank in range(entries)))
                for name, entries in self.hot.items()
                if entries and url == HOME
            )
            measures.listing(url, "start" if url == HOME else "category", links, hot)
        at = self._text(self.now)
        self._note("robots", HOME.rstrip("/"), self.robots, number, at)
        if self.certificate:
            self._note("certificate", "news.example", self.certificate, number, at)
        told = measures.to_dict()
        totals = told.get("totals", {})
        recent = totals.get("recent", 0) + totals.get("undated", 0)
        self.arrivals.append(Arrivals(number, at, fresh, recent))
        return MeasuredRun(
            number, "news.example", "finished", at, at, fresh, 0, rechecked - gone, gone, outcomes,
            "finished", "", told,
        )  # fmt: skip

    def _age(self) -> str:
        return "recent" if self.dated else "undated"

    def _read(self, measures: Measures, age: str, outcomes: dict[str, int]) -> None:
        local = self.now + timedelta(hours=8)
        night = not 8 <= local.hour < 19 and len(self.runs) > 0
        weights = [s.weight * (s.at_night if night else 1) for s in self.sections]
        section = self.source.choices(self.sections, weights)[0]
        url = f"{HOME}{section.name}/{self.source.randrange(10**9)}.html"
        if self.source.random() >= section.readable:
            measures.unreadable(url)
            outcomes["other: not-an-article"] = outcomes.get("other: not-an-article", 0) + 1
            return
        has = {name for name, share in section.fields.items() if self.source.random() < share}
        words = int(math.exp(self.source.gauss(math.log(section.characters), section.spread)))
        values: dict[str, Any] = {"authors": ("王健",), "tags": ("芯片",), "images": (Image("u"),)}
        article = Article(
            title="t",
            body="正" * max(1, words),
            provenance={"title": "h1", "body": "generic"} | {name: f"meta:{name}" for name in has},
            **{name: values.get(name, "x") for name in has},
        )
        measures.article(url, article, age)
        outcomes["article: article"] = outcomes.get("article: article", 0) + 1

    def _arrived(self) -> int:
        days = (self.now - self.began) / timedelta(days=1)
        hours = self.every / timedelta(hours=1)
        steps = max(1, round(hours))
        return sum(
            self._poisson(
                self.rate(self.now - timedelta(hours=step)) * hours / steps * (1 + self.growth * days)
            )
            for step in range(steps)
        )

    def _poisson(self, mean: float) -> int:
        if mean > 30:
            return max(0, round(self.source.gauss(mean, math.sqrt(mean))))
        limit, count, product = math.exp(-mean), 0, self.source.random()
        while product > limit:
            count += 1
            product *= self.source.random()
        return count

    def _note(self, kind: str, subject: str, value: str, run: int, at: str) -> None:
        for index in range(len(self.facts) - 1, -1, -1):
            fact = self.facts[index]
            if (fact.kind, fact.subject) == (kind, subject):
                if fact.value == value:
                    self.facts[index] = replace(fact, last_at=at, last_run=run)
                    return
                break
        self.facts.append(Fact(kind, subject, value, at, run, at, run))

    def _update(self, run: MeasuredRun, found: list[Any], judged: set[str]) -> None:
        """What `newsarchive.archive.monitoring.alarms` does to the table."""
        standing = {cause(alarm.monitor, alarm.subject): alarm for alarm in found}
        for index, known in enumerate(self.alarms):
            key = cause(known.monitor, known.subject)
            if not known.is_open:
                continue
            if key in standing:
                standing.pop(key)
                self.alarms[index] = replace(known, last_run=run.run, last_seen_at=run.ended_at)
            elif key in judged:
                self.alarms[index] = replace(known, ended_run=run.run, ended_at=run.ended_at)
        for alarm in standing.values():
            self.alarms.append(
                AlarmRecord(
                    len(self.alarms) + 1, run.site, alarm.monitor, alarm.subject,
                    alarm.since_at or run.ended_at, alarm.since_run or run.run, run.ended_at, run.run,
                    None, None, alarm.value, alarm.expected, alarm.example_url, alarm.rule, alarm.message,
                )
            )  # fmt: skip

    @staticmethod
    def _text(moment: datetime) -> str:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
