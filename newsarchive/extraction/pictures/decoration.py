"""Which images on a page are no pictures of its article: icons, logos, faces, codes, advertising, teasers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsarchive.extraction.pictures.boxes import caption_box, holds, is_credit
from newsarchive.patterns import late

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.html import HtmlElement

    from newsarchive.document.blocks import Block, Box

# Longer lines beside a picture name no author.
_BYLINE = 80
# Linked texts that are shorter are buttons.
_TITLE = 15
_TITLE_EASTERN = 7
# Sides in CSS pixels. Smaller ones are icons, dividers and faces beside a byline.
_MIN_SIDE = 30
_MIN_LONG_SIDE = 101
_MIN_SERVED = 130

# Words of an address that no picture of an article has …
_JUNK_WORDS = frozenset({
    "avatars", "gravatar", "sprite", "sprites", "spacer", "captcha", "qrcode", "erweima", "favicon",
    "emoji", "smiley", "smilies", "headshot", "headshots", "byline", "autoren", "beacon", "1x1", "1px",
    "themes", "ads", "doubleclick", "googlesyndication", "adservice", "scorecardresearch", "vgwort",
    "ivwbox", "mugshots",
})  # fmt: skip
# … and those that a photograph may be named after, but hardly a drawing.
_DRAWN_WORDS = frozenset({
    "logo", "logos", "icon", "icons", "ico", "avatar", "badge", "button", "btn", "arrow", "social",
    "facebook", "twitter", "whatsapp", "telegram", "linkedin", "wechat", "weixin", "pixel", "blank",
    "tracking", "counter", "login", "overlay", "loader", "profile", "profiles", "qr", "ewm", "appstore",
    "playstore", "share", "wx", "qzone", "sina", "weibo",
})  # fmt: skip
_WORD = re.compile(r"\d+x\d+|\d+px|[a-z]+")
_DRAWN = (".png", ".gif", ".svg", ".ico")
_NAME_REACH = 120
_SERVED_WIDTH = re.compile(
    r"[?&;,_/-](?:(?<=[?&;])(?:w|width|imwidth|size)=(\d{1,4})(?:\D|$)|(?<=[,/])w_(\d{1,4})(?=[,/])|"
    r"(?<=[-_/])(\d{2,4})x(\d{2,4})(?:[^\dx]|$))"
)
_JUNK_OWN = re.compile(
    r"avatar|logo|(?:^|[\s_-])icon|emoji|emoticon|tracking|spacer|author|byline|(?:^|[\s_-])qr|badge"
)
_JUNK_ALT = re.compile(r"二维码|二維碼|扫码|掃碼|\blogo\b|公众号|公眾號|advertisement|\bQR\b", re.IGNORECASE)
_ASIDE_BOX = late(
    r"(?:^|[\s_-])(?:related|recommend\w{0,8}|recirc\w{0,10}|more-?(?:on|news|stories|articles)|read-?(?:more|next|also)|"
    r"newsletter|promo\w{0,8}|advert\w{0,10}|sponsor\w{0,6}|social|shar(?:e|ing)\w{0,8}|comments?|byline|avatar|profile|"
    r"author-?(?:bio|box|card|info|image|photo|profile)?|outbrain|taboola|footer|breadcrumbs?|nav\w{0,10}|menu|popular|"
    r"most-?(?:read|popular)|trending|app-?download|qr\w{0,6}|erweima|teaser-?(?:list|group)|toolbar)(?:$|[\s_-])|"
    r"(?:^|\s)ads?(?:$|\s)|author[-_]{0,2}(?:image|img|photo|pic|avatar|head|icon)|authorline"
)
_ASIDE_TAGS = frozenset({"aside", "nav", "footer", "form"})
_AUTHOR_TEXT = re.compile(
    r"^(?:by|von|par|por|af|av|door|text|autor(?:in)?|di|作者|记者|記者)[\s:：]{1,3}[^\W\d_]", re.IGNORECASE
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en)?|staff|people|profiles?|journalists?|team|by|redaktion)/|/@[\w.-]{1,60}/?$"
)
_HOME_LINK = re.compile(
    r"(?:(?:https?:)?//[^/?#\s]{1,200})?/?(?:(?:index|default|home)\.\w{2,5})?", re.IGNORECASE
)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:$|[?#&])", re.IGNORECASE)
_PIXELS = re.compile(r"^\s{0,5}(\d{1,5})(?:px)?\s{0,5}$")


def is_junk_url(url: str) -> bool:
    """Whether an address itself tells an icon, a face, a tracking pixel or a stamp-sized copy."""
    path = url.partition("?")[0].lower()
    words = _WORD.findall(path if len(path) < 2 * _NAME_REACH else path[:_NAME_REACH] + path[-_NAME_REACH:])
    if not _JUNK_WORDS.isdisjoint(words):
        return True
    if path.endswith(_DRAWN) and not _DRAWN_WORDS.isdisjoint(words):
        return True
    for found in _SERVED_WIDTH.finditer(url[-300:]):
        sides = [int(side) for side in found.groups() if side]
        if 0 < max(sides) < _MIN_SERVED:
            return True
    return False


def is_drawing(url: str) -> bool:
    """Whether an address leads to a vector drawing: a sign more often than a chart."""
    return url.partition("?")[0].lower().endswith((".svg", ".svgz"))


def is_byline(text: str) -> bool:
    """Whether a short text beside an image names an author: the image is a face."""
    return bool(_AUTHOR_TEXT.match(text))


def is_decoration(blocks: Sequence[Block], at: int, outside: Collection[Box]) -> bool:
    """Whether the image that is block ``at`` is none of the article's pictures.

    Told by its size, its name, the boxes it stands in (up to ``outside``, those around the article) and
    what it links to.
    """
    block = blocks[at]
    element = block.element
    get = element.get
    if _is_junk_name(get("class"), get("id")) or _is_junk_alt(get("alt") or "") or _is_small(element):
        return True
    if _stands_aside(block.box, outside) or _is_face(blocks, at, outside):
        return True
    return bool(block.link_chars) and _is_teaser(blocks, at)


@lru_cache(maxsize=2048)
def _is_junk_name(css_class: str | None, identity: str | None) -> bool:
    return _JUNK_OWN.search(f"{css_class or ''} {identity or ''}".lower()) is not None


def _is_junk_alt(alt: str) -> bool:
    low = alt.lower()
    if alt.isascii() and not ("logo" in low or "advert" in low or "qr" in low):
        return False
    return _JUNK_ALT.search(alt) is not None


def _stands_aside(innermost: Box, outside: Collection[Box]) -> bool:
    in_figure = False
    box: Box | None = innermost
    while box is not None and box not in outside:
        in_figure = in_figure or box.tag == "figure"
        if (box.tag in _ASIDE_TAGS and not in_figure) or _names_aside(box.hints):
            return True
        box = box.parent
    return False


@lru_cache(maxsize=8192)
def _names_aside(hints: str) -> bool:
    return bool(_ASIDE_BOX.search(hints))


def _is_face(blocks: Sequence[Block], at: int, outside: Collection[Box]) -> bool:
    """Whether the words closest to the image, in a box of their own with it, are a byline."""
    for near in (at + 1, at - 1):
        if 0 <= near < len(blocks):
            text = blocks[near].text
            if (
                0 < len(text) < _BYLINE
                and is_byline(text)
                and _share_box(blocks[at], blocks[near], 2, outside)
            ):
                return True
    return False


def _is_teaser(blocks: Sequence[Block], at: int) -> bool:
    """Whether the image leads to another page, beside that page's headline, or to its author's."""
    link = next(blocks[at].element.iterancestors("a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if href and (_AUTHOR_LINK.search(href) or _HOME_LINK.fullmatch(href)):
        return True
    if not href or href.startswith(("#", "javascript:")) or _IMAGE_FILE.search(href):
        return False
    return (
        _is_linked_title(blocks, at, at + 1)
        or _is_linked_title(blocks, at, at + 2)
        or _is_linked_title(blocks, at, at - 1)
    )


def _is_linked_title(blocks: Sequence[Block], at: int, near: int) -> bool:
    if not 0 <= near < len(blocks) or blocks[near].is_image:
        return False
    text = blocks[near]
    size = len(text.text)
    least = _TITLE if text.text.isascii() else _TITLE_EASTERN
    if size < least or text.link_chars <= 0.7 * size or caption_box(text) or is_credit(text):
        return False
    return _share_box(blocks[at], text, 3)


def _share_box(one: Block, other: Block, steps: int, outside: Collection[Box] = ()) -> bool:
    """Whether one of the ``steps`` boxes around ``one`` short of ``outside`` holds ``other`` too."""
    boxes = zip(range(steps), one.box.up(), strict=False)
    return any(holds(box, other) for _, box in boxes if box not in outside)


def _is_small(element: HtmlElement) -> bool:
    sides = [
        int(found[1])
        for name in ("width", "height")
        if (told := element.get(name)) and (found := _PIXELS.match(told))
    ]
    return bool(sides) and (min(sides) < _MIN_SIDE or (len(sides) == 2 and max(sides) < _MIN_LONG_SIDE))
