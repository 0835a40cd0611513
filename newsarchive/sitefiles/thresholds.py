"""When a monitor raises an alarm: every number in one place, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MONITORS: Final = ("down", "errors", "coverage", "body", "silence", "listing", "hot", "robots", "certificate")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The defaults suit every site; a site of its own kind may have others.

    ``off`` names monitors that are not wanted.

    Coverage and body: articles are looked at ``articles`` at a time, as many runs as that takes. Nothing is
    judged unless there were ``blocks`` such portions and ``learnt`` articles before, over ``learning_hours``.
    A field's share must have fallen by ``drop`` below the worst portion, to ``fallen`` of the usual share or
    less, and by chance that must happen less often than ``chance``. The mean length of the text must have
    changed by ``octaves`` doublings or halvings, half of one beyond all portions before.

    Silence: ``expected`` articles that the site's own week lets expect must be missing, and ``gap`` times as
    many as ever before; learnt over ``rhythm_days``, which hold two weekends. Before that, ``quiet_hours``
    must pass (a long weekend has 66) and three times the longest pause so far.

    Errors: ``errors`` pages or more, a share of ``error_rate`` or more, and less likely than ``chance`` by
    nine of ten runs before. Lists: seen filled by ``sightings`` runs, now ``emptied`` of the usual or less.
    A change of robots.txt is told for ``robots_days``, a certificate's end ``certificate_days`` before (a
    quarter of its life before, if that is shorter). After ``settled_days`` a state counts as usual.
    """

    off: frozenset[str] = frozenset()
    articles: int = 12
    blocks: int = 3
    learnt: int = 60
    learning_hours: float = 24.0
    drop: float = 0.1
    fallen: float = 0.75
    chance: float = 1e-4
    octaves: float = 1.0
    expected: float = 10.0
    gap: float = 2.0
    rhythm_days: float = 14.0
    quiet_hours: float = 72.0
    errors: int = 5
    error_rate: float = 0.1
    sightings: int = 8
    emptied: float = 0.2
    robots_days: float = 3.0
    certificate_days: float = 14.0
    settled_days: float = 30.0
