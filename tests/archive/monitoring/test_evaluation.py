"""Ended runs are judged once each, in a transaction of their own, with their site's past."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive.archive.database import database_path
from newsarchive.archive.monitoring.book import evaluate_ended_runs
from newsarchive.archive.monitoring.records import Alarm
from newsarchive.archive.reader import open_archive
from newsarchive.errors import NotFound

if TYPE_CHECKING:
    from archive_folder import Archive

    from newsarchive.archive.monitoring.records import History

ALARM = Alarm("hot", "热榜", "0", "10", "it has vanished")


def crawl(archive: Archive, status: str = "finished", articles: int = 1, **report: Any) -> int:
    with archive.writer() as writer:
        writer.monitoring.measure = lambda: {"totals": {"asked": articles, "recent": articles}}
        archive.store(writer, f"{writer.run}-{archive.now:%d%H%M}")
        writer.monitoring.note_fact("robots", "https://portal.example", f"rules of {writer.run}", "2024")
        archive.tick(60)
        if status != "killed":
            writer.finish(status, {"status": status, **report})
        else:
            writer.commit()
        return writer.run


def judged(archive: Archive, *found: Alarm) -> list[History]:
    seen: list[History] = []

    def judge(history: History) -> tuple[list[Alarm], list[str]]:
        seen.append(history)
        return list(found), []

    evaluate_ended_runs(archive.folder, judge)
    return seen


def test_each_run_is_judged_once_with_those_before_it(archive: Archive) -> None:
    first, second = crawl(archive), crawl(archive, articles=0)
    histories = judged(archive, ALARM)
    assert [history.run.run for history in histories] == [first, second]
    assert [run.run for run in histories[1].lately] == [first]
    assert [run.run for run in histories[1].reading] == [first]
    assert [(a.run, a.new, a.recent) for a in histories[1].arrivals] == [(first, 1, 1), (second, 1, 0)]
    assert [fact.value for fact in histories[1].facts] == [f"rules of {second}", f"rules of {first}"]
    assert histories[1].settled == first
    assert [alarm.began_run for alarm in histories[1].alarms] == [first]
    assert judged(archive) == []


def test_interrupted_runs_wait_until_they_end_and_limited_ones_do_not(archive: Archive) -> None:
    crawl(archive, "interrupted")
    assert judged(archive) == []
    crawl(archive, "killed")
    assert judged(archive) == []
    (run,) = {crawl(archive, "failed")}
    assert [history.run.run for history in judged(archive)] == [run]
    with archive.writer() as writer:
        writer.monitoring.measure = dict
        archive.store(writer, "more")
        writer.finish("interrupted", {"status": "limited"})
    (again,) = judged(archive)
    assert (again.run.run, again.run.ended) == (run, "limited"), "a run that went on is judged anew"


def test_a_judge_that_fails_leaves_the_run_to_the_next_evaluation(archive: Archive) -> None:
    run = crawl(archive)

    def broken(history: History) -> tuple[list[Alarm], list[str]]:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError):
        evaluate_ended_runs(archive.folder, broken)
    assert [history.run.run for history in judged(archive, ALARM)] == [run]


def test_states_tell_the_last_run_and_what_is_open(archive: Archive) -> None:
    with open_archive(crawled(archive).folder) as reader:
        (state,) = reader.monitoring.states()
        assert (state.site, state.articles, state.is_fine) == ("portal", {"live": 2}, False)
        assert state.last is not None
        assert state.last.status == "failed"
        assert state.well_at is not None
        assert reader.monitoring.states("other") == []
        assert [run.run for run in reader.monitoring.runs_until(state.last, 1)] == [state.last.run]
        with pytest.raises(NotFound, match="no run 99"):
            reader.monitoring.run(99)


def crawled(archive: Archive) -> Archive:
    crawl(archive)
    crawl(archive, "failed", message="refused")
    return archive


def test_runs_that_measured_nothing_are_named_as_such(archive: Archive) -> None:
    crawl(archive)
    with sqlite3.connect(database_path(archive.folder)) as connection:
        connection.execute("DELETE FROM run_measures")
    connection.close()
    assert judged(archive) == []
    with open_archive(archive.folder) as reader:
        assert reader.monitoring.states()[0].last is None
        with pytest.raises(NotFound, match="has no measures"):
            reader.monitoring.run(1)
