"""JSON-LD and microdata of a page as flat lists of nodes, read leniently and within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]


def read_jsonld(root: HtmlElement) -> list[Node]:
    """All JSON-LD nodes of the page in order, ``@graph`` and lists flattened; nested nodes stay inside theirs."""
    return []


def node_types(node: Node) -> frozenset[str]:
    """The lower-cased schema.org types of ``node`` without their namespace."""
    return frozenset()
