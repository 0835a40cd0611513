"""Small charts as inline SVG: a line of runs, a bar of a share, a histogram; of numbers only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.monitor.measures import middle_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 160, 36
_BARS_WIDTH, _BARS_HEIGHT = 520, 110


def sparkline(values: Sequence[float], label: str) -> str:
    """The values of the last runs, oldest first; the last one is the run itself. "" for less than two."""
    if len(values) < 2:
        return ""
    highest = max(values) or 1
    step = (WIDTH - 8) / (len(values) - 1)
    tall = HEIGHT - 10
    points = [(4 + step * i, HEIGHT - 5 - tall * v / highest) for i, v in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"4,{HEIGHT - 4} {line} {points[-1][0]:.1f},{HEIGHT - 4}"
    x, y = points[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<polygon points="{area}"/><polyline points="{line}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )


def meter(share: float, usual: float | None) -> str:
    """A share as a bar, with a mark where it usually ends."""
    place = 0.0 if usual is None else min(max(usual * 100, 1), 98.5)
    mark = "" if usual is None else f'<line x1="{place:.1f}" x2="{place:.1f}" y1="0" y2="10"/>'
    return (
        '<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        f'<rect class="fill" width="{share * 100:.1f}" height="10"/>'
        f"{mark}</svg>"
    )


def bars(histogram: Mapping[int, int], unit: str, label: str) -> str:
    """A histogram over buckets that grow by a fifth each, with the ends of its axis. "" for nothing."""
    if not histogram:
        return ""
    first, last = min(histogram), max(histogram)
    highest, width = max(histogram.values()), _BARS_WIDTH / (last - first + 1)
    rects = "".join(
        f'<rect x="{(bucket - first) * width + 1:.1f}" width="{max(width - 2, 1):.1f}"'
        f' y="{_BARS_HEIGHT * (1 - count / highest):.1f}" height="{_BARS_HEIGHT * count / highest:.1f}"'
        f' rx="2"><title>{middle_of(bucket):,} {unit}: {count:,}</title></rect>'
        for bucket, count in sorted(histogram.items())
    )
    ends = (
        f'<text x="0" y="{_BARS_HEIGHT + 18}">{middle_of(first):,} {unit}</text>'
        f'<text x="{_BARS_WIDTH}" y="{_BARS_HEIGHT + 18}" text-anchor="end">{middle_of(last):,} {unit}</text>'
    )
    return (
        f'<svg class="bars" viewBox="0 0 {_BARS_WIDTH} {_BARS_HEIGHT + 24}" role="img" aria-label="{label}">'
        f"{rects}{ends}</svg>"
    )
