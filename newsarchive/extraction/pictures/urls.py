"""The address of a picture: the largest that the page offers, past lazy-loading placeholders."""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# Where lazy-loading scripts keep the real address: the commonest names, then any that says so.
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-original-src", "data-full-src",
    "zoomfile", "file", "real_src", "original", "_src", "src2",
)  # fmt: skip
_LAZY_NAME = re.compile(r"^data-.{0,40}(?:src|lazy|original|url|image|img|echo|full|large)", re.IGNORECASE)
# Attributes that name other things than the picture.
_NO_LAZY = frozenset({"alt", "title", "class", "id", "style", "srcset", "sizes", "usemap", "longdesc", "src"})
_IMAGE_PATH = re.compile(
    r"(?:(?:https?:)?//)?[\w./%=,~@+:-]{1,300}/[\w.%=,~@+:-]{1,200}\.(?:jpe?g|png|gif|webp|avif)(?:[?#]\S{0,500})?$",
    re.IGNORECASE,
)
_IMAGE_LIKE = re.compile(
    r"^(?:https?:)?//\S{4,}$|^/?[\w./%-]{1,300}\.(?:jpe?g|png|gif|webp|avif)(?:[?#]\S{0,500})?$",
    re.IGNORECASE,
)
_NO_ADDRESS = ("data:", "about:", "javascript:", "blob:")
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.-])(?:blank|spacer|placeholder|transparent|pixel|1x1|1px|clear|lazy(?:load(?:ing)?)?|loading|gr[ae]y|"
    r"dummy|default_?img|no-?image)[\w-]{0,20}\.(?:gif|png|svg|jpe?g|webp)$|placeholder\.(?:png|svg|jpg)$",
    re.IGNORECASE,
)
# One of these is in each; most addresses hold none.
_PLACEHOLDER_WORDS = (
    "blank", "spacer", "placeholder", "transparent", "pixel", "1x1", "1px", "clear", "lazy", "loading",
    "gray", "grey", "dummy", "default", "image",
)  # fmt: skip
_PICTURE_ENDINGS = (".gif", ".png", ".svg", ".jpg", ".jpeg", ".webp")
_NAME_REACH = 60
_NOT_IN_URL = re.compile(r"[\s{}<>\"]")
_BETWEEN_CANDIDATES = re.compile(r",(?:(?<=\d[wxh],)\s{0,20}|\s{1,20})")
_DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx]$")
_MAX_SRCSET = 20_000
_MAX_SOURCES = 20
# Numbers up to this tell a density, not a width.
_DENSITY = 10.0
MAX_URL = 4_000


def picture_url(image: HtmlElement) -> str | None:
    """The best address of an ``img`` as the page writes it; None where it shows a placeholder only.

    The largest candidate of ``srcset`` wins (HTML Living Standard, 4.8.4.2), that of the ``picture`` around
    it when the image has none of its own; then lazy-loading attributes; then ``src``; then the ``noscript``
    beside it.
    """
    for offer in _offers(image):
        url = offer.strip()
        if _is_address(url):
            return url
    return None


def figure_url(figure: HtmlElement) -> str | None:
    """The address of a picture that a box shows without an ``img`` of its own (poster, noscript, source)."""
    for element in figure.iter("img", "video", "source", "amp-video"):
        url = element.get("poster") if element.tag != "img" else picture_url(element)
        url = url or (_largest(element.get("srcset")) if element.tag == "source" else None)
        if url and _is_address(url.strip()):
            return url.strip()
    return None


def _is_address(url: str) -> bool:
    if not 0 < len(url) <= MAX_URL or not ("/" in url or "." in url):
        return False
    return not (_NOT_IN_URL.search(url) or _is_placeholder(url))


def _is_placeholder(url: str) -> bool:
    if url.startswith(_NO_ADDRESS):
        return True
    name = url.partition("?")[0][-_NAME_REACH:]
    if not name[-5:].lower().endswith(_PICTURE_ENDINGS):
        return False
    low = name.lower()
    for word in _PLACEHOLDER_WORDS:
        if word in low:
            return _PLACEHOLDER.search(name) is not None
    return False


def _offers(image: HtmlElement) -> Iterator[str]:
    told = dict(image.items())
    sized, width = next(
        (best for name, value in told.items() if "srcset" in name if (best := _best(value))), ("", 0.0)
    )
    wider = _wider_source(image, max(width, _number(told.get("width"))))
    if wider or sized:
        yield wider or sized
    yield from [told[name] for name in _LAZY if told.get(name)]
    src = told.get("src") or ""
    hollow = not src or _is_placeholder(src)
    if hollow and not sized:
        yield from _sources(image)
    if hollow:
        yield from (v for name, v in told.items() if _LAZY_NAME.match(name) and _IMAGE_LIKE.match(v[:1_000]))
        yield from (v for name, v in told.items() if name not in _NO_LAZY and _IMAGE_PATH.match(v[:1_000]))
    yield src
    yield from _fallback(image)


def _sources(image: HtmlElement) -> list[str]:
    return [url for source in _beside(image) if (url := _largest(_srcset(source)))]


def _wider_source(image: HtmlElement, width: float) -> str:
    """The widest candidate of the ``picture`` around an image that tells widths greater than ``width``."""
    found = [best for source in _beside(image) if (best := _best(_srcset(source)))]
    url, size = max(found, key=itemgetter(1), default=("", 0.0))
    return url if size > max(width, _DENSITY) else ""


def _beside(image: HtmlElement) -> list[HtmlElement]:
    """The ``source`` elements of the ``picture`` around an image."""
    parent = image.getparent()
    for _ in range(2):
        if parent is None or parent.tag == "picture":
            break
        parent = parent.getparent()
    return (
        [] if parent is None or parent.tag != "picture" else list(islice(parent.iter("source"), _MAX_SOURCES))
    )


def _srcset(source: HtmlElement) -> str | None:
    return source.get("data-srcset") or source.get("srcset")


def _number(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0.0


def _largest(srcset: str | None) -> str | None:
    best = _best(srcset)
    return best[0] if best else None


def _best(srcset: str | None) -> tuple[str, float] | None:
    """The candidate of the greatest width or density with that; the first one where none is told."""
    if not srcset:
        return None
    best, size = None, -1.0
    for candidate in _BETWEEN_CANDIDATES.split(srcset[:_MAX_SRCSET]):
        url, _, rest = candidate.strip(" \t\r\n,").partition(" ")
        told = _DESCRIPTOR.match(rest.strip().partition(" ")[0])
        number = float(told[1]) if told else 0.0
        if number > size and ("/" in url or "." in url):
            best, size = url, number
    return None if best is None or _is_placeholder(best) else (best, size)


def _fallback(image: HtmlElement) -> Iterator[str]:
    """What browsers without scripts show: an ``img`` in a ``noscript`` beside this one or its wrapper."""
    around = image
    for _ in range(3):
        beside = around.getnext()
        if beside is not None and beside.tag == "noscript":
            yield from (
                url
                for inner in beside.iter("img")
                if (url := _largest(inner.get("srcset")) or inner.get("src"))
            )
            return
        parent = around.getparent()
        if parent is None:
            return
        around = parent
