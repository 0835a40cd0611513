"""What is told of a damage: which part of the archive, where in it, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Damage:
    """``part`` of the archive, ``where`` in it, and ``what`` is wrong."""

    part: str
    where: str
    what: str
