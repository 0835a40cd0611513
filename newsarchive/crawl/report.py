"""What a crawl tells while it runs (`Progress`) and when it has ended (`CrawlReport`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

FINISHED = "finished"
LIMITED = "limited"
INTERRUPTED = "interrupted"
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a running crawl. ``seconds`` since the start, ``rate`` in pages per second lately."""

    pages: int = 0
    articles: int = 0
    queued: int = 0
    errors: int = 0
    requests: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    url: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many article addresses a kind of source showed, and how many of them the archive holds.

    ``gone`` counts those that answered as removed or as no article at all: dead links are no gap.
    """

    source: str
    seen: int
    stored: int
    gone: int = 0

    @property
    def missing(self) -> int:
        """The gap: addresses shown as articles of which nothing is known."""
        return self.seen - self.stored - self.gone


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """The end of a run. ``status``: finished | limited | interrupted | failed; ``message`` says why.

    ``pages`` counts processed pages, ``requests`` every request sent (robots.txt and retries included),
    ``bytes`` the bodies received, ``queued`` what is left for the next run. ``reasons`` counts the pages by
    ``kind:reason`` of their outcome, ``failures`` names up to 20 failed addresses with their reason,
    ``traps`` the path patterns that were closed for bringing nothing, with the number of addresses skipped.
    ``images`` counts pictures ``stored`` and their ``bytes``, ``known`` (equal to one that was there),
    ``refused`` (gone, off limits, no picture), ``failed`` (asked again by later runs) and ``skipped`` (their
    host is silent). ``rendering`` counts pages rendered in a browser (``pages``), those that could not be
    (``failed``), that stayed without text (``empty``), and those that need a browser where there is none
    (``missing``); ``advice`` then says what to do about it.
    """

    site: str
    run: int
    status: str
    pages: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_gone: int = 0
    failed: int = 0
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    seconds: float = 0.0
    queued: int = 0
    message: str = ""
    reasons: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    traps: Mapping[str, int] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    images: Mapping[str, int] = field(default_factory=dict)
    rendering: Mapping[str, int] = field(default_factory=dict)
    advice: str = ""

    @property
    def exit_status(self) -> int:
        """0 done, 2 the run or pages of it failed, 130 interrupted."""
        if self.status == INTERRUPTED:
            return 130
        return 2 if self.status == FAILED or self.failed else 0

    def to_dict(self) -> dict[str, Any]:
        """The report as ``crawl --json`` prints it."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "coverage"}
        plain["seconds"] = round(self.seconds, 2)
        for name in ("reasons", "failures", "traps", "images", "rendering"):
            plain[name] = dict(plain[name])
        plain["coverage"] = [
            {"source": c.source, "seen": c.seen, "stored": c.stored, "gone": c.gone} for c in self.coverage
        ]
        return plain
