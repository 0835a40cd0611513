"""Accuracy on real pages must not fall: only a person lowers a floor."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from newsarchive import extract

if TYPE_CHECKING:
    from types import ModuleType

BENCH = Path(__file__).parents[3] / "shared" / "bench"
FLOORS: dict[str, dict[str, float]] = {
    "zyte": {"f1": 0.983},
    "fundus": {
        "f1": 0.978,
        "title_exact": 0.88,
        "date_match": 0.985,
        "author_f1": 0.92,
        "credit_recall": 0.94,
        "credit_precision": 0.93,
        "caption_recall": 0.91,
    },
    "zh": {
        "f1": 0.9935,
        "title_exact": 1.0,
        "date_match": 1.0,
        "author_f1": 1.0,
        "caption_recall": 1.0,
        "source": 1.0,
        "editor": 1.0,
        "clean": 1.0,
        "category": 1.0,
        "hot_list": 0.97,
        "hot_order": 0.92,
    },
}


def score_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_score", BENCH / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=sorted(FLOORS))
def result(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    if not (BENCH / "score.py").exists():
        pytest.skip(f"{BENCH} is not there")
    pytest.importorskip("rapidfuzz")
    score, folder = score_module(), BENCH / request.param
    gold = score.read_jsonl(folder / "gold.jsonl")
    given = []
    for item in gold:
        html = gzip.decompress((folder / "pages" / f"{item['id']}.html.gz").read_bytes())
        record = extract(html, item.get("url") or "")
        assert not any(source.startswith("error") for source in record.article.provenance.values())
        given.append({**record.to_dict(), "id": item["id"]})
    notes = folder / "notes.jsonl"
    summary, _ = score.score(gold, given, score.read_jsonl(notes) if notes.exists() else [])
    return request.param, summary


@pytest.mark.slow
def test_no_figure_is_below_its_floor(result: tuple[str, dict[str, Any]]) -> None:
    name, summary = result
    below = {figure: summary[figure] for figure, floor in FLOORS[name].items() if summary[figure] < floor}
    assert below == {}


@pytest.mark.slow
def test_no_body_is_empty(result: tuple[str, dict[str, Any]]) -> None:
    assert result[1]["empty_bodies"] == 0
