"""Chinese text: which script it is in, folding for search and comparison, bigrams, near-duplicates."""

from __future__ import annotations

from newsarchive.text.folding import fold
from newsarchive.text.script import chinese_script

__all__ = ["chinese_script", "fold"]
