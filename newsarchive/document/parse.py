"""UTF-8 bytes to a tree that is always there, however broken, empty or deep the page."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, cast

from lxml import etree

from newsarchive.document.compiled import is_crowded
from newsarchive.document.crowded import HARMLESS_BYTES, MOST_ATTRIBUTES, thinned

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# libxml2 stops reading at 2,048 levels; a page that people read stays below a hundred.
MAX_DEPTH = 1_500
_EMPTY = b"<html><body></body></html>"
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]{0,10000}>")
# What libxml2, whose HTML knows none of these, leaves in the head of a page that omits ``<body>``.
_BODY_TAGS = ("article", "aside", "figure", "footer", "header", "main", "nav", "section")
_END = re.compile(rb"</(?:html|body)\s{0,99}>", re.IGNORECASE)
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())


class _Parsers(threading.local):
    """A parser for each thread: making one for each page takes 2 to 4 % of parsing."""

    def __init__(self) -> None:
        self.own = _new_parser()


def _new_parser() -> etree.HTMLParser[etree._Element]:
    # No look-up of element classes: touching a plain element costs four fifths of touching an HtmlElement.
    return etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,  # an index of ids that nothing here asks for costs 5 % of parsing
    )


_PARSERS = _Parsers()


def parse(data: bytes) -> HtmlElement:
    """The tree of a UTF-8 page; an ``html`` element without content where there is nothing to read.

    Its elements are plain ones: nothing here asks for what ``HtmlElement`` has besides.
    """
    parser = _PARSERS.own
    if len(data) > HARMLESS_BYTES and is_crowded(data, MOST_ATTRIBUTES):
        data = thinned(data, MOST_ATTRIBUTES)
    root = _read(data, parser)
    if root is not None and root.getnext() is not None:
        # libxml2 begins another tree behind an early end tag.
        data = _END.sub(b"", data)
        root = _read(data, parser)
    if root is not None and _is_deep(root) and _stopped_at_depth(parser):
        root = _read(_flattened(data), parser)
    if root is None:
        root = etree.fromstring(_EMPTY, parser)
    _move_out_of_head(root)
    return cast("HtmlElement", root)


def _is_deep(root: etree._Element) -> bool:
    """Whether the tree ends far down: where libxml2 stops at its depth, nothing follows any more."""
    depth = 0
    while len(root) and depth <= MAX_DEPTH:
        root = root[-1]
        depth += 1
    return depth > MAX_DEPTH


def _move_out_of_head(root: etree._Element) -> None:
    """The body of a page that does not say where it begins, put back where it belongs, in its order."""
    # Nearly always the first element: looking for it by a path costs ten times as much.
    head = root[0] if len(root) and root[0].tag == "head" else root.find("head")
    first = next(head.iterchildren(*_BODY_TAGS), None) if head is not None else None
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = head.makeelement("body")
        root.append(body)
    stray = [first, *first.itersiblings()]
    body[:0] = stray


def _read(data: bytes, parser: etree.HTMLParser[etree._Element]) -> etree._Element | None:
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return None
    return root  # None for a page without any content, whatever the stubs say


def _stopped_at_depth(parser: etree.HTMLParser[etree._Element]) -> bool:
    log = parser.error_log
    return len(log) > 0 and bool(log.filter_types(etree.ErrorTypes.ERR_RESOURCE_LIMIT))


def _flattened(data: bytes) -> bytes:
    """The page without the tags that lie deeper than ``MAX_DEPTH``; their text stays."""
    depth = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        closing, name = match.group(1), match.group(2).lower()
        if name in _VOID:
            return match.group()
        if closing:
            depth -= depth > 0
            return match.group() if depth < MAX_DEPTH else b" "
        depth += 1
        return match.group() if depth <= MAX_DEPTH else b" "

    return _TAG.sub(keep, data)
