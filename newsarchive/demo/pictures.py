"""Small generated pictures: a PNG, GIF or SVG of one plain colour that depends on the path alone."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 64, 36


def draw(path: str) -> tuple[str, bytes]:
    """The picture at ``path`` as (media type, bytes); its suffix names the format."""
    colour = zlib.crc32(path.encode()).to_bytes(4, "big")[:3]
    if path.endswith(".png"):
        return "image/png", _png(colour)
    if path.endswith(".gif"):
        return "image/gif", _gif(colour)
    return "image/svg+xml", _svg(colour)


def _png(colour: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = (b"\0" + colour * WIDTH) * HEIGHT
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _gif(colour: bytes) -> bytes:
    # One pixel: the LZW codes clear (4), colour 0 and end (5), three bits each, fit in two bytes.
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + colour + b"\0\0\0"
    return screen + b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00;"


def _svg(colour: bytes) -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="#{colour.hex()}"/></svg>'
    ).encode()
