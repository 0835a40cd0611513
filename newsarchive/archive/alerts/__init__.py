"""What happened in runs, which of it somebody wanted to be told, and what became of telling it."""

from __future__ import annotations
