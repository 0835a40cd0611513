"""The trained trees that judge blocks, read from the package's data and walked in plain Python."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Node = Any  # a leaf's float, or (feature, threshold, node where feature <= threshold, node where it is above)


# After this many trees a sum beyond this is not turned round by the others; half the blocks end there.
FIRST, SURE = 12, 1.6


class Forest:
    """Gradient-boosted trees: the sum of one leaf per tree is the log-odds."""

    def __init__(self, trees: Iterable[Node]) -> None:
        self.trees = [_tupled(tree) for tree in trees]
        self.first, self.rest = self.trees[:FIRST], self.trees[FIRST:]

    def log_odds(self, row: Sequence[float]) -> float:
        """How likely what ``row`` describes is, as log-odds (0: as likely as not)."""
        total = self._sum(self.first, row)
        return total if abs(total) > SURE else total + self._sum(self.rest, row)

    @staticmethod
    def _sum(trees: Sequence[Node], row: Sequence[float]) -> float:
        total = 0.0
        for node in trees:
            while type(node) is tuple:
                feature, threshold, low, high = node
                node = low if row[feature] <= threshold else high  # noqa: PLW2901 - down the tree
            total += node
        return total


def probability(log_odds: float) -> float:
    """The logistic function, safe at both ends."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


@lru_cache(maxsize=1)
def block_forest() -> Forest:
    """The forest trained by benchmarks/train_blocks.py."""
    return Forest(load_model()["trees"])


def load_model() -> dict[str, Any]:
    """The data file: ``features`` in the order of a row, ``trees`` as nested lists."""
    text = files("newsarchive.extraction.content").joinpath("blocks.json").read_text(encoding="utf-8")
    model: dict[str, Any] = json.loads(text)
    return model


def _tupled(node: Node) -> Node:
    if isinstance(node, list):
        feature, threshold, low, high = node
        return (feature, threshold, _tupled(low), _tupled(high))
    return float(node)
