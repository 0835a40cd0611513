"""The filters that search, export and lists share, and the SQL they become."""

from __future__ import annotations

from dataclasses import dataclass

from newsarchive.archive.moments import published_at, published_day
from newsarchive.archive.places import DAY_SIZE, FIRST_DATED, first_place
from newsarchive.errors import UsageError


@dataclass(frozen=True, slots=True)
class Filters:
    """``since`` and ``until`` are ISO 8601 days (as the page shows them) or instants, both inclusive."""

    site: str | None = None
    category: str | None = None
    author: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("since", self.since), ("until", self.until)):
            if value is not None and published_day(value) is None:
                raise UsageError(f"{name}: {value!r} is no date; write it like 2024-05-31")
        if self.since and self.until and self.since[:10] > self.until[:10]:
            raise UsageError(f"since {self.since} is after until {self.until}: nothing can lie between")

    @property
    def has_dates(self) -> bool:
        """Tell whether only dated articles can pass."""
        return self.since is not None or self.until is not None

    def places(self, spill_days: int) -> tuple[int, int]:
        """The lowest and highest place in the index that can hold a passing article."""
        low, high = -(1 << 62), 1 << 62
        if self.has_dates:
            low = FIRST_DATED
        if self.since:
            low = (first_place(self.since) or 0) - spill_days * DAY_SIZE
        if self.until:
            high = (first_place(self.until) or 0) + DAY_SIZE - 1
        return low, high

    def date_conditions(self) -> tuple[list[str], list[object]]:
        """Exact conditions on ``articles a`` for the dates."""
        conditions: list[str] = []
        values: list[object] = []
        for operator, value in ((">=", self.since), ("<=", self.until)):
            if value is None:
                continue
            conditions.append(f"substr(a.published, 1, 10) {operator} ?")
            values.append(value[:10])
            if len(value) > 10:
                conditions.append(f"a.published_at {operator} ?")
                values.append(published_at(value, "UTC"))
        return conditions, values
