"""Damage of every kind is found and named in a real archive; a sound one is told to be sound."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from newsarchive.archive.reader import open_archive
from newsarchive.archive.verify import verify
from newsarchive.errors import ArchiveError, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive_folder import Archive

    from newsarchive.archive.damage import Damage

BODIES = [
    f"第{number}天的潮水比预报的低了两厘米，渔船照常出港，码头上的灯亮到了天明。" for number in range(30)
]


@pytest.fixture
def sound(stored: Callable[..., Archive]) -> Archive:
    return stored(*BODIES)


def change(archive: Archive, sql: str, *values: object) -> None:
    connection = sqlite3.connect(archive.folder / "archive.db")
    connection.execute(sql, values)
    connection.commit()
    connection.close()


def found(archive: Archive, *, quick: bool = False) -> list[Damage]:
    return list(verify(archive.folder, quick=quick))


@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_archive_has_no_damage(sound: Archive, quick: bool) -> None:
    assert found(sound, quick=quick) == []


def test_progress_reaches_the_end_of_each_part(sound: Archive) -> None:
    told: list[tuple[str, int, int]] = []
    list(verify(sound.folder, progress=lambda *now: told.append(now)))
    assert [now for now in told if now[0] == "payloads"][-1] == ("payloads", 30, 30)


@pytest.mark.parametrize("number", [1, 17, 30])
def test_one_flipped_bit_of_a_payload_is_named_by_its_address(sound: Archive, number: int) -> None:
    connection = sqlite3.connect(sound.folder / "archive.db")
    blob = bytearray(connection.execute("SELECT data FROM payloads WHERE id = ?", (number,)).fetchone()[0])
    blob[len(blob) // 2] ^= 0x10
    change(sound, "UPDATE payloads SET data = ? WHERE id = ?", bytes(blob), number)
    damage = found(sound)
    assert [(d.part, d.where) for d in damage] == [
        ("payloads", f"https://portal.example/article-{number}.html")
    ]


def test_a_wrong_length_is_found(sound: Archive) -> None:
    change(sound, "UPDATE payloads SET size = size + 1 WHERE id = 4")
    assert "stored were" in found(sound)[0].what


def test_damaged_headers_are_found(sound: Archive) -> None:
    change(sound, "UPDATE captures SET headers = x'28b52ffd00' WHERE id = 5")
    assert [d.part for d in found(sound)] == ["captures"]


def test_a_lost_dictionary_is_found(sound: Archive) -> None:
    change(sound, "UPDATE capture_dictionaries SET data = x'00'")
    assert "dictionaries" in {d.part for d in found(sound)}


@pytest.mark.parametrize(
    "damage",
    ["size = 1 << 40", "size = -1", "data = x'28b52ffda00000000100000000'"],
    ids=["too large", "negative", "frame"],
)
def test_a_dictionary_that_claims_any_size_is_found_and_not_unpacked(sound: Archive, damage: str) -> None:
    change(sound, f"UPDATE capture_dictionaries SET {damage}")
    assert {d.part for d in found(sound)} >= {"dictionaries"}


def test_values_that_were_never_written_are_damage(sound: Archive) -> None:
    edit = (
        "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name IN ('payloads', 'captures')"
    )
    with sqlite3.connect(sound.folder / "archive.db") as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(edit)
    change(sound, "UPDATE payloads SET size = NULL, data = NULL WHERE id = 3")
    change(sound, "UPDATE captures SET headers = NULL WHERE id = 4")
    told = [(d.part, d.what.partition(" (")[0]) for d in found(sound) if d.part != "file"]
    assert told == [
        ("payloads", "holds what was never written so"),
        ("captures", "holds what was never written so"),
    ]


def test_a_run_whose_report_is_damaged_is_told_in_a_line(sound: Archive) -> None:
    change(sound, "UPDATE runs SET report = '{'")
    with open_archive(sound.folder) as reader, pytest.raises(ArchiveError, match=r"run 1: .* salvage"):
        list(reader.runs())


def test_a_reference_into_nothing_is_found(sound: Archive) -> None:
    change(sound, "INSERT INTO article_tags VALUES (1, 0, 999)")
    assert [d.where.split()[0] for d in found(sound) if d.part == "references"] == ["article_tags"]


def test_an_article_without_capture_is_found(sound: Archive) -> None:
    change(sound, "DELETE FROM captures WHERE url LIKE '%article-7.html'")
    assert [(d.part, d.where) for d in found(sound)] == [
        ("articles", "https://portal.example/article-7.html")
    ]


def test_a_text_that_the_index_does_not_know_is_found(sound: Archive) -> None:
    change(sound, "UPDATE article_revisions SET body = '完全不同的另一段文字' WHERE article_id = 9")
    assert [(d.part, d.where) for d in found(sound)] == [("search index", "article 9")]


def test_a_missing_row_of_the_index_is_found(sound: Archive) -> None:
    change(sound, "DELETE FROM search_index_docsize WHERE id = (SELECT max(id) FROM search_index_docsize)")
    assert "29 articles of 30" in " ".join(d.what for d in found(sound))


def test_an_overwritten_page_of_the_file_is_found_and_the_rest_still_looked_at(sound: Archive) -> None:
    change(sound, "UPDATE payloads SET size = size + 1 WHERE id = 4")
    connection = sqlite3.connect(sound.folder / "archive.db")
    sql = "SELECT rootpage FROM sqlite_master WHERE name = 'hot_entries_identity'"
    page = connection.execute(sql).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with (sound.folder / "archive.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 512)
    assert {"file", "payloads"} <= {d.part for d in found(sound)}


def test_no_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no archive"):
        list(verify(tmp_path))


def test_a_schema_that_is_no_text_any_more_is_told_with_what_to_do(sound: Archive) -> None:
    file = sound.folder / "archive.db"
    change(sound, "PRAGMA wal_checkpoint(TRUNCATE)")
    file.write_bytes(file.read_bytes().replace(b"CREATE TABLE articles", b"CREATE TABLE \xff\xfeticles"))
    with pytest.raises(ArchiveError, match="`newsarchive salvage` copies what is sound"):
        found(sound)
