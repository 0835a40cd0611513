"""Which pages need a browser: judged by what was read without one, and by what rendering brought before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from newsarchive.discover.patterns import url_pattern
from newsarchive.model import LinkRole, OutcomeKind
from newsarchive.patterns import late

if TYPE_CHECKING:
    from newsarchive.model import Outcome, Page

STRAIGHT_AFTER: Final = 3
"""Pages of one address pattern that rendering has helped, after which the next ones are rendered at once."""
GIVE_UP_AFTER: Final = 5
"""Pages of one address pattern rendered in vain, after which no more of them are tried."""
GIVE_UP_SITE_AFTER: Final = 10
_HEAD: Final = 200_000
_MAX_PATTERNS: Final = 5000
_LOADS: Final = re.compile(
    rb"<script\s[^>]{0,300}?\bsrc\b|\bfetch\s?\(|XMLHttpRequest|\.ajax\s?\(|\baxios\b|document\.write",
    re.IGNORECASE,
)
"""Scripts that can bring something which the page does not hold already."""
_APP_ROOT: Final = re.compile(
    rb"<(?:div|main|section)\s[^>]{0,200}?\bid\s{0,2}=\s{0,2}[\"']?"
    rb"(?:root|app|main-app|app-root|application|__next|__nuxt|q-app|react-root|vue-app|page-root)[\"'\s>]"
    rb"[^<]{0,300}</",
    re.IGNORECASE,
)
_ASKS_FOR_SCRIPTS: Final = re.compile(
    rb"<noscript[^>]{0,100}>[^<]{0,100}(?:<[^>]{0,200}>[^<]{0,100}){0,3}?javascript", re.IGNORECASE
)
_SHELLS: Final = (_APP_ROOT, _ASKS_FOR_SCRIPTS)
_EMPTY_REASONS: Final = frozenset({"no-text", "not-an-article"})
_EMPTY_LIST: Final = late(
    rb"<(div|ul|ol|section|main)\s[^>]{0,100}?\b(?:id|class)\s{0,2}=\s{0,2}[^<>]{0,60}?"
    rb"(?:list|news|feed|content|articles?|posts?|items?|main|container)[^<>]{0,200}>\s{0,50}</\1>",
    re.IGNORECASE,
)
_HTML: Final = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)


def is_html(page: Page) -> bool:
    """Whether a browser can make something of ``page``: an HTML page that came whole."""
    kind = page.header("content-type").lower()
    if page.status != 200 or not page.body or (kind and "html" not in kind):
        return False
    return _HTML.search(page.body[:4096]) is not None


def seems_empty(outcome: Outcome, page: Page, *, section: bool) -> bool:
    """Whether what was read off ``page`` lacks what it is for, and scripts may be the reason.

    ``section`` says that the page is asked for the links on it.
    """
    if outcome.kind is OutcomeKind.ARTICLE:
        return False
    if outcome.reason == "needs-javascript":
        return True
    if not is_html(page) or _LOADS.search(page.body) is None:
        return False
    is_list = outcome.kind is OutcomeKind.LISTING
    if not is_list and (outcome.kind is not OutcomeKind.OTHER or outcome.reason not in _EMPTY_REASONS):
        return False
    signs: tuple[re.Pattern[bytes], ...] = _SHELLS
    if is_list or section:
        if _articles(outcome):
            return False
        signs = (*_SHELLS, _EMPTY_LIST)
    return any(sign.search(page.body[:_HEAD]) for sign in signs)


def is_shell(page: Page) -> bool:
    """Whether ``page`` says of itself that scripts build it: an empty root of an application, a notice."""
    return any(sign.search(page.body[:_HEAD]) for sign in _SHELLS)


def has_helped(before: Outcome | None, after: Outcome) -> bool:
    """Whether rendering found an article, or more articles listed, than without (None: not looked at)."""
    if after.kind is OutcomeKind.ARTICLE:
        return True
    return _articles(after) > (_articles(before) if before is not None else 0)


def _articles(outcome: Outcome) -> int:
    return sum(link.role == LinkRole.ARTICLE for link in outcome.links)


class Experience:
    """What rendering brought so far, by address pattern of one site."""

    def __init__(self) -> None:
        self._helped: Counter[str] = Counter()
        self._vain: Counter[str] = Counter()

    def note(self, url: str, *, helped: bool) -> None:
        """Remember what rendering the page at ``url`` brought."""
        counter = self._helped if helped else self._vain
        pattern = url_pattern(url)
        if pattern in counter or len(counter) < _MAX_PATTERNS:
            counter[pattern] += 1

    def goes_straight(self, url: str) -> bool:
        """Whether pages like this are rendered without looking at them first."""
        pattern = url_pattern(url)
        return self._helped[pattern] >= STRAIGHT_AFTER and self._helped[pattern] > self._vain[pattern]

    def is_hopeless(self, url: str) -> bool:
        """Whether rendering pages like this has shown to bring nothing."""
        pattern = url_pattern(url)
        if self._vain[pattern] >= GIVE_UP_AFTER and not self._helped[pattern]:
            return True
        return self._vain.total() >= GIVE_UP_SITE_AFTER and not self._helped
