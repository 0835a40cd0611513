"""The way of a page through extraction: each finder once, in order, then the record is put together."""

from __future__ import annotations

from bisect import bisect
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from newsarchive.extraction.content.body import EMBEDDED, Body, find_body
from newsarchive.extraction.content.paragraphs import Paragraph, join_paragraphs
from newsarchive.extraction.dates.published import Moment, find_modified, find_published
from newsarchive.extraction.kind import judge_kind
from newsarchive.extraction.language import find_language
from newsarchive.extraction.lists.hotlists import find_hot_lists
from newsarchive.extraction.lists.navigation import find_navigation
from newsarchive.extraction.lists.paging import find_next_pages
from newsarchive.extraction.markdown import to_markdown
from newsarchive.extraction.paywall import is_paywalled
from newsarchive.extraction.people.byline import Byline, find_byline
from newsarchive.extraction.people.notices import Notices, find_notices
from newsarchive.extraction.pictures.images import Pictures, find_images
from newsarchive.extraction.sections import find_breadcrumb, find_category
from newsarchive.extraction.tags import find_tags
from newsarchive.extraction.title import find_title
from newsarchive.extraction.variants import find_variants
from newsarchive.model import Article, Candidate, Extraction, Image, PageKind, Removal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from newsarchive.document import Document
    from newsarchive.extraction.found import Found
    from newsarchive.extraction.sitestats import SiteStats
    from newsarchive.profile import Profile

T = TypeVar("T")
_SHOWN_CHARS = 300


def extract_document(
    document: Document,
    profile: Profile,
    *,
    fetched_at: datetime | None = None,
    explain: bool = False,
    markdown: bool = False,
    site: SiteStats | None = None,
) -> Extraction:
    """Everything that one page tells. ``fetched_at`` (aware) resolves relative dates.

    title → blocks of the body → notices (source, editor, author lines) and pictures claim theirs →
    what is left are the paragraphs. ``site`` tells which text repeats across the site's pages. ``explain``
    fills ``candidates`` and ``removed``, ``markdown`` the rendering: both cost extra.
    """
    return _Reading(document, profile, fetched_at, explain).record(site, markdown=markdown)


class _Reading:
    """One page being read: the sources of what was found, and what was offered besides."""

    def __init__(
        self, document: Document, profile: Profile, fetched_at: datetime | None, explain: bool
    ) -> None:
        self.document = document
        self.profile = profile
        self.fetched_at = fetched_at
        self.explain = explain
        self.provenance: dict[str, str] = {}
        self.candidates: list[Candidate] = []

    def record(self, site: SiteStats | None, *, markdown: bool) -> Extraction:
        """The page's record."""
        document, profile = self.document, self.profile
        title = self.first("title", lambda: find_title(document, profile)) or ""
        body = self.safely(
            "body", lambda: find_body(document, profile, title, site=site, explain=self.explain), Body()
        )
        notices = self.safely("notices", lambda: find_notices(body.near, document), Notices())
        pictures = Pictures()
        if body.source != EMBEDDED:
            pictures = self.safely("images", lambda: find_images(document, body.blocks), pictures)
        paragraphs = join_paragraphs(body.blocks, notices.claimed | pictures.claimed, notices.rewritten)
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        if text:
            self.provenance["body"] = body.source
        article = self.article(title, text, notices, place_images(pictures, paragraphs))
        kind, score = self.safely(
            "kind",
            lambda: judge_kind(document, profile, title=title, body=text, published=article.published),
            (PageKind.OTHER, 0.0),
        )
        return Extraction(
            kind,
            score,
            article,
            hot_lists=self.safely("hot_lists", lambda: find_hot_lists(document, profile), ()),
            navigation=self.safely("navigation", lambda: find_navigation(document, profile), ()),
            next_pages=self.safely("next_pages", lambda: find_next_pages(document, profile), ()),
            markdown=to_markdown(document, title, paragraphs, article.images) if markdown else "",
            paywalled=self.safely("paywalled", lambda: is_paywalled(document), False),
            candidates=tuple(self.candidates),
            removed=(*body.removed, *self.claims(body, notices, pictures)),
        )

    def article(self, title: str, text: str, notices: Notices, images: tuple[Image, ...]) -> Article:
        """The article's fields beside its text."""
        document, profile, now = self.document, self.profile, self.fetched_at
        published: Moment | None = self.first("published", lambda: find_published(document, profile, now))
        modified: Moment | None = self.first("modified", lambda: find_modified(document, profile, now))
        byline = self.safely("byline", lambda: find_byline(document, profile, notices), Byline())
        return Article(
            url=document.url,
            title=title,
            published=published.iso if published else None,
            published_raw=published.raw if published else None,
            modified=modified.iso if modified else None,
            authors=self.take("authors", byline.authors) or (),
            source=self.take("source", byline.source),
            editor=self.take("editor", byline.editor),
            category=self.first("category", lambda: find_category(document, profile)),
            breadcrumb=self.first("breadcrumb", lambda: find_breadcrumb(document, profile)) or (),
            tags=self.first("tags", lambda: find_tags(document, profile)) or (),
            language=self.take(
                "language", self.safely("language", lambda: find_language(document, text or title), None)
            )
            or "und",
            variants=self.safely("variants", lambda: find_variants(document), {}),
            body=text,
            images=images,
            provenance=self.provenance,
        )

    def claims(self, body: Body, notices: Notices, pictures: Pictures) -> Iterator[Removal]:
        """What notices and pictures took out of the body, for an explanation."""
        if self.explain:
            for block in body.blocks:
                if block.index in notices.claimed:
                    yield Removal(block.text[:_SHOWN_CHARS], "names the source, writers or editors")
                elif block.index in pictures.claimed:
                    yield Removal(block.text[:_SHOWN_CHARS], "a picture's caption or credit")

    def first(self, name: str, find: Callable[[], Iterator[Found[T]]]) -> T | None:
        """The best candidate's value; the others are only asked for to explain."""
        none: list[Found[T]] = []
        offers = self.safely(name, lambda: self.offers(find), none)
        if self.explain:
            self.candidates += (Candidate(name, offer.source, _shown(offer.value)) for offer in offers)
        return self.take(name, offers[0]) if offers else None

    def offers(self, find: Callable[[], Iterator[Found[T]]]) -> list[Found[T]]:
        """All candidates for an explanation, else the first."""
        if self.explain:
            return list(find())
        best = next(find(), None)
        return [] if best is None else [best]

    def take(self, name: str, found: Found[T] | None) -> T | None:
        """``found``'s value, its source noted."""
        if found is None:
            return None
        self.provenance[name] = found.source
        return found.value

    def safely(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        """What ``read`` gives: one field's failure on a hostile page is noted, the others stay."""
        try:
            return read()
        except Exception as error:  # noqa: BLE001 - extraction never raises; provenance tells
            self.provenance[name] = f"error: {type(error).__name__}: {error}"[:_SHOWN_CHARS]
            return otherwise


def _shown(value: object) -> str:
    """A candidate as a person reads it."""
    if isinstance(value, Moment):
        return f"{value.iso} ({value.raw})"[:_SHOWN_CHARS]
    return (", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value))[:_SHOWN_CHARS]


def place_images(pictures: Pictures, paragraphs: list[Paragraph]) -> tuple[Image, ...]:
    """The pictures with ``position`` counted: how many paragraphs stand before each."""
    starts = [paragraph.block.index for paragraph in paragraphs]
    return tuple(replace(image, position=bisect(starts, index)) for index, image in pictures.images)
