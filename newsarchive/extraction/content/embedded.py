"""The article of a page that a browser would assemble: its text as the scripts hold it."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from newsarchive.document.compiled import collect_blocks
from newsarchive.document.decode import to_utf8
from newsarchive.document.parse import parse
from newsarchive.document.texts import count_stops, size_of
from newsarchive.extraction.content.setting import MIN_PROSE
from newsarchive.extraction.content.vocabulary import CAPTION_HINT, hint_mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

_MAX_SCRIPT_CHARS = 2_000_000
_MAX_STRINGS = 200
# The longest of them that are read as pages.
_MAX_READ = 40
# Characters of a JSON string of the length of an article; one of Han says as much as three.
_LEAST, _LEAST_HAN, _MOST = 400, 140, 200_000
# Many short strings, then what stands up to the next quotation mark that is not escaped. It matches anywhere
# and never steps back: a search for whole strings would begin anew at each mark that opens none.
_TO_QUOTE = re.compile(
    r'((?:[^"\\]{0,49}+(?:\\.[^"\\]{0,49}+){0,6}+")*+)((?:[^"\\]++|\\.?)*+)("?)', re.DOTALL
)
_PLACEHOLDER = re.compile(r"\W{0,3}[A-Z_\d]{2,40}\W{0,3}$")
_BREAKS = re.compile(r"\r?\n+|\\n+")
# A string with more keys in it is data, not text.
_CODE_MARKS = 5


def embedded_blocks(document: Document) -> list[Block]:
    """The blocks of the longest running text in the page's data; [] when there is none.

    Only for pages whose elements hold no article: data may hold other articles besides.
    """
    best: list[Block] = []
    best_size = 0
    for text in sorted(_long_texts(document), key=len, reverse=True)[:_MAX_READ]:
        if len(text) <= best_size:
            break
        blocks = [block for block in _blocks_of(text) if not block.is_image and not _is_beside(block)]
        size = sum(len(block.text) for block in blocks if _is_running(block.text))
        if size > best_size:
            best, best_size = blocks, size
    return best


def _long_texts(document: Document) -> Iterator[str]:
    room = _MAX_SCRIPT_CHARS
    # Some portals put the article into fields that are never shown, for their scripts to read.
    for area in document.elements("textarea"):
        if area.text and size_of(area.text) >= _LEAST and len(area.text) <= _MOST:
            yield area.text
    waiting = [script.text for script in document.elements("script") if script.text and "{" in script.text]
    strings = 0
    while waiting and room > 0 and strings < _MAX_STRINGS:
        code = waiting.pop(0)[:room]
        room -= len(code)
        for text in _strings(code):
            strings += 1
            if '":' in text and text.count('":') > _CODE_MARKS:
                # Data inside a string: scripts are streamed in pieces that way.
                waiting.append(text)
            else:
                yield html.unescape(text) if "&lt;" in text else text


def _strings(code: str) -> Iterator[str]:
    opened = False
    for found in _TO_QUOTE.finditer(code):
        start, end = found.span(2)
        quote = found.group(3)
        opened = opened or start > found.start()
        size = end - start
        if opened and quote and _is_long(code, start, size):
            opened = False
            try:
                yield json.loads(f'"{code[start:end]}"', strict=False)
            except ValueError:
                continue
        else:
            # Also behind a mark that closed a short string: which marks open one is not known.
            opened = bool(quote)


def _is_long(code: str, start: int, size: int) -> bool:
    """Whether a string may be an article: many letters, or fewer Han ones."""
    if _LEAST <= size <= _MOST:
        return True
    return _LEAST_HAN <= size < _LEAST and not code[start : start + _LEAST_HAN].isascii()


def _blocks_of(text: str) -> list[Block]:
    if "</p>" not in text and "</h" not in text and "<br" not in text and "</div>" not in text:
        text = "".join(f"<p>{html.escape(line)}</p>" for line in _BREAKS.split(text))
    return collect_blocks(parse(to_utf8(f"<html><body>{text}</body></html>")))


def _is_beside(block: Block) -> bool:
    """Captions, and the marks at which a script puts advertisements."""
    if _PLACEHOLDER.match(block.text):
        return True
    return any(box.tag == "figcaption" or hint_mask(box.hints) & CAPTION_HINT for box in block.box.up())


def _is_running(text: str) -> bool:
    return len(text.encode("utf-8", "replace")) > MIN_PROSE and count_stops(text) > 0
