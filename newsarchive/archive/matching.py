"""Turns a parsed query and filters into FTS5 expressions made of quoted words only."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import AUTHOR_CHARACTER, TITLE_CHARACTER
from newsarchive.archive.pieces import Piece
from newsarchive.text.folding import fold
from newsarchive.text.query import parse_query, term_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from newsarchive.archive.filters import Filters
    from newsarchive.text.query import Phrase, Term

_COLUMNS = {"": "{title body}", "title": "{title}", "author": "{authors}"}
_MARKS = {"": "", "title": TITLE_CHARACTER, "author": AUTHOR_CHARACTER}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that must occur: any of its phrases, in ``field`` ("", "title" or "author")."""

    field: str
    phrases: tuple[Phrase, ...]

    @property
    def expression(self) -> str:
        """The term in FTS5's syntax."""
        return "(" + " OR ".join(map(self.expression_of, self.phrases)) + ")"

    def expression_of(self, phrase: Phrase) -> str:
        """One of its phrases in FTS5's syntax."""
        return self.within(_quoted(phrase))

    def within(self, expression: str) -> str:
        """An expression, looked for where the term is."""
        return f"{_COLUMNS[self.field]} : {expression}"

    @property
    def words(self) -> Iterator[list[str]]:
        """For each phrase its words as expressions of their own."""
        for phrase in self.phrases:
            single = [replace(phrase, words=(word,), prefix=False) for word in phrase.words]
            yield [_quoted(word) for word in (*single[:-1], replace(single[-1], prefix=phrase.prefix))]

    def in_headline(self) -> Wanted:
        """The same of the headline; what is asked of the writers stays."""
        return replace(self, field=self.field or "title")


@dataclass(slots=True)
class Match:
    """What an article must fulfil: expressions over ``search_index`` and over ``search_characters``.

    ``others`` are what ``search_index`` must have besides the wanted terms. ``pieces`` say of a text what
    ``characters`` says of the index, ``excluded_pieces`` what ``excluded_characters`` says. ``impossible``
    is set when a filter names what the archive does not have. ``shown`` are the folded texts to mark in
    snippets.
    """

    wanted: list[Wanted] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    excluded_words: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    excluded_characters: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    excluded_pieces: list[list[Piece]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    impossible: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is asked for."""
        words = self.wanted or self.others or self.excluded_words
        return not (words or self.characters or self.excluded_characters)

    @property
    def words_expression(self) -> str:
        """The expression for ``search_index``, "" where it is not needed."""
        return self.words_by([term.expression for term in self.wanted])

    def words_by(self, terms: list[str]) -> str:
        """The same with other expressions for the wanted terms."""
        return _expression([*terms, *self.others], self.excluded_words)

    def in_headlines(self) -> Match:
        """The same of the headlines alone."""
        return replace(self, wanted=[term.in_headline() for term in self.wanted])

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
    if match.wanted or not has_characters:
        match.others += [f"{{facets}} : {facet}" for facet in facets]
    else:
        match.characters += facets
    if match.excluded_words and not (match.wanted or match.others):
        match.others.append(f"{{facets}} : {everything}")
    if match.excluded_characters and not match.characters:
        match.characters.append(everything)
    return match


def _add_term(match: Match, term: Term) -> None:
    worded = Wanted(term.field, tuple(phrase for phrase in term.phrases if phrase.words))
    with_characters = [phrase for phrase in term.phrases if phrase.characters]
    characters = [_characters(phrase, term.field) for phrase in with_characters]
    pieces = [[Piece(term.field, (c,)) for c in phrase.characters] for phrase in with_characters]
    if term.excluded:
        match.excluded_words += map(worded.expression_of, worded.phrases)
        if not worded.phrases:
            match.excluded_characters += characters
            match.excluded_pieces += pieces
        return
    if worded.phrases:
        match.wanted.append(worded)
    match.characters += characters
    match.pieces += chain.from_iterable(pieces)
    if term.field != "author":
        match.shown += [phrase.text for phrase in term.phrases]


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
