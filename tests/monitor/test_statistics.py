"""Robust statistics against values worked out by hand."""

from __future__ import annotations

import pytest

from newsarchive.monitor.statistics import at_least, at_most, percentile, spread


def test_tails_of_the_binomial_distribution() -> None:
    assert at_most(0, 10, 0.5) == pytest.approx(1 / 1024)
    assert at_most(1, 4, 0.5) == pytest.approx(5 / 16)
    assert at_least(4, 4, 0.5) == pytest.approx(1 / 16)
    assert at_least(0, 7, 0.3) == pytest.approx(1)
    assert at_most(5, 5, 1.0) == at_least(0, 5, 0.0) == 1
    assert at_most(4, 5, 1.0) == at_least(1, 5, 0.0) == 0


def test_an_outlier_does_not_widen_the_spread() -> None:
    assert spread([1, 2, 3, 4, 1000]) == pytest.approx(1.4826)
    assert spread([5]) == spread([]) == 0


def test_percentiles() -> None:
    assert percentile(range(10), 0.9) == 9
    assert percentile([3.0], 0.1) == 3
    assert percentile([], 0.5) == 0
