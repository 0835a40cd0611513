"""What the search index holds of one article, made from its stored values and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.errors import ArchiveError
from newsarchive.text.folding import fold
from newsarchive.text.index_entry import index_entry, spaced

if TYPE_CHECKING:
    from sqlite3 import Connection

# To be raised whenever folding, splitting or the facets change: an index made otherwise is built anew.
INDEX_VERSION = "3"

# The table of characters has one column; these put a headline's and a writer's characters apart.
TITLE_CHARACTER, AUTHOR_CHARACTER = "\ue010", "\ue011"

_READ = """
SELECT a.search_id, a.site_id, a.category_id, t.title, t.body,
  coalesce((SELECT group_concat(name, char(10)) FROM (
     SELECT w.name FROM article_authors x JOIN authors w ON w.id = x.author_id
     WHERE x.article_id = a.id ORDER BY x.position)), '')
FROM articles a JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision
"""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The values of one article that the index is made of."""

    search_id: int
    site_id: int
    category_id: int | None
    title: str
    body: str
    authors: str


IndexRow = tuple[int, str, str, str, str]
CharacterRow = tuple[int, str]
IndexRows = tuple[IndexRow, CharacterRow]
Words = tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
"""What ``index_entry`` makes of title, body and authors."""


def index_version() -> str:
    """Name everything the index's content depends on."""
    from importlib.metadata import version
    from unicodedata import unidata_version

    return f"{INDEX_VERSION}+opencc-pyo3-{version('opencc-pyo3')}+unicode-{unidata_version}"


def read_indexed(connection: Connection, article_id: int) -> Indexed:
    """Read the values of one article as they are stored now. Raises ``ArchiveError`` where they are not."""
    row = connection.execute(f"{_READ} WHERE a.id = ?", (article_id,)).fetchone()
    if row is None:
        raise ArchiveError(f"article {article_id}: its present text is missing")
    return Indexed(*row)


def read_indexed_at(connection: Connection, search_id: int) -> Indexed:
    """Read the values of the article at a place that a search has just found."""
    return Indexed(*connection.execute(f"{_READ} WHERE a.search_id = ?", (search_id,)).fetchone())


def read_indexed_after(connection: Connection, search_id: int, limit: int) -> list[Indexed]:
    """Read the values of the next articles in the index's own order."""
    rows = connection.execute(
        f"{_READ} WHERE a.search_id > ? ORDER BY a.search_id LIMIT ?", (search_id, limit)
    ).fetchall()
    return [Indexed(*row) for row in rows]


def index_rows(entry: Indexed, words: Words | None = None) -> IndexRows:
    """Make the article's rows of ``search_index`` and ``search_characters``; ``words`` may be at hand."""
    if words is None:
        words = (
            index_entry(fold(entry.title)),
            index_entry(fold(entry.body)),
            index_entry(fold(entry.authors)),
        )
    (title, title_characters), (body, body_characters), (authors, author_characters) = words
    facets = f"s{entry.site_id}"
    if entry.category_id is not None:
        facets += f" c{entry.category_id}"
    characters = " ".join((
        facets,
        spaced(title_characters + body_characters),
        spaced(title_characters, TITLE_CHARACTER),
        spaced(author_characters, AUTHOR_CHARACTER),
    ))  # fmt: skip
    return (entry.search_id, body, title, authors, facets), (entry.search_id, characters)
