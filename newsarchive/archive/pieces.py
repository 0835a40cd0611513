"""Tells by an article's own text whether pieces occur in it, where the index would take longer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive.index_rows import read_indexed_at
from newsarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from sqlite3 import Connection

    from newsarchive.archive.index_rows import Indexed


@dataclass(frozen=True, slots=True)
class Piece:
    """A folded text of unspaced characters, in any of its spellings; ``field`` is "", "title" or "author"."""

    field: str
    spellings: tuple[str, ...]

    def stands_in(self, entry: Indexed) -> bool:
        """Whether one of the spellings stands in the article's headline or text, headline, or writers."""
        texts = {"": (entry.title, entry.body), "title": (entry.title,), "author": (entry.authors,)}
        # What is there as it is asked for needs no folding, which takes ten times as long.
        return any(
            spelling in text or spelling in fold(text)
            for text in texts[self.field]
            for spelling in self.spellings
        )


def has_pieces(
    connection: Connection, place: int, wanted: Sequence[Piece], excluded: Sequence[Sequence[Piece]]
) -> bool:
    """Whether the article at that place has every piece that is wanted, and no excluded group of them."""
    entry = read_indexed_at(connection, place)
    return all(piece.stands_in(entry) for piece in wanted) and not any(
        all(piece.stands_in(entry) for piece in group) for group in excluded
    )
