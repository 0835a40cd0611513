"""Which of a page's links are asked for: on site, wanted, and not known already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from newsarchive.crawl.entry import LIST_ROLES, START, UNKNOWN, Entry
from newsarchive.crawl.recheck import map_is_due
from newsarchive.model import Link, LinkRole, OutcomeKind
from newsarchive.urls import identity
from newsarchive.urls.pages import split_page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from newsarchive.archive.records import PageState
    from newsarchive.archive.writer import Writer
    from newsarchive.crawl.coverage import CoverageCount
    from newsarchive.crawl.options import CrawlOptions
    from newsarchive.crawl.scope import Scope
    from newsarchive.model import Outcome
    from newsarchive.profile import Profile

_ALWAYS: Final = frozenset({START, LinkRole.CATEGORY, LinkRole.NEXT, LinkRole.FEED, LinkRole.SITEMAP})
"""Roles that are asked in every run: they are where new articles show up."""
_MAX_JUDGED: Final = 100_000
_SOURCES: Final = {LinkRole.FEED: "feed", LinkRole.SITEMAP: "sitemap"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a page leads to: ``articles`` to ask for, and ``others`` where more of them may be found."""

    articles: list[Entry]
    others: list[Entry]


class Planner:
    """Turns links into frontier entries by the run's options."""

    def __init__(
        self,
        options: CrawlOptions,
        scope: Scope,
        profile: Profile,
        writer: Writer,
        coverage: CoverageCount,
        started: str,
        today: date,
    ) -> None:
        self.options = options
        self.scope = scope
        self.profile = profile
        self.writer = writer
        self.coverage = coverage
        self.started = started
        self.today = today
        self.skipped: dict[str, int] = {}
        self._judged: dict[int, bool] = {}
        self._shown: dict[str, int] = {}
        """What the page before each next page of a list led to, as a hash."""
        self.revisit: frozenset[str] = frozenset()
        """Reasons of outcomes that this run may turn out better: such pages are due at once."""
        self.history = False
        """Whether the archive may know pages of this site already; saves a look-up per link if not."""

    def plan(self, parent: Entry, outcome: Outcome) -> Plan:
        """Entries for the links of a page that was asked as ``parent``."""
        plan = Plan([], [])
        further: list[Entry] = []
        fresh = dated = recent = False
        # What an article links to without a date is rarely newer than the article.
        beside = (outcome.article.published if outcome.article else None) or ""
        within = _guessed_within(parent, outcome)
        sources: dict[str, str] = {}
        for link in outcome.links:
            if date := link.date:
                dated = True
                recent = recent or date >= self.options.since
            if link.source == "guess" and (within is None or not link.url.startswith(within)):
                continue
            source = sources.get(link.source) or sources.setdefault(link.source, source_of(parent, link))
            key = hash("\n".join((link.url, link.role, parent.again, source, date or "")))
            judged = self._judged.get(key)
            if judged is not None and link.role != LinkRole.NEXT:
                fresh = fresh or judged
                continue
            known = self._known(parent, link)
            entry = self._entry(parent, link, known, beside)
            is_new = entry is not None and (known is None or known.first_fetched_at >= self.started)
            is_article = link.role == LinkRole.ARTICLE
            self._remember(key, is_new=is_new and is_article)
            fresh = fresh or (is_new and is_article)
            if is_article:
                self.coverage.seen(source, link.url, known)
            if entry is not None:
                self._list_for(entry, plan, further).append(entry)
        if further and self._repeats(parent, outcome, further):
            return plan
        if further and self._goes_on(parent, outcome, fresh=fresh, too_old=dated and not recent):
            plan.others.extend(further)
        return plan

    def _repeats(self, parent: Entry, outcome: Outcome, further: list[Entry]) -> bool:
        """Whether a next page only shows what the page before it did.

        So do servers that know no end: asked for page 1,000 they show the last one, and name page 1,001.
        """
        own = split_page(parent.url)[0]
        others = frozenset(link.url for link in outcome.links if split_page(link.url)[0] != own)
        before = self._shown.pop(parent.url, None) if parent.role == LinkRole.NEXT else None
        if len(self._shown) >= _MAX_JUDGED:
            self._shown.clear()
        self._shown.update((entry.url, hash(others)) for entry in further)
        return bool(others) and before == hash(others)

    def _remember(self, key: int, *, is_new: bool) -> None:
        """Keep the judgement of a link: most links of a page stand on every page of the site.

        Kept under 64 bits of it: of 100,000 links two meet once in three billion runs.
        """
        if len(self._judged) >= _MAX_JUDGED:
            self._judged.clear()
        self._judged[key] = is_new

    @staticmethod
    def _list_for(entry: Entry, plan: Plan, further: list[Entry]) -> list[Entry]:
        if entry.role == LinkRole.ARTICLE:
            return plan.articles
        return further if entry.role == LinkRole.NEXT else plan.others

    def seed(self, links: Iterable[Link], parent: Entry) -> list[Entry]:
        """Entries for addresses that no page named: usual places, robots.txt, the profile."""
        return [
            entry
            for link in links
            if not self._was_wrong(link) and (entry := self._entry(parent, link, None)) is not None
        ]

    def _was_wrong(self, link: Link) -> bool:
        """Whether a guessed address was asked in an earlier run and is no feed or sitemap."""
        if not self.history or link.source != "usual-path":
            return False
        state = self.writer.page_state(link.url)
        return state is not None and state.kind != OutcomeKind.LISTING

    def _goes_on(self, parent: Entry, outcome: Outcome, *, fresh: bool, too_old: bool) -> bool:
        """Whether a listing is walked further: in an incremental run only while it brings something new.

        A resumed run walks on in any case: what it stored before the interruption must not pass for old
        (unless it looks ``again``: then what it has not walked yet is still queued from the first look).
        """
        if outcome.kind is OutcomeKind.ARTICLE or too_old:
            return False
        shows_articles = any(link.role == LinkRole.ARTICLE for link in outcome.links)
        return (
            fresh
            or not shows_articles
            or self.options.full
            or (self.writer.resumed and not parent.again)
            or parent.role not in LIST_ROLES
        )

    def _entry(self, parent: Entry, link: Link, known: PageState | None, beside: str = "") -> Entry | None:
        refused = self._refuse(link, known)
        if refused:
            self.skipped[refused] = self.skipped.get(refused, 0) + 1
            return None
        depth = parent.depth + 1 if link.role in (LinkRole.NEXT, LinkRole.SITEMAP) else parent.depth
        entry = Entry(link.url, _role_of(parent, link), source_of(parent, link), depth, link.date or beside)
        if link.role in _ALWAYS or (parent.role == START and link.role == LinkRole.LISTING):
            entry = replace(entry, again=parent.again)
        if link.role == LinkRole.NEXT and identity(link.url) == identity(parent.url):
            entry = replace(entry, salt=link.url)
        return entry if known is None else with_validators(entry, known)

    def _refuse(self, link: Link, known: PageState | None) -> str | None:
        if reason := self.scope.refuse(link.url):
            return reason
        if self.profile.classify_url(link.url) == "ignore":
            return "profile"
        if (
            self.options.since
            and link.role == LinkRole.ARTICLE
            and link.date
            and link.date < self.options.since
        ):
            return "older"
        if link.role == LinkRole.SITEMAP and link.date and not self._is_map_due(link):
            return "not-due"
        is_walked = self.options.full and known is not None and known.kind == OutcomeKind.LISTING
        if (
            known is not None
            and not is_walked
            and not _is_due(known, self.started)
            and known.reason not in self.revisit
        ):
            return "not-due"
        if (
            self.history
            and known is None
            and link.role == LinkRole.ARTICLE
            and self.writer.knows_article(link.url)
        ):
            return "archived"  # under another of its addresses
        return None

    def _is_map_due(self, link: Link) -> bool:
        """Whether a sitemap whose index dates it is worth asking for."""
        if not self.history or self.options.full:
            return True
        state = self.writer.page_state(link.url)
        return state is None or map_is_due(state, link.date or "", datetime.fromisoformat(self.started))

    def _known(self, parent: Entry, link: Link) -> PageState | None:
        if not self.history or link.role in _ALWAYS:
            return None
        if parent.role == START and link.role == LinkRole.LISTING and link.source != "guess":
            return None  # what the home page shows as a list is a section, whatever its navigation says
        return self.writer.page_state(link.url)


def source_of(parent: Entry, link: Link) -> str:
    """Kind of source that showed a link: ``hot``, ``feed``, ``sitemap``, ``listing`` or ``article``."""
    if link.source.startswith("hot:"):
        return "hot"
    if link.source in ("usual-path", "guess"):
        return link.source
    if parent.role in _SOURCES:
        return _SOURCES[LinkRole(parent.role)]
    return "listing" if parent.role in LIST_ROLES else "article"


def _role_of(parent: Entry, link: Link) -> str:
    """The role of a link's entry: where a start page leads by itself, the site starts."""
    if parent.role == START and link.source == "refresh":
        return START
    if parent.role == LinkRole.SITEMAP and link.role == LinkRole.LISTING:
        return UNKNOWN
    return str(link.role)


def _guessed_within(parent: Entry, outcome: Outcome) -> str | None:
    """How addresses begin that nothing speaks for and that are asked all the same; None: not at all.

    From the start page all of them, and from where nothing else leads on; but what was a guess itself leads
    only to its own subsections, in the folder that it stands for.
    """
    if parent.role == START:
        return ""
    if any(link.role == LinkRole.ARTICLE for link in outcome.links):
        return None
    if parent.source != "guess":
        return ""
    return parent.url if parent.url.endswith("/") else None


def with_validators(entry: Entry, known: PageState) -> Entry:
    """``entry`` as a conditional request for what is archived already."""
    if known.article_id is None:
        return entry
    published = entry.date or known.published or ""
    return replace(entry, recheck=True, date=published, etag=known.etag, modified=known.last_modified)


def _is_due(known: PageState, started: str) -> bool:
    return known.due_at is not None and known.due_at <= started
