"""A picture's kind is what its first bytes are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.crawl.pictures.kinds import kind_of


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\xff\xd8\xff\xe1..Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00", "image/avif"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00", "image/heic"),
        (b"BM\x10\x20\x00\x00\x00\x00\x00\x00", "image/bmp"),
        (b"II*\x00\x08", "image/tiff"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by hand -->\n<svg xmlns=''>", "image/svg+xml"),
        (b"<svg:svg xmlns:svg=''>", "image/svg+xml"),
    ],
)
def test_pictures_are_known_by_their_bytes(head: bytes, media_type: str) -> None:
    kind = kind_of(head + b"\0" * 100)
    assert kind is not None
    assert kind.media_type == media_type


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><svg></svg></html>",
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WAVE",
        b"PK\x03\x04",
        b"\0\0\0 ftypisom",
        b"MZ\x90",
    ],
)
def test_what_is_no_picture_has_no_kind(body: bytes) -> None:
    assert kind_of(body) is None


@given(st.binary(max_size=2000))
def test_any_bytes_are_judged(body: bytes) -> None:
    kind = kind_of(body)
    assert kind is None or kind.suffix.startswith(".")
