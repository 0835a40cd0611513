"""Tells whether texts answer a query, by the rules of the archive's search, without an archive."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from newsarchive.text.bigrams import index_words
from newsarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.text.query import Phrase, Term


class Watched:
    """One article or entry of a ranking, to be asked many queries; its texts are folded once, when needed."""

    def __init__(self, title: str, body: str = "", authors: Sequence[str] = ()) -> None:
        self._title = title
        self._body = body
        self._authors = authors

    def answers(self, query: Sequence[Term]) -> bool:
        """Whether every wanted term occurs and no excluded one does."""
        return all(self._has(term) != term.excluded for term in query)

    def _has(self, term: Term) -> bool:
        if term.field == "author":
            places = [self._author_column]
        else:
            places = [self._title_column] if term.field else [self._title_column, self._body_column]
        return any(_stands(phrase, places, is_loose=term.excluded) for phrase in term.phrases)

    @cached_property
    def _title_column(self) -> _Column:
        return _Column(self._title)

    @cached_property
    def _body_column(self) -> _Column:
        return _Column(self._body)

    @cached_property
    def _author_column(self) -> _Column:
        return _Column("\n".join(self._authors))


class _Column:
    """One text as the index holds it: its words in order between blanks, which no word contains."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)

    @cached_property
    def words(self) -> str:
        return f" {' '.join(index_words(self.folded))} "


def _stands(phrase: Phrase, places: Sequence[_Column], *, is_loose: bool) -> bool:
    """The phrase's words follow each other in one place; single characters may stand in any.

    ``is_loose`` asks for the words alone, as the search does for what is excluded.
    """
    present = all(any(character in place.folded for place in places) for character in phrase.characters)
    if not phrase.words:
        return present
    if not present and not is_loose:
        return False
    wanted = f" {' '.join(phrase.words)}{'' if phrase.prefix else ' '}"
    # Splitting a text into its words costs far more than looking for one character that it lacks.
    first = phrase.words[0][0]
    return any(wanted in place.words for place in places if first in place.folded or not first.isalnum())
