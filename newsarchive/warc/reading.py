"""Reads WARC records one after another; what is cut or damaged is told, and reading goes on behind it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsarchive.warc.streams import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from hashlib import _Hash

    from newsarchive.warc.streams import Stream

_MOST_HEAD: Final = 65_536
"""Bytes of a record's named fields; beyond this they are no fields."""
_VERSION: Final = re.compile(rb"WARC/\d\.\d{1,3}")
_NEXT: Final = b"\r\n\r\nWARC/"
_HASHES: Final = {"md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
_STEP: Final = 262_144

Position = tuple[int, int]
"""Byte in the file where a member begins, and how many of its records come before."""


@dataclass(frozen=True, slots=True)
class Record:
    """One whole record. ``fields`` have lower-case names; ``block`` is None where it was not wanted."""

    position: Position
    fields: Mapping[str, str]
    size: int
    block: bytes | None

    @property
    def kind(self) -> str:
        """The record's type."""
        return self.fields.get("warc-type", "").lower()

    def field(self, name: str) -> str:
        """A named field without the angle brackets that some writers put around addresses, or ""."""
        value = self.fields.get(name, "")
        return value[1:-1] if value.startswith("<") and value.endswith(">") else value


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is no whole record: where, and what is wrong."""

    position: Position
    what: str


class _Malformed(Exception):
    """A record that breaks its own rules, in bytes that could be unpacked."""

    left_at = "record"


class _Overrun(_Malformed):
    """A record that claims bytes of the next one; what has been read stands where that one begins."""

    left_at = ""


class RecordReader:
    """The records of a stream, of the ``wanted`` types with their blocks up to ``most`` bytes.

    ``skip`` records are passed over first. Lengths and block digests are checked here.
    """

    def __init__(self, stream: Stream, wanted: frozenset[str], most: int, skip: int = 0) -> None:
        self._stream = stream
        self._wanted = wanted
        self._most = most
        self._skip = skip
        self._buffer = bytearray()
        self._member = -1
        self._since = 0
        self._broken = ""
        self._position: Position = (0, 0)

    def __iter__(self) -> Iterator[Record | Damage]:
        for item in self._items():
            if self._skip > 0:
                self._skip -= 1
            else:
                yield item

    def _items(self) -> Iterator[Record | Damage]:
        while True:
            item = self._next()
            if item is None:
                return
            if isinstance(item, Damage):
                yield item
                if not self._go_on():
                    return
            else:
                yield item

    def _next(self) -> Record | Damage | None:
        self._broken = ""
        try:
            if not self._at_record():
                return None
            return self._record()
        except Damaged as error:
            self._broken = "bytes"
            return Damage(self._position, str(error))
        except _Malformed as error:
            self._broken = error.left_at
            return Damage(self._position, str(error))

    def _go_on(self) -> bool:
        """Find the next record behind damage."""
        if self._broken == "bytes":
            return self._recover()
        if not self._broken:
            return True
        try:
            while (at := self._buffer.find(_NEXT)) < 0:
                if len(self._buffer) > _STEP:
                    del self._buffer[: -len(_NEXT)]
                if self._stream.framed and self._stream.boundary and self._buffer:
                    # The next member is the next record, however this one ends.
                    self._buffer.clear()
                    return True
                if not self._more():
                    return False
        except Damaged:
            return self._recover()
        del self._buffer[: at + 4]
        return True

    def _recover(self) -> bool:
        self._buffer.clear()
        return self._stream.recover(self._position[0])

    def _at_record(self) -> bool:
        """Stand at a record's first byte and note its position; False at the end."""
        while True:
            blank = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
            del self._buffer[:blank]
            if self._buffer:
                break
            try:
                if not self._more():
                    return False
            except Damaged:
                self._position = (self._stream.member, 0)
                raise
        offset, begins = self._stream.place(self._stream.delivered - len(self._buffer))
        self._since = 0 if begins or offset != self._member else self._since + 1
        self._member = offset
        self._position = (offset, self._since)
        return True

    def _more(self) -> bool:
        data = self._stream.fill()
        self._buffer += data
        return bool(data)

    def _record(self) -> Record | Damage:
        fields = self._fields()
        text = fields.get("content-length", "")
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            raise _Malformed(f"a record without a length ({text[:40]!r})")
        size = int(text)
        left = self._stream.left
        if left is not None and size > left + len(self._buffer):
            # Not read to the file's end: there may be any number of such records.
            raise _Malformed(f"the file ends {size - left - len(self._buffer)} bytes before the record does")
        kept = size <= self._most and fields.get("warc-type", "").lower() in self._wanted
        digest = _Digest(fields.get("warc-block-digest", ""))
        block = self._block(size, digest, kept=kept)
        self._end()
        if not digest.fits():
            return Damage(self._position, "not the bytes that were written (the record's digest differs)")
        return Record(self._position, fields, size, block)

    def _fields(self) -> dict[str, str]:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > _MOST_HEAD or not _begins_record(self._buffer):
                raise _Malformed("no WARC record where one should begin")
            if not self._more():
                raise Damaged("the file ends within a record's fields")
        head = bytes(self._buffer[:end])
        if not _VERSION.match(head):
            raise _Malformed("no WARC record where one should begin")
        del self._buffer[: end + 4]
        fields: dict[str, str] = {}
        name = ""
        for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
            if line[:1] in (" ", "\t") and name:
                fields[name] += f" {line.strip()}"
                continue
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields.setdefault(name, value.strip())
        return fields

    def _block(self, size: int, digest: _Digest, *, kept: bool) -> bytes | None:
        parts = bytearray()
        left = size
        while left:
            if not self._buffer:
                new_member = self._stream.framed and self._stream.boundary
                if not self._more():
                    raise Damaged(f"the file ends {left} bytes before the record does")
                if new_member and self._buffer.startswith(b"WARC/"):
                    raise _Overrun("a record is shorter than it says")
            part = bytes(self._buffer[: min(left, _STEP)])
            del self._buffer[: len(part)]
            left -= len(part)
            digest.update(part)
            if kept:
                parts += part
        return bytes(parts) if kept else None

    def _end(self) -> None:
        """Read what ends a record, and to the member's end if it is near: only there gzip's own sum is."""
        while len(self._buffer) < 4:
            if not self._more():
                raise Damaged("the file ends before a record's closing lines")
        if self._buffer[:4] != b"\r\n\r\n":
            raise _Malformed("a record is longer or shorter than it says")
        del self._buffer[:4]
        if not self._buffer:
            self._buffer += self._stream.fill(within=True)


def _begins_record(data: bytearray) -> bool:
    return data[:5] == b"WARC/"[: len(data)]


class _Digest:
    """Checks bytes against a digest field; one that is absent or of an unknown kind fits."""

    def __init__(self, text: str) -> None:
        self._wanted = digest_of(text)
        self._hash: _Hash | None = new_hash(text) if self._wanted else None

    def update(self, data: bytes) -> None:
        if self._hash is not None:
            self._hash.update(data)

    def fits(self) -> bool:
        return self._hash is None or self._hash.digest() == self._wanted


def new_hash(text: str) -> _Hash | None:
    """A hash of the kind that a digest field names; None when it is not known."""
    name = _algorithm(text)
    return hashlib.new(name, usedforsecurity=False) if name in _HASHES else None


def digest_of(text: str) -> bytes | None:
    """The bytes of a digest field (base 32, hexadecimal or base 64); None when it cannot be read."""
    size = _HASHES.get(_algorithm(text), 0)
    value = text.partition(":")[2].strip()
    readers = (bytes.fromhex, _base32, _base64)
    for read in readers:
        try:
            found = read(value)
        except (ValueError, binascii.Error):
            continue
        if size and len(found) == size:
            return found
    return None


def _algorithm(text: str) -> str:
    return text.partition(":")[0].strip().lower().replace("-", "")


def _base32(value: str) -> bytes:
    return base64.b32decode(value.upper() + "=" * (-len(value) % 8))


def _base64(value: str) -> bytes:
    plain = value.replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
