"""Tells by an article's own text whether single characters occur in it: the index takes longer for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import read_indexed_at
from newsarchive.text.folding import fold

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.index_rows import Indexed
    from newsarchive.archive.matching import Match, Singles


def has_singles(connection: Connection, match: Match, place: int) -> bool:
    """Whether the article at that place has the single characters that are wanted, and no excluded one."""
    entry = read_indexed_at(connection, place)
    return all(_occur(wanted, entry) for wanted in match.singles) and not any(
        _occur(excluded, entry) for excluded in match.excluded_singles
    )


def _occur(singles: Singles, entry: Indexed) -> bool:
    texts = {"": (entry.title, entry.body), "title": (entry.title,), "author": (entry.authors,)}
    # A character that is there as it is asked for needs no folding, which takes ten times as long.
    return all(
        any(character in text or character in fold(text) for text in texts[singles.field])
        for character in singles.characters
    )
