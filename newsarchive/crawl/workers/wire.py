"""What goes through a worker's pipe: batches of pages one way, their outcomes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from newsarchive.archive.captures.packing import Packed
    from newsarchive.archive.prepared import Prepared
    from newsarchive.model import Outcome, Page

READY: Final = "ready"
"""A worker's first message: it has imported everything and takes pages."""
RUN_ENDED: Final = "run-ended"
"""Reason of a page that nobody got to read any more."""


class Task(NamedTuple):
    """One page to process; ``part`` and ``section`` as `newsarchive.process.process` takes them.

    ``prepare`` asks for what storing a page that is new will need.
    """

    page: Page
    part: bool = False
    section: bool = False
    prepare: bool = False


class Answer(NamedTuple):
    """How a page ended; if that was asked for, its body packed, and ``prepared`` if it is a whole article."""

    outcome: Outcome
    prepared: Prepared | None = None
    packed: Packed | None = None
