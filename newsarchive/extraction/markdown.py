"""The body as Markdown: headings, lists, quotes, tables' rows, links and pictures keep their form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block
    from newsarchive.extraction.content.paragraphs import Paragraph
    from newsarchive.model import Image

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(#{1,6}\s|[-+]\s|\d{1,9}[.)]\s|>|={3,}|-{3,})")
_LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})


def to_markdown(
    document: Document, title: str, paragraphs: Sequence[Paragraph], images: Sequence[Image]
) -> str:
    """CommonMark text of an article: the title as its first heading, pictures where they stood."""
    parts: list[str] = [f"# {_escape(title)}"] if title else []
    waiting = list(images)
    for number, paragraph in enumerate(paragraphs):
        while waiting and waiting[0].position <= number:
            parts.append(_picture(waiting.pop(0)))
        parts.append(_paragraph(document, paragraph))
    parts.extend(_picture(image) for image in waiting)
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Parts a blank line apart; items of one list stay together."""
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        both_items = _is_item(before) and _is_item(part)
        text += ("\n" if both_items else "\n\n" if text else "") + part
    return text + "\n" if text else ""


def _is_item(part: str) -> bool:
    return part.lstrip().startswith(("- ", "1. "))


def _picture(image: Image) -> str:
    words = " ".join(filter(None, (image.caption, f"({image.credit})" if image.credit else "")))
    return f"![{_escape(words)}]({_address(image.url)})"


def _paragraph(document: Document, paragraph: Paragraph) -> str:
    block = paragraph.block
    text = _with_links(document, paragraph.text, block)
    if block.heading:
        # The title is the one first-level heading.
        return "#" * max(2, block.heading) + " " + text
    prefix = _prefix(block)
    return prefix + (text if prefix.lstrip().startswith(("-", "1")) else _LINE_START.sub(r"\\\1", text))


def _prefix(block: Block) -> str:
    tags = [box.tag for box in block.box.up()]
    quote = "> " * min(3, tags.count("blockquote"))
    if "li" not in tags:
        return quote
    lists = [tag for tag in tags if tag in _LIST_TAGS] or ["ul"]
    return quote + "   " * (min(len(lists), 6) - 1) + ("1. " if lists[0] == "ol" else "- ")


def _with_links(document: Document, text: str, block: Block) -> str:
    """The text escaped, each of the block's links put back around its words."""
    done: list[str] = []
    rest = text
    if block.link_chars:
        for anchor in block.element.iter("a"):
            words = " ".join("".join(anchor.itertext()).split())
            href = document.absolute(anchor.get("href") or "")
            before, found, after = rest.partition(words) if words else (rest, "", "")
            if found and href.startswith(("http://", "https://", "/")):
                done.append(f"{_escape(before)}[{_escape(words)}]({_address(href)})")
                rest = after
    return "".join(done) + _escape(rest)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _address(url: str) -> str:
    return url.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("\n", "")
