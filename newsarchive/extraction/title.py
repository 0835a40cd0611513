"""The headline: as published, without the site's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.document import once_a_page
from newsarchive.document.structured import is_article, node_types
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found
from newsarchive.extraction.headings import best_heading, is_end, text_of, title_on_page
from newsarchive.extraction.wording import fold, is_han, letters_of, tidy
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.profile import Profile

# How far each source is trusted. og:title is what the publisher hands on as the headline and decides alone
# while it is whole; behind it a wording that several sources share beats any single one (compared site by
# site over 140 news sites: h1 is the live or kicker line on some, <title> is written for search engines).
WEIGHTS = {"meta:og:title": 2.6, "json-ld:headline": 1.0, "h1": 0.9, "meta:twitter:title": 0.3, "title": 0.3}
# An og:title below this share of the headline's length is a short form for cards.
CARD_SHARE = 0.6
# Channels have names of two to four characters in Han and Hangul (国内, 정치); clauses are longer.
SHORT_SECTION = 4

# Between headline and site: bars, underscores and middots anywhere; dashes, colons and the like only where
# they stand free or between Han, where nobody writes spaces.
_SEPARATOR = re.compile(
    r"[|｜丨ㅣ_•·»›]+|\s[-–—*~:：/«<>]+\s|(?<=[^\s0-9A-Za-z])(?:--?|[–—：])(?=\w)"
    r"|(?<=\w)--?(?=[\u3040-\u9fff\uac00-\ud7a3])"
)
_BARS = tuple("|｜丨ㅣ_•·»›")
_BREAKERS = tuple('"“”„«»「」')
_SITE_WORD = late(
    r"(网|網|新闻|新聞|资讯|資訊|频道|頻道|中心|在线|在線|日报|日報|晚报|晚報|报|報|电视台|電視台|"
    r"门户|客户端|杂志|論壇|论坛|社区|博客|新聞(?:デジタル|オンライン|社)|ニュース|デジタル|\.(com|net|org|cn|tw|hk|tv|de|fr|it|es|co\.uk))$",
    re.IGNORECASE,
)
_CLAUSE = late(r"[，,。！!？?；;：:…]")


def find_title(document: Document, profile: Profile) -> Iterator[Found[str]]:
    """Yield the candidates for the headline, best first: the wording that most trusted sources share.

    The sources are compared after removing the site's name, which is known from ``og:site_name``, the
    publisher, the host, or because the rest stands on the page as its headline.
    """
    declared = (Found(tidy(text), "profile") for text in declared_texts(document, profile, "title"))
    yield from declared_first(profile, "title", declared, _candidates(document))


@once_a_page
def folded_titles(document: Document) -> list[str]:
    """Every wording of the headline that the page itself gives, folded for comparison."""
    return [fold(found.value) for found in _candidates(document)]


@once_a_page
def _candidates(document: Document) -> tuple[Found[str], ...]:
    return tuple(_ranked(document))


def _ranked(document: Document) -> Iterator[Found[str]]:
    raw = dict(_sources(document))
    # Most sources say the same: each wording is read once.
    headlines = {value: _without_site(value, raw, document) for value in set(raw.values())}
    cleaned = {source: headlines[value] for source, value in raw.items()}
    weights = WEIGHTS | ({"meta:og:title": 0.1} if _is_cut(cleaned) else {})
    folds = {wording: fold(wording) for wording in set(cleaned.values())}
    folded = {source: folds[wording] for source, wording in cleaned.items()}
    votes: dict[str, float] = {}
    for source, wording in folded.items():
        votes[wording] = votes.get(wording, 0.0) + weights[source]
    ranked = sorted(cleaned, key=lambda source: (-votes[folded[source]], -weights[source]))
    seen: set[str] = set()
    for source in ranked:
        if cleaned[source] not in seen:
            seen.add(cleaned[source])
            yield Found(cleaned[source], source)


def _sources(document: Document) -> Iterator[tuple[str, str]]:
    """Every source's own wording; those without one are left out."""
    page_title = tidy(head_title(document))
    headline = next((tidy(n["headline"]) for n in document.jsonld if _has_headline(n)), "")
    og, twitter = (tidy(document.meta.get(name, [""])[0]) for name in ("og:title", "twitter:title"))
    known = [text for text in (og, headline, twitter, page_title) if text]
    first = best_heading(document, known) or title_on_page(document, known)
    for source, value in (
        ("meta:og:title", og),
        ("json-ld:headline", headline),
        ("h1", first),
        ("meta:twitter:title", twitter),
        ("title", page_title),
    ):
        if value:
            yield source, value


@once_a_page
def head_title(document: Document) -> str:
    """Text of ``<title>``, which is looked for in the head first: the walk over a page is dear."""
    titles = (e for head in document.root.iterchildren("head") for e in head.iterchildren("title"))
    first = next(titles, None)
    text = first.text if first is not None else ""
    return text or next(map(text_of, document.elements("title")), "")


def _has_headline(node: dict[str, object]) -> bool:
    return is_article(node) and isinstance(node.get("headline"), str)


def _is_cut(cleaned: dict[str, str]) -> bool:
    """Whether og:title is but the beginning of the headline (an unescaped quote ends it), or a short form."""
    og = cleaned.get("meta:og:title", "")
    stem = og.rstrip(" .…")
    for source in ("h1", "json-ld:headline", "title"):
        rest = cleaned.get(source, "").removeprefix(stem)
        if (
            stem
            and rest != cleaned.get(source, "")
            and (rest.lstrip().startswith(_BREAKERS) or (rest and stem != og))
        ):
            return True
    return len(og) < CARD_SHARE * len(cleaned.get("json-ld:headline", ""))


def _without_site(text: str, raw: dict[str, str], document: Document) -> str:
    """``text`` without what other sources show to be no part of the headline."""
    for source in ("h1", "json-ld:headline", "meta:og:title"):
        other = raw.get(source, "")
        if (
            5 < len(other) < len(text)
            and other[:3] == text[:3]
            and _set_off(fold(text), fold(other), document)
        ):
            return other
    # Some blogs put their own name first; where the head declares a headline, that is its kicker.
    shown = raw.get("h1", "")
    if raw.keys() <= {"h1", "title"} and is_end(shown, text):
        return shown
    cut = False
    while True:
        cuts = [m for m in _SEPARATOR.finditer(text) if m.start() > 0 and m.end() < len(text)]
        if not cuts:
            return text
        before, segment = text[: cuts[-1].start()].rstrip(), text[cuts[-1].end() :].strip()
        named = _is_site(segment, site_names(document), before) or (
            cuts[-1][0].strip(":： ") != "" and _ends_like_site(segment, before)
        )
        if not named and not (cut and _is_section(segment, document)):
            return text
        text, cut = before, True


def _set_off(text: str, other: str, document: Document) -> bool:
    """Whether ``text`` is ``other`` with a suffix that is set off by more than a word's distance."""
    if not text.startswith(other):
        return False
    rest = text[len(other) :]
    if _SEPARATOR.match(rest) or rest.lstrip().startswith(_BARS) or rest[0] in "-_":
        return True
    # Japanese papers put their name behind a colon without any blank.
    return _is_site(rest, site_names(document), other) or (
        rest[0] == ":" and len(rest) <= 20 and _SITE_WORD.search(rest) is not None
    )


def _is_section(segment: str, document: Document) -> bool:
    """Whether a piece before the site's name is short as channels are, or stands on the page by itself."""
    wanted = segment.strip().casefold()
    if len(wanted) > 20:
        return False
    if len(wanted) <= SHORT_SECTION and wanted and all(is_han(c) for c in wanted):
        return True
    declared = document.meta.get("article:section", []) + [n.get("articleSection") for n in document.jsonld]
    return wanted in [d.casefold() for d in declared if isinstance(d, str)] or any(
        wanted == text.casefold() for block in document.blocks if 0 < len(text := block.text) <= len(wanted)
    )


@once_a_page
def site_names(document: Document) -> set[str]:
    """Give every name of the site that the page gives, folded to its letters."""
    keys = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site")
    names = [name for key in keys for name in document.meta.get(key, [])]
    for node in document.jsonld:
        owner = node if node_types(node) & {"website", "newsmediaorganization"} else node.get("publisher")
        if isinstance(owner, dict) and isinstance(owner.get("name"), str):
            names.append(owner["name"])
    labels = (urlsplit(document.url).hostname or "").removeprefix("www.").split(".")
    names += [".".join(labels), ".".join(labels[-2:]), *labels[:-1]]
    return {letters for name in names if len(letters := letters_of(name)) > 1}


def _is_site(segment: str, names: set[str], before: str) -> bool:
    """Whether the last ``segment`` of a title names the site rather than the subject."""
    letters = letters_of(segment)
    if not letters or len(segment) > 50 or len(before) < 4:
        return not letters
    if any(letters == n or (len(n) > 3 and n in letters and 2 * len(n) >= len(letters)) for n in names):
        return True
    return len(letters) > 3 and any(letters in n for n in names)


def _ends_like_site(segment: str, before: str) -> bool:
    """Whether ``segment`` ends as the names of sites and channels do, and is no clause."""
    if len(before) < 8 or len(segment) > 16 or _CLAUSE.search(segment):
        return False
    return _SITE_WORD.search(segment) is not None
