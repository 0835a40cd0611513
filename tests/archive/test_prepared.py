"""What was prepared elsewhere is used where it fits and changes nothing about what is stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from archive_folder import Archive

from newsarchive.archive.prepared import prepare
from newsarchive.model import Article, Outcome, OutcomeKind, Page

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.archive.prepared import Prepared

ARTICLE = Article(
    url="https://news.example/article/1.html",
    title="港口第一號通報",
    body="昨天下午港口的管理方公布了新的靠泊计划。\n三条航线将在下个月恢复每周两班的往返。",
    authors=("王健", "Ann Lee"),
)
OTHER = replace(ARTICLE, body="别的文字" * 20)


def stored(folder: Path, prepared: Prepared | None) -> dict[str, list[tuple[object, ...]]]:
    with Archive(folder).writer() as writer:
        outcome = Outcome(OutcomeKind.ARTICLE, ARTICLE.url, "article", article=ARTICLE)
        writer.record(Page(ARTICLE.url, b"<html>"), outcome, prepared=prepared)
        writer.commit()
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, instance)")
        db.execute("CREATE VIRTUAL TABLE temp.characters USING fts5vocab(main, search_characters, instance)")
        return {
            "words": db.execute("SELECT * FROM temp.words").fetchall(),
            "characters": sorted(term for term, *_ in db.execute("SELECT * FROM temp.characters")),
            "keys": db.execute("SELECT key FROM near_duplicate_keys ORDER BY key").fetchall(),
        }


@pytest.mark.parametrize("made_of", [ARTICLE, OTHER], ids=["fits", "made of another text"])
def test_the_archive_is_the_same_as_without(tmp_path: Path, made_of: Article) -> None:
    plain = stored(tmp_path / "plain", None)
    assert plain["words"]
    assert plain["keys"]
    assert stored(tmp_path / "prepared", prepare(made_of)) == plain


def test_fits_only_the_texts_it_was_made_of() -> None:
    prepared = prepare(ARTICLE)
    assert prepared.fits(replace(ARTICLE, url="https://news.example/2", tags=("港口",)))
    for changed in ({"title": "x"}, {"body": "x"}, {"authors": ("王健",)}):
        assert not prepared.fits(replace(ARTICLE, **changed))
