"""The parsed page: tree, address and head facts, each computed once."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from newsarchive.document.compiled import collect_blocks, find_named
from newsarchive.document.decode import to_utf8
from newsarchive.document.parse import parse
from newsarchive.document.structured import read_jsonld, read_microdata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block
    from newsarchive.document.structured import Node


# Tags that several readers look for all over the page.
NAMED = ("frame", "h1", "iframe", "input", "link", "meta", "script", "textarea", "time", "title")
# Scheme and host as most addresses write them; urljoin takes twenty times as long.
_ORIGIN = re.compile(r"https?://[a-z0-9.:-]+(?=/)")


def is_address(url: str) -> bool:
    """Whether the standard library can take ``url`` apart ("http://[" raises in it)."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


class Document:
    """A page decoded and parsed once; cheap to make, everything else is computed on first use.

    ``url`` is "" when what was given is no address. ``charset`` is the transport's claim.
    """

    def __init__(self, html: bytes | str, url: str = "", charset: str = "") -> None:
        self.url = url if is_address(url) else ""
        self.charset = charset
        self.root: HtmlElement = parse(to_utf8(html, charset))
        self.facts: dict[object, object] = {}  # see remembered.py

    @cached_property
    def base(self) -> str:
        """The address that relative links are resolved against (``<base href>`` counts)."""
        # Right in head or body, where parsers leave it: a walk through the tree costs a tenth of a parse.
        bases = (element for part in self.root for element in part.iterchildren("base"))
        href = next((href for element in bases if (href := element.get("href"))), "")
        return urljoin(self.url, href) if href and is_address(href) else self.url

    @cached_property
    def _origin(self) -> str:
        plain = _ORIGIN.match(self.base)
        return plain[0] if plain else urljoin(self.base, "/").removesuffix("/")

    def absolute(self, href: str) -> str:
        """``href`` as an absolute address; unchanged where the page has no address or the link is broken."""
        href = href.strip()
        if href.startswith(("https://", "http://")):
            return href  # what urljoin answers too, after 20 µs
        if href[:1] == "/" and href[1:2] not in {"/", "\\"} and "/." not in href:
            return self._origin + href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return href

    def elements(self, tag: str) -> list[HtmlElement]:
        """The elements of one of the tags that are looked for by name (``NAMED``), in document order."""
        return self._named.get(tag, [])

    @property
    def asks_password(self) -> bool:
        """Whether the page has a field for a password."""
        return any(field.get("type") == "password" for field in self.elements("input"))

    @cached_property
    def _named(self) -> dict[str, list[HtmlElement]]:
        return find_named(self.root, NAMED)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """``<meta>`` contents by lower-cased name, property or itemprop, in order."""
        found: dict[str, list[str]] = {}
        for element in self.elements("meta"):
            get = element.get
            content = get("content")
            if not content or not (content := content.strip()):
                continue
            name = get("property") or get("name") or get("itemprop")
            if name:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def blocks(self) -> list[Block]:
        """Text blocks and pictures of the page in document order."""
        return collect_blocks(self.root)

    @cached_property
    def jsonld(self) -> list[Node]:
        """The JSON-LD nodes of the page in order, ``@graph`` and lists flattened."""
        return read_jsonld(self.elements("script"))

    @cached_property
    def microdata(self) -> list[Node]:
        """The microdata items of the page in document order, shaped like JSON-LD nodes."""
        return read_microdata(self.root)
