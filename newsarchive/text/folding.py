"""Folds text for search and comparison: script, case, width and accents, one character for one character."""

from __future__ import annotations


def fold(text: str) -> str:
    """``text`` in Simplified script, lower case, half width and without accents, of the same length.

    Offsets into the folded text are offsets into the original. Only for search and comparison: what is
    stored and shown stays as published.
    """
    raise NotImplementedError
