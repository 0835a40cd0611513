"""The links of a page with what stands around them: text, date in the neighbourhood, address."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.discover.compiled import day_around, headline_around, label_of, read_mentions
from newsarchive.discover.detours import elements_that_lead
from newsarchive.discover.mentions import add_mention
from newsarchive.discover.places import Place, Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.discover.mentions import Mention
    from newsarchive.document import Document

MAX_ANCHORS: Final = 5000
"""Links of one page that are looked at; a page with more is a trap or a dump."""

_SHORT_LABEL: Final = 14
"""Characters of link text below which it may be 'read more', a count of comments or nothing."""
_NEW: Final = Place("", "", is_article=False, day=None, is_list=False, may_be_list=False)


class Anchor(NamedTuple):
    """A link to a page of the site: ``text`` is the longest any of its copies says.

    ``date`` is that of its address, else what stands beside it.
    """

    place: Place
    text: str
    date: str | None
    rel: str


def read_anchors(document: Document, hosts: Sequence[str], *, dates: bool) -> list[Anchor]:
    """Links of the page to pages on ``hosts``, each address once, in order of first mention.

    With ``dates`` the page is taken for a list: the text around each link is searched for the day it was
    published, and for the headline where the link itself has none; picture maps and elements that a script
    makes links count, too.
    """
    mentions = read_mentions(document.root, MAX_ANCHORS, around=dates)
    places = Places(document, hosts)
    known = places.known
    found: dict[str, Anchor] = {}
    for href, text, rel, element in _with_detours(document, mentions) if dates else mentions:
        place = known.get(href, _NEW)
        if place is _NEW:
            place = places.find(href)
        if place is None:
            continue
        if dates and len(text) < _SHORT_LABEL and not (text.isascii() and text.isdigit()):
            text = headline_around(element) or text  # noqa: PLW2901 - a better one
        before = found.get(place.url)
        if before is None or len(text) > len(before.text):
            date = place.day or (day_around(element) if dates and text else None)
            found[place.url] = Anchor(place, text, date, rel)
    return list(found.values())


def _with_detours(document: Document, mentions: list[Mention]) -> list[Mention]:
    found = {mention[0]: mention for mention in mentions}
    for href, element in islice(elements_that_lead(document), MAX_ANCHORS):
        add_mention(found, href, element, label_of)
    return list(found.values())
