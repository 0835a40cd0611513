"""The trained trees that judge blocks: asked in two parts, the second only where the first is unsure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.extraction.content import trees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsarchive.extraction.content.features import Features

# Beyond this the sum of the first trees is not turned round by the others; two thirds of blocks end there.
SURE = 1.6


def log_odds(features: Features, places: Iterable[int]) -> list[float]:
    """How likely each of some blocks belongs to the article, as log-odds (0: as likely as not)."""
    first, rest = trees.first, trees.rest
    judged: list[float] = []
    for i in places:
        row = features.row(i)
        total = first(row)
        if -SURE <= total <= SURE:
            total += rest(features.complete(i, row))
        judged.append(total)
    return judged
