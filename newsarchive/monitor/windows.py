"""Compares the newest articles with portions of as many before, part of the site by part of the site."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from newsarchive.archive.monitoring.records import MeasuredRun
    from newsarchive.sitefiles.thresholds import Thresholds

    Read = Callable[[Mapping[str, float]], tuple[float, float]]

_PORTIONS: Final = 20
"""Portions before that are looked at: what is usual is what was usual lately."""
_PART_LEARNT: Final = 20
"""Articles of a part of the site before it is judged: a new section is no change."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run says: by part of the site, how many articles and the sum of what is compared."""

    run: MeasuredRun
    parts: Mapping[str, tuple[float, float]]

    def total(self, parts: frozenset[str] | None = None) -> tuple[float, float]:
        """Articles and sum over the parts that count (None: all)."""
        count = total = 0.0
        for name, pair in self.parts.items():
            if parts is None or name in parts:
                count += pair[0]
                total += pair[1]
        return count, total


@dataclass(frozen=True, slots=True)
class Comparison:
    """``value`` is the mean of the newest ``count`` articles, ``usual`` what their parts' past lets expect.

    ``residuals`` are how far earlier portions were from what was to be expected of them. ``now`` and
    ``before`` are the samples that were compared.
    """

    count: int
    value: float
    usual: float
    residuals: tuple[float, ...]
    now: tuple[Sample, ...]
    before: tuple[Sample, ...]


def samples(runs: Sequence[MeasuredRun], read: Read) -> list[Sample]:
    """Each run's parts as ``read`` gives them (articles, sum); runs without any are left out."""
    found = []
    for run in runs:
        parts = {name: read(group) for name, group in run.measures.get("groups", {}).items()}
        parts = {name: pair for name, pair in parts.items() if pair[0] > 0}
        if parts:
            found.append(Sample(run, parts))
    return found


def compare(series: Sequence[Sample], since: int | None, thresholds: Thresholds) -> Comparison | None:
    """The newest portion of ``series`` (oldest first) against those before; None where too little is known.

    ``since`` is the run with which an open alarm began: what came after it is not what is usual.
    """
    recent = list(series) if since is None else [s for s in series if s.run.run >= since]
    now = next(_portions(recent, thresholds.articles), None)
    if now is None:
        return None
    first = min(now[0].run.run, since or now[0].run.run)
    before = [s for s in series if s.run.run < first]
    portions = list(islice(_portions(before, thresholds.articles), _PORTIONS))
    known = [sample for portion in reversed(portions) for sample in portion]
    rates = _rates(known)
    parts = frozenset(rates)
    count, total = sum_of(now, parts)
    learnt = sum(sample.total()[0] for sample in known)
    if len(portions) < thresholds.blocks or learnt < thresholds.learnt or count < thresholds.articles:
        return None
    residuals = [_residual(portion, rates) for portion in portions]
    return Comparison(
        round(count),
        total / count,
        _usual(now, rates),
        tuple(r for r in residuals if r is not None),
        tuple(now),
        tuple(known),
    )


def in_part(series: Iterable[Sample], part: str) -> list[Sample]:
    """The series of one part of the site alone."""
    return [Sample(s.run, {part: s.parts[part]}) for s in series if part in s.parts]


def newest_mean(series: Sequence[Sample], least: int) -> float | None:
    """The mean of the newest ``least`` articles or a few more; None where there are not so many."""
    portion = next(_portions(series, least), None)
    if portion is None:
        return None
    count, total = sum_of(portion)
    return total / count


def first_of_kind(comparison: Comparison) -> Sample:
    """The first run from which on each is nearer to what the newest articles are than to what is usual."""
    limit = (comparison.value + comparison.usual) / 2
    first = comparison.now[-1]
    for sample in reversed(comparison.now):
        count, total = sample.total()
        if abs(total / count - comparison.usual) < abs(limit - comparison.usual):
            break
        first = sample
    return first


def is_doubtful(series: Sequence[Sample], since: int) -> bool:
    """Whether the few articles from run ``since`` on are far below those before: no reason to be at ease."""
    after = sum_of([s for s in series if s.run.run >= since])
    before = sum_of([s for s in series if s.run.run < since])
    return bool(after[0] and before[0]) and after[1] / after[0] <= before[1] / before[0] / 2


def _portions(series: Sequence[Sample], least: int) -> Iterator[list[Sample]]:
    """Successive runs with ``least`` articles together, the newest portion first; the rest is left."""
    portion: list[Sample] = []
    counted = 0.0
    for sample in reversed(series):
        portion.insert(0, sample)
        counted += sample.total()[0]
        if counted >= least:
            yield portion
            portion, counted = [], 0.0


def _rates(known: Sequence[Sample]) -> dict[str, float]:
    """The mean of each part of the site of which enough is known."""
    counts: defaultdict[str, float] = defaultdict(float)
    sums: defaultdict[str, float] = defaultdict(float)
    for sample in known:
        for name, (count, total) in sample.parts.items():
            counts[name] += count
            sums[name] += total
    return {name: sums[name] / count for name, count in counts.items() if count >= _PART_LEARNT}


def sum_of(portion: Sequence[Sample], parts: frozenset[str] | None = None) -> tuple[float, float]:
    """Articles and sum of several runs, over the parts that count (None: all)."""
    totals = [sample.total(parts) for sample in portion]
    return sum(count for count, _ in totals), sum(total for _, total in totals)


def _usual(portion: Sequence[Sample], rates: Mapping[str, float]) -> float:
    pairs = [(pair[0], rates[name]) for s in portion for name, pair in s.parts.items() if name in rates]
    count = sum(number for number, _ in pairs)
    return sum(number * rate for number, rate in pairs) / count if count else 0.0


def _residual(portion: Sequence[Sample], rates: Mapping[str, float]) -> float | None:
    count, total = sum_of(portion, frozenset(rates))
    return total / count - _usual(portion, rates) if count else None
