"""UTF-8 bytes to a tree that is always there, however broken, empty or deep the page."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

# libxml2 stops reading at 2,048 levels; a page that people read stays below a hundred.
MAX_DEPTH = 1_500
# Behind the end of a page there may be a comment or a counter; more than this is content.
_TAIL = 100
_EMPTY = b"<html><body></body></html>"
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]{0,10000}>")
# What libxml2, whose HTML knows none of these, leaves in the head of a page that omits ``<body>``.
_BODY_TAGS = ("article", "aside", "figure", "footer", "header", "main", "nav", "section")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())


def _new_parser() -> etree.HTMLParser[HtmlElement]:
    parser: etree.HTMLParser[HtmlElement] = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,  # an index of ids that nothing here asks for costs 5 % of parsing
    )
    # One class for all elements: lxml.html's own look-up by tag name doubles the cost of touching an element.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def parse(data: bytes) -> HtmlElement:
    """The tree of a UTF-8 page; an ``html`` element without content where there is nothing to read."""
    data = _unclosed(data)
    parser = _new_parser()
    root = _read(data, parser)
    if root is not None and data.count(b"<") > MAX_DEPTH and _stopped_at_depth(parser):
        root = _read(_flattened(data), _new_parser())
    if root is None:
        root = etree.fromstring(_EMPTY, _new_parser())
    _move_out_of_head(root)
    return root


def _move_out_of_head(root: HtmlElement) -> None:
    """The body of a page that does not say where it begins, put back where it belongs, in its order."""
    head = root.find("head")
    first = next(head.iterchildren(*_BODY_TAGS), None) if head is not None else None
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = head.makeelement("body")
        root.append(body)
    stray = [first, *first.itersiblings()]
    body[:0] = stray


def _unclosed(data: bytes) -> bytes:
    """The page without end tags that a good part of it follows: libxml2 drops what stands behind them."""
    # "html>" is found in a third of the time that "</html>" takes: fewer of its letters are everywhere.
    end = data.find(b"html>")
    while end >= 0 and data[end - 2 : end] != b"</":
        end = data.find(b"html>", end + 5)
    if end >= 0 and len(data) - end > _TAIL - 2 and data.find(b"<", end + 5) >= 0:
        return data.replace(b"</html>", b"").replace(b"</body>", b"")
    return data


def _read(data: bytes, parser: etree.HTMLParser[HtmlElement]) -> HtmlElement | None:
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return None
    return root if isinstance(root, HtmlElement) else None


def _stopped_at_depth(parser: etree.HTMLParser[HtmlElement]) -> bool:
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
