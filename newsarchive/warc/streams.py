"""Compressed files as plain bytes, member by member: gzip, zstd or none, with a way past damage."""

from __future__ import annotations

import re
import zlib
from collections import deque
from typing import IO, TYPE_CHECKING, Final

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_CHUNK: Final = 65_536
_MOST: Final = 1_048_576
"""Bytes that one step unpacks at most: a file may claim to become a thousand times larger."""
_SLICE: Final = 1_024
"""zstd cannot be told to stop; a slice of this size unpacks to 32 MB at worst (128 KB for 4 bytes)."""
_BOMB: Final = 256 * 1_048_576
_MOST_RATIO: Final = 200
"""A member that unpacks to more than both is made to be endless: records shrink to a tenth, zeros to a
thousandth."""
_MOST_DICTIONARY: Final = 16 * 1_048_576
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"
_ZIP: Final = b"PK\x03\x04"
_RECORD: Final = b"WARC/"


class Damaged(Exception):
    """The bytes cannot be unpacked from here on; ``Stream.recover`` may find a place to go on."""


class Stream:
    """A file without compression, from byte ``offset`` on; the base of the compressed ones.

    ``boundary`` tells whether what ``fill`` gives next begins a member of its own, ``framed`` whether there
    are members.
    """

    framed = False

    def __init__(self, raw: IO[bytes], offset: int = 0) -> None:
        self._raw = raw
        self._base = offset
        self._delivered = 0
        self.boundary = True
        self._end = raw.seek(0, 2)
        raw.seek(offset)

    @property
    def delivered(self) -> int:
        """Unpacked bytes given so far."""
        return self._delivered

    @property
    def read(self) -> int:
        """How far the file itself has been read."""
        return self._raw.tell()

    @property
    def left(self) -> int | None:
        """Bytes still to come; None where compression hides how many."""
        return self._end - self._base - self._delivered

    @property
    def member(self) -> int:
        """Where in the file the member begins that is being unpacked."""
        return self._base + self._delivered

    def fill(self, *, within: bool = False) -> bytes:
        """The next unpacked bytes, never beyond a member's end; empty at the end. Raises ``Damaged``.

        ``within`` gives what is left of the member alone, empty when nothing is.
        """
        data = b"" if within else self._raw.read(_CHUNK)
        self._delivered += len(data)
        return data

    def place(self, at: int) -> tuple[int, bool]:
        """Where in the file the member with unpacked byte ``at`` begins, and whether it begins there."""
        return self._base + at, True

    def recover(self, behind: int) -> bool:
        """Go on at the first record that begins behind that byte of the file; False when there is none."""
        at = _find(self._raw, b"\r\n\r\n" + _RECORD, behind + 1)
        if at < 0:
            return False
        self._base, self._delivered = at + 4, 0
        self._raw.seek(self._base)
        return True


class _Members(Stream):
    """What gzip and zstd have in common: a file is a row of members."""

    framed = True
    left = None
    _magic: bytes
    _beginning: re.Pattern[bytes]
    _reads: int
    _probe: int
    """Bytes that tell whether a member begins with a record: a file may be full of what only looks so."""

    def __init__(self, raw: IO[bytes], offset: int = 0) -> None:
        super().__init__(raw, offset)
        self._pending = b""
        self._decoder: Any = None
        self._more = False
        self._member = offset
        self._before = 0
        self._marks: deque[tuple[int, int]] = deque()

    @property
    def member(self) -> int:
        """Where in the file the member begins that is being unpacked."""
        return self._member

    def fill(self, *, within: bool = False) -> bytes:
        """The next unpacked bytes, never beyond a member's end; empty at the end. Raises ``Damaged``."""
        while True:
            if self._decoder is None and (within or not self._begin()):
                return b""
            data = self._pending or self._read()
            if not data and not self._more:
                raise Damaged("the file ends within compressed data")
            out = self._unpack(data)
            if out:
                self._delivered += len(out)
                self._check_ratio()
                return out

    def _check_ratio(self) -> None:
        unpacked = self._delivered - self._before
        if unpacked > _BOMB and unpacked > _MOST_RATIO * (self._raw.tell() - self._member):
            raise Damaged(f"unpacks to more than {_MOST_RATIO} times its size")

    def _begin(self) -> bool:
        """Stand at the next member; False at the end of the file."""
        # Some writers fill up the last block with zeros.
        while True:
            self._pending = self._pending.lstrip(b"\0")
            if len(self._pending) >= len(self._magic):
                break
            more = self._read()
            self._pending += more
            if not more:
                self._pending = self._pending.lstrip(b"\0")
                break
        if not self._pending:
            return False
        self._member = self._raw.tell() - len(self._pending)
        self._before = self._delivered
        if self._marks and self._marks[-1][0] == self._delivered:
            self._marks.pop()  # an empty member: a file may have any number of them
        self._marks.append((self._delivered, self._member))
        if not self._fits():
            raise Damaged("what follows is not compressed as the file is")
        self._decoder = self._make()
        self.boundary = False
        return True

    def _fits(self) -> bool:
        return self._pending.startswith(self._magic)

    def _read(self) -> bytes:
        return self._raw.read(self._reads)

    def _make(self) -> Any:
        raise NotImplementedError

    def _first_bytes(self, data: memoryview, size: int) -> bytes:
        """What the beginning of a member unpacks to, or nothing."""
        raise NotImplementedError

    def _unpack(self, data: bytes) -> bytes:
        raise NotImplementedError

    def _ended(self, unused: bytes) -> None:
        self._pending, self._decoder, self._more = unused, None, False
        self.boundary = True

    def place(self, at: int) -> tuple[int, bool]:
        """Where in the file the member with unpacked byte ``at`` begins, and whether it begins there."""
        while len(self._marks) > 1 and self._marks[1][0] <= at:
            self._marks.popleft()
        if not self._marks:
            return self._member, True
        unpacked, offset = self._marks[0]
        return offset, unpacked == at

    def recover(self, behind: int) -> bool:
        """Go on at the first member behind that byte that begins with a record; False when there is none."""
        for at, data in _places(self._raw, self._beginning, self._probe, behind + 1):
            if self._first_bytes(data, len(_RECORD)) == _RECORD:
                self._marks.clear()
                self._pending, self._decoder, self._more = b"", None, False
                self._raw.seek(at)
                self.boundary = True
                return True
        return False


class GzipStream(_Members):
    """A gzip file; each record is usually a member."""

    _magic = _GZIP
    # No reserved flags, a level and a system that RFC 1952 knows: three bytes alone are found by chance.
    _beginning = re.compile(rb"\x1f(?=\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff])", re.DOTALL)
    _reads = _CHUNK
    _probe = 512

    def _first_bytes(self, data: memoryview, size: int) -> bytes:
        try:
            return zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data, size)
        except zlib.error:
            return b""

    def _make(self) -> Any:
        return zlib.decompressobj(zlib.MAX_WBITS + 16)

    def _unpack(self, data: bytes) -> bytes:
        try:
            out: bytes = self._decoder.decompress(data, _MOST)
        except zlib.error as error:
            raise Damaged(f"compressed data is damaged ({error})") from error
        self._more = len(out) == _MOST
        self._pending = self._decoder.unconsumed_tail
        if self._decoder.eof:
            self._ended(self._decoder.unused_data)
        return out


class ZstdStream(_Members):
    """A zstd file, with the dictionary that a WARC may begin with (iipc's zstd for WARC, 1.0)."""

    _magic = _ZSTD
    # The frame's descriptor has a bit that is never set (RFC 8878).
    _beginning = re.compile(
        rb"\x28(?=\xb5\x2f\xfd[" + b"".join(rb"\x%02x" % n for n in range(256) if not n & 8) + rb"])"
    )
    _reads = _SLICE
    _probe = 131_072 + 64  # a whole block and what stands before it

    def __init__(self, raw: IO[bytes], offset: int = 0) -> None:
        raw.seek(0)
        self._dictionary, behind = _dictionary(raw)
        super().__init__(raw, max(offset, behind))

    def _fits(self) -> bool:
        # Skippable frames hold what other programs seek by; unpacked they are nothing.
        skippable = self._pending[1:4] == _ZSTD_DICTIONARY[1:] and self._pending[0] & 0xF0 == 0x50
        return skippable or super()._fits()

    def _make(self) -> Any:
        return self._decompressor().decompressobj()

    def _decompressor(self) -> zstandard.ZstdDecompressor:
        if self._dictionary:
            return zstandard.ZstdDecompressor(dict_data=self._dictionary)
        return zstandard.ZstdDecompressor()

    def _first_bytes(self, data: memoryview, size: int) -> bytes:
        try:
            with self._decompressor().stream_reader(data) as reader:
                return reader.read(size)
        except zstandard.ZstdError:
            return b""

    def _unpack(self, data: bytes) -> bytes:
        data, rest = data[:_SLICE], data[_SLICE:]
        try:
            out: bytes = self._decoder.decompress(data)
        except zstandard.ZstdError as error:
            raise Damaged(f"compressed data is damaged ({error})") from error
        self._pending = rest
        if self._decoder.eof:
            self._ended(self._decoder.unused_data + rest)
        return out


def _find(raw: IO[bytes], wanted: bytes, at: int) -> int:
    """Where ``wanted`` stands next in the file from byte ``at`` on; -1 when nowhere."""
    raw.seek(at)
    kept = b""
    while data := raw.read(_CHUNK):
        kept += data
        place = kept.find(wanted)
        if place >= 0:
            return at + place
        cut = max(0, len(kept) - len(wanted) + 1)
        kept, at = kept[cut:], at + cut
    return -1


def _places(
    raw: IO[bytes], pattern: re.Pattern[bytes], size: int, at: int
) -> Iterator[tuple[int, memoryview]]:
    """Where the pattern fits from byte ``at`` on, with the ``size`` bytes from there."""
    raw.seek(at)
    kept = b""
    more = True
    while more:
        data = raw.read(_CHUNK + size)
        more = bool(data)
        kept += data
        # Of what fits later all bytes are not there yet.
        whole = max(0, len(kept) - size) if more else len(kept)
        for match in pattern.finditer(kept):
            if match.start() >= whole:
                break
            yield at + match.start(), memoryview(kept)[match.start() : match.start() + size]
        kept, at = kept[whole:], at + whole


def _dictionary(raw: IO[bytes]) -> tuple[zstandard.ZstdCompressionDict | None, int]:
    """The dictionary in a skippable frame at the file's beginning, and where it ends."""
    head = raw.read(8)
    if not head.startswith(_ZSTD_DICTIONARY) or len(head) < 8:
        return None, 0
    size = int.from_bytes(head[4:], "little")
    if size > _MOST_DICTIONARY:
        raise Damaged("its dictionary is larger than any")
    data = raw.read(size)
    if len(data) < size:
        raise Damaged("the file ends within its dictionary")
    try:
        if data.startswith(_ZSTD):
            # What a frame claims goes before the bound that is given.
            if zstandard.frame_content_size(data) > _MOST_DICTIONARY:
                raise Damaged("its dictionary is larger than any")
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST_DICTIONARY)
        return zstandard.ZstdCompressionDict(data), 8 + size
    except zstandard.ZstdError as error:
        raise Damaged(f"its dictionary is damaged ({error})") from error


def open_stream(raw: IO[bytes], offset: int = 0) -> Stream | None:
    """The stream that fits what the file begins with; None when it is no WARC. Raises ``Damaged``."""
    raw.seek(0)
    head = raw.read(len(_RECORD))
    # Of a WACZ without a directory its gzip members can still be found.
    if head.startswith((_GZIP[:2], _ZIP)):
        return GzipStream(raw, offset)
    if head.startswith((_ZSTD, _ZSTD_DICTIONARY)):
        return ZstdStream(raw, offset)
    return Stream(raw, offset) if head == _RECORD else None
