"""The bundled portal: every page of it, from its stories, sections and hot list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsarchive.demo.records import HotItem, Section, Story


@dataclass(frozen=True, slots=True)
class Reply:
    """What the portal answers to one request."""

    status: int
    content_type: str
    body: bytes
    modified: datetime | None = None
    location: str = ""


@dataclass(frozen=True)
class Portal:
    """One edition of the portal. ``articles`` are the stories on line, newest first; ``gone`` are paths."""

    articles: tuple[Story, ...]
    sections: tuple[Section, ...]
    hot: tuple[HotItem, ...]
    gone: frozenset[str]

    def respond(self, path: str, base: str) -> Reply:
        """Answer a request for ``path`` (with query) of the portal that is served at ``base``."""
        raise NotImplementedError


def build_portal(seed: int = 1, articles: int = 320, edition: int = 0) -> Portal:
    """Write a portal of ``articles`` stories; the same arguments give the same bytes on every machine.

    Each ``edition`` after 0 adds twelve newer stories, edits some (title or body), takes some off line and
    moves the hot list, as a portal does between two crawls; editions add up.
    """
    raise NotImplementedError
