"""What the demo portal holds: sections, stories, pictures and the hot list, as ground truth for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime


class Layout(StrEnum):
    """The page skeletons of the portal; each section is printed in one of them."""

    CARDS = "cards"
    SEMANTIC = "semantic"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Section:
    """A category of the portal."""

    slug: str
    name: str
    language: str
    layout: Layout

    @property
    def path(self) -> str:
        """Where the section's first listing page is."""
        return self.listing(1)

    def listing(self, page: int) -> str:
        """Path of the ``page``-th listing page; each layout counts its pages in another way."""
        match self.layout:
            case Layout.CARDS:
                return f"/category/{self.slug}" + (f"?page={page}" if page > 1 else "")
            case Layout.SEMANTIC:
                return f"/en/{self.slug}/" + (f"page/{page}/" if page > 1 else "")
            case Layout.TABLES:
                return f"/{self.slug}/" + (f"index_{page - 1}.htm" if page > 1 else "")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a story; ``position`` counts the paragraphs before it."""

    path: str
    caption: str | None
    credit: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Story:
    """One article as it was written: what a faithful archive must hold after crawling it.

    ``published`` is what the page tells: a day in the cards layout, an instant with offset elsewhere.
    ``paragraphs`` are the body's lines in order, of which ``subheads`` (indices) are subheadings.
    ``splits`` are the paragraph indices that begin the second and later pages.
    ``slug`` is the first headline as it stands in the address, where the layout has one.
    ``poster`` is the pen name that the hot list shows. ``repost_of`` is the path of the original story.
    """

    number: int
    section: Section
    title: str
    when: datetime
    authors: tuple[str, ...]
    source: str | None
    editor: str | None
    paragraphs: tuple[str, ...]
    subheads: frozenset[int]
    images: tuple[Picture, ...]
    tags: tuple[str, ...]
    poster: str
    slug: str = ""
    splits: tuple[int, ...] = ()
    modified: datetime | None = None
    repost_of: str | None = None

    @property
    def published(self) -> str:
        """The publication date as the article record spells it."""
        if self.section.layout is Layout.CARDS:
            return self.when.date().isoformat()
        return self.when.isoformat()

    @property
    def body(self) -> str:
        """The article's own text, a paragraph a line."""
        return "\n".join(self.paragraphs)

    @property
    def pages(self) -> int:
        """How many pages the story is spread over."""
        return 1 + len(self.splits)

    @property
    def path(self) -> str:
        """Path of the story's (first) page."""
        match self.section.layout:
            case Layout.CARDS:
                return f"/article/{self.number}.html"
            case Layout.SEMANTIC:
                return f"/en/{self.section.slug}/{self.when:%Y/%m/%d}/{self.slug}-{self.number}"
            case Layout.TABLES:
                return f"/{self.section.slug}/{self.when:%Y%m}/t{self.when:%Y%m%d}_{self.number}.htm"

    def page_path(self, page: int) -> str:
        """Path of the ``page``-th page (1 is the first); only the cards layout has more than one."""
        return self.path if page == 1 else self.path.replace(".html", f"_{page}.html")

    @property
    def variants(self) -> dict[str, str]:
        """Paths of the other-script and other-region editions by language tag."""
        if self.section.layout is not Layout.CARDS:
            return {}
        return {f"zh-{region.upper()}": f"/{region}{self.path}" for region in ("hk", "sg", "tw")}

    def span(self, page: int) -> range:
        """Indices of the paragraphs on the ``page``-th page."""
        bounds = (0, *self.splits, len(self.paragraphs))
        return range(bounds[page - 1], bounds[page])


@dataclass(frozen=True, slots=True)
class HotItem:
    """One line of the hot list; ``title`` is whole, the page shows ``cut``."""

    rank: int
    title: str
    path: str
    author: str
    date: str

    @property
    def cut(self) -> str:
        """The title as the page shows it."""
        return self.title[:20]


def slugify(title: str) -> str:
    """The title as a piece of a URL: lower-case words joined by hyphens, at most eight."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())[:8])


@dataclass(frozen=True)
class Content:
    """What one edition of the portal shows. ``articles`` are the stories on line, newest first."""

    articles: tuple[Story, ...]
    sections: tuple[Section, ...]
    hot: tuple[HotItem, ...]

    def in_section(self, section: Section) -> Sequence[Story]:
        """Return the stories of one section, newest first."""
        return self._by_section[section.slug]

    def once(self, draw: Callable[[Content], str]) -> str:
        """What ``draw`` makes of this content, which stands on many pages."""
        if draw not in self._drawn:
            self._drawn[draw] = draw(self)
        return self._drawn[draw]

    @cached_property
    def _drawn(self) -> dict[Callable[[Content], str], str]:
        return {}

    @cached_property
    def _by_section(self) -> Mapping[str, Sequence[Story]]:
        found: dict[str, list[Story]] = {section.slug: [] for section in self.sections}
        for story in self.articles:
            found[story.section.slug].append(story)
        return found
