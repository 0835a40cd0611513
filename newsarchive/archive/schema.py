"""The tables and views as readable DDL, one string a schema version."""

from __future__ import annotations

from newsarchive.archive.alerts.ddl import TABLES as ALERTS
from newsarchive.archive.captures.ddl import TABLES as CAPTURES
from newsarchive.archive.chain.ddl import TABLES as CHAIN
from newsarchive.archive.monitoring.ddl import TABLES as MONITORING
from newsarchive.archive.salvage.ddl import TABLE as LOSSES

V1 = """
CREATE TABLE sites (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  home TEXT NOT NULL DEFAULT '',
  timezone TEXT NOT NULL DEFAULT 'UTC',
  language TEXT NOT NULL DEFAULT 'und'
) STRICT;

CREATE TABLE site_locks (
  site_id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  process_started TEXT NOT NULL,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  articles_new INTEGER NOT NULL DEFAULT 0,
  articles_changed INTEGER NOT NULL DEFAULT 0,
  articles_unchanged INTEGER NOT NULL DEFAULT 0,
  articles_gone INTEGER NOT NULL DEFAULT 0,
  options TEXT NOT NULL DEFAULT '{}',
  report TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_site ON runs(site_id, id);

CREATE TABLE run_outcomes (
  run_id INTEGER NOT NULL REFERENCES runs(id),
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  pages INTEGER NOT NULL,
  PRIMARY KEY (run_id, kind, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE categories (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  name TEXT NOT NULL,
  url TEXT,
  position INTEGER,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  UNIQUE (site_id, name)
) STRICT;

CREATE TABLE breadcrumbs (id INTEGER PRIMARY KEY, trail TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE provenances (id INTEGER PRIMARY KEY, sources TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  url TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL UNIQUE,
  published TEXT,
  published_raw TEXT,
  published_at INTEGER,
  modified TEXT,
  source TEXT,
  editor TEXT,
  category_id INTEGER REFERENCES categories(id),
  breadcrumb_id INTEGER REFERENCES breadcrumbs(id),
  provenance_id INTEGER REFERENCES provenances(id),
  language TEXT NOT NULL DEFAULT 'und',
  pages INTEGER NOT NULL DEFAULT 1,
  status TEXT NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'gone')),
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  last_changed TEXT NOT NULL,
  first_run INTEGER NOT NULL REFERENCES runs(id),
  changed_run INTEGER NOT NULL REFERENCES runs(id),
  revision INTEGER NOT NULL DEFAULT 0,
  duplicate_of INTEGER REFERENCES articles(id),
  search_id INTEGER NOT NULL UNIQUE
) STRICT;
CREATE INDEX articles_category ON articles(category_id);
CREATE INDEX articles_changed_run ON articles(changed_run);
CREATE INDEX articles_duplicate_of ON articles(duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE article_revisions (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  revision INTEGER NOT NULL,
  run_id INTEGER NOT NULL REFERENCES runs(id),
  seen_at TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('first', 'publisher', 'rules')),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (article_id, revision)
) STRICT;

CREATE TABLE article_urls (
  identity TEXT PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  kind TEXT NOT NULL CHECK (kind IN ('requested', 'variant'))
) STRICT, WITHOUT ROWID;
CREATE INDEX article_urls_article ON article_urls(article_id);

CREATE TABLE article_variants (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  tag TEXT NOT NULL,
  url TEXT NOT NULL,
  PRIMARY KEY (article_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE status_changes (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  run_id INTEGER NOT NULL REFERENCES runs(id),
  at TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('live', 'gone')),
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX status_changes_article ON status_changes(article_id);

CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE article_authors (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  author_id INTEGER NOT NULL REFERENCES authors(id),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_authors_author ON article_authors(author_id);

CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE article_tags (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  position INTEGER NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tags(id),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tags_tag ON article_tags(tag_id);

CREATE TABLE images (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE article_images (
  article_id INTEGER NOT NULL REFERENCES articles(id),
  number INTEGER NOT NULL,
  image_id INTEGER NOT NULL REFERENCES images(id),
  position INTEGER NOT NULL,
  caption TEXT,
  credit TEXT,
  PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_images_image ON article_images(image_id);

CREATE TABLE pages (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  url TEXT NOT NULL UNIQUE,
  final_url TEXT,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  status INTEGER NOT NULL DEFAULT 0,
  article_id INTEGER REFERENCES articles(id),
  first_fetched_at TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  due_at TEXT,
  checks INTEGER NOT NULL DEFAULT 0,
  changes INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  digest BLOB,
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX pages_due ON pages(site_id, kind, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX pages_article ON pages(article_id) WHERE article_id IS NOT NULL;

CREATE TABLE hot_lists (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  name TEXT NOT NULL,
  UNIQUE (site_id, name)
) STRICT;

CREATE TABLE hot_snapshots (
  id INTEGER PRIMARY KEY,
  list_id INTEGER NOT NULL REFERENCES hot_lists(id),
  digest BLOB NOT NULL,
  entries INTEGER NOT NULL,
  UNIQUE (list_id, digest)
) STRICT;

CREATE TABLE hot_entries (
  snapshot_id INTEGER NOT NULL REFERENCES hot_snapshots(id),
  rank INTEGER NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  identity TEXT NOT NULL,
  author TEXT,
  date TEXT,
  PRIMARY KEY (snapshot_id, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX hot_entries_identity ON hot_entries(identity);

CREATE TABLE hot_observations (
  id INTEGER PRIMARY KEY,
  list_id INTEGER NOT NULL REFERENCES hot_lists(id),
  run_id INTEGER NOT NULL REFERENCES runs(id),
  snapshot_id INTEGER NOT NULL REFERENCES hot_snapshots(id),
  observed_at TEXT NOT NULL,
  UNIQUE (list_id, run_id)
) STRICT;
CREATE INDEX hot_observations_time ON hot_observations(list_id, observed_at);
CREATE INDEX hot_observations_snapshot ON hot_observations(snapshot_id);

CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites(id),
  fingerprint BLOB NOT NULL,
  status INTEGER NOT NULL DEFAULT 0,
  priority INTEGER NOT NULL,
  url TEXT NOT NULL,
  request TEXT NOT NULL,
  UNIQUE (site_id, fingerprint)
) STRICT;
CREATE INDEX frontier_queue ON frontier(site_id, priority, id) WHERE status = 0;
CREATE INDEX frontier_inflight ON frontier(site_id) WHERE status = 1;

CREATE TABLE near_duplicate_keys (
  key INTEGER NOT NULL,
  article_id INTEGER NOT NULL,
  PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE search_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version TEXT NOT NULL,
  rebuilt_to INTEGER,
  spill_days INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE VIRTUAL TABLE search_index USING fts5(
  body, title, authors, facets,
  content = '', tokenize = 'ascii'
);

CREATE VIRTUAL TABLE search_characters USING fts5(
  characters,
  content = '', detail = none, columnsize = 0, tokenize = 'ascii'
);

CREATE VIEW v_articles AS
SELECT
  a.id, s.key AS site, a.url, t.title, a.published, a.published_raw, a.modified,
  (SELECT json_group_array(name) FROM (
     SELECT w.name FROM article_authors aw JOIN authors w ON w.id = aw.author_id
     WHERE aw.article_id = a.id ORDER BY aw.position)) AS authors,
  a.source, a.editor, c.name AS category, coalesce(b.trail, '[]') AS breadcrumb,
  (SELECT json_group_array(name) FROM (
     SELECT g.name FROM article_tags ag JOIN tags g ON g.id = ag.tag_id
     WHERE ag.article_id = a.id ORDER BY ag.position)) AS tags,
  a.language,
  (SELECT json_group_object(v.tag, v.url) FROM article_variants v WHERE v.article_id = a.id) AS variants,
  t.body,
  (SELECT json_group_array(json(image)) FROM (
     SELECT json_object('url', i.url, 'caption', ai.caption, 'credit', ai.credit, 'position', ai.position)
       AS image
     FROM article_images ai JOIN images i ON i.id = ai.image_id
     WHERE ai.article_id = a.id ORDER BY ai.number)) AS images,
  a.pages, a.status, a.first_seen, a.last_seen, a.last_changed, a.revision,
  o.url AS duplicate_of, coalesce(p.sources, '{}') AS provenance
FROM articles a
JOIN sites s ON s.id = a.site_id
JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision
LEFT JOIN categories c ON c.id = a.category_id
LEFT JOIN breadcrumbs b ON b.id = a.breadcrumb_id
LEFT JOIN provenances p ON p.id = a.provenance_id
LEFT JOIN articles o ON o.id = a.duplicate_of;

CREATE VIEW v_hot_observations AS
SELECT
  s.key AS site, l.name AS list, o.observed_at, e.rank, e.title, e.url, e.author, e.date,
  coalesce(a.id, u.article_id) AS article_id, o.id AS observation, o.run_id AS run, l.id AS list_id
FROM hot_observations o
JOIN hot_lists l ON l.id = o.list_id
JOIN sites s ON s.id = l.site_id
JOIN hot_entries e ON e.snapshot_id = o.snapshot_id
LEFT JOIN articles a ON a.identity = e.identity
LEFT JOIN article_urls u ON u.identity = e.identity;

CREATE VIEW v_hot_list AS
SELECT site, list, observed_at, rank, title, url, author, date, article_id
FROM v_hot_observations
WHERE observation IN (
  SELECT id FROM (SELECT id, max(observed_at) FROM hot_observations GROUP BY list_id)
);

CREATE VIEW v_latest_run AS
SELECT
  r.id AS run, s.key AS site, r.status, r.started_at, r.ended_at,
  r.articles_new, r.articles_changed, r.articles_unchanged, r.articles_gone, r.options, r.report
FROM runs r JOIN sites s ON s.id = r.site_id
WHERE r.id IN (SELECT max(id) FROM runs GROUP BY site_id);
"""

IMAGE_FILES = """
CREATE TABLE image_files (
  image_id INTEGER PRIMARY KEY REFERENCES images(id),
  status TEXT NOT NULL CHECK (status IN ('stored', 'refused', 'failed')),
  reason TEXT NOT NULL DEFAULT '',
  tries INTEGER NOT NULL DEFAULT 1,
  asked_at TEXT NOT NULL,
  file TEXT,
  sha256 TEXT,
  media_type TEXT,
  bytes INTEGER
) STRICT;
CREATE INDEX image_files_sha256 ON image_files(sha256) WHERE sha256 IS NOT NULL;
"""

VERSIONS: tuple[str, ...] = (V1, CAPTURES, IMAGE_FILES, MONITORING, CHAIN, ALERTS, LOSSES)
