"""What goes through a worker's pipe: batches of pages one way, their outcomes the other."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.model import Link, Outcome, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

READY: Final = "ready"
"""A worker's first message: it has imported everything and takes pages."""

_fields_of = attrgetter("url", "role", "text", "date", "source")


class Task(NamedTuple):
    """One page to process; ``part`` and ``section`` as `newsarchive.process.process` takes them."""

    page: Page
    part: bool = False
    section: bool = False


Row = tuple[object, ...]
Packed = tuple[Outcome, tuple[Row, ...]]


def pack(outcomes: Iterable[Outcome]) -> list[Packed]:
    """Outcomes with their links as plain tuples.

    A page has dozens of links, and a frozen record with slots is rebuilt field by field in Python: as
    tuples they cost the one process that all pages go through a third of that.
    """
    return [(replace(outcome, links=()), tuple(map(_fields_of, outcome.links))) for outcome in outcomes]


def unpack(packed: Packed) -> Outcome:
    """The outcome that was packed."""
    outcome, rows = packed
    return replace(outcome, links=tuple(Link(*row) for row in rows)) if rows else outcome  # type: ignore[arg-type]
