#!/usr/bin/env python3
"""Train the classifier of blocks on pages with gold bodies; writes extraction/content/trees.py.

    python benchmarks/train_blocks.py ../shared/bench/zyte ../shared/bench/fundus ../shared/bench/zh [--cv 6]

Each folder holds gold.jsonl (id, url, body) and pages/ID.html.gz. A block is labelled by its alignment with
the gold body. --cv prints body F1 cross-validated by site (no page is judged by trees that saw its site) and
writes nothing. Needs lightgbm and numpy, which running newsarchive does not.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from alignment import label_blocks, tokens

from newsarchive.document import Document
from newsarchive.extraction.content.body import read_features
from newsarchive.extraction.content.choice import Choice
from newsarchive.extraction.content.features import Features, names
from newsarchive.extraction.title import find_title
from newsarchive.profile import GENERIC

TARGET = Path(__file__).parents[1] / "newsarchive" / "extraction" / "content" / "trees.py"
ROUNDS, LEAVES, RATE = 36, 12, 0.16
# As many trees are always asked; the others where these are unsure.
FIRST = 12
# What can only speak for (1) or against (-1) a block: with so few pages the trees would else learn by chance.
DIRECTIONS = {
    "size": 1, "link": -1, "links": -1, "repeats": -1, "further": -1, "signature": 1,
    "in_aside": -1, "in_figure": -1, "own_furniture": -1, "parent_furniture": -1, "far_furniture": -1,
    "own_caption": -1, "parent_caption": -1, "far_caption": -1,
}  # fmt: skip

_MODULE = '''"""The trees that judge blocks, as benchmarks/train_blocks.py wrote them: not to be edited."""

# ruff: noqa: E501 - a tree a line
# fmt: off
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def first(x: Sequence[float]) -> float:
    """The sum of the first {count} trees for a row of features."""
    return (
        {first}
    )


def rest(x: Sequence[float]) -> float:
    """The sum of the others."""
    return (
        {rest}
    )
'''


@dataclass
class Sample:
    """One page: its rows, labels, weights, and what is needed to score the choice made on it."""

    site: str
    gold: str
    features: Features
    rows: Any
    labels: Any
    weights: Any
    folder: str


def site_of(record: dict[str, Any]) -> str:
    """What counts as one site: the host, else the identifier without its running number."""
    host = urlsplit(record.get("url") or "").hostname
    if host:
        return host.removeprefix("www.")
    return re.sub(r"^(?:visiable_)?tests?-|-\w+$", "", record["id"])


def read_samples(folder: Path) -> list[Sample]:
    """The pages of a set that have text blocks."""
    samples = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        html = gzip.decompress((folder / "pages" / f"{record['id']}.html.gz").read_bytes())
        document = Document(html, record.get("url") or "")
        title = next(find_title(document, GENERIC), None)
        features = read_features(document, title.value if title else "")
        if not features.blocks:
            continue
        labels = label_blocks([block.text for block in features.blocks], record["body"])
        gold_size = max(1, len(tokens(record["body"])))
        weights = np.array(
            [
                min(1.0, len(tokens(block.text)) / gold_size) + 0.3 / len(labels) + 0.002
                for block in features.blocks
            ]
        )
        rows = [features.complete(i, features.row(i)) for i in range(len(features.blocks))]
        samples.append(
            Sample(
                site_of(record),
                record["body"],
                features,
                np.array(rows, dtype=np.float64),
                np.array(labels),
                weights / weights.sum(),
                folder.name,
            )
        )
    return samples


def train(samples: list[Sample], seed: int = 0) -> Any:
    """Gradient-boosted trees over all blocks; each page weighs the same."""
    import lightgbm

    parameters = {
        "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_child_weight": 0.02 / 3,
        "min_data_in_leaf": 15, "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1,
        "lambda_l2": 0.1, "verbose": -1, "seed": seed, "num_threads": 1, "deterministic": True,
        "force_row_wise": True, "monotone_constraints": [DIRECTIONS.get(name, 0) for name in names()],
    }  # fmt: skip
    data = lightgbm.Dataset(
        np.concatenate([sample.rows for sample in samples]),
        np.concatenate([sample.labels for sample in samples]).astype(int),
        weight=np.concatenate([sample.weights for sample in samples]),
    )
    return lightgbm.train(parameters, data, ROUNDS)


def compact(node: dict[str, Any]) -> Any:
    """A tree as nested lists [feature, threshold, low, high]; leaves are numbers."""
    if "leaf_value" in node:
        return round(node["leaf_value"], 5)
    threshold = float(f"{node['threshold']:.6g}")
    return [node["split_feature"], threshold, compact(node["left_child"]), compact(node["right_child"])]


def as_module(trees: list[Any]) -> str:
    """The trees as Python: conditional expressions cost a third of walking nested tuples."""
    first, rest = ("\n        + ".join(map(as_expression, part)) for part in (trees[:FIRST], trees[FIRST:]))
    return _MODULE.format(count=FIRST, first=first, rest=rest)


def as_expression(node: Any) -> str:
    """One tree as a conditional expression."""
    if not isinstance(node, list):
        return str(node)
    feature, threshold, low, high = node
    return f"({as_expression(low)} if x[{feature}] <= {threshold} else {as_expression(high)})"


def body_score(sample: Sample, log_odds: list[float]) -> tuple[float, float]:
    """Precision and recall of 4-token shingles of the text chosen on a page."""
    taken = Choice(sample.features, lambda _, places: [log_odds[i] for i in places]).taken()
    text = "\n".join(sample.features.blocks[i].text for i in taken)
    gold, given = (
        Counter(zip(*(t[i:] for i in range(4)), strict=False)) for t in (tokens(sample.gold), tokens(text))
    )
    hits = sum((gold & given).values())
    return hits / max(1, sum(given.values())), hits / max(1, sum(gold.values()))


def cross_validate(samples: list[Sample], folds: int) -> None:
    """Print F1 by set, every page judged by trees that never saw its site."""
    sites = sorted({sample.site for sample in samples})
    random.Random(1).shuffle(sites)
    fold = {site: i % folds for i, site in enumerate(sites)}
    scores: dict[str, list[tuple[float, float]]] = {}
    for number in range(folds):
        model = train([sample for sample in samples if fold[sample.site] != number])
        for sample in samples:
            if fold[sample.site] == number:
                log_odds = list(map(float, model.predict(sample.rows, raw_score=True)))
                scores.setdefault(sample.folder, []).append(body_score(sample, log_odds))
    for name, pairs in scores.items():
        precision, recall = (sum(column) / len(pairs) for column in zip(*pairs, strict=True))
        print(
            f"{name:10} F1 {2 * precision * recall / (precision + recall):.4f}  {precision:.4f} {recall:.4f}"
        )


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--cv", type=int, metavar="FOLDS", default=0)
    arguments = parser.parse_args()
    samples = [sample for folder in arguments.sets for sample in read_samples(folder)]
    if arguments.cv:
        cross_validate(samples, arguments.cv)
        return 0
    trees = [compact(tree["tree_structure"]) for tree in train(samples).dump_model()["tree_info"]]
    TARGET.write_text(as_module(trees), encoding="utf-8")
    print(f"{len(samples)} pages, {len(trees)} trees, {TARGET.stat().st_size} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
