"""Chooses between the compiled reading of a page's links and the one in Python, which gives the same.

``tests/discover/test_compiled_mentions.py`` holds both to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.compiled import lend
from newsarchive.discover import mentions
from newsarchive.document.compiled import check_lxml

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from newsarchive.discover.mentions import Mention

SOURCE = Path(__file__).with_name("_mentions.pyx")


def load() -> tuple[Any, str]:
    """The compiled module, or None and why it is not used."""
    return lend("newsarchive.discover._mentions", SOURCE, check_lxml)


_module, WHY_NOT = load()
_reader = _module or mentions
read_mentions: Callable[..., list[Mention]] = _reader.read_mentions
label_of: Callable[[HtmlElement], str] = _reader.label_of
find_leading: Callable[[HtmlElement, int], list[HtmlElement]] = _reader.find_leading
headline_around: Callable[[HtmlElement], str] = _reader.headline_around
day_around: Callable[[HtmlElement], str | None] = _reader.day_around
