"""JSON-LD and microdata of a page as flat lists of nodes, read leniently and within bounds."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from lxml.etree import XPath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

Node = dict[str, Any]

# Pages with more are spam or data dumps; what matters stands in the first scripts.
MAX_SCRIPT_CHARS = 2_000_000
MAX_NODES = 500
MAX_PROPERTIES = 2_000
MAX_VALUE_CHARS = 2_000
MAX_DEPTH = 8

_DECODER = json.JSONDecoder(strict=False)
_WRAPPERS = re.compile(
    r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)\s*|(?://\s*)?(?:-->|\]\]>)"
)
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_COMMENT = re.compile(r"/\*[^*]{0,2000}\*/|^\s*//[^\n]{0,2000}$", re.MULTILINE)
_SALVAGED = re.compile(
    r'"(@type|headline|datePublished|dateCreated|dateModified|articleSection|inLanguage|isAccessibleForFree)"'
    r'\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,1000})"'
)
# By way of the attribute: four times as fast as asking every element for it.
_ITEMPROPS = XPath("//@itemprop/..")
# Ends of the types that are articles.
_ARTICLES = ("article", "blogposting", "report")
# Properties whose value is the whole article or a page part: reading them costs and serves nobody.
_UNREAD = frozenset({"articlebody", "reviewbody", "text", "mainentityofpage", "comment"})


def read_jsonld(scripts: Iterable[HtmlElement]) -> list[Node]:
    """JSON-LD nodes of a page's ``script`` elements in order; nested nodes stay inside theirs.

    ``@graph`` and lists are flattened.

    Broken JSON is repaired where the fault is a common one (comments, CDATA, trailing commas, raw line
    ends, several values in one script, escaped quotes); of what stays broken the plain fields are salvaged.
    """
    nodes: list[Node] = []
    room = MAX_SCRIPT_CHARS
    for script in scripts:
        kind = script.get("type")
        if not kind or "ld+json" not in kind.lower():
            continue
        text = script.text or ""
        room -= len(text)
        if room < 0:
            break
        for value in _parse(text):
            _flatten(value, nodes, 0)
    return nodes


def _parse(text: str) -> list[Any]:
    try:
        return [_DECODER.decode(text)]
    except (ValueError, RecursionError):
        pass
    cleaned = _TRAILING_COMMA.sub("", _WRAPPERS.sub("", text)).strip().rstrip(";")
    for attempt in (cleaned, _COMMENT.sub("", cleaned), html.unescape(cleaned)):
        values = _decode_all(attempt)
        if values:
            return values
    return _salvage(text)


def _decode_all(text: str) -> list[Any]:
    """Every JSON value in a row, or nothing when one of them is broken."""
    values: list[Any] = []
    position = 0
    while position < len(text) and len(values) < MAX_NODES:
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return []
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n,;":
            position += 1
    return values


def _salvage(text: str) -> list[Any]:
    """One node of the first plain string under each known key; later ones belong to other nodes."""
    node: Node = {}
    for key, value in _SALVAGED.findall(text[:200_000]):
        if key == "@type" and not value.endswith(("Article", "Posting")):
            continue
        try:
            node.setdefault(key, json.loads(f'"{value}"', strict=False))
        except ValueError:
            continue
    return [node] if len(node) > 1 else []


def _flatten(value: Any, nodes: list[Node], depth: int) -> None:
    if depth > MAX_DEPTH or len(nodes) >= MAX_NODES:
        return
    if isinstance(value, list):
        for item in value:
            _flatten(item, nodes, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@graph" not in value:
            nodes.append(value)
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), dict | list):
                _flatten(value[key], nodes, depth + 1)


def read_microdata(root: HtmlElement) -> list[Node]:
    """Microdata items of the page in document order, in the shape of JSON-LD nodes.

    A property whose element is itself an item holds that item's node; repeated properties become lists.
    """
    items: dict[HtmlElement, Node] = {}
    for element in _ITEMPROPS(root)[:MAX_PROPERTIES]:
        scope = next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)
        if scope is None:
            continue
        node = _item(scope, items)
        for name in (element.get("itemprop") or "").split():
            if name.lower() not in _UNREAD:
                _add(node, name, _value(element, items))
    return list(items.values())


def _item(element: HtmlElement, items: dict[HtmlElement, Node]) -> Node:
    if element not in items:
        items[element] = {"@type": [t.rsplit("/", 1)[-1] for t in (element.get("itemtype") or "").split()]}
    return items[element]


def _add(node: Node, name: str, value: Any) -> None:
    if value == "":
        return
    if name not in node:
        node[name] = value
    elif isinstance(node[name], list):
        node[name].append(value)
    else:
        node[name] = [node[name], value]


def _value(element: HtmlElement, items: dict[HtmlElement, Node]) -> Any:
    if element.get("itemscope") is not None:
        return _item(element, items)
    for attribute in ("content", "datetime"):
        if element.get(attribute):
            return (element.get(attribute) or "").strip()[:MAX_VALUE_CHARS]
    if element.tag in ("img", "link"):
        return element.get("src") or element.get("href") or ""
    return " ".join("".join(_texts(element)).split())


def _texts(element: HtmlElement) -> Iterator[str]:
    room = MAX_VALUE_CHARS
    for text in element.itertext():
        yield text[:room]
        room -= len(text)
        if room <= 0:
            return


def node_types(node: Node) -> frozenset[str]:
    """Lower-cased schema.org types of ``node`` without their namespace."""
    types = node.get("@type")
    listed = types if isinstance(types, list) else [types]
    return frozenset(_bare_type(t) for t in listed if isinstance(t, str))


def is_article(node: Node) -> bool:
    """Whether ``node`` describes an article in schema.org's sense (``NewsArticle``, ``BlogPosting`` …)."""
    types = node.get("@type")
    if isinstance(types, str):
        return _bare_type(types).endswith(_ARTICLES)
    return any(t.endswith(_ARTICLES) for t in node_types(node))


def _bare_type(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()
