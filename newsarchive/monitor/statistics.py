"""Robust statistics of small samples: spread by the median, tails of the binomial distribution."""

from __future__ import annotations

from math import exp, lgamma, log
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NORMAL: Final = 1.4826
"""Standard deviations in a median absolute deviation of normally distributed numbers."""


def spread(numbers: Sequence[float]) -> float:
    """The standard deviation as the median absolute deviation tells it: outliers do not move it."""
    if not numbers:
        return 0.0
    middle = median(numbers)
    return _NORMAL * median(abs(number - middle) for number in numbers)


def at_most(hits: int, trials: int, chance: float) -> float:
    """How likely ``hits`` or fewer of ``trials`` are, each having ``chance``."""
    return sum(_exactly(number, trials, chance) for number in range(hits + 1))


def at_least(hits: int, trials: int, chance: float) -> float:
    """How likely ``hits`` or more of ``trials`` are, each having ``chance``."""
    return sum(_exactly(number, trials, chance) for number in range(hits, trials + 1))


def percentile(numbers: Iterable[float], share: float) -> float:
    """The number that ``share`` of them do not exceed; 0 of none."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _exactly(hits: int, trials: int, chance: float) -> float:
    if chance <= 0 or chance >= 1:
        return float(hits == (trials if chance >= 1 else 0))
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return exp(ways + hits * log(chance) + (trials - hits) * log(1 - chance))
