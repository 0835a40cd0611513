from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsarchive import extract

SEED = Path(__file__).parents[3] / "shared" / "seed"


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    if not (SEED / "expected.json").exists():
        pytest.skip(f"{SEED} is not there")
    record: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return record


@pytest.fixture(scope="module")
def given(expected: dict[str, Any]) -> dict[str, Any]:
    return extract((SEED / "article.html").read_bytes()).to_dict()


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "published",
        "category",
        "breadcrumb",
        "authors",
        "source",
        "editor",
        "language",
        "variants",
        "body",
    ],
)
def test_a_field_is_as_expected(name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert given[name] == expected[name]


def test_the_pictures_are_as_expected(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert [{k: v for k, v in image.items() if k != "position"} for image in given["images"]] == expected[
        "images"
    ]


def test_the_ranking_is_as_expected(given: dict[str, Any], expected: dict[str, Any]) -> None:
    wanted = expected["hot_list"]
    assert [(x["list"], x["entries"]) for x in given["hot_lists"]] == [(wanted["name"], wanted["entries"])]
