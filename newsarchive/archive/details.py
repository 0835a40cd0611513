"""Stores what hangs on an article: authors, tags, images, variants, and names kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.archive.naming import url_key

if TYPE_CHECKING:
    from sqlite3 import Connection

    from newsarchive.archive.seen import Seen
    from newsarchive.model import Article

# Names repeat from page to page; this many are looked up without asking the database.
CACHED_NAMES = 20_000

Facts = tuple[tuple[object, ...], ...]


class Details:
    """The child rows of articles. Ids of repeated names are cached for the length of a run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str], int] = {}

    def taken_back(self) -> None:
        """Forget the ids of names: some may be of a page whose rows were taken back."""
        self._ids.clear()

    def store(self, article_id: int, article: Article) -> None:
        """Write the child rows of a new article."""
        self._store_names("authors", article_id, article.authors)
        self._store_names("tags", article_id, article.tags)
        if article.images:
            self._connection.executemany(
                "INSERT INTO article_images VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (article_id, number, self._image_id(i.url), i.position, i.caption, i.credit)
                    for number, i in enumerate(article.images)
                ],
            )
        for tag_name, url in sorted(article.variants.items()):
            self._connection.execute(
                "INSERT INTO article_variants VALUES (?, ?, ?)", (article_id, tag_name, url)
            )
            if url_key(url) != url_key(article.url):
                self._connection.execute(
                    "INSERT INTO article_urls(identity, article_id, kind) VALUES (?, ?, 'variant')"
                    " ON CONFLICT (identity) DO NOTHING",
                    (url_key(url), article_id),
                )

    def _store_names(self, table: str, article_id: int, names: tuple[str, ...]) -> None:
        if names:
            self._connection.executemany(
                f"INSERT INTO article_{table} VALUES (?, ?, ?)",
                [
                    (article_id, position, self._name_id(table, "name", name))
                    for position, name in enumerate(names)
                ],
            )

    def _image_id(self, url: str) -> int:
        """The id of a picture; nearly all are new, so they are put in first and not kept in memory."""
        added = self._connection.execute("INSERT INTO images(url) VALUES (?) ON CONFLICT DO NOTHING", (url,))
        if added.rowcount:
            return int(added.lastrowid or 0)
        found: int = self._connection.execute("SELECT id FROM images WHERE url = ?", (url,)).fetchone()[0]
        return found

    def differ(self, article_id: int, article: Article) -> bool:
        """Tell whether the stored child rows are not those of ``article``."""
        images = tuple((i.url, i.position, i.caption, i.credit) for i in article.images)
        return (
            tuple((name,) for name in article.authors) != self._stored(_AUTHORS, article_id)
            or tuple((name,) for name in article.tags) != self._stored(_TAGS, article_id)
            or images != self._stored(_IMAGES, article_id)
            or tuple(sorted(article.variants.items())) != self._stored(_VARIANTS, article_id)
        )

    def replace(self, article_id: int, article: Article) -> None:
        """Write the child rows anew."""
        for table in ("article_authors", "article_tags", "article_images", "article_variants"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
        self.store(article_id, article)

    def _stored(self, query: str, article_id: int) -> Facts:
        return tuple(self._connection.execute(query, (article_id,)))

    def provenance_id(self, sources: str) -> int | None:
        """The id of a provenance (equal ones are kept once)."""
        return self._name_id("provenances", "sources", sources) if sources != "{}" else None

    def breadcrumb_id(self, trail: str) -> int | None:
        """The id of a breadcrumb trail (a JSON array)."""
        return self._name_id("breadcrumbs", "trail", trail) if trail else None

    def category_id(self, seen: Seen, name: str | None) -> int | None:
        """The id of a site's section by name, made known if need be."""
        if not name:
            return None
        key = (f"category {seen.site_id}", name)
        known = self._ids.get(key)
        if known is None:
            self._connection.execute(
                "INSERT INTO categories(site_id, name, first_seen, last_seen) VALUES (?1, ?2, ?3, ?3)"
                " ON CONFLICT (site_id, name) DO UPDATE SET last_seen = max(last_seen, excluded.last_seen)",
                (seen.site_id, name, seen.at),
            )
            known = self._remember(
                key, "SELECT id FROM categories WHERE site_id = ? AND name = ?", (seen.site_id, name)
            )
        return known

    def _name_id(self, table: str, column: str, name: str) -> int:
        key = (table, name)
        known = self._ids.get(key)
        if known is None:
            query = f"SELECT id FROM {table} WHERE {column} = ?"
            if self._connection.execute(query, (name,)).fetchone() is None:
                self._connection.execute(f"INSERT INTO {table}({column}) VALUES (?)", (name,))
            known = self._remember(key, query, (name,))
        return known

    def _remember(self, key: tuple[str, str], query: str, values: tuple[object, ...]) -> int:
        if len(self._ids) >= CACHED_NAMES:
            self._ids.clear()
        found: int = self._connection.execute(query, values).fetchone()[0]
        self._ids[key] = found
        return found


_AUTHORS = (
    "SELECT w.name FROM article_authors x JOIN authors w ON w.id = x.author_id"
    " WHERE x.article_id = ? ORDER BY x.position"
)
_TAGS = (
    "SELECT g.name FROM article_tags x JOIN tags g ON g.id = x.tag_id"
    " WHERE x.article_id = ? ORDER BY x.position"
)
_IMAGES = (
    "SELECT i.url, x.position, x.caption, x.credit FROM article_images x JOIN images i ON i.id = x.image_id"
    " WHERE x.article_id = ? ORDER BY x.number"
)
_VARIANTS = "SELECT tag, url FROM article_variants WHERE article_id = ? ORDER BY tag"
