"""Names that a page's scripts hold beside its headline, for pages whose elements show none."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from newsarchive.extraction.title import head_title

if TYPE_CHECKING:
    from newsarchive.document import Document

SOURCE_KEYS = re.compile(
    r"""["']?\b(?:source|media|source_?name|media_?name|article_?source|nick_?name|copy_?from)["']?\s{0,3}[:=]\s{0,3}"""
    r"""(?:htmlDecode\()?["'](?P<value>[^"'<>{}\[\]\n]{2,60})["']""",
    re.IGNORECASE,
)
EDITOR_KEYS = re.compile(
    r"""["']?\b(?:editor_?name|editor|责编)["']?\s{0,3}[:=]\s{0,3}["'](?P<value>[^"'<>{}\[\]\n]{2,60})["']""",
    re.IGNORECASE,
)
# How much of a headline is looked for, and how far around it an object's own values stand.
_TITLE_CHARS, _REACH = 8, 6_000
_MAX_SCRIPTS, _MAX_CHARS = 60, 2_000_000


def held_value(document: Document, keys: re.Pattern[str]) -> str | None:
    """The first value under one of ``keys`` in a script that holds the page's headline, near it."""
    title = head_title(document).strip()[:_TITLE_CHARS] or _declared_title(document)
    if len(title) < _TITLE_CHARS:
        return None
    escaped = json.dumps(title)[1:-1]
    for script in document.elements("script")[:_MAX_SCRIPTS]:
        code = script.text or ""
        if len(code) > _MAX_CHARS:
            continue
        at = max(code.find(title), code.find(escaped))
        found = keys.search(code, max(0, at - _REACH), at + _REACH) if at >= 0 else None
        if found:
            return _decoded(found["value"])
    return None


def _declared_title(document: Document) -> str:
    return next(iter(document.meta.get("og:title", ())), "")[:_TITLE_CHARS]


def _decoded(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"')) if "\\" in value else value
    except ValueError:
        return value
