"""The declared facts of one site and how they answer for a page; everything in a profile is optional."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newsarchive.profile.selectors import run_selector, text_of
from newsarchive.urls import same_site

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from datetime import date

    from lxml.html import HtmlElement

FIELDS: Final = (
    *(
        "title",
        "published",
        "authors",
        "source",
        "editor",
        "body",
        "remove",
        "breadcrumb",
        "category",
        "tags",
    ),
    *("navigation", "next_page"),
)
"""Fields that ``[select]`` may declare; ``remove`` names elements to leave out of the body."""

_LONGEST_MATCHED_URL: Final = 2048


@dataclass(frozen=True, slots=True)
class Era:
    """Selectors that held ``until`` a day (inclusive; None: today): an old layout is closed, not edited."""

    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ListSelectors:
    """Where a ranking stands: ``entries`` from the page, the others from within one entry.

    ``name`` is the list's heading as text; "" takes the heading found on the page.
    """

    entries: str
    name: str = ""
    title: str = ""
    url: str = ""
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is declared about one site; the empty profile leaves everything to generic rules.

    ``hosts`` are what :func:`newsarchive.urls.same_site` admits. ``delay`` is in seconds. ``article_urls``,
    ``listing_urls`` and ``ignore_urls`` are searched in the whole address, ``boilerplate`` in one paragraph.
    ``eras`` are tried newest first. ``digest`` changes whenever the profile's text does.
    """

    key: str = ""
    name: str = ""
    hosts: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    timezone: str | None = None
    language: str | None = None
    delay: float | None = None
    render: bool = False
    categories: tuple[tuple[str, str], ...] = ()
    article_urls: tuple[re.Pattern[str], ...] = ()
    listing_urls: tuple[re.Pattern[str], ...] = ()
    ignore_urls: tuple[re.Pattern[str], ...] = ()
    boilerplate: tuple[re.Pattern[str], ...] = ()
    hot_lists: tuple[ListSelectors, ...] = ()
    eras: tuple[Era, ...] = ()
    digest: str = ""

    def declares(self, name: str) -> bool:
        """Whether any era has selectors for the field ``name``."""
        return bool(self.eras) and any(name in era.select for era in self.eras)

    def select(self, root: HtmlElement, name: str, on: date | None = None) -> list[str]:
        """Texts that the field's selectors give on a page, in document order and not empty.

        The newest era whose selectors answer wins; with ``on`` (the article's day) only eras that cover it
        are asked. An empty list for a field that is declared (:meth:`declares`) is a miss: callers record it.
        """
        values = (text for result in self._results(root, name, on) for text in [text_of(result)])
        return [text for text in values if text]

    def select_elements(self, root: HtmlElement, name: str, on: date | None = None) -> list[HtmlElement]:
        """Elements that the field's selectors give, in document order (attribute results are left out)."""
        return [result for result in self._results(root, name, on) if not isinstance(result, str)]

    def is_boilerplate(self, paragraph: str) -> bool:
        """Whether a paragraph is declared not to belong to any article."""
        return any(pattern.search(paragraph) for pattern in self.boilerplate)

    @property
    def judges_urls(self) -> bool:
        """Whether addresses are judged at all: it is asked for the links of every page."""
        return bool(self.ignore_urls or self.article_urls or self.listing_urls)

    def classify_url(self, url: str) -> str | None:
        """``ignore``, ``article`` or ``listing`` as the patterns declare it; None: nothing declared."""
        if not self.judges_urls:
            return None
        declared = (
            ("ignore", self.ignore_urls),
            ("article", self.article_urls),
            ("listing", self.listing_urls),
        )
        for kind, patterns in declared:
            if any(pattern.search(url[:_LONGEST_MATCHED_URL]) for pattern in patterns):
                return kind
        return None

    def covers(self, url: str) -> bool:
        """Whether ``url`` is on one of the profile's hosts."""
        return same_site(url, self.hosts)

    def _results(self, root: HtmlElement, name: str, on: date | None) -> list[HtmlElement | str]:
        for era in self.eras:
            if on is not None and era.until is not None and era.until < on:
                continue
            for selector in era.select.get(name, ()):
                if results := run_selector(root, selector):
                    return results
        return []


GENERIC = Profile()
