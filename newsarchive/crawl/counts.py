"""What happened in one run so far, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """What happened so far."""

    pages: int = 0
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
    failed: int = 0
    changes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    rendering: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)

    @property
    def articles(self) -> int:
        """Articles stored, new, changed or seen again."""
        return self.changes["new"] + self.changes["changed"] + self.changes["unchanged"]
