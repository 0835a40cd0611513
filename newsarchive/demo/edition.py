"""What changes on the portal from one edition to the next: stories added, edited, withdrawn, ranks moved."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from newsarchive.demo.records import HotItem, Layout, Story
from newsarchive.demo.writing import revise, write_story

if TYPE_CHECKING:
    from collections.abc import Sequence

NEW_STORIES = 12
HOT_LENGTH = 50
# One story in 53 is withdrawn by the first later edition, one in 29 is edited by each.
GONE_EVERY, GONE_AT = 53, 7
EDITED_EVERY = 29


def write_edition(seed: int, count: int, edition: int) -> tuple[tuple[Story, ...], tuple[Story, ...]]:
    """The stories on line in ``edition``, newest first, and those withdrawn by then."""
    online: list[Story] = []
    gone: list[Story] = []
    for ordinal in range(count + NEW_STORIES * edition):
        story = write_story(seed, ordinal)
        if edition and ordinal < count and ordinal % GONE_EVERY == GONE_AT:
            gone.append(story)
            continue
        for number in range(1, edition + 1):
            if ordinal < count and ordinal % EDITED_EVERY == number:
                story = revise(story, seed, number)
        online.append(story)
    return tuple(reversed(online)), tuple(gone)


def hot_list(online: Sequence[Story], seed: int, edition: int) -> tuple[HotItem, ...]:
    """The fifty most read stories of the cards layout; reposts stand beside their originals."""
    readable = [story for story in online if story.section.layout is Layout.CARDS]
    paths = {story.repost_of for story in readable if story.repost_of}

    def heat(story: Story) -> float:
        lasting = Random(f"{seed}/{story.number}/heat").random()  # noqa: S311 - deterministic, nothing secret
        today = Random(f"{seed}/{story.number}/{edition}/heat").random()  # noqa: S311 - as above
        reposted = story.repost_of is not None or story.path in paths
        return lasting + 0.15 * today + reposted

    hottest = sorted(readable, key=lambda story: (-heat(story), story.number))[:HOT_LENGTH]
    return tuple(
        HotItem(rank, story.title, story.path, story.poster, f"{story.when:%Y-%m-%d}")
        for rank, story in enumerate(hottest, 1)
    )
