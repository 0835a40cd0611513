"""Tells field by field what a page read anew gives other than the archive holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from newsarchive.archive.clean import clean_article
from newsarchive.text.script import chinese_script

if TYPE_CHECKING:
    from newsarchive.archive.records import ArticleRecord
    from newsarchive.model import Article

FIELDS: Final = (
    "title", "published", "published_raw", "modified", "authors", "source", "editor", "category",
    "breadcrumb", "tags", "language", "variants", "body", "images", "pages",
)  # fmt: skip
_SHOWN: Final = 200

Differences = dict[str, tuple[str, str]]
"""Field to what is stored and what was read, cut to what a person looks at."""


def differences(stored: ArticleRecord, article: Article) -> Differences:
    """The fields of ``article`` that storing it would change."""
    if not _unequal(stored, article):
        return {}  # nearly always so: what is stored is clean
    read = clean_article(article, article.url)
    changed = _unequal(stored, read)
    if "body" in changed and {chinese_script(stored.body), chinese_script(read.body)} == {"Hans", "Hant"}:
        return {}  # the edition in the other script: the one stored first stays
    return {name: _shown(getattr(stored, name), getattr(read, name)) for name in changed}


def _unequal(stored: ArticleRecord, read: Article) -> list[str]:
    return [name for name in FIELDS if getattr(stored, name) != getattr(read, name)]


def _plain(value: object) -> object:
    """Mappings and tuples of records in a form that compares by content."""
    if isinstance(value, tuple):
        return [asdict(item) if hasattr(item, "__dataclass_fields__") else item for item in value]
    if value is None or isinstance(value, str | int):
        return value
    return dict(value)  # type: ignore[call-overload]


def _shown(old: object, new: object) -> tuple[str, str]:
    """Both values as text; of long texts the first paragraph that differs."""
    before, after = _text(old).split("\n"), _text(new).split("\n")
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return _cut("\n".join(before[same : same + 1])), _cut("\n".join(after[same : same + 1]))


def _text(value: object) -> str:
    plain = _plain(value)
    return plain if isinstance(plain, str) else "" if plain is None else str(plain)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
