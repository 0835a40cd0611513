"""Links that name an article's section: marked as a category, above the headline, or the address's folder."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from newsarchive.document.compiled import read_links
from newsarchive.extraction.found import Found
from newsarchive.extraction.masthead import find_headline
from newsarchive.extraction.people.names import is_person
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.document import Document
    from newsarchive.document.blocks import Block

# How many blocks around the headline, and behind it (a post's footer), are asked.
REACH_ABOVE, REACH_BELOW, REACH_FOOTER = 6, 6, 120
NAME_CHARS = 30
# A section's address is this many folders deep at most.
MAX_DEPTH = 3
# More links in one box are a menu.
MAX_LINKS, MAX_ROW = 2, 3
# A line's element may hold the whole article besides it.
MAX_ASKED = 12
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:rubric|rubrik|section|category|categoria|kicker|channel|cat(?:$|[\s_-])|primary-?tag)|__?(?:rubric|rubrik|category|section)"
)
_NO_SECTION = late(
    r"^(?:home|start(?:seite)?|all|more|back|menu|share|subscribe|log ?in|sign ?in|follow|news|latest|print|"
    r"首页|首頁|返回|更多|登录|登入|订阅|分享|关注|评论|阅读|收藏|举报|ホーム|トップ|ニュース|新闻|新聞|资讯|"
    r"noticias|nachrichten|actualités|haberler|berita|новости|أخبار)$|[@#|!?]|\d{2}",
    re.IGNORECASE,
)
_NO_FOLDER = re.compile(
    r"/(?:tags?|authors?|autor|search|login|user|member|u|people|profile|staff)(?:/|$)|\.(?:jpg|png)"
)


def section_links(document: Document) -> Iterator[Found[str]]:
    """Yield the names that links around the headline give the section, the surest first."""
    at = find_headline(document)
    if at is None:
        return
    blocks = document.blocks
    first = max(0, at - REACH_ABOVE)
    yield from _related(blocks[first : at + REACH_FOOTER])
    lines = [b for b in blocks[first : at + REACH_BELOW] if b.index != at and 0 < b.links <= MAX_LINKS]
    links = [link for block in _without_menus(lines) for link in _links(block)]
    own = _folders(_path(document.url))
    matching = [(len(folders), name) for name, folders, _ in links if folders == own[: len(folders)]]
    if matching:
        yield Found(max(matching)[1], "link:folder")
    marked = {index for index in {block.index for _, _, block in links} if _is_marked(blocks[index])}
    for name, _, block in links:
        if block.index in marked:
            yield Found(name, "link:marked")
    for name, folders, block in links:
        if block.index == at - 1 and len(folders) < MAX_DEPTH and _in_one_box(block, blocks[at]):
            yield Found(name, "link:above")


def _in_one_box(block: Block, headline: Block) -> bool:
    """Whether a line stands in the headline's own box or the one around it."""
    boxes = [box for box in (headline.box.parent, headline.box.parent and headline.box.parent.parent) if box]
    return block.box in boxes or block.box.parent in boxes


def _without_menus(lines: list[Block]) -> list[Block]:
    """``lines`` without those of a box that holds more links than an article has sections."""
    rows: dict[int, int] = {}
    for block in lines:
        rows[id(block.box.parent)] = rows.get(id(block.box.parent), 0) + block.links
    return [block for block in lines if rows[id(block.box.parent)] <= MAX_ROW]


def _related(blocks: list[Block]) -> Iterator[Found[str]]:
    """Links marked ``rel="category"``, as WordPress does (https://microformats.org/wiki/rel-category)."""
    for block in [block for block in blocks if block.links]:
        for text, _, rel, _ in read_links(block, MAX_ASKED, related=True):
            if "category" in (rel or "").split() and (name := _name_of(text)):
                yield Found(name, "rel:category")
                return


def _name_of(text: str) -> str:
    """The text of a link, "" where it names no section."""
    name = " ".join(text.split())
    return name if 1 < len(name) <= NAME_CHARS and not _NO_SECTION.search(name) else ""


def _links(block: Block) -> Iterator[tuple[str, list[str], Block]]:
    """The one or two links that a short line consists of, with the folders of their addresses."""
    if 2 * block.link_chars < len(block.text):
        return
    for text, href, _, css_class in read_links(block, sys.maxsize):
        name, path = _name_of(text), _path(href or "")
        folders = _folders(path)
        is_tag = _NO_FOLDER.search(path) and not _MARKED.search((css_class or "").lower())
        if name and not is_person(name) and 0 < len(folders) <= MAX_DEPTH and not is_tag:
            yield name, folders, block


def _is_marked(block: Block) -> bool:
    """Whether the line's box or one of its links has a section's class."""
    if _MARKED.search(block.box.hints):
        return True
    classes = [css_class or "" for _, _, _, css_class in read_links(block, sys.maxsize)]
    return _MARKED.search(" ".join(classes).lower()) is not None


def _path(href: str) -> str:
    try:
        return unquote(urlsplit(href.strip()).path).lower()
    except ValueError:
        return ""


def _folders(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
