"""Rights holders that a page's structured data names for its pictures, found again by file name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

# schema.org/ImageObject: who is to be credited, best first.
_HOLDERS = ("creditText", "copyrightHolder", "creator", "author", "copyrightNotice")
_ADDRESSES = ("contentUrl", "url", "@id")
_MAX_OBJECTS = 300
_MAX_DEPTH = 4
_MIN_KEY = 6
_SIZE = re.compile(r"(?:[-_]\d{2,4}x\d{2,4}|-scaled|@\dx)$")


def credits_by_file(nodes: Iterable[Any]) -> dict[str, str]:
    """Map the file keys of ``ImageObject`` nodes that name a rights holder to that name, as it is said."""
    found: dict[str, str] = {}
    images: list[dict[str, Any]] = []
    _gather_images(nodes, 0, images)
    for node in images[:_MAX_OBJECTS]:
        said = next((name for key in _HOLDERS if (name := _name(node.get(key)))), "")
        for address in _ADDRESSES if said else ():
            url = node.get(address)
            if isinstance(url, str) and (key := file_key(url)):
                found.setdefault(key, said)
    return found


def file_key(url: str) -> str:
    """Reduce an address to its file's name without size and ending; "" where that tells too little."""
    name = unquote(url.partition("?")[0].rstrip("/").rpartition("/")[2])
    stem = name.rpartition(".")[0] or name
    key = _SIZE.sub("", stem).casefold()
    return key if len(key) >= _MIN_KEY and not key.isalpha() else ""


def _gather_images(parts: Iterable[Any], depth: int, found: list[dict[str, Any]]) -> None:
    if len(found) >= _MAX_OBJECTS:
        return
    for part in parts:
        if isinstance(part, dict):
            if "ImageObject" in str(part.get("@type")):
                found.append(part)
            if depth < _MAX_DEPTH:
                _gather_images(part.values(), depth + 1, found)
        elif isinstance(part, list) and depth < _MAX_DEPTH:
            _gather_images(part, depth + 1, found)


def _name(value: Any) -> str:
    """The name that a holder is given by: a text, or the first person or organisation."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    text = value if isinstance(value, str) else ""
    return "" if text in {"None", "null"} or text.startswith("http") else text
