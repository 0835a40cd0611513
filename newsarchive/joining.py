"""Joins the pages of an article: which further page is read next, and one outcome of them all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from newsarchive.model import OutcomeKind
from newsarchive.urls import normalize_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.model import Article, Outcome

MAX_PARTS: Final = 40
"""Pages of one article beyond which its paging is taken for a trap."""


class Joining:
    """An article of several pages while they are gathered; ``url`` is where ``first`` was read.

    Iterate over the addresses of its further pages, and ``add`` what each gives before the next is taken:
    a page may name further ones. No address comes twice, and all ends at ``MAX_PARTS`` pages.
    """

    def __init__(self, first: Outcome, url: str) -> None:
        self._outcomes = [first]
        self._asked = {normalize_url(url)}
        self._waiting = list(first.next_pages)

    def __iter__(self) -> Iterator[str]:
        while self._waiting and len(self._outcomes) < MAX_PARTS:
            url = normalize_url(self._waiting.pop(0))
            if url and url not in self._asked:
                self._asked.add(url)
                yield url

    def __len__(self) -> int:
        return len(self._outcomes)

    def add(self, part: Outcome) -> None:
        """Take a further page; one that is no article adds nothing."""
        if part.kind is OutcomeKind.ARTICLE:
            self._outcomes.append(part)
            self._waiting.extend(part.next_pages)

    def outcome(self) -> Outcome:
        """One outcome of the pages so far."""
        return join(self._outcomes)


def join(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome of an article's pages in order: bodies joined, pictures counted on, links united.

    A page that repeats an earlier one's text (servers that ignore the page number) adds nothing.
    Raises ValueError if the first outcome has no article.
    """
    first = outcomes[0]
    if first.article is None:
        raise ValueError("the first page of a joined article must be an article")
    bodies: list[str] = []
    images = list(first.article.images)
    pages = 0
    for outcome in outcomes:
        article = outcome.article
        if article is None or not article.body or article.body in bodies:
            continue
        before = sum(body.count("\n") + 1 for body in bodies)
        if bodies:
            images.extend(replace(image, position=image.position + before) for image in article.images)
        bodies.append(article.body)
        pages += 1
    links = {link.url: link for outcome in reversed(outcomes) for link in outcome.links}
    article = replace(first.article, body="\n".join(bodies), images=tuple(images), pages=max(pages, 1))
    article = _with_closing_line(article, outcomes[1:])
    return replace(first, article=article, links=tuple(links.values()), next_pages=())


def _with_closing_line(article: Article, later: Sequence[Outcome]) -> Article:
    """Take writers, outlet and editor from a later page where the first names none: the last one signs."""
    for outcome in later:
        for name in ("authors", "source", "editor"):
            if outcome.article is None or getattr(article, name) or not getattr(outcome.article, name):
                continue
            origin = outcome.article.provenance.get(name)
            provenance = {**article.provenance, **({name: origin} if origin else {})}
            value = getattr(outcome.article, name)
            article = replace(article, provenance=provenance, **{name: value})
    return article
