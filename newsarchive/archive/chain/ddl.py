"""The tables of the chain as readable DDL."""

from __future__ import annotations

TABLES = """
CREATE TABLE chain_links (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('run', 'prune', 'salvage')),
  run_id INTEGER REFERENCES runs(id),
  made_at TEXT NOT NULL,
  manifest TEXT NOT NULL,
  sha256 BLOB NOT NULL UNIQUE
) STRICT;
CREATE INDEX chain_links_run ON chain_links(run_id, id) WHERE run_id IS NOT NULL;

CREATE TABLE chain_captures (
  capture_id INTEGER PRIMARY KEY,
  link_id INTEGER NOT NULL REFERENCES chain_links(id),
  gone_link_id INTEGER REFERENCES chain_links(id),
  sha256 BLOB NOT NULL
) STRICT;
"""
