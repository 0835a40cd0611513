"""Looks through an archive for damage: the file, its references, every packed byte, index against text."""

from __future__ import annotations

import sqlite3
from array import array
from typing import TYPE_CHECKING

from newsarchive.archive.captures.codec import Codec
from newsarchive.archive.captures.dictionaries import load_dictionary
from newsarchive.archive.captures.payloads import Payloads
from newsarchive.archive.captures.reading import header_fields
from newsarchive.archive.damage import Damage
from newsarchive.archive.database import ODD_ROWS, STORAGE_ERRORS, explain, open_for_reading
from newsarchive.archive.index_rows import index_rows, read_indexed
from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from sqlite3 import Connection

    Progress = Callable[[str, int, int], None]

# What a quick look takes of each kind, spread evenly over the whole archive.
SAMPLE = 500
# Findings of one kind that are told one by one.
_TOLD = 20
# Words of an article's text that the index is asked for.
_ASKED = 6


def verify(folder: Path, *, quick: bool = False, progress: Progress | None = None) -> Iterator[Damage]:
    """Every damage found in the archive in ``folder``; nothing when it is sound.

    ``quick`` checks the file's structure less deeply and a sample of captures and articles.
    ``progress`` is told part, how many of it are done, and how many there are. Raises ``NotFound`` and
    ``ArchiveError`` when there is no archive or it cannot be opened at all.
    """
    connection = open_for_reading(folder)
    try:
        yield from _Inspection(connection, quick, progress or (lambda *_: None)).run()
    finally:
        connection.close()


class _Inspection:
    def __init__(self, connection: Connection, quick: bool, progress: Progress) -> None:
        self.connection = connection
        self.quick = quick
        self.progress = progress
        codec = Codec(lambda number: load_dictionary(connection, number))
        self.codec = codec
        self.payloads = Payloads(connection, codec)

    def run(self) -> Iterator[Damage]:
        """One part after another; what breaks one part is told and the next is looked at all the same."""
        parts: tuple[tuple[str, Callable[[], Iterator[Damage]]], ...] = (
            ("file", self._file),
            ("references", self._references),
            ("dictionaries", self._dictionaries),
            ("payloads", self._payloads_sound),
            ("captures", self._captures),
            ("articles", self._articles),
            ("search index", self._index),
        )
        for name, look in parts:
            try:
                yield from look()
            except (*STORAGE_ERRORS, *ODD_ROWS) as error:
                yield Damage(name, "", explain(error))

    def _file(self) -> Iterator[Damage]:
        check = "quick_check" if self.quick else "integrity_check"
        self.progress("file", 0, 1)
        for (line,) in self.connection.execute(f"PRAGMA {check}({_TOLD})"):
            if line != "ok":
                yield Damage("file", "archive.db", line)
        self.progress("file", 1, 1)

    def _references(self) -> Iterator[Damage]:
        for number, (table, row, parent, _) in enumerate(self.connection.execute("PRAGMA foreign_key_check")):
            if number < _TOLD:
                yield Damage("references", f"{table} {row}", f"refers to a row of {parent} that is not there")

    def _dictionaries(self) -> Iterator[Damage]:
        for number in self._numbers("capture_dictionaries", all_of_them=True):
            try:
                load_dictionary(self.connection, number)
            except ArchiveError as error:
                yield Damage("dictionaries", f"dictionary {number}", str(error))

    def _payloads_sound(self) -> Iterator[Damage]:
        for number in self._numbers("payloads"):
            try:
                self.payloads.get(number)
            except ArchiveError as error:
                # What another process takes away meanwhile is no damage.
                if self._is_there("payloads", number):
                    yield Damage("payloads", self._shown_at(number), str(error))
            except (sqlite3.DatabaseError, *ODD_ROWS) as error:
                yield Damage("payloads", f"payload {number}", explain(error))

    def _is_there(self, table: str, number: int) -> bool:
        row = self.connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone()
        return row is not None

    def _shown_at(self, payload_id: int) -> str:
        """An address whose bytes the payload was, for a person to ask again."""
        row = self.connection.execute(
            "SELECT url FROM captures WHERE payload_id = ? ORDER BY id DESC", (payload_id,)
        ).fetchone()
        return str(row[0]) if row else f"payload {payload_id}"

    def _captures(self) -> Iterator[Damage]:
        for number in self._numbers("captures"):
            try:
                row = self.connection.execute(
                    "SELECT url, headers, dictionary_id FROM captures WHERE id = ?", (number,)
                ).fetchone()
                if row is not None:
                    header_fields(self.codec.unpack(*row[1:]))
            except ArchiveError as error:
                if self._is_there("captures", number):
                    yield Damage("captures", row[0], f"its headers: {error}")
            except (sqlite3.DatabaseError, *ODD_ROWS) as error:
                yield Damage("captures", f"capture {number}", explain(error))

    def _articles(self) -> Iterator[Damage]:
        """Articles without a capture, as far as captures were kept when they came."""
        rows = self.connection.execute(
            "SELECT a.url FROM articles a WHERE a.status = 'live'"
            " AND a.first_run >= (SELECT min(run_id) FROM captures)"
            " AND NOT EXISTS (SELECT 1 FROM pages p JOIN captures c ON c.url = p.url"
            "                 WHERE p.article_id = a.id AND c.payload_id IS NOT NULL)"
            # What a salvage could not bring over is known.
            " AND NOT EXISTS (SELECT 1 FROM losses l WHERE l.place = a.url) LIMIT ?",
            (_TOLD,),
        )
        for (url,) in rows:
            yield Damage("articles", url, "has no capture")

    def _index(self) -> Iterator[Damage]:
        version, rebuilt_to = self.connection.execute(
            "SELECT version, rebuilt_to FROM search_state"
        ).fetchone() or ("", None)
        if not version and not next(self._numbers("articles"), 0):
            return  # nothing was ever stored
        if rebuilt_to is not None or not version:
            yield Damage("search index", "", "is not finished; run `newsarchive reindex`")
            return
        counted = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM search_index_docsize)"
        articles, indexed = self.connection.execute(counted).fetchone()
        if articles != indexed:
            told = f"holds {indexed} articles of {articles}; run `newsarchive reindex`"
            yield Damage("search index", "", told)
        for number in self._numbers("articles"):
            try:
                if not self._is_found(number):
                    yield Damage("search index", f"article {number}", "its text is not found by searching")
            except ArchiveError as error:
                yield Damage("articles", f"article {number}", str(error))

    def _is_found(self, article_id: int) -> bool:
        """Whether the index leads from words in the middle of an article's text back to it."""
        (place, body, title, _, _), _ = index_rows(read_indexed(self.connection, article_id))
        words = (body or title).split()
        middle = max(0, len(words) // 2 - _ASKED)
        picked = [word for word in words[middle : middle + 2 * _ASKED] if word.isalnum()][:_ASKED]
        if not picked:
            return True
        # Each word is quoted: what stands in an article never becomes a query's syntax.
        query = " AND ".join(f'"{word}"' for word in picked)
        found = self.connection.execute(
            "SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?", (query, place)
        ).fetchone()
        return found is not None

    def _numbers(self, table: str, *, all_of_them: bool = False) -> Iterator[int]:
        """The numbers of a table's rows, or of a sample; progress is told as they are taken."""
        # Numbers of eight bytes each: a million of them do not weigh.
        numbers = array(
            "q", (row[0] for row in self.connection.execute(f"SELECT id FROM {table} ORDER BY id"))
        )
        if self.quick and not all_of_them:
            numbers = numbers[:: max(1, len(numbers) // SAMPLE)]
        for done, number in enumerate(numbers):
            if done % 200 == 0:
                self.progress(table, done, len(numbers))
            yield number
        self.progress(table, len(numbers), len(numbers))
