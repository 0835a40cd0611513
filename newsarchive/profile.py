"""Site profiles: what is declared about a site, loaded strictly from TOML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What is declared about one site; the empty profile leaves everything to generic rules."""

    key: str = ""
    timezone: str | None = None


GENERIC = Profile()
