"""The queue: unique, ordered, exact counts, durable with the batch, one site's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.records import FrontierCounts, FrontierRow, SiteSpec

if TYPE_CHECKING:
    from archive_folder import Archive


def row(name: str, priority: int = 0) -> FrontierRow:
    return FrontierRow(name.encode(), name, priority, f'{{"u": "{name}"}}')


def test_lowest_priority_number_first_then_oldest(archive: Archive) -> None:
    with archive.writer() as writer:
        assert writer.frontier.push([row("c", 5), row("a", 1), row("b", 5), row("a", 1)]) == 3
        assert [r.url for r in writer.frontier.pop(2)] == ["a", "c"]
        assert writer.frontier.counts() == FrontierCounts(1, 2, 0)


def test_a_better_priority_moves_a_waiting_row_up_and_nothing_is_pushed_twice(archive: Archive) -> None:
    with archive.writer() as writer:
        writer.frontier.push([row("a", 5), row("b", 4)])
        assert writer.frontier.push([row("a", 1), row("b", 9)]) == 0
        first, second = writer.frontier.pop(9)
        assert (first.url, first.priority, second.url, second.priority) == ("a", 1, "b", 4)
        writer.frontier.done(first.id)
        assert writer.frontier.push([row("a")]) == 0
        assert writer.frontier.seen(b"a")
        assert not writer.frontier.seen(b"z")
        assert writer.frontier.counts() == FrontierCounts(0, 1, 1)


def test_done_twice_counts_once_and_a_requeued_row_comes_back(archive: Archive) -> None:
    with archive.writer() as writer:
        writer.frontier.push([row("a"), row("b")])
        first, second = writer.frontier.pop(2)
        writer.frontier.done(first.id)
        writer.frontier.done(first.id)
        writer.frontier.requeue(second.id, 7)
        writer.frontier.requeue(first.id)
        assert writer.frontier.counts() == FrontierCounts(1, 0, 1)
        (again,) = writer.frontier.pop(9)
        assert (again.url, again.priority, again.state) == ("b", 7, '{"u": "b"}')


def test_an_interrupted_run_finds_its_queue_and_a_finished_one_leaves_none(archive: Archive) -> None:
    with archive.writer() as writer:
        writer.frontier.push([row("a"), row("b"), row("c")])
        writer.frontier.done(writer.frontier.pop(1)[0].id)
        writer.frontier.pop(1)
        writer.finish("interrupted")
    with archive.writer() as writer:
        assert writer.frontier.counts() == FrontierCounts(2, 0, 1)
        writer.finish("finished")
    with archive.writer() as writer:
        assert writer.frontier.counts() == FrontierCounts(0, 0, 0)


def test_sites_do_not_see_each_others_queue(archive: Archive) -> None:
    with archive.writer() as writer, archive.writer(SiteSpec("other")) as other:
        writer.frontier.push([row("a")])
        writer.commit()
        assert other.frontier.pop(9) == []
        assert other.frontier.push([row("a")]) == 1
        other.commit()
        assert writer.frontier.counts() == FrontierCounts(1, 0, 0)


def test_news_are_kept_with_the_commit_and_go_with_a_finished_run(archive: Archive) -> None:
    news = ["one", "", "two"]
    with archive.writer() as writer:
        writer.frontier.news = lambda: news.pop(0)
        for name in "abc":
            writer.frontier.push([row(name)])
            writer.commit()
    with archive.writer() as writer:
        assert writer.frontier.notes() == ["one", "two"]
        writer.frontier.news = lambda: "three"
        writer.finish("finished")
        assert writer.frontier.notes() == []
