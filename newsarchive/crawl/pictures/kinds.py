"""What kind of picture some bytes are, by their own first bytes and never by a name or a header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_HEAD: Final = 1024
_SVG: Final = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>|<!--[^>]{0,400}-->|<!DOCTYPE[^>]{0,200}>|\s){0,8}<(?:\w{1,8}:)?svg[\s>]",
    re.IGNORECASE,
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"heim", b"hevc"})


@dataclass(frozen=True, slots=True)
class Kind:
    """``media_type`` as in HTTP, and the ``suffix`` of its files with the dot."""

    media_type: str
    suffix: str


JPEG: Final = Kind("image/jpeg", ".jpg")
PNG: Final = Kind("image/png", ".png")
GIF: Final = Kind("image/gif", ".gif")
WEBP: Final = Kind("image/webp", ".webp")
AVIF: Final = Kind("image/avif", ".avif")
HEIC: Final = Kind("image/heic", ".heic")
BMP: Final = Kind("image/bmp", ".bmp")
TIFF: Final = Kind("image/tiff", ".tif")
SVG: Final = Kind("image/svg+xml", ".svg")
"""Kept as it came. It may hold scripts: nothing of this program shows it inline."""

_MAGIC: Final = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)


def kind_of(body: bytes) -> Kind | None:
    """The kind of picture that ``body`` is, None if it is none."""
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return WEBP
    if body[4:8] == b"ftyp":
        return _iso_kind(body[8:12])
    if body[:2] == b"BM" and body[6:10] == b"\0\0\0\0":
        return BMP
    return SVG if _SVG.match(body[:_HEAD].removeprefix(b"\xef\xbb\xbf")) else None


def _iso_kind(brand: bytes) -> Kind | None:
    """Pictures of the ISO base media format (ISO/IEC 23008-12), told by their major brand."""
    if brand in _AVIF_BRANDS:
        return AVIF
    return HEIC if brand in _HEIC_BRANDS else None
