"""Links in data meant for scripts: JSON answers, JSON in a page, objects that a script assigns."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from newsarchive.discover.anchors import Anchor
from newsarchive.discover.mentions import read_day
from newsarchive.discover.places import page_on, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from newsarchive.document import Document

MAX_NODES: Final = 50_000
"""Objects, lists and values of one page's data that are looked at."""
MAX_DATA: Final = 4_000_000
"""Characters of one page's scripts that are looked at."""

_MAX_SCRIPTS: Final = 200
_MAX_DEPTH: Final = 40
_MAX_ADDRESS: Final = 1000
_MAX_TITLE: Final = 300
_MAX_FRAGMENTS: Final = 20
_OPENING: Final = re.compile(r"(?:=|\(|^)\s{0,20}(?=[\[{]\s{0,20}[\"{\[])")
_MAX_OPENINGS: Final = 8
_ADDRESS_KEY: Final = re.compile(
    r"(?:.{0,20}(?:url|link|href|permalink)|path|uri|u|route|as|to|loc)", re.IGNORECASE
)
_TITLE_KEY: Final = re.compile(r".{0,12}(?:title|headline|subject)|name|text|label|t|h1", re.IGNORECASE)
_DATE_KEY: Final = re.compile(r".{0,16}(?:date|time|publish|created|updated|posted).{0,10}", re.IGNORECASE)
_NEXT_KEY: Final = re.compile(
    r"(?:next|more)[_-]?(?:page)?[_-]?(?:url|link|href|path)?|load[_-]?more[_-]?(?:url)?", re.IGNORECASE
)
_PICTURE_KEY: Final = re.compile(
    r"im(?:a?ge?|g)|pic|thumb|cover|avatar|logo|icon|src|poster|api", re.IGNORECASE
)
_UNFIT: Final = re.compile(r"[\s<>{}\"'`\\]")
_CALL: Final = re.compile(rb"\s{0,99}[\w.$]{1,80}\s{0,9}\(")
_decoder: Final = json.JSONDecoder()


def read_data_anchors(document: Document, hosts: Sequence[str]) -> list[Anchor]:
    """Addresses with a title in the page's own data (``__NEXT_DATA__``, ``window.STATE = {…}``, JSON-LD)."""
    found: dict[str, Anchor] = {}
    room = MAX_DATA
    for script in document.elements("script")[:_MAX_SCRIPTS]:
        text = script.text or ""
        room -= len(text)
        if room < 0:
            break
        for value in _values(text):
            for anchor in _anchors(value, document.base, tuple(hosts)):
                if anchor.text:
                    found.setdefault(anchor.place.url, anchor)
    return list(found.values())


def read_json(content: bytes, base: str, hosts: Sequence[str]) -> tuple[list[Anchor], str, list[str]]:
    """What a JSON answer names: pages, the address of the next part ("" if none), and fragments of HTML."""
    try:
        value: Any = json.loads(_bare(content[:MAX_DATA]))
    except (ValueError, RecursionError):
        return [], "", []
    hosts = tuple(hosts)
    following = ""
    fragments: list[str] = []
    for item in _objects(value):
        for key, told in item.items():
            if not isinstance(told, str):
                continue
            if not following and _NEXT_KEY.fullmatch(key):
                following = page_on(base, told, hosts)
            if "<a " in told and len(fragments) < _MAX_FRAGMENTS:
                fragments.append(told)
    return list(_anchors(value, base, hosts)), following, fragments


def _bare(content: bytes) -> bytes:
    """The data without the call of a function around it (JSONP)."""
    call = _CALL.match(content)
    return content[call.end() : content.rfind(b")")] if call else content


def _values(script: str) -> Iterator[Any]:
    """The JSON values that a script consists of or assigns."""
    if len(script) < 20 or "/" not in script:
        return
    end = 0
    for opening in islice(_OPENING.finditer(script), _MAX_OPENINGS):
        if opening.end() < end:
            continue
        try:
            value, end = _decoder.raw_decode(script, opening.end())
        except (ValueError, RecursionError):
            continue
        yield value


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects inside ``value`` in their order."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting and seen < MAX_NODES:
        node, depth = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
        inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else ()
        if depth < _MAX_DEPTH:
            waiting.extend(
                (item, depth + 1) for item in reversed(inner[:MAX_NODES]) if isinstance(item, dict | list)
            )


def _anchors(value: Any, base: str, hosts: tuple[str, ...]) -> Iterator[Anchor]:
    for item in _objects(value):
        texts = {key: told for key, told in item.items() if isinstance(told, str) and told}
        addresses = [told for key, told in texts.items() if _is_address(key, told)]
        if not addresses:
            continue
        title = next(
            (
                " ".join(told.split())
                for key, told in texts.items()
                if _TITLE_KEY.fullmatch(key) and len(told) <= _MAX_TITLE and "<" not in told
            ),
            "",
        )
        date = next(
            (found for key, told in texts.items() if _DATE_KEY.fullmatch(key) and (found := read_day(told))),
            None,
        )
        for address in addresses:
            if url := page_on(base, address, hosts):
                place = place_of(url)
                yield Anchor(place, title, place.day or date, "")


def _is_address(key: str, text: str) -> bool:
    if len(text) > _MAX_ADDRESS or _UNFIT.search(text) or _PICTURE_KEY.search(key):
        return False
    if text.startswith(("http://", "https://", "/")):
        return True
    return _ADDRESS_KEY.fullmatch(key) is not None and "/" in text
