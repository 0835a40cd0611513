"""What goes through a worker's pipe: batches of pages one way, their outcomes the other."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.archive.prepared import Prepared
from newsarchive.model import Link, Outcome, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

READY: Final = "ready"
"""A worker's first message: it has imported everything and takes pages."""

_fields_of = attrgetter("url", "role", "text", "date", "source")


class Task(NamedTuple):
    """One page to process; ``part`` and ``section`` as `newsarchive.process.process` takes them.

    ``prepare`` asks for what storing the article as a new one will need.
    """

    page: Page
    part: bool = False
    section: bool = False
    prepare: bool = False


class Answer(NamedTuple):
    """How a page ended; ``prepared`` if that was asked for and the page is a whole article."""

    outcome: Outcome
    prepared: Prepared | None = None


Row = tuple[object, ...]
Packed = tuple[Outcome, Prepared | None, tuple[Row, ...]]


def pack(answers: Iterable[Answer]) -> list[Packed]:
    """Answers with their links as plain tuples.

    A page has dozens of links, and a frozen record with slots is rebuilt field by field in Python: as
    tuples they cost the one process that all pages go through a third of that.
    """
    return [
        (replace(outcome, links=()), prepared, tuple(map(_fields_of, outcome.links)))
        for outcome, prepared in answers
    ]


def unpack(packed: Packed) -> Answer:
    """The answer that was packed."""
    outcome, prepared, rows = packed
    links = tuple(Link(*row) for row in rows)  # type: ignore[arg-type]  # as `pack` made them
    return Answer(replace(outcome, links=links) if links else outcome, prepared)
