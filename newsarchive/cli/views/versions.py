"""Shows how two captures of a page differ: texts by their words, fields by name, bytes by their lines."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from rich.text import Text

from newsarchive.cli.printing import clean, one_line, out, print_json_lines
from newsarchive.cli.views.diff import NEW, OLD, changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.archive.captures.reading import Capture
    from newsarchive.reextract.versions import Version, Versions

_UNTOLD = frozenset({"url", "provenance", "title", "body"})
_CHARSET = re.compile(r"charset\s{0,4}=\s{0,4}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_STYLES = {"-": "red", "+": "green", "@": "cyan"}


def print_versions(before: Version, after: Version) -> None:
    """Print changed fields, then changed paragraphs with [-old-] and {+new+}."""
    console = out()
    console.print(Text(_heading(before.capture, after.capture), "cyan"), soft_wrap=True)
    fields = list(_changed_fields(before, after))
    for name, old, new in fields:
        console.print(Text(f"{name}: ").append_text(Text(" → ").join(_sides(old, new))), soft_wrap=True)
    lines = list(changes(_paragraphs(before), _paragraphs(after)))
    for line in lines:
        console.print()
        console.print(line, soft_wrap=True)
    if not lines:
        console.print(Text("Title and text are the same." if fields else "Both give the same."))


def print_versions_as_json(before: Version, after: Version) -> None:
    """Print one object: both captures, and the old and new value of each field that differs."""
    old, new = before.article.to_dict(), after.article.to_dict()
    differing = {name: [old[name], new[name]] for name in old if name not in {"url", "provenance"}}
    fields = {"kind": [before.kind, after.kind], **differing}
    print_json_lines([{
        "url": after.capture.url,
        "from": _described(before.capture),
        "to": _described(after.capture),
        "fields": {name: pair for name, pair in fields.items() if pair[0] != pair[1]},
    }])  # fmt: skip


def print_bytes(versions: Versions, before: Capture, after: Capture) -> None:
    """Print a unified diff of the payloads' lines, decoded; nothing in them reaches the terminal as such."""
    console = out()
    names = [f"{one_line(c.url)}\t{c.fetched_at} (capture {c.id})" for c in (before, after)]
    old, new = (_lines(versions, capture) for capture in (before, after))
    told = False
    for line in unified_diff(old, new, names[0], names[1], lineterm=""):
        told = True
        console.print(Text(clean(line), _STYLES.get(line[:1], "")), soft_wrap=True)
    if not told:
        console.print(Text("Both are the same, byte for byte or but for their encoding."))


def _lines(versions: Versions, capture: Capture) -> list[str]:
    from newsarchive.document.decode import to_utf8

    declared = _CHARSET.search(versions.media_type(capture))
    text = to_utf8(versions.payload(capture), declared[1] if declared else "").decode("utf-8", "replace")
    # Only real line ends: form feeds and U+2028 inside a line are part of it.
    return re.split("\r\n|\r|\n", text)


def _heading(before: Capture, after: Capture) -> str:
    return one_line(
        f"{after.url}: capture {before.id} of {before.fetched_at} → {after.id} of {after.fetched_at}"
    )


def _described(capture: Capture) -> dict[str, Any]:
    return {"capture": capture.id, "fetched_at": capture.fetched_at, "sha256": capture.sha256}


def _paragraphs(version: Version) -> list[str]:
    return [version.article.title, *version.article.body.split("\n")]


def _changed_fields(before: Version, after: Version) -> Iterator[tuple[str, str, str]]:
    if before.kind != after.kind:
        yield "kind", before.kind, after.kind
    old, new = before.article.to_dict(), after.article.to_dict()
    for name in old:
        if name not in _UNTOLD and old[name] != new[name]:
            yield name, _text(old[name]), _text(new[name])


def _text(value: Any) -> str:
    """A field's value on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(item)}" for name, item in value.items() if item is not None)
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return "" if value is None else one_line(str(value))


def _sides(old: str, new: str) -> list[Text]:
    """The old value and the new; one of them is missing where the field is."""
    sides = ((f"[-{old}-]", OLD, old), (f"{{+{new}+}}", NEW, new))
    return [Text(shown, style) for shown, style, value in sides if value]
