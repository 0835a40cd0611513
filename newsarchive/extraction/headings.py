"""The headline as the page shows it: the heading, or the text, that says what its head says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newsarchive.extraction.wording import MAX_TITLE_CHARS, fold, is_han, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from newsarchive.document import Document

# Shorter texts begin or end many a title by chance; a heading of more parts is no headline.
SHORTEST, LONGEST, MAX_PARTS = 6, 80, 20
# A head's title that is no longer may be the name of a section or site.
_NAME_CHARS = 12
_SEPARATOR_END = re.compile(r"\S(?:\s?[:：|｜»›]|\s[-–—])\s?$|[\u4e00-\u9fff](?:--?|[_—])$")
_LETTERS = re.compile(r"[^\W_]+")
_DATED = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d")


def text_of(element: HtmlElement) -> str:
    """All text in ``element``."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def _shown_headings(document: Document) -> Iterator[HtmlElement]:
    """Every ``h1`` that shows text, in order; by way of the blocks, which costs no walk over the page."""
    named = document.elements("h1")
    if not named:
        return
    shown = dict.fromkeys([block.element for block in document.blocks if block.tag == "h1"])
    if len(shown) == len(named):
        yield from shown
    else:
        yield from _wrapping_headings(document)


def _wrapping_headings(document: Document) -> Iterator[HtmlElement]:
    """The same where an ``h1`` may hold its text in an element of its own, or shows none."""
    seen: HtmlElement | None = None
    for block in document.blocks:
        around = block.box.parent
        if block.tag == "h1":
            element = block.element
        elif around is not None and around.tag == "h1":
            element = around.element
        else:
            continue
        if element is not seen:
            seen = element
            yield element


def _heading_text(element: HtmlElement, known: list[str]) -> str:
    """The heading's words without a kicker or a label of an element of its own, which the head leaves out."""
    text = tidy(text_of(element))
    if len(element) == 0 or any(other.startswith(text) for other in known):
        return text
    parts = [part for part in element.itertext() if not part.isspace()][:MAX_PARTS]
    whole = tidy("".join(parts))
    for inner in (tidy("".join(parts[1:])), *(tidy("".join(parts[:-n])) for n in range(1, len(parts)))):
        # Some templates set date, source and counters into the heading too.
        is_most = 2 * len(inner) > len(text) or _DATED.search(whole.removeprefix(inner)) is not None
        if is_most and len(inner) >= SHORTEST and any(o.startswith(inner) for o in known):
            return inner
    return text


def best_heading(document: Document, known: list[str]) -> str:
    """The ``h1`` that says what the head says; the only one where there is no telling."""
    texts = (_heading_text(element, known) for element in _shown_headings(document))
    headings = [text for text in texts if 1 < len(text) < MAX_TITLE_CHARS]
    if not known or not headings:
        return headings[0] if headings else ""
    said = [h for h in headings if any((len(h) > 15 and h in o) or h.startswith(o) for o in known)]
    if not said and len(headings) == 1 == len(known) and len(known[0]) <= _NAME_CHARS < 2 * len(headings[0]):
        # Many a system writes the section or the site into its pages' heads and nothing else.
        return headings[0]
    if said:
        # The site's name is a heading of its own on many pages, and stands in the head too.
        return said[0] if said[0] in known else max(said, key=len)
    scored = [
        (max(_overlap(text, other) for other in known), len(text), -i) for i, text in enumerate(headings)
    ]
    score, _, index = max(scored)
    return headings[-index] if score >= 0.3 else ""


def _overlap(text: str, other: str) -> float:
    """Share of the words (of the characters, in Han) of ``text`` that stand in ``other``."""
    mine, yours = _words(text), _words(other)
    return len(mine & yours) / max(1, len(mine))


def _words(text: str) -> set[str]:
    folded = fold(text)
    return {w for w in _LETTERS.findall(folded) if not is_han(w)} | {c for c in folded if is_han(c)}


def title_on_page(document: Document, known: list[str]) -> str:
    """The longest text block that a head title begins with: the headline of pages without ``h1``.

    Else the heading that one ends with: some blogs put their own name first.
    """
    best = ""
    longest = max(map(len, known), default=0)
    for block in document.blocks:
        text = block.text
        if (
            5 < len(text) <= longest
            and len(text) > len(best)
            and any(_is_start(text, title) for title in known)
        ):
            best = text
    return tidy(best or _ending(document, known))


def _ending(document: Document, known: list[str]) -> str:
    headings = (block.text for block in document.blocks if block.heading)
    found = next((text for text in headings if any(is_end(text, other) for other in known)), "")
    if found or all(map(str.isascii, known)):
        return found
    # Printed papers' editions have no headings at all.
    lines = (
        block.text
        for block in document.blocks
        if not block.links and 2 * SHORTEST <= len(block.text) <= LONGEST
    )
    return next((text for text in lines if any(is_end(text, other) for other in known)), "")


def is_end(text: str, title: str) -> bool:
    """Whether ``title`` is something else, a mark that sets it off, and ``text``."""
    if len(text) < 2 * SHORTEST or not title.endswith(text):
        return False
    return _SEPARATOR_END.search(title.removesuffix(text)) is not None


def _is_start(text: str, title: str) -> bool:
    """Whether ``title`` is ``text`` alone or followed by something set off from it."""
    if not title.startswith(text) or 3 * len(text) < len(title):
        return False
    return len(text) == len(title) or not title[len(text)].isalnum() or title[len(text)] == "_"
