"""The tables of measures, facts and alarms as readable DDL."""

from __future__ import annotations

TABLES = """
CREATE TABLE run_measures (
  run_id INTEGER PRIMARY KEY REFERENCES runs(id),
  evaluated INTEGER NOT NULL DEFAULT 0 CHECK (evaluated IN (0, 1)),
  measures TEXT NOT NULL
) STRICT;
CREATE INDEX run_measures_waiting ON run_measures(run_id) WHERE evaluated = 0;

CREATE TABLE site_facts (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  value TEXT NOT NULL,
  first_at TEXT NOT NULL,
  first_run INTEGER NOT NULL REFERENCES runs(id),
  last_at TEXT NOT NULL,
  last_run INTEGER NOT NULL REFERENCES runs(id)
) STRICT;
CREATE INDEX site_facts_subject ON site_facts(site_id, kind, subject, id);

CREATE TABLE alarms (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  monitor TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  began_at TEXT NOT NULL,
  began_run INTEGER NOT NULL REFERENCES runs(id),
  last_seen_at TEXT NOT NULL,
  last_run INTEGER NOT NULL REFERENCES runs(id),
  ended_at TEXT,
  ended_run INTEGER REFERENCES runs(id),
  value TEXT NOT NULL,
  expected TEXT NOT NULL,
  example_url TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms(site_id, monitor, subject) WHERE ended_at IS NULL;

CREATE VIEW v_alarms AS
SELECT a.id, s.key AS site, a.monitor, a.subject, a.began_at, a.began_run, a.last_seen_at, a.last_run,
       a.ended_at, a.ended_run, a.value, a.expected, a.example_url, a.rule, a.message
FROM alarms a JOIN sites s ON s.id = a.site_id;
"""
