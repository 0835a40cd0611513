"""Turns a parsed query and filters into FTS5 expressions made of quoted words only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import AUTHOR_CHARACTER, TITLE_CHARACTER
from newsarchive.text.folding import fold
from newsarchive.text.query import parse_query, term_for

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.filters import Filters
    from newsarchive.text.query import Phrase, Term

_COLUMNS = {"": "{title body}", "title": "{title}", "author": "{authors}"}
_MARKS = {"": "", "title": TITLE_CHARACTER, "author": AUTHOR_CHARACTER}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that must occur: as an expression, the same for headlines, and the words of its spellings."""

    anywhere: str
    in_title: str
    spellings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Singles:
    """Characters that must occur somewhere in the article's headline or text, headline, or writers."""

    field: str
    characters: tuple[str, ...]


@dataclass(slots=True)
class Match:
    """What an article must fulfil: expressions over ``search_index`` and over ``search_characters``.

    ``wanted`` are the terms among ``words``; ``singles`` say what ``characters`` say, for looking at a text.
    ``impossible`` is set when a filter names what the archive does not have. ``shown`` are the folded texts
    to mark in snippets.
    """

    words: list[str] = field(default_factory=list)
    excluded_words: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    excluded_characters: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    facets: list[str] = field(default_factory=list)
    singles: list[Singles] = field(default_factory=list)
    excluded_singles: list[Singles] = field(default_factory=list)
    impossible: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is asked for."""
        return not (self.words or self.excluded_words or self.characters or self.excluded_characters)

    @property
    def words_expression(self) -> str:
        """The expression for ``search_index``, "" where it is not needed."""
        return _expression(self.words, self.excluded_words)

    def in_headlines(self) -> Match:
        """The same, of the headline alone (what is asked of the writers stays)."""
        return replace(self, words=[*(term.in_title for term in self.wanted), *self.facets])

    @property
    def characters_expression(self) -> str:
        """The expression for ``search_characters``, "" where it is not needed."""
        return _expression(self.characters, self.excluded_characters)


def _expression(wanted: list[str], excluded: list[str]) -> str:
    if not wanted:
        return ""
    positive = " AND ".join(wanted)
    return f"({positive}) NOT ({' OR '.join(excluded)})" if excluded else positive


def build_match(connection: Connection, query: str, filters: Filters) -> Match:
    """Read ``query`` and the filters that the index itself can answer (site, section, writer)."""
    match = Match()
    terms = list(parse_query(query))
    if filters.author:
        author = term_for(filters.author, "author")
        match.impossible |= author is None
        terms += [author] if author else []
    for term in terms:
        _add_term(match, term)
    facets = _facets(connection, filters, match)
    # An exclusion needs something to be excluded from, in the same table.
    everything = "(" + " OR ".join(f'"s{n}"' for (n,) in connection.execute("SELECT id FROM sites")) + ")"
    has_characters = match.characters or (match.excluded_characters and not match.excluded_words)
    if match.words or not has_characters:
        match.facets = [f"{{facets}} : {facet}" for facet in facets]
        match.words += match.facets
    else:
        match.characters += facets
    if match.excluded_words and not match.words:
        match.words.append(f"{{facets}} : {everything}")
    if match.excluded_characters and not match.characters:
        match.characters.append(everything)
    return match


def _add_term(match: Match, term: Term) -> None:
    words = [f"{_COLUMNS[term.field]} : {_quoted(p)}" for p in term.phrases if p.words]
    letters = [_characters(p, term.field) for p in term.phrases if p.characters]
    singles = [Singles(term.field, p.characters) for p in term.phrases if p.characters]
    if term.excluded:
        match.excluded_words += words
        match.excluded_characters += letters if not words else []
        match.excluded_singles += singles if not words else []
        return
    if words:
        match.wanted.append(_wanted(term))
        match.words.append(match.wanted[-1].anywhere)
    match.characters += letters
    match.singles += singles
    if term.field != "author":
        match.shown += [phrase.text for phrase in term.phrases]


def _wanted(term: Term) -> Wanted:
    phrases = [phrase for phrase in term.phrases if phrase.words]
    anywhere, in_title = (
        "(" + " OR ".join(f"{columns} : {_quoted(phrase)}" for phrase in phrases) + ")"
        for columns in (_COLUMNS[term.field], _COLUMNS[term.field or "title"])
    )
    spellings = tuple(
        (*(f'"{word}"' for word in p.words[:-1]), f'"{p.words[-1]}"' + (" *" if p.prefix else ""))
        for p in phrases
    )
    return Wanted(anywhere, in_title, spellings)


def _quoted(phrase: Phrase) -> str:
    """A phrase as an FTS5 string: words hold letters, digits and private characters, never a quote."""
    quoted = '"' + " ".join(phrase.words) + '"'
    return quoted + " *" if phrase.prefix else quoted


def _characters(phrase: Phrase, field_name: str) -> str:
    return "(" + " AND ".join(f'"{_MARKS[field_name]}{c}"' for c in phrase.characters) + ")"


def _facets(connection: Connection, filters: Filters, match: Match) -> list[str]:
    """Words of the facets column for the site and section filters."""
    facets = []
    sites = dict(connection.execute("SELECT key, id FROM sites").fetchall())
    if filters.site:
        if filters.site not in sites:
            match.impossible = True
        elif len(sites) > 1:
            facets.append(f'"s{sites[filters.site]}"')
    if filters.category:
        wanted = fold(filters.category).strip()
        rows = connection.execute("SELECT id, name FROM categories").fetchall()
        ids = [f'"c{category_id}"' for category_id, name in rows if fold(name).strip() == wanted]
        match.impossible |= not ids
        facets += [f"({' OR '.join(ids)})"] if ids else []
    return facets
