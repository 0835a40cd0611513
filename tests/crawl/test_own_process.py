"""Pages that come in together are read in a row in the crawl's own process, and the loop keeps its turn."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from loopback import article_html

from newsarchive.archive.captures.packing import Packer
from newsarchive.archive.prepared import prepare
from newsarchive.crawl.workers import RUN_ENDED, OwnProcess, Task, own
from newsarchive.model import OutcomeKind, Page
from newsarchive.process import process
from newsarchive.profile import GENERIC

if TYPE_CHECKING:
    import pytest

    from newsarchive.crawl.workers import Answer
    from newsarchive.profile import Profile


def article(number: int) -> Page:
    url = f"http://127.0.0.1:8000/article/{500000 + number}.html"
    return Page(url, article_html(number).encode())


def test_answers_are_those_of_process_in_the_order_asked() -> None:
    async def main() -> list[Answer]:
        readers = OwnProcess(GENERIC, Packer().pack)
        return await asyncio.gather(*(readers.process(Task(article(n), prepare=n == 3)) for n in range(20)))

    found = asyncio.run(main())
    assert [one.outcome for one in found] == [process(article(n), GENERIC) for n in range(20)]
    read = found[3].outcome.article
    assert read is not None
    assert found[3].prepared == prepare(read)
    assert found[4].prepared is None


def test_pages_that_came_together_are_read_before_any_of_them_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    def telling(task: Task, profile: Profile) -> Answer:
        told.append(f"read {task.page.url[-6]}")
        return answer(task, profile)

    async def store(readers: OwnProcess, number: int) -> None:
        await readers.process(Task(article(number)))
        told.append(f"store {number}")

    async def main() -> None:
        readers = OwnProcess(GENERIC, Packer().pack)
        await asyncio.gather(*(store(readers, number) for number in range(3)))

    answer = own.answer
    monkeypatch.setattr(own, "answer", telling)
    asyncio.run(main())
    assert told == ["read 0", "read 1", "read 2", "store 0", "store 1", "store 2"]


def test_the_loop_has_its_turn_between_rows_of_pages() -> None:
    async def main() -> int:
        readers, turns = OwnProcess(GENERIC, Packer().pack), 0
        asked = asyncio.gather(*(readers.process(Task(article(n))) for n in range(3 * own.AT_ONCE)))
        while not asked.done():
            turns += 1
            await asyncio.sleep(0)
        return turns

    assert asyncio.run(main()) >= 3


def test_what_waits_when_the_run_ends_is_answered_at_once() -> None:
    async def main() -> list[Answer]:
        readers = OwnProcess(GENERIC, Packer().pack)
        asked = asyncio.gather(*(readers.process(Task(article(n))) for n in range(3)))
        await asyncio.sleep(0)  # all three wait now, and none is read before the loop's next turn
        readers.abandon()
        return await asked

    ended = [(one.outcome.kind, one.outcome.reason) for one in asyncio.run(main())]
    assert ended == [(OutcomeKind.OTHER, RUN_ENDED)] * 3


def test_an_error_of_our_own_is_raised_where_the_page_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(task: Task, profile: Profile) -> Answer:
        if task.page.url.endswith("1.html"):
            raise RuntimeError("no")
        return answer(task, profile)

    async def main() -> list[Answer | BaseException]:
        readers = OwnProcess(GENERIC, Packer().pack)
        asked = (readers.process(Task(article(n))) for n in range(3))
        return await asyncio.gather(*asked, return_exceptions=True)

    answer = own.answer
    monkeypatch.setattr(own, "answer", failing)
    first, failed, last = asyncio.run(main())
    assert isinstance(failed, RuntimeError)
    assert not isinstance(first, BaseException)
    assert not isinstance(last, BaseException)
