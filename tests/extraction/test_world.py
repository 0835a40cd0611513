"""Pages in the markup of portals and publishing systems around the world, with invented text.

``world`` holds one page for each of many publishing systems, ``shapes`` those that hold something of their
own, which ``holds`` says. Pictures are written as address, caption and credit, rankings as name and titles.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from newsarchive.document import Document
from newsarchive.extraction import extract_document
from newsarchive.profile import GENERIC

PAGES = Path(__file__).parents[1] / "pages"
FOLDERS = ("world", "shapes")
EXPECTED: dict[str, dict[str, Any]] = {
    f"{folder}/{name}": fields
    for folder in FOLDERS
    for name, fields in json.loads((PAGES / folder / "expected.json").read_text(encoding="utf-8")).items()
}


@lru_cache(maxsize=128)
def record(name: str) -> dict[str, Any]:
    document = Document((PAGES / f"{name}.html").read_bytes(), EXPECTED[name]["url"])
    found = extract_document(document, GENERIC)
    fields = found.to_dict()
    if name.startswith("shapes/"):
        fields["body"] = fields["body"].split("\n")
        fields["images"] = [
            [image[key] for key in ("url", "caption", "credit")] for image in fields["images"]
        ]
        fields["hot_lists"] = [
            [ranking["list"], [entry["title"] for entry in ranking["entries"]]]
            for ranking in fields["hot_lists"]
        ]
    return fields | {"next_pages": list(found.next_pages), "paywalled": found.paywalled}


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, fields in EXPECTED.items() for field in fields if field not in ("url", "holds")],
)
def test_a_field(name: str, field: str) -> None:
    assert record(name)[field] == EXPECTED[name][field]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_page_is_an_article(name: str) -> None:
    assert record(name)["kind"] == "article"


def test_every_page_has_its_values() -> None:
    pages = {f"{folder}/{path.stem}" for folder in FOLDERS for path in (PAGES / folder).glob("*.html")}
    assert pages == EXPECTED.keys()
