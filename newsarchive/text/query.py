"""Reads what a person typed into the search box; every text is a valid query.

Words are joined by AND, ``-word`` excludes, ``"…"`` (also “…”, 「…」) is a phrase, ``title:`` and ``author:``
restrict a word to the headline or the writers. Nothing of it ever reaches the database as syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newsarchive.text.artefacts import spellings
from newsarchive.text.bigrams import UNSPACED, phrase_words
from newsarchive.text.folding import fold

MAX_TERMS: Final = 32
MAX_TERM_LENGTH: Final = 200
_TERM: Final = re.compile(
    r"(?P<minus>[-－–]?)(?:(?P<field>title|author|标题|作者|標題)[:：])?"
    r'(?:["＂“”](?P<quoted>[^"＂“”]*)(?:["＂“”]|$)|「(?P<cornered>[^」]*)(?:」|$)|(?P<plain>[^\s"＂“”]+))',
    re.IGNORECASE,
)
_FIELDS: Final = {"标题": "title", "標題": "title", "作者": "author"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One spelling of a term: index words that follow each other, characters that must occur somewhere.

    ``text`` is the folded spelling; ``prefix`` lets the last word go on (``chip*``).
    """

    text: str
    words: tuple[str, ...]
    characters: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the query; any of its spellings will do. ``field`` is "", "title" or "author"."""

    phrases: tuple[Phrase, ...]
    field: str = ""
    excluded: bool = False


def parse_query(text: str) -> tuple[Term, ...]:
    """The terms of a query, in order; empty when nothing in ``text`` can be searched for."""
    terms: list[Term] = []
    for match in _TERM.finditer(text):
        raw = match["quoted"] or match["cornered"] or match["plain"] or ""
        field = (match["field"] or "").lower()
        phrases = _phrases(raw[:MAX_TERM_LENGTH], starred=bool(match["plain"]))
        if phrases:
            terms.append(Term(phrases, _FIELDS.get(field, field), bool(match["minus"])))
        if len(terms) == MAX_TERMS:
            break
    return tuple(terms)


def term_for(text: str, field: str = "") -> Term | None:
    """One term of a filter's value, taken literally."""
    phrases = _phrases(text[:MAX_TERM_LENGTH], starred=False)
    return Term(phrases, field) if phrases else None


def _phrases(raw: str, *, starred: bool) -> tuple[Phrase, ...]:
    prefix = starred and raw.endswith("*")
    folded = " ".join(fold(raw).split())
    return tuple(phrase for spelling in spellings(folded) if (phrase := _phrase(spelling, prefix=prefix)))


def _phrase(folded: str, *, prefix: bool) -> Phrase | None:
    core = folded.strip(" ").rstrip("*") if prefix else folded
    core = _EDGES.sub("", core)
    words, characters = phrase_words(core)
    if not words and not characters:
        return None
    return Phrase(
        core, tuple(words), tuple(characters), prefix=prefix and words[-1:] != [] and words[-1].isascii()
    )


# Punctuation at a phrase's edges says nothing: 《三体》 is looked for as 三体.
_EDGES: Final = re.compile(rf"^(?:(?![{UNSPACED}])[\W_])+|(?:(?![{UNSPACED}])[\W_])+$")
