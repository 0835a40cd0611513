"""The tables of raw captures as readable DDL."""

from __future__ import annotations

TABLES = """
CREATE TABLE capture_dictionaries (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  made_at TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX capture_dictionaries_site ON capture_dictionaries(site_id, id);

CREATE TABLE payloads (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  dictionary_id INTEGER REFERENCES capture_dictionaries(id),
  base_id INTEGER REFERENCES payloads(id),
  data BLOB NOT NULL
) STRICT;
CREATE INDEX payloads_base ON payloads(base_id) WHERE base_id IS NOT NULL;

CREATE TABLE capture_requests (
  id INTEGER PRIMARY KEY,
  headers TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE captures (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  run_id INTEGER NOT NULL REFERENCES runs(id),
  url TEXT NOT NULL,
  final_url TEXT,
  fetched_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  remote TEXT NOT NULL DEFAULT '',
  request_id INTEGER NOT NULL REFERENCES capture_requests(id),
  dictionary_id INTEGER REFERENCES capture_dictionaries(id),
  headers BLOB NOT NULL,
  payload_id INTEGER REFERENCES payloads(id)
) STRICT;
CREATE INDEX captures_url ON captures(url, fetched_at);
CREATE INDEX captures_run ON captures(run_id);
CREATE INDEX captures_payload ON captures(payload_id) WHERE payload_id IS NOT NULL;

CREATE VIEW v_captures AS
SELECT c.id, s.key AS site, c.run_id AS run, c.url, c.final_url, c.fetched_at, c.status, c.remote,
       p.size, lower(hex(p.sha256)) AS sha256, length(p.data) AS stored_bytes, a.article_id
FROM captures c
JOIN sites s ON s.id = c.site_id
LEFT JOIN payloads p ON p.id = c.payload_id
LEFT JOIN pages a ON a.url = c.url;
"""
