"""The occasion on which something was seen: site, run and moment, as every stored row notes it."""

from __future__ import annotations

from dataclasses import dataclass

# The cause of a revision that better extraction brought.
RULES = "rules"


@dataclass(frozen=True, slots=True)
class Seen:
    """When and in which run something was seen; ``cause`` is a revision's."""

    site_id: int
    run_id: int
    at: str
    timezone: str
    cause: str = "publisher"
