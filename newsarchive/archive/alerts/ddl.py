"""The tables of alerts as readable DDL: an outbox, so that telling survives a kill at any moment."""

from __future__ import annotations

TABLES = """
CREATE TABLE alert_cursors (
  site_id INTEGER PRIMARY KEY REFERENCES sites(id),
  run_id INTEGER NOT NULL
) STRICT;

CREATE TABLE alert_events (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  thing TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'removed', 'ranked', 'alarm', 'ended')),
  site_id INTEGER NOT NULL REFERENCES sites(id),
  run_id INTEGER NOT NULL REFERENCES runs(id),
  noted_at TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  snippet TEXT NOT NULL,
  UNIQUE (rule, thing)
) STRICT;

CREATE TABLE alert_digests (
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('sending', 'sent', 'failed', 'unknown')),
  events INTEGER NOT NULL,
  begun_at TEXT NOT NULL,
  ended_at TEXT,
  reason TEXT NOT NULL DEFAULT '',
  pid INTEGER NOT NULL,
  process_started TEXT NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL
) STRICT;
CREATE INDEX alert_digests_sending ON alert_digests(channel) WHERE status = 'sending';

CREATE TABLE alert_deliveries (
  channel TEXT NOT NULL,
  event_id INTEGER NOT NULL REFERENCES alert_events(id),
  status TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'given_up')),
  digest_id INTEGER REFERENCES alert_digests(id),
  is_repeat INTEGER NOT NULL DEFAULT 0 CHECK (is_repeat IN (0, 1)),
  PRIMARY KEY (channel, event_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_deliveries_open ON alert_deliveries(channel, event_id)
  WHERE status IN ('waiting', 'sending');
CREATE INDEX alert_deliveries_given_up ON alert_deliveries(channel)
  WHERE status = 'given_up' AND digest_id IS NULL;
CREATE INDEX alert_deliveries_digest ON alert_deliveries(digest_id) WHERE digest_id IS NOT NULL;

CREATE TABLE alert_channels (
  channel TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  failing_since TEXT NOT NULL,
  next_try_at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW v_alerts AS
SELECT e.id, s.key AS site, e.run_id AS run, e.rule, e.kind, e.noted_at, e.title, e.url, e.note, e.snippet,
       d.channel, d.status, d.digest_id AS digest, g.ended_at AS told_at
FROM alert_events e
JOIN sites s ON s.id = e.site_id
LEFT JOIN alert_deliveries d ON d.event_id = e.id
LEFT JOIN alert_digests g ON g.id = d.digest_id AND g.status = 'sent';
"""
