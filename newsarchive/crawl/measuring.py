"""Measures the run page by page, and hands the counts to the archive's commits."""

from __future__ import annotations

from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from newsarchive.archive.moments import utc_text
from newsarchive.archive.records import Change
from newsarchive.crawl.entry import LIST_ROLES
from newsarchive.model import LinkRole, OutcomeKind
from newsarchive.monitor.measures import Measures
from newsarchive.monitor.rules import normal_rules

if TYPE_CHECKING:
    from datetime import datetime

    from twisted.internet.ssl import Certificate

    from newsarchive.archive.writer import Writer
    from newsarchive.crawl.counts import Counts
    from newsarchive.crawl.fetched import Fetched
    from newsarchive.model import Outcome

_LISTS: Final = (LIST_ROLES - {LinkRole.NEXT}) | {LinkRole.FEED, LinkRole.SITEMAP}
_GUESSED: Final = frozenset({"usual-path", "guess"})
_REFUSED: Final = ("content-type:", "redirect-")
"""Answers that are no page to read: neither article nor listing."""
_RECENT_DAYS: Final = 7
"""A new article dated by so many days before its sight was published between two runs, not found late."""


class Measuring:
    """What is counted is committed with the page it was counted on, and goes on after a kill."""

    def __init__(self, writer: Writer, counts: Counts) -> None:
        self.measures = Measures()
        self.measures.restore(writer.monitoring.measured())
        self._monitoring = writer.monitoring
        self._counts = counts
        self._begun = monotonic()
        self._monitoring.measure = self.told

    def note(self, item: Fetched, outcome: Outcome, change: Change | None) -> None:
        """Count a page that is being stored; ``change`` is what it did to its article, None if it failed."""
        entry, measures = item.entry, self.measures
        measures.page(entry.url, str(outcome.kind), outcome.reason, item.seconds)
        if outcome.article is not None:
            age = _age(outcome.article.published, item.at) if change is Change.NEW else ""
            measures.article(outcome.url, outcome.article, age)
        elif entry.role == LinkRole.ARTICLE and _is_unreadable(item, outcome):
            measures.unreadable(entry.url)
        if entry.role in _LISTS and not entry.depth and outcome.kind is not OutcomeKind.FAILED:
            self._note_list(item, outcome)

    def _note_list(self, item: Fetched, outcome: Outcome) -> None:
        entry = item.entry
        links = sum(
            link.role == LinkRole.ARTICLE and not link.source.startswith("hot:") for link in outcome.links
        )
        # What merely looks like a list may be a calendar without end: it counts once it leads to articles.
        if links or (entry.role != LinkRole.LISTING and entry.source not in _GUESSED):
            self.measures.listing(entry.url, entry.role, links, outcome.hot_lists)

    def note_rules(self, origin: str, text: str) -> None:
        """Keep the rules of a host's robots.txt; "" where it has none."""
        self._monitoring.note_fact("robots", origin, normal_rules(text), utc_text(None))

    def note_certificate(self, host: str, certificate: Certificate) -> None:
        """Keep from when until when a host's certificate is valid."""
        known = certificate.original.to_cryptography()
        value = f"{utc_text(known.not_valid_before_utc)}/{utc_text(known.not_valid_after_utc)}"
        self._monitoring.note_fact("certificate", host, value, utc_text(None))

    def told(self) -> dict[str, Any]:
        """The whole run's measures, earlier parts included."""
        told = self.measures.to_dict()
        so_far = self.measures.totals
        now = {
            "requests": self._counts.requests,
            "bytes": self._counts.bytes,
            "not_modified": self._counts.not_modified,
            "milliseconds": round((monotonic() - self._begun) * 1000),
        }
        return told | {"totals": dict(so_far) | {name: so_far[name] + count for name, count in now.items()}}


def _is_unreadable(item: Fetched, outcome: Outcome) -> bool:
    """Whether the page came as it should and is nevertheless no article."""
    return (
        200 <= item.page.status < 300
        and outcome.kind in (OutcomeKind.OTHER, OutcomeKind.LISTING)
        and not outcome.reason.startswith(_REFUSED)
    )


def _age(published: str | None, now: datetime) -> str:
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return "undated"
    return "recent" if (now.date() - day).days <= _RECENT_DAYS else "older"
