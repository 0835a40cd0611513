"""Reads what a site's last runs brought about: articles new, changed, gone; hot entries; alarms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from newsarchive.archive.alerts import records
from newsarchive.archive.alerts.records import Happening
from newsarchive.archive.monitoring.alarms import read_alarms
from newsarchive.archive.rows import CHUNK
from newsarchive.archive.runs import IMPORT, REEXTRACTION
from newsarchive.text.snippets import LENGTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from sqlite3 import Connection

_RUNS = f"""
SELECT id FROM runs WHERE site_id = ? AND id > ?
  AND json_extract(options, '$.{REEXTRACTION}') IS NULL AND json_extract(options, '$.{IMPORT}') IS NULL
ORDER BY id
"""
# Later work on an article raises changed_run and never lowers it: nothing of the runs is missed.
_OURS = "a.site_id = :site AND a.changed_run >= :first"
_AMONG = "IN (SELECT value FROM json_each(:runs))"
_NEW = f"SELECT a.id FROM articles a WHERE {_OURS} AND a.first_run {_AMONG} ORDER BY a.id"
_CHANGED = f"""
SELECT t.id FROM articles a JOIN article_revisions t ON t.article_id = a.id
WHERE {_OURS} AND t.revision > 0 AND t.cause = 'publisher' AND t.run_id {_AMONG} ORDER BY t.id
"""
_REMOVED = f"""
SELECT c.id FROM articles a JOIN status_changes c ON c.article_id = a.id
WHERE {_OURS} AND c.status = 'gone' AND c.run_id {_AMONG} ORDER BY c.id
"""
_AUTHORS = """(SELECT json_group_array(name) FROM (
  SELECT w.name FROM article_authors aw JOIN authors w ON w.id = aw.author_id
  WHERE aw.article_id = a.id ORDER BY aw.position))"""
_ARTICLE = f"a.url, a.identity, c.name, {_AUTHORS}"
_SECTION = "LEFT JOIN categories c ON c.id = a.category_id"
_THESE = "IN (SELECT value FROM json_each(?))"
_NEW_ROWS = f"""
SELECT {_ARTICLE}, t.title, t.body, a.first_run, a.id
FROM articles a JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision {_SECTION}
WHERE a.id {_THESE} ORDER BY a.id
"""
_CHANGED_ROWS = f"""
SELECT {_ARTICLE}, t.title, t.body, t.run_id, a.id, t.revision, o.title, o.body
FROM article_revisions t JOIN articles a ON a.id = t.article_id {_SECTION}
JOIN article_revisions o ON o.article_id = t.article_id AND o.revision = t.revision - 1
WHERE t.id {_THESE} ORDER BY t.id
"""
_REMOVED_ROWS = f"""
SELECT {_ARTICLE}, t.title, t.body, x.run_id, x.id, x.evidence
FROM status_changes x JOIN articles a ON a.id = x.article_id {_SECTION}
JOIN article_revisions t ON t.article_id = a.id AND t.revision = a.revision
WHERE x.id {_THESE} ORDER BY x.id
"""
_OBSERVATIONS = f"""
SELECT o.id, o.run_id, l.id, l.name, (
  SELECT p.snapshot_id FROM hot_observations p
  WHERE p.list_id = o.list_id AND (p.observed_at, p.id) < (o.observed_at, o.id)
  ORDER BY p.observed_at DESC, p.id DESC LIMIT 1)
FROM hot_observations o JOIN hot_lists l ON l.id = o.list_id
WHERE l.site_id = :site AND o.run_id {_AMONG} ORDER BY o.id
"""
_ENTRIES = """
SELECT e.rank, e.title, e.url, e.identity, c.name, e.author,
  (SELECT min(b.rank) FROM hot_entries b WHERE b.snapshot_id = ?2 AND b.identity = e.identity)
FROM hot_observations o JOIN hot_entries e ON e.snapshot_id = o.snapshot_id
LEFT JOIN articles a ON a.identity = e.identity LEFT JOIN categories c ON c.id = a.category_id
WHERE o.id = ?1 ORDER BY e.rank
"""


class Happenings:
    """What the runs of one site brought about that were not looked at yet; lazily read, kind by kind."""

    def __init__(self, connection: Connection, site_id: int, after_run: int | None) -> None:
        self._connection = connection
        self._site_id = site_id
        runs = [row[0] for row in connection.execute(_RUNS, (site_id, after_run or 0))]
        # Who begins to use alerts is not told of what was archived years ago.
        self.runs = runs if after_run is not None else runs[-1:]
        self._sources: dict[str, Callable[[], Iterator[Happening]]] = {
            records.NEW: self._new,
            records.CHANGED: self._changed,
            records.REMOVED: self._removed,
            records.RANKED: self._ranked,
            records.ALARM: self._alarms,
        }

    def of(self, kinds: Sequence[str]) -> Iterator[Happening]:
        """Everything of these kinds; alarms bring their ends along."""
        if self.runs:
            for kind, source in self._sources.items():
                if kind in kinds:
                    yield from source()

    def _ids(self, sql: str) -> Iterator[str]:
        """Numbers of rows in portions: a cursor left open would keep the writer's log from being trimmed."""
        values = {"site": self._site_id, "first": self.runs[0], "runs": json.dumps(self.runs)}
        ids = [row[0] for row in self._connection.execute(sql, values)]
        for start in range(0, len(ids), CHUNK):
            yield json.dumps(ids[start : start + CHUNK])

    def _rows(self, which: str, sql: str) -> Iterator[tuple[_Article, tuple[object, ...]]]:
        for portion in self._ids(which):
            for row in self._connection.execute(sql, (portion,)).fetchall():
                yield _Article(row), row[7:]

    def _new(self) -> Iterator[Happening]:
        for article, _ in self._rows(_NEW, _NEW_ROWS):
            yield article.happening(records.NEW, f"address:{article.identity}")

    def _changed(self) -> Iterator[Happening]:
        for article, (number, revision, title, body) in self._rows(_CHANGED, _CHANGED_ROWS):
            note, shown = _difference(str(title), str(body), article.title, article.body)
            thing = f"revision:{number}:{revision}"
            yield article.happening(records.CHANGED, thing, note, shown)

    def _removed(self) -> Iterator[Happening]:
        for article, (number, evidence) in self._rows(_REMOVED, _REMOVED_ROWS):
            yield article.happening(records.REMOVED, f"removal:{number}", f"removed: {evidence}")

    def _ranked(self) -> Iterator[Happening]:
        values = {"site": self._site_id, "runs": json.dumps(self.runs)}
        for observation, run, list_id, name, previous in self._connection.execute(
            _OBSERVATIONS, values
        ).fetchall():
            for rank, title, url, identity, category, author, before in self._connection.execute(
                _ENTRIES, (observation, previous)
            ).fetchall():
                moved = f"was {before}" if before else "was not in it"
                yield Happening(
                    records.RANKED, f"rank:{list_id}:{identity}", run, url, title,
                    f"place {rank} of {name}" if previous is None else f"place {rank} of {name} ({moved})",
                    authors=(author,) if author else (), category=category, address=f"address:{identity}",
                    list=name, rank=rank, before=before or 0, is_first=previous is None,
                )  # fmt: skip

    def _alarms(self) -> Iterator[Happening]:
        site = self._connection.execute("SELECT key FROM sites WHERE id = ?", (self._site_id,)).fetchone()[0]
        for alarm in list(read_alarms(self._connection, site)):
            if alarm.is_open or (alarm.ended_run or 0) >= self.runs[0]:
                note = f"since {alarm.began_at}; expected {alarm.expected}" if alarm.expected else ""
                yield Happening(
                    records.ALARM, f"alarm:{alarm.id}", alarm.last_run, alarm.example_url, alarm.message,
                    note or f"since {alarm.began_at}", list=alarm.monitor,
                )  # fmt: skip
            if not alarm.is_open and (alarm.ended_run or 0) >= self.runs[0]:
                yield Happening(
                    records.ENDED, f"alarm-end:{alarm.id}", alarm.ended_run or 0, alarm.example_url,
                    alarm.message, f"it is over: {alarm.began_at} to {alarm.ended_at}", list=alarm.monitor,
                )  # fmt: skip


class _Article:
    """The columns that all queries for articles begin with."""

    def __init__(self, row: tuple[object, ...]) -> None:
        self.url, self.identity, category, authors, title, body, run = row[:7]
        self.category = str(category) if category is not None else None
        self.authors = tuple(map(str, json.loads(str(authors))))
        self.title, self.body, self.run = str(title), str(body), int(str(run))

    def happening(self, kind: str, thing: str, note: str = "", shown: str = "") -> Happening:
        return Happening(
            kind, thing, self.run, str(self.url), self.title, note, self.body, shown, self.authors,
            self.category, f"address:{self.identity}",
        )  # fmt: skip


def _difference(old_title: str, old_body: str, title: str, body: str) -> tuple[str, str]:
    """What changed, in words, and the text from the first paragraph that is new."""
    if old_title != title:
        note = f"headline was: {old_title[:LENGTH]}"
    elif len(old_body) != len(body):
        note = f"text changed: {len(old_body):,} characters before, {len(body):,} now"
    else:
        note = "text changed"
    known = set(old_body.splitlines())
    lines = body.splitlines()
    first = next((number for number, line in enumerate(lines) if line not in known), None)
    return note, "\n".join(lines[first:]) if first is not None else body
