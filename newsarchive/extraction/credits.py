"""Picture credits in running text: the name told apart from its label and from the caption before it."""

from __future__ import annotations


def parse_credit(text: str) -> tuple[str, str] | None:
    """``text`` as (caption left over, credit without its label); None where it credits nobody."""
    return None
