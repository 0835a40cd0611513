"""Pages come back from worker processes as they would from `process`, whatever happens to a worker."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, TypeVar

from fragile import die_at_once, serve
from loopback import article_html, headline, listing_html

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.packing import Dictionary
from newsarchive.archive.prepared import prepare
from newsarchive.crawl.workers import Answer, Task, WorkerPool
from newsarchive.model import Outcome, OutcomeKind, Page
from newsarchive.process import process
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

T = TypeVar("T")
URL = "http://127.0.0.1:8000"


def article(number: int) -> Page:
    return Page(f"{URL}/article/{500000 + number}.html", article_html(number).encode())


def page(title: str) -> Page:
    return Page(f"{URL}/{title}.html", f"<html><head><title>{title}</title></head></html>".encode())


def run(work: Callable[[WorkerPool], Coroutine[None, None, T]], size: int = 2, patience: float = 60) -> T:
    async def main() -> T:
        pool = WorkerPool(size, GENERIC, told.append, serve, patience)
        try:
            return await asyncio.wait_for(work(pool), 120)
        finally:
            pool.close()
            assert pool.workers == []

    told: list[str] = []
    return asyncio.run(main())


def all_of(pool: WorkerPool, *pages: Page) -> Awaitable[list[Outcome]]:
    return asyncio.gather(*(_outcome(pool, Task(one)) for one in pages))


async def _outcome(pool: WorkerPool, task: Task) -> Outcome:
    return (await pool.process(task)).outcome


def test_outcomes_are_those_of_process_in_the_order_asked() -> None:
    pages = [article(number) for number in range(40)]
    found = run(lambda pool: _gathered(pool, pages))
    assert found == [process(one, GENERIC) for one in pages]


async def _gathered(pool: WorkerPool, pages: list[Page]) -> list[Outcome]:
    return await all_of(pool, *pages)


def test_part_and_section_reach_the_worker() -> None:
    listing = Page(f"{URL}/gangkou/", listing_html("港口", [("/article/500001.html", headline(1))]).encode())

    async def work(pool: WorkerPool) -> list[Outcome]:
        return [
            await _outcome(pool, Task(listing, section=True)),
            await _outcome(pool, Task(article(3), part=True)),
        ]

    section, part = run(work)
    assert section == process(listing, GENERIC, section=True)
    assert section.kind is OutcomeKind.LISTING
    assert part.reason == "part"


def test_a_page_that_kills_its_worker_twice_has_failed_and_its_neighbours_have_not() -> None:
    pages = [article(number) for number in range(12)]
    found = run(lambda pool: _gathered(pool, [*pages[:5], page("deadly"), *pages[5:]]))
    assert (found[5].kind, found[5].reason) == (OutcomeKind.FAILED, "worker-died")
    assert [one.kind for one in found[:5] + found[6:]] == [OutcomeKind.ARTICLE] * 12


def test_a_batch_of_deadly_pages_costs_only_itself() -> None:
    pages = [page(f"deadly {number}") for number in range(3)]
    found = run(lambda pool: _gathered(pool, [*pages, article(1)]), size=1)
    assert [one.reason for one in found] == ["worker-died"] * 3 + ["article"]


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost() -> None:
    async def work(pool: WorkerPool) -> tuple[set[int | None], set[int | None], list[Outcome]]:
        await pool.process(Task(article(0)))
        before = {worker.process.pid for worker in pool.workers}
        waiting = asyncio.ensure_future(_gathered(pool, [article(number) for number in range(60)]))
        await asyncio.sleep(0)
        for pid in before:
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        found = await waiting
        return before, {worker.process.pid for worker in pool.workers}, found

    before, after, found = run(work)
    assert len(before) == len(after) == 2
    assert not before & after
    assert found == [process(article(number), GENERIC) for number in range(60)]


def test_a_page_that_never_ends_has_failed_after_a_while() -> None:
    found = run(lambda pool: _gathered(pool, [page("endless"), article(1)]), size=1, patience=1.5)
    assert [one.reason for one in found] == ["worker-died", "article"]


def test_workers_that_cannot_start_end_the_run_with_a_sentence() -> None:
    async def main() -> Outcome:
        pool = WorkerPool(2, GENERIC, told.append, die_at_once)
        try:
            return await asyncio.wait_for(_outcome(pool, Task(article(1))), 120)
        finally:
            pool.close()

    told: list[str] = []
    assert asyncio.run(main()).reason == "run-ended"
    assert told == ["the worker processes do not start; --workers 0 does without them"]


def test_abandoned_pages_are_answered_at_once_and_later_ones_too() -> None:
    async def work(pool: WorkerPool) -> list[str]:
        waiting = asyncio.ensure_future(_gathered(pool, [page("endless"), article(1)]))
        await asyncio.sleep(0.05)
        pool.abandon()
        return [one.reason for one in [*await waiting, await _outcome(pool, Task(article(2)))]]

    assert run(work) == ["run-ended"] * 3


def test_whole_articles_come_with_what_storing_them_needs_if_asked() -> None:
    listing = Page(f"{URL}/gangkou/", listing_html("港口", [("/article/500001.html", headline(1))]).encode())

    async def work(pool: WorkerPool) -> list[Answer]:
        tasks = [Task(article(1), prepare=True), Task(article(1)), Task(listing, section=True, prepare=True)]
        return [await pool.process(task) for task in tasks]

    asked, unasked, other = run(work, size=1)
    assert asked.outcome.article is not None
    assert asked.prepared == prepare(asked.outcome.article)
    assert unasked.prepared is None
    assert other.prepared is None


def test_bodies_come_packed_against_the_newest_dictionary_if_that_is_asked_for() -> None:
    async def work(pool: WorkerPool) -> list[Answer]:
        plain = await pool.process(Task(article(1), prepare=True))
        pool.dictionary = Dictionary(7, article(2).body)
        packed = await asyncio.gather(*(pool.process(Task(article(n), prepare=n != 3)) for n in range(5)))
        return [plain, *packed]

    plain, *others = run(work, size=1)
    assert plain.packed is not None
    assert plain.packed.dictionary_id is None
    assert Codec(lambda _: b"").unpack(plain.packed.blob) == article(1).body
    assert others[3].packed is None
    for number in (0, 1, 2, 4):
        packed = others[number].packed
        assert packed is not None
        assert packed.dictionary_id == 7
        assert len(packed.blob) < len(plain.packed.blob)
        assert Codec(lambda _: article(2).body).unpack(packed.blob, 7) == article(number).body


def test_a_pool_is_ready_once_a_worker_has_started() -> None:
    async def work(pool: WorkerPool) -> list[bool]:
        seen = [pool.ready]
        pool.start()
        seen.append(pool.ready)
        await pool.process(Task(article(1)))
        pool.start()
        assert len(pool.workers) == 2
        return [*seen, pool.ready]

    assert run(work) == [False, False, True]
