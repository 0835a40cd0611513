"""The seam: one page in, one outcome with a reason out; the same for crawling and for stored pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.model import Outcome, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.profile import Profile


def process(page: Page, profile: Profile) -> Outcome:
    """How ``page`` ends. Pure, and never raises: what cannot be read ends as ``failed`` with its reason."""
    raise NotImplementedError


def join(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome of an article's pages in order: bodies joined, pictures counted on, links united."""
    raise NotImplementedError
