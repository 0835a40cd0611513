"""Packs a page's body before the writer's turn: pure, in any process that was handed the dictionary."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from newsarchive.archive.captures.codec import Codec


class Dictionary(NamedTuple):
    """A site's dictionary: its number in the archive, and its bytes."""

    number: int
    data: bytes


class Packed(NamedTuple):
    """A body as it will be stored: the body's SHA-256, the dictionary it was packed with, and the bytes."""

    digest: bytes
    dictionary_id: int | None
    blob: bytes


class Packer:
    """Packs against one dictionary, or on its own while a site has none."""

    def __init__(self, dictionary: Dictionary | None = None) -> None:
        self._number = dictionary.number if dictionary else None
        self._codec = Codec(lambda _: dictionary.data if dictionary else b"")

    def pack(self, body: bytes) -> Packed:
        """What storing ``body`` needs."""
        return packed(body, self._codec, self._number)


def packed(body: bytes, codec: Codec, dictionary_id: int | None) -> Packed:
    """``body`` packed by ``codec`` against one of its dictionaries."""
    return Packed(hashlib.sha256(body).digest(), dictionary_id, codec.pack(body, dictionary_id))
