"""Finds elements with more attributes than any page has: libxml2 spends the square of their number."""

from __future__ import annotations

import re
from typing import Final

MOST_ATTRIBUTES: Final = 1_000
"""Of one element; people's pages have dozens. 100,000 take libxml2 (2.14) 20 seconds."""
HARMLESS_BYTES: Final = 64 * 1024
"""A page of so many bytes has no more attributes than are read in half a second, and is not looked at."""

# As HTML's tokenizer parts them (https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state), save
# that a quote which is never closed closes nothing.
_ATTRIBUTE: Final = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_attributes: Final = re.compile(_ATTRIBUTE)
_tags: Final = re.compile(rb"(<[a-zA-Z][^\s/>]*+)((?:" + _ATTRIBUTE + rb")*+)")


def is_crowded(data: bytes, most: int) -> bool:
    """Whether an element has more than ``most`` attributes."""
    return any(_has_more(tag, most) for tag in _tags.finditer(data))


def thinned(data: bytes, most: int) -> bytes:
    """The page without the attributes of all elements that have more than ``most`` of them."""
    return _tags.sub(lambda tag: tag[1] if _has_more(tag, most) else tag[0], data)


def _has_more(tag: re.Match[bytes], most: int) -> bool:
    return tag.end(2) - tag.start(2) > most and len(_attributes.findall(tag[2])) > most
