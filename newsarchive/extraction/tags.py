"""Keywords that the publisher gave an article."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from newsarchive.document.compiled import read_links
from newsarchive.document.structured import is_article
from newsarchive.extraction.declared import declared_first, declared_texts
from newsarchive.extraction.found import Found
from newsarchive.extraction.lines import LineWords
from newsarchive.extraction.masthead import find_headline
from newsarchive.extraction.people.names import is_han
from newsarchive.extraction.title import site_names
from newsarchive.extraction.wording import letters_of
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block, Box
    from newsarchive.profile import Profile

MAX_TAGS = 30
TAG_CHARS = 40
HAN_TAG_CHARS = 15
LINE_CHARS = 200
# How many blocks behind the headline the tags may stand; further down are other articles'.
REACH = 400
# The same for links that only their addresses mark: reading these is dear.
NEAR_REACH = 150

_HINT = re.compile(r"(?:^|[\s_-])tags?(?:$|[\s_-]|list|item|link)|article-?tag|keyword|post_?tag")
_SPLIT = re.compile(r"\s*[,，;；、|｜]\s*")
_LINE = late(
    r"^(?:文章|本文|新闻)?(?:标签|標籤|关键词|關鍵詞|关键字|關鍵字|相[关關](?:[字词詞]{1,2}|标签|標籤)|话题|話題|タグ|"
    r"キーワード|tags|keywords|labels|topics|schlagworte?|schlagwörter|themen|temas|etiquetas|etichette|étiquettes|"
    r"mots[- ]clés|теги|тема|темы|emner|etiketler|태그)\s?[:：﹕]\s?",
    re.IGNORECASE,
)
# Above the first text of this length stand the site's own links; in these boxes everywhere.
PROSE_CHARS = 80
_MENUS = frozenset({"nav", "footer", "header"})
# Addresses of pages that list what has a tag.
_TAG_PAGE = re.compile(
    r"/(?:tags?|topics?|themen?|temas?|etiquetas?|keywords?|label|emner?|s)/[^/]|[?&]tag=|/s\?wd="
)
_MORE = re.compile(r"(?:alle|all|more|mehr|see all|weitere) (?:themen|topics|tags)$", re.IGNORECASE)
# What these lines begin with; images have no text.
_LINE_STARTS = frozenset("文本新标標关關相话話タキtTkKlLsSeEéÉmMтТ태")
_COLONS = LineWords(":：﹕", LINE_CHARS)


def find_tags(document: Document, profile: Profile) -> Iterator[Found[tuple[str, ...]]]:
    """Yield candidates for the keywords, best first."""
    declared = _offer(declared_texts(document, profile, "tags"), document, "profile")
    yield from declared_first(profile, "tags", declared, _generic(document))


def _generic(document: Document) -> Iterator[Found[tuple[str, ...]]]:
    yield from _offer(document.meta.get("article:tag", ()), document, "meta:article:tag")
    for node in document.jsonld:
        if is_article(node) and node.get("keywords"):
            yield from _offer(_texts(node["keywords"]), document, "json-ld:keywords")
    yield from _offer(_linked(document), document, "links")
    for block, label in _labelled(document):
        words = block.text[label.end() :]
        listed = words.split() if is_han(words) else [words]
        links = [text for text in _texts_of_links(block) if text in words]
        yield from _offer(links or listed, document, "line:labelled")
    yield from _offer(_related(document), document, "rel:tag")
    yield from _offer(_addressed(document), document, "links:address")
    for key in ("news_keywords", "keywords", "parsely-tags", "sailthru.tags"):
        yield from _offer(_keywords(document.meta.get(key, ())), document, f"meta:{key}")


def _labelled(document: Document) -> Iterator[tuple[Block, re.Match[str]]]:
    """Lines that begin with a label for tags; colon and first letter rule out nearly all others."""
    for block in _COLONS.blocks(document):
        label = _LINE.match(block.text) if block.text[0] in _LINE_STARTS else None
        if label:
            yield block, label


def _linked(document: Document) -> list[str]:
    """Texts of the links behind the headline that stand in boxes named for tags."""
    start = find_headline(document) or 0
    words: list[str] = []
    named: dict[Box, bool] = {}
    for block in [block for block in document.blocks[start : start + REACH] if block.links]:
        if 2 * block.link_chars < (size := len(block.text)) or size > LINE_CHARS:
            continue
        own = block.box
        row = own.parent or own
        known = named.get(row)
        if known is None:
            known = named[row] = _is_named(row)
        if known or _is_item(own, row):
            words += _texts_of_links(block) or [block.text]
            if (
                len(words) > 3 * MAX_TAGS
            ):  # no article's; an element that holds a thousand lines is read for each
                break
    return words


def _is_item(own: Box, row: Box) -> bool:
    """Whether a box is named for a tag itself, or as an item and the box around its row for tags."""
    name = own.attributes.get("class")
    if name is None:
        return False
    return _names_tags(name) or ("item" in name and row.parent is not None and _is_named(row.parent))


def _texts_of_links(block: Block) -> list[str]:
    """The texts of a line's links where it has several."""
    links = read_links(block, sys.maxsize) if block.links > 1 else ()
    return [" ".join(text.split()) for text, *_ in links]


def _addressed(document: Document) -> list[str]:
    """The first row of links behind the headline whose addresses are those of tags."""
    start = find_headline(document)
    if start is None:
        return []
    words: list[str] = []
    last, has_begun = 0, False
    for block in document.blocks[start + 1 : start + NEAR_REACH]:
        if not block.links:
            has_begun = has_begun or len(block.text) > PROSE_CHARS
            continue
        if words and block.index > last + 2:
            break
        if has_begun and 2 * block.link_chars >= len(block.text) and len(block.text) <= LINE_CHARS:
            links = _links_to_tags(block)
            if len(links) == block.links and not any(box.tag in _MENUS for box in block.box.up()):
                words += [" ".join(text.split()) for text in links]
                last = block.index
    return words if len(words) > 1 else []


def _links_to_tags(block: Block) -> list[str]:
    """Texts of the links of a line to pages of tags; none where the first leads elsewhere."""
    first = read_links(block, 1)
    if not first or not _TAG_PAGE.search(first[0][1] or ""):
        return []
    return [text for text, href, *_ in read_links(block, sys.maxsize) if _TAG_PAGE.search(href or "")]


def _related(document: Document) -> list[str]:
    """Links of the headline's own ``article`` that are marked ``rel="tag"``, and not as a category's too.

    https://microformats.org/wiki/rel-tag
    """
    at = find_headline(document)
    around = list(document.blocks[at].box.up()) if at is not None else []
    home = next((box.element for box in around if box.tag == "article"), None)
    if home is None:
        home = next((box.element for box in around if "hentry" in box.hints), None)
    links = home.iter("a") if home is not None else ()
    return [" ".join("".join(a.itertext()).split()) for a in links if a.get("rel") == "tag"]


def _is_named(box: Box) -> bool:
    name = box.element.get("class")  # read alone: nobody else asks these boxes for their attributes
    return name is not None and _names_tags(name)


@lru_cache(maxsize=8192)
def _names_tags(name: str) -> bool:
    return _HINT.search(name.lower()) is not None


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _keywords(values: Iterable[str]) -> list[str]:
    """Keyword fields; Chinese ones without any comma are parted by blanks."""
    return [w for v in values for w in (v.split() if is_han(v) and not _SPLIT.search(v) else [v])]


def _offer(values: Iterable[str], document: Document, source: str) -> Iterator[Found[tuple[str, ...]]]:
    """The values as tags; none where one is a sentence, or there are more than an article has."""
    words = [word.strip(" #\"'") for value in values for word in _SPLIT.split(value)]
    words = [" ".join(word.split()) for word in words if word]
    if not words or len(words) > 3 * MAX_TAGS or any(_is_sentence(word) for word in words):
        return
    names = site_names(document)
    words = [word for word in words if letters_of(word) not in names and not _MORE.match(word)]
    kept = tuple(dict.fromkeys(word for word in words if letters_of(word)))
    if kept:
        yield Found(kept[:MAX_TAGS], source)


def _is_sentence(word: str) -> bool:
    return len(word) > (2 * HAN_TAG_CHARS if is_han(word) else 2 * TAG_CHARS) or "<" in word or "://" in word
