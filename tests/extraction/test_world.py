"""Pages in the markup of portals and publishing systems around the world, with invented text."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from newsarchive import extract

PAGES = Path(__file__).parents[1] / "pages" / "world"
EXPECTED: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def record(name: str) -> dict[str, Any]:
    return extract((PAGES / f"{name}.html").read_bytes(), EXPECTED[name]["url"]).to_dict()


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, fields in EXPECTED.items() for field in fields if field != "url"],
)
def test_a_field(name: str, field: str) -> None:
    assert record(name)[field] == EXPECTED[name][field]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_page_is_an_article(name: str) -> None:
    assert record(name)["kind"] == "article"


def test_every_page_has_its_values() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == EXPECTED.keys()
