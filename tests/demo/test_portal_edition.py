"""The portal is the same on every machine, and changes between editions as a portal does."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from newsarchive.demo import Portal, build_portal
from newsarchive.demo.records import Layout
from newsarchive.demo.writing import FIRST_NUMBER, SECTIONS

BASE = "http://portal.test"


@pytest.fixture(scope="module")
def portal() -> Portal:
    return build_portal()


@pytest.fixture(scope="module")
def later() -> Portal:
    return build_portal(edition=1)


def fingerprint(portal: Portal) -> str:
    digest = hashlib.sha256()
    for path in ["/", "/sitemap.xml", *(story.path for story in portal.articles[:40])]:
        digest.update(portal.respond(path, BASE).body)
    return digest.hexdigest()


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert fingerprint(build_portal(seed=3, articles=60)) == fingerprint(build_portal(seed=3, articles=60))


def test_another_seed_gives_other_words() -> None:
    one, two = build_portal(seed=3, articles=60), build_portal(seed=4, articles=60)
    assert not {story.body for story in one.articles} & {story.body for story in two.articles}


def test_a_story_does_not_depend_on_how_many_are_written(portal: Portal) -> None:
    assert build_portal(articles=60).articles == portal.articles[-60:]


def test_it_has_as_many_stories_as_asked_in_fourteen_sections(portal: Portal) -> None:
    assert len(portal.articles) == 320
    assert len(portal.sections) == len(SECTIONS) == 14
    assert {story.section for story in portal.articles} == set(SECTIONS)


def test_stories_are_listed_newest_first(portal: Portal) -> None:
    dates = [story.when for story in portal.articles if story.section.layout is not Layout.TABLES]
    assert dates == sorted(dates, reverse=True)


def test_paths_are_unique(portal: Portal) -> None:
    paths = Counter(story.page_path(page) for story in portal.articles for page in range(1, story.pages + 1))
    assert max(paths.values()) == 1


def test_the_hot_list_has_fifty_entries_and_two_of_equal_title(portal: Portal) -> None:
    assert [item.rank for item in portal.hot] == list(range(1, 51))
    assert Counter(item.title for item in portal.hot).most_common(1)[0][1] == 2
    assert any(item.cut != item.title for item in portal.hot)


def test_some_stories_span_pages_that_together_are_the_story(portal: Portal) -> None:
    long = [story for story in portal.articles if story.pages > 1]
    assert {story.pages for story in long} == {2, 3}
    for story in long:
        indices = [index for page in range(1, story.pages + 1) for index in story.span(page)]
        assert indices == list(range(len(story.paragraphs)))


def test_reposts_repeat_all_but_a_sentence(portal: Portal) -> None:
    by_path = {story.path: story for story in portal.articles}
    reposts = [story for story in portal.articles if story.repost_of]
    assert len(reposts) >= 3
    for repost in reposts:
        original = by_path[repost.repost_of or ""]
        changed = [a for a, b in zip(original.paragraphs, repost.paragraphs, strict=True) if a != b]
        assert len(changed) <= 1
        assert repost.authors != original.authors


def test_a_later_edition_adds_edits_withdraws_and_reorders(portal: Portal, later: Portal) -> None:
    before = {story.number: story for story in portal.articles}
    after = {story.number: story for story in later.articles}
    assert len(after.keys() - before.keys()) == 12
    gone = before.keys() - after.keys()
    assert {before[number].path for number in gone} == later.gone
    assert gone
    kept = before.keys() & after.keys()
    assert any(before[number].title != after[number].title for number in kept)
    assert any(before[number].body != after[number].body for number in kept)
    assert sum(before[number] == after[number] for number in kept) > 0.9 * len(kept)
    assert [item.path for item in portal.hot] != [item.path for item in later.hot]


def test_editions_add_up(later: Portal) -> None:
    latest = build_portal(edition=2)
    edited = {story.number: story.body for story in later.articles if story.modified}
    assert edited.items() <= {story.number: story.body for story in latest.articles if story.modified}.items()
    assert max(story.number for story in latest.articles) == FIRST_NUMBER + 320 + 24 - 1
