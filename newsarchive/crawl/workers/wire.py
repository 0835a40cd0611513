"""What goes through a worker's pipe: batches of pages one way, their outcomes the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from newsarchive.archive.prepared import Prepared
    from newsarchive.model import Outcome, Page

READY: Final = "ready"
"""A worker's first message: it has imported everything and takes pages."""
RUN_ENDED: Final = "run-ended"
"""Reason of a page that nobody got to read any more."""


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
