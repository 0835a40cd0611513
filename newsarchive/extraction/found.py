"""A field's value together with the source that gave it; finders yield these, best source first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """``value`` as read from ``source`` (``json-ld:headline``, ``meta:og:title``, ``h1`` …)."""

    value: T
    source: str
