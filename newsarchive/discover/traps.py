"""Bounds against endless address spaces: calendars, session ids, repeating paths, swollen patterns."""

from __future__ import annotations


class TrapGuard:
    """Counts what was asked per path pattern and says why an address is refused."""

    def refuse(self, url: str) -> str | None:
        """Why ``url`` must not be asked (a short reason), or None if it may; counts it when it may."""
        return None
