"""The table of what a salvage could not bring over, as readable DDL."""

from __future__ import annotations

TABLE = """
CREATE TABLE losses (
  id INTEGER PRIMARY KEY,
  salvaged_at TEXT NOT NULL,
  part TEXT NOT NULL,
  place TEXT NOT NULL,
  what TEXT NOT NULL
) STRICT;
CREATE INDEX losses_place ON losses(place);
"""
