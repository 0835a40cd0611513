"""The dictionaries of a site: when one is made, from which pages, and how its bytes are kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import zstandard

from newsarchive.errors import ArchiveError

if TYPE_CHECKING:
    from sqlite3 import Connection

# Payloads a site must have before its first dictionary, its second, and again after as many more: a dozen
# pages show the template, some hundred show which pages are typical, and templates change.
FIRST, SECOND, AGAIN = 12, 200, 20_000
# Whole pages up to this many bytes: four pages already give what more of them give.
MAX_BYTES, MAX_PAGES, MAX_PAGE = 1024 * 1024, 16, 512 * 1024
_KEPT_LEVEL = 9


def load_dictionary(connection: Connection, dictionary_id: int) -> bytes:
    """The bytes of a dictionary. Raises ``ArchiveError`` when it is missing or damaged."""
    row = connection.execute(
        "SELECT size, sha256, data FROM capture_dictionaries WHERE id = ?", (dictionary_id,)
    ).fetchone()
    if row is None:
        raise ArchiveError(f"the captures' dictionary {dictionary_id} is missing")
    size, digest, blob = row
    try:
        # What a frame claims goes before the bound that is given: damaged, it may claim any size.
        if max(size, zstandard.frame_content_size(blob)) > 2 * MAX_BYTES:
            raise ArchiveError(f"the captures' dictionary {dictionary_id} is damaged (it claims too much)")
        data = zstandard.ZstdDecompressor().decompress(blob, max_output_size=max(1, size))
    except zstandard.ZstdError as error:
        raise ArchiveError(f"the captures' dictionary {dictionary_id} is damaged ({error})") from error
    if len(data) != size or hashlib.sha256(data).digest() != digest:
        raise ArchiveError(f"the captures' dictionary {dictionary_id} is damaged (its size or hash differs)")
    return data


def newest_dictionary(connection: Connection, site_id: int) -> int | None:
    """The dictionary that new captures of the site are packed against."""
    row = connection.execute(
        "SELECT max(id) FROM capture_dictionaries WHERE site_id = ?", (site_id,)
    ).fetchone()
    newest: int | None = row[0]
    return newest


def next_due(made: int) -> int:
    """How many payloads a site must have for its dictionary number ``made`` (0: the first)."""
    return FIRST if made == 0 else SECOND if made == 1 else AGAIN * (made - 1)


def source_pages(connection: Connection, site_id: int, before: int | None = None) -> list[int]:
    """The bodies that a site's next dictionary is made of, newest first; ``before`` a capture, or now."""
    rows = connection.execute(
        "SELECT DISTINCT p.id FROM captures c JOIN payloads p ON p.id = c.payload_id"
        " WHERE c.site_id = ?1 AND (?2 IS NULL OR c.id < ?2) AND c.status = 200 AND p.base_id IS NULL"
        " ORDER BY c.id DESC LIMIT ?3",
        (site_id, before, MAX_PAGES),
    )
    return [number for (number,) in rows.fetchall()]


def standing_alone(connection: Connection) -> set[int]:
    """The bodies that dictionaries were made of: packed without one, they give it back when it is damaged."""
    uses = connection.execute(
        "SELECT d.site_id, u.first FROM capture_dictionaries d LEFT JOIN"
        " (SELECT dictionary_id AS used, min(id) AS first FROM captures GROUP BY 1) u ON u.used = d.id"
    ).fetchall()
    return {number for site, first in uses for number in source_pages(connection, site, first)}


def make_dictionary(connection: Connection, site_id: int, pages: list[bytes], at: str) -> int | None:
    """Keep ``pages``, the most typical last, as the site's newest dictionary; None when there is no page."""
    data = dictionary_of(pages)
    return keep_dictionary(connection, site_id, data, at) if data else None


def dictionary_of(pages: list[bytes]) -> bytes:
    """The dictionary that ``pages``, the most typical last, make."""
    return b"".join(_chosen(pages))


def keep_dictionary(
    connection: Connection, site_id: int, data: bytes, at: str, number: int | None = None
) -> int | None:
    """Keep a dictionary's bytes, under a ``number`` that it had before if it is put together again."""
    blob = zstandard.ZstdCompressor(level=_KEPT_LEVEL).compress(data)
    cursor = connection.execute(
        "INSERT INTO capture_dictionaries(id, site_id, made_at, size, sha256, data)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number, site_id, at, len(data), hashlib.sha256(data).digest(), blob),
    )
    return cursor.lastrowid


def _chosen(pages: list[bytes]) -> list[bytes]:
    """The last pages that fit; zstd finds a match cheapest near the dictionary's end."""
    chosen: list[bytes] = []
    room = MAX_BYTES
    for page in reversed(pages[-MAX_PAGES:]):
        piece = page[:MAX_PAGE]
        if len(piece) <= room:
            chosen.append(piece)
            room -= len(piece)
    return chosen[::-1]
