"""What a site is like, as ten requests can tell: sections, feeds, sitemaps, articles, language and zone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from newsarchive.discover import usual_paths
from newsarchive.document import Document
from newsarchive.errors import FetchError, UsageError
from newsarchive.model import LinkRole, OutcomeKind
from newsarchive.process import process
from newsarchive.profile import GENERIC
from newsarchive.survey.naming import site_name
from newsarchive.survey.zone import Zone, guess_zone
from newsarchive.urls import identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.model import Article, Link, Outcome, Page
    from newsarchive.profile import Profile
    from newsarchive.survey.fetcher import Fetcher

SAMPLES: Final = 3
_SECTIONS_ASKED: Final = 2


@dataclass(slots=True)
class Section:
    """A section of the site. ``articles``: how many addresses of its own were seen; None: cannot be told."""

    name: str
    url: str
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A feed or sitemap and how many addresses it names."""

    url: str
    entries: int


@dataclass(slots=True)
class Survey:
    """What was seen. ``start`` is where a crawl should begin; ``articles`` counts addresses of articles.

    ``dates`` are those of links in feeds and sitemaps; ``remarks`` say what could not be had, and why.
    """

    start: str
    name: str = ""
    sections: list[Section] = field(default_factory=list)
    feeds: list[Source] = field(default_factory=list)
    sitemaps: list[Source] = field(default_factory=list)
    samples: list[Article] = field(default_factory=list)
    hot_lists: list[str] = field(default_factory=list)
    articles: int = 0
    language: str = ""
    zone: Zone = field(default_factory=Zone)
    dates: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    requests: int = 0
    delay: float = 0.0


def look(start: str, fetcher: Fetcher, profile: Profile = GENERIC) -> Survey:
    """Look at the site of ``start``. Raises `FetchError`, `UsageError` when its first page is of no use."""
    return _Look(start, fetcher, profile).survey()


class _Look:
    """One look: pages are fetched in the order of what they tell, and what cannot be had is remarked."""

    def __init__(self, start: str, fetcher: Fetcher, profile: Profile) -> None:
        self._fetcher = fetcher
        self._profile = profile
        self._found = Survey(start)
        self._articles: dict[str, Link] = {}
        self._pages: list[Page] = []

    def survey(self) -> Survey:
        """Everything that was seen."""
        found, fetcher = self._found, self._fetcher
        home = self._home()
        self._machine_lists(home)
        self._look_at_sections()
        self._look_at_articles()
        found.articles = len(self._articles)
        languages = Counter(article.language for article in found.samples if article.language != "und")
        found.language = languages.most_common(1)[0][0] if languages else ""
        documents = [Document(page.body, page.url) for page in self._pages]
        found.zone = guess_zone(documents, self._profile)
        found.requests, found.delay = fetcher.requests, fetcher.delay
        return found

    def _home(self) -> Outcome:
        found = self._found
        page = self._fetcher.fetch(found.start)
        outcome = process(page, self._profile)
        if outcome.reason.startswith("content-type:"):
            kind = outcome.reason.removeprefix("content-type:")
            raise UsageError(f"{found.start} is not a page to start from: it is {kind}, not HTML")
        if outcome.reason in ("feed", "sitemap", "data"):
            raise UsageError(f"{found.start} is a {outcome.reason}, not a page to start from")
        if outcome.kind in (OutcomeKind.FAILED, OutcomeKind.GONE):
            raise FetchError(f"{found.start} answered {outcome.reason.replace('http-', '')}")
        if outcome.reason == "needs-javascript":
            found.remarks.append("its pages are built by scripts: a crawl needs a browser for them")
        if page.requested_url:
            found.start = page.url
        if outcome.kind is OutcomeKind.ARTICLE:
            found.remarks.append("this is an article: a crawl would better begin at the site's first page")
        self._pages.append(page)
        found.name = site_name(Document(page.body, page.url))
        found.sections = [Section(category.name, category.url) for category in outcome.categories]
        self._keep(outcome)
        return outcome

    def _machine_lists(self, home: Outcome) -> None:
        """One feed and one sitemap: those that are named, else one usual place."""
        feeds = [link.url for link in home.links if link.role == LinkRole.FEED]
        maps = [link.url for link in (*self._fetcher.sitemaps, *home.links) if link.role == LinkRole.SITEMAP]
        if not feeds and not maps:
            feeds = [link.url for link in usual_paths(self._found.start) if link.url.endswith("/feed")]
        for url in feeds[:1]:
            outcome = self._ask(url, "feed")
            if outcome is not None and outcome.reason == "feed":
                self._found.feeds.append(Source(url, len(outcome.links)))
        maps.sort(key=lambda url: "news" not in url)
        for url in maps[:1]:
            self._sitemap(url)
        if not self._found.feeds and not self._found.sitemaps:
            self._found.remarks.append("no feed and no sitemap was found: a crawl reads the sections' lists")

    def _sitemap(self, url: str, *, deeper: bool = True) -> None:
        outcome = self._ask(url, "sitemap")
        if outcome is None or outcome.reason != "sitemap":
            return
        inner = [link for link in outcome.links if link.role == LinkRole.SITEMAP]
        self._found.sitemaps.append(Source(url, len(outcome.links)))
        if inner and deeper:
            inner.sort(key=lambda link: "news" not in link.url)
            self._sitemap(inner[0].url, deeper=False)

    def _look_at_sections(self) -> None:
        """The sections' own pages, a few of them; for the others what their addresses tell."""
        for section in self._found.sections[:_SECTIONS_ASKED]:
            if self._fetcher.left <= SAMPLES:
                break
            if identity(section.url) == identity(self._found.start):
                continue
            outcome = self._ask(section.url, f"section {section.name}", section=True)
            if outcome is not None:
                own = (link for link in _articles_of(outcome.links) if not link.source.startswith("hot:"))
                section.articles = len({identity(link.url) for link in own}) or None
        paths = [urlsplit(link.url).path for link in self._articles.values()]
        for section in self._found.sections:
            folder = urlsplit(section.url).path.rstrip("/") + "/"
            count = sum(path.startswith(folder) for path in paths)
            if count and folder != "/":
                section.articles = max(count, section.articles or 0)

    def _look_at_articles(self) -> None:
        """A few articles of unlike addresses, the newest first."""
        chosen = sorted(self._articles.values(), key=lambda link: link.date or "", reverse=True)
        seen: set[str] = set()
        tried = 0
        for unlike in (True, False):
            for link in chosen:
                if len(self._found.samples) >= SAMPLES or not self._fetcher.left or tried > 2 * SAMPLES:
                    return
                place = urlsplit(link.url).path.rpartition("/")[0].strip("/").partition("/")[0]
                if link.url in seen or (unlike and place and place in seen):
                    continue
                seen |= {link.url, place}
                tried += 1
                outcome = self._ask(link.url, "article")
                if outcome is not None and outcome.article is not None:
                    self._found.samples.append(outcome.article)

    def _ask(self, url: str, what: str, *, section: bool = False) -> Outcome | None:
        try:
            page = self._fetcher.fetch(url)
        except (FetchError, UsageError) as error:
            self._found.remarks.append(f"{what}: {error}")
            return None
        outcome = process(page, self._profile, section=section)
        if outcome.kind in (OutcomeKind.FAILED, OutcomeKind.GONE):
            self._found.remarks.append(f"{what}: {url} answered {outcome.reason.replace('http-', '')}")
            return None
        if what == "article" and outcome.article is None:
            self._found.remarks.append(f"{url} looked like an article and is none ({outcome.reason})")
        if outcome.reason not in ("feed", "sitemap"):
            self._pages.append(page)
        self._keep(outcome)
        return outcome

    def _keep(self, outcome: Outcome) -> None:
        for link in _articles_of(outcome.links):
            if self._fetcher.scope.refuse(link.url) is None:
                self._articles.setdefault(identity(link.url), link)
                if link.date:
                    self._found.dates.append(link.date)
        known = self._found.hot_lists
        known += [one.name for one in outcome.hot_lists if one.name and one.name not in known]


def _articles_of(links: Iterable[Link]) -> Iterable[Link]:
    return (link for link in links if link.role == LinkRole.ARTICLE)
